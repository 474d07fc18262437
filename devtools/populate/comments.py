"""Discussions as rows: many posts have none or a few, some have hundreds, in threads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from random import Random

from blog.comments.models import MAX_LEVELS, Comment
from blog.common import markup
from devtools.populate.tables import as_copied
from devtools.populate.words import Language
from lib.hashing import keyed_hash

READERS = 50_000  # who comment in one language, some of them often
TEXTS = 5000
DAYS = 60 * 24 * 3600.0  # In them all is said, most of it in the first.
FIELDS = (
    *("id", "post_id", "parent_id", "path", "name", "text", "html", "state", "created_at"),
    *("waiting_since", "shown_below", "submission", "email_hash", "score"),
)
State = Comment.State
APPROVED = State.APPROVED.value


@cache
def _texts(language: Language) -> list[str]:
    """Each with its HTML, as COPY reads the two."""
    dice = Random(f"comments in {language.code}")
    made = []
    for _ in range(TEXTS):
        text = "\n\n".join(
            " ".join(dice.choices(language.plain, k=dice.randrange(1, 4)))
            for _ in range(1 if dice.random() < 0.8 else 2)
        )
        made.append("\t".join(map(as_copied, (text, markup.render_comment(text)))))
    return made


@cache
def _readers(language: Language) -> list[tuple[str, str]]:
    """A name, and a hash of an e-mail address."""
    dice = Random(f"readers of {language.code}")
    addresses = (f"{number}@{language.code}.example.org" for number in range(READERS))
    return [(language.name(dice), keyed_hash("email", address)) for address in addresses]


def size(dice: Random, average: float) -> int:
    """How many comments a post has: of ten on average, none or one in three of ten."""
    return round(average * dice.expovariate(1) ** 2 / 2)


def discuss(
    dice: Random, language: Language, post: tuple[int, datetime], until: datetime, keys: range
) -> Iterator[str]:
    """The discussion of the post with this key and date, in lines as COPY reads them: there are
    ten times as many as posts."""
    chance, count = dice.random, len(keys)
    texts, readers = _texts(language), _readers(language)
    begun = post[1].timestamp()
    room = min(until.timestamp() - begun, DAYS)
    moments = sorted([begun + room * chance() ** 3 for _ in keys])
    states = [_state(chance()) for _ in keys]
    above: list[tuple[int, ...]] = []  # Of each, those that its path leads over.
    answers: list[int | None] = []
    below = [0] * count
    for number in range(count):
        led: tuple[int, ...] = ()
        parent = None
        if number and chance() < 0.55:  # An answer, rather to what was said just before.
            earlier = number - 1 - int(number * chance() ** 2)
            if states[earlier] == APPROVED:
                parent = earlier
                led = (*above[earlier], earlier)[: MAX_LEVELS - 1]
        answers.append(parent)
        above.append(led)
        if states[number] == APPROVED:
            for one in led:
                below[one] += 1
    for number, key in enumerate(keys):
        state, parent = states[number], answers[number]
        at = str(datetime.fromtimestamp(int(moments[number]), UTC))
        name, email = readers[int(chance() ** 2 * READERS)]
        path = "".join([f"{keys[one]}," for one in above[number]])
        answered = r"\N" if parent is None else str(keys[parent])
        score = 0 if state == APPROVED else 40 + int(chance() * 50)
        said = texts[int(chance() * TEXTS)]
        yield (
            f"{key}\t{post[0]}\t{answered}\t{{{path}{key}}}\t{name}\t{said}\t"
            f"{state}\t{at}\t{at}\t{below[number]}\t{key:032x}\t{email}\t{score}"
        )


def _state(chance: float) -> str:
    if chance < 0.9:
        return APPROVED
    if chance < 0.95:
        return State.SPAM.value
    if chance < 0.97:
        return State.REJECTED.value
    return State.REMOVED.value if chance < 0.998 else State.WAITING.value
