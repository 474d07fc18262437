"""Generated discussions: many posts have few comments or none, some have hundreds in threads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from random import Random

from blog.comments.models import MAX_LEVELS, Comment
from blog.common import markup
from devtools.populate.languages import Language
from devtools.populate.tables import escape_value
from lib.hashing import keyed_hash

COMMENTER_COUNT = 50_000  # of each language; some comment often
TEXT_COUNT = 5000
DISCUSSION_SECONDS = 60 * 24 * 3600.0  # Most comments are from the first days.
FIELDS = (
    *("id", "post_id", "parent_id", "path", "name", "text", "html", "state", "created_at"),
    *("waiting_since", "shown_below", "submission", "email_hash", "score"),
)
State = Comment.State
APPROVED = State.APPROVED.value


@cache
def _get_texts(language: Language) -> list[str]:
    """Return comment texts with their HTML, in the format of COPY."""
    rng = Random(f"comments in {language.code}")
    texts = []
    for _ in range(TEXT_COUNT):
        text = "\n\n".join(
            " ".join(rng.choices(language.sentences, k=rng.randrange(1, 4)))
            for _ in range(1 if rng.random() < 0.8 else 2)
        )
        texts.append("\t".join(map(escape_value, (text, markup.render_comment(text)))))
    return texts


@cache
def _get_commenters(language: Language) -> list[tuple[str, str]]:
    """Return names and hashes of e-mail addresses."""
    rng = Random(f"readers of {language.code}")
    addresses = (f"{number}@{language.code}.example.org" for number in range(COMMENTER_COUNT))
    return [(language.invent_name(rng), keyed_hash("email", address)) for address in addresses]


def draw_comment_count(rng: Random, average: float) -> int:
    """Draw the number of comments of a post. With an average of ten, a third of the posts have at
    most one."""
    return round(average * rng.expovariate(1) ** 2 / 2)


def write_discussion(
    rng: Random, language: Language, post: tuple[int, datetime], until: datetime, ids: range
) -> Iterator[str]:
    """Yield the comments of a post, given by its ID and date, as lines in the format of COPY: there
    are ten times as many comments as posts."""
    chance, count = rng.random, len(ids)
    texts, commenters = _get_texts(language), _get_commenters(language)
    start = post[1].timestamp()
    duration = min(until.timestamp() - start, DISCUSSION_SECONDS)
    times = sorted([start + duration * chance() ** 3 for _ in ids])
    states = [_get_state(chance()) for _ in ids]
    ancestors: list[tuple[int, ...]] = []
    parents: list[int | None] = []
    descendant_counts = [0] * count
    for number in range(count):
        path: tuple[int, ...] = ()
        parent = None
        if number and chance() < 0.55:  # A reply, probably to a recent comment.
            earlier = number - 1 - int(number * chance() ** 2)
            if states[earlier] == APPROVED:
                parent = earlier
                path = (*ancestors[earlier], earlier)[: MAX_LEVELS - 1]
        parents.append(parent)
        ancestors.append(path)
        if states[number] == APPROVED:
            for ancestor in path:
                descendant_counts[ancestor] += 1
    for number, comment_id in enumerate(ids):
        state, parent = states[number], parents[number]
        created_at = str(datetime.fromtimestamp(int(times[number]), UTC))
        name, email = commenters[int(chance() ** 2 * COMMENTER_COUNT)]
        prefix = "".join([f"{ids[ancestor]}," for ancestor in ancestors[number]])
        parent_id = r"\N" if parent is None else str(ids[parent])
        score = 0 if state == APPROVED else 40 + int(chance() * 50)
        text = texts[int(chance() * TEXT_COUNT)]
        yield (
            f"{comment_id}\t{post[0]}\t{parent_id}\t{{{prefix}{comment_id}}}\t{name}\t{text}\t"
            f"{state}\t{created_at}\t{created_at}\t{descendant_counts[number]}\t"
            f"{comment_id:032x}\t{email}\t{score}"
        )


def _get_state(chance: float) -> str:
    if chance < 0.9:
        return APPROVED
    if chance < 0.95:
        return State.SPAM.value
    if chance < 0.97:
        return State.REJECTED.value
    return State.REMOVED.value if chance < 0.998 else State.WAITING.value
