"""What moderators' decisions say about words: naive Bayes over counts that the database keeps.

A comment trains once: as spam where a moderator said so, as ham (no spam) where one approved it.
The rules' own verdicts train nothing, or they would come to believe themselves.
"""

import math
from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.tasks import task

from blog.comments.models import Comment
from blog.comments.moderation.models import WordCount
from blog.comments.moderation.rules import Text

# Of each kind, before which nothing is said.
FEWEST = 20
# Of one comment: what is looked at, and how many of it speak, those that tell most.
MOST_WORDS, MOST_TOLD = 300, 15
LONGEST = 40
KEPT = 100_000
# A word that was seen once says half of what it seems to.
DOUBT = 1.0
SHOUTED = 0.6  # of the letters, where there are at least as many as in a sentence
SENTENCE = 30

# Rows are locked by word, so that two who decide at once wait for one another in the same order.
ADD = """
INSERT INTO blog_wordcount AS kept (word, spam, ham)
SELECT * FROM unnest(%s::text[], %s::integer[], %s::integer[]) AS added (word, spam, ham)
ORDER BY word
ON CONFLICT (word) DO UPDATE SET spam = kept.spam + excluded.spam, ham = kept.ham + excluded.ham
"""
PRUNE = """
DELETE FROM blog_wordcount WHERE word IN (
    SELECT word FROM blog_wordcount WHERE word <> '' ORDER BY spam + ham DESC, word OFFSET %s
)
"""


def features(text: Text) -> set[str]:
    """Words, neighbours ('cheap pills'), and what no word can be: 'domain:example.org', 'links:2',
    'capitals:'."""
    words = [word for word in text.words[:MOST_WORDS] if len(word) <= LONGEST]
    found = {*words, *map(" ".join, zip(words, words[1:], strict=False))}
    found |= {f"domain:{domain[-LONGEST:]}" for domain in sorted(text.linked)[:MOST_TOLD]}
    found.add(f"links:{min(len(text.links), 5)}")
    letters = [letter for letter in text.text if letter.isalpha()]
    if len(letters) >= SENTENCE and sum(map(str.isupper, letters)) > SHOUTED * len(letters):
        found.add("capitals:")
    return found


def score(text: Text) -> tuple[int, list[str]]:
    """0 to 100, and the features that speak most for spam; nothing speaks for it at 0, which it is
    also while too little was learned.

    One query, for at most twice MOST_WORDS words.
    """
    found = features(text)
    rows = WordCount.objects.filter(word__in=[WordCount.ALL, *sorted(found)])
    counts = {row.word: (max(0, row.spam), max(0, row.ham)) for row in rows}
    of_spam, of_ham = counts.pop(WordCount.ALL, (0, 0))
    if min(of_spam, of_ham) < FEWEST:
        return 0, []
    shares = {
        word: _share(spam / of_spam, ham / of_ham, spam + ham)
        for word, (spam, ham) in counts.items()
        if spam + ham
    }
    telling = sorted(shares, key=lambda word: (-abs(shares[word] - 0.5), word))[:MOST_TOLD]
    odds = sum(math.log(shares[word] / (1 - shares[word])) for word in telling)
    speaking = [word for word in telling if shares[word] > 0.5]
    return (round(200 / (1 + math.exp(-odds))) - 100, speaking) if odds > 0 else (0, [])


def _share(spam: float, ham: float, seen: int) -> float:
    """How much of what has this word is spam, nearer to 1/2 the fewer there were (Robinson)."""
    return (DOUBT * 0.5 + seen * spam / (spam + ham)) / (DOUBT + seen)


def training_label(state: str) -> str:
    """Return what a comment is trained as that a moderator puts into this state. Rejected or
    removed is for reasons of all kinds, and says nothing about words."""
    labels = {
        Comment.State.SPAM: Comment.TrainingLabel.SPAM,
        Comment.State.APPROVED: Comment.TrainingLabel.HAM,
    }
    return labels.get(Comment.State(state), Comment.TrainingLabel.NONE)


def train(changes: Iterable[tuple[Comment, str, str]]) -> None:
    """Train with comments, each with its label before and now. One statement for all."""
    spam: Counter[str] = Counter()
    ham: Counter[str] = Counter()
    counters = {Comment.TrainingLabel.SPAM: spam, Comment.TrainingLabel.HAM: ham}
    for comment, before, now in changes:
        if before == now:
            continue
        found = features(Text(comment.text, comment.name, comment.website)) | {WordCount.ALL}
        for label, count in ((before, -1), (now, 1)):
            if label:
                counter = counters[Comment.TrainingLabel(label)]
                for word in found:
                    counter[word] += count
    if touched := sorted({*spam, *ham}):
        with connection.cursor() as cursor:
            cursor.execute(
                ADD, [touched, [spam[word] for word in touched], [ham[word] for word in touched]]
            )


def prune(kept: int = KEPT) -> int:
    """Forgets what was seen least, so that the table stays bounded; how many words."""
    with connection.cursor() as cursor:
        cursor.execute(PRUNE, [kept])
        return cursor.rowcount


@task
def forget_rare() -> None:
    """Once a day."""
    prune()
