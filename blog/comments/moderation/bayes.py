"""Naive Bayes spam filter, trained by moderators' actions; word counts are stored in the database.

A comment trains the filter once: as spam if a moderator marked it as spam, as ham if one approved
it. Verdicts of the filters train nothing, or they would reinforce their own errors.
"""

import math
from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.tasks import task

from blog.comments.models import Comment
from blog.comments.moderation.models import WordCount
from blog.comments.moderation.rules import CommentText

# Required of spam and of ham each before comments get a score.
MIN_TRAINED_COMMENTS = 20
# In one comment; only the most significant features count.
MAX_WORDS, MAX_SCORED_FEATURES = 300, 15
MAX_WORD_LENGTH = 40
MAX_STORED_WORDS = 100_000
# Weight of the neutral prior, in comments: a word seen once has half of its effect.
PRIOR_WEIGHT = 1.0
# A text of at least MIN_LETTERS letters with more capitals than this share counts as capitals.
MAX_CAPITALS_SHARE, MIN_LETTERS = 0.6, 30

# Rows are locked in the order of words, so that concurrent moderators do not deadlock.
ADD_COUNTS_SQL = """
INSERT INTO blog_wordcount AS stored (word, spam, ham)
SELECT * FROM unnest(%s::text[], %s::integer[], %s::integer[]) AS added (word, spam, ham)
ORDER BY word
ON CONFLICT (word) DO UPDATE SET
    spam = stored.spam + excluded.spam, ham = stored.ham + excluded.ham
"""
PRUNE_SQL = """
DELETE FROM blog_wordcount WHERE word IN (
    SELECT word FROM blog_wordcount WHERE word <> '' ORDER BY spam + ham DESC, word OFFSET %s
)
"""


def extract_features(text: CommentText) -> set[str]:
    """Extract words, pairs of adjacent words ('cheap pills'), and special features that no word can
    equal: 'domain:example.org', 'links:2', 'capitals:'."""
    tokens = [word for word in text.tokens[:MAX_WORDS] if len(word) <= MAX_WORD_LENGTH]
    features = {*tokens, *map(" ".join, zip(tokens, tokens[1:], strict=False))}
    domains = sorted(text.linked_domains)[:MAX_SCORED_FEATURES]
    features |= {f"domain:{domain[-MAX_WORD_LENGTH:]}" for domain in domains}
    features.add(f"links:{min(len(text.links), 5)}")
    letters = [letter for letter in text.text if letter.isalpha()]
    capitals = sum(map(str.isupper, letters))
    if len(letters) >= MIN_LETTERS and capitals > MAX_CAPITALS_SHARE * len(letters):
        features.add("capitals:")
    return features


def compute_score(text: CommentText) -> tuple[int, list[str]]:
    """Return a score from 0 to 100 and the features that indicate spam, strongest first.

    The score is 0, without features, if the text looks like ham or too few comments have trained
    the filter. One query, for at most about twice MAX_WORDS words.
    """
    features = extract_features(text)
    rows = WordCount.objects.filter(word__in=[WordCount.ALL, *sorted(features)])
    counts = {row.word: (max(0, row.spam), max(0, row.ham)) for row in rows}
    all_spam, all_ham = counts.pop(WordCount.ALL, (0, 0))
    if min(all_spam, all_ham) < MIN_TRAINED_COMMENTS:
        return 0, []
    probabilities = {
        word: _compute_spam_probability(spam / all_spam, ham / all_ham, spam + ham)
        for word, (spam, ham) in counts.items()
        if spam + ham
    }
    by_significance = sorted(
        probabilities, key=lambda word: (-abs(probabilities[word] - 0.5), word)
    )
    scored = by_significance[:MAX_SCORED_FEATURES]
    odds = sum(math.log(probabilities[word] / (1 - probabilities[word])) for word in scored)
    spammy = [word for word in scored if probabilities[word] > 0.5]
    return (round(200 / (1 + math.exp(-odds))) - 100, spammy) if odds > 0 else (0, [])


def _compute_spam_probability(spam_share: float, ham_share: float, count: int) -> float:
    """Compute the probability of spam given a word, closer to 1/2 for rare words (Robinson)."""
    probability = spam_share / (spam_share + ham_share)
    return (PRIOR_WEIGHT * 0.5 + count * probability) / (PRIOR_WEIGHT + count)


def get_training_label(state: str) -> str:
    """Return the training label for a state set by a moderator. Comments are rejected or removed
    for many reasons, so these states train nothing."""
    labels = {
        Comment.State.SPAM: Comment.TrainingLabel.SPAM,
        Comment.State.APPROVED: Comment.TrainingLabel.HAM,
    }
    return labels.get(Comment.State(state), Comment.TrainingLabel.NONE)


def train(changes: Iterable[tuple[Comment, str, str]]) -> None:
    """Train the filter with comments, each with its previous and its new label. One query."""
    spam: Counter[str] = Counter()
    ham: Counter[str] = Counter()
    counters = {Comment.TrainingLabel.SPAM: spam, Comment.TrainingLabel.HAM: ham}
    for comment, before, now in changes:
        if before == now:
            continue
        text = CommentText(comment.text, comment.name, comment.website)
        features = extract_features(text) | {WordCount.ALL}
        for label, count in ((before, -1), (now, 1)):
            if label:
                counter = counters[Comment.TrainingLabel(label)]
                for word in features:
                    counter[word] += count
    if changed := sorted({*spam, *ham}):
        with connection.cursor() as cursor:
            cursor.execute(
                ADD_COUNTS_SQL,
                [changed, [spam[word] for word in changed], [ham[word] for word in changed]],
            )


def prune(max_words: int = MAX_STORED_WORDS) -> int:
    """Delete the rarest words beyond `max_words`; return the number of deleted words."""
    with connection.cursor() as cursor:
        cursor.execute(PRUNE_SQL, [max_words])
        return cursor.rowcount


@task
def prune_word_counts() -> None:
    """Bound the table of word counts; runs once a day."""
    prune()
