"""Paragraphs by the thousand, of which posts are put together.

To have PostgreSQL take apart a post's 300 words costs more than all the rest of it. So it takes
apart each paragraph once, and a post gets what its paragraphs have, one behind the other.
"""

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from blog.common.text.truncate import shorten
from devtools.populate.words import LANGUAGES, Language

OPENINGS, PARAGRAPHS = 10, 30  # For ten sentences of the language.


class Piece(NamedTuple):
    """`key` is its own among those of all languages."""

    key: int
    html: str
    excerpt: str = ""


class Pool(NamedTuple):
    openings: list[Piece]
    paragraphs: list[Piece]


@cache
def of(language: Language) -> Pool:
    """Takes 0.1 s the first time."""
    dice = Random(f"pieces of {language.code}")
    size = len(language.plain) // 10
    key = LANGUAGES.index(language) * 1_000_000
    openings = []
    for number in range(size * OPENINGS):
        words = " ".join(dice.choices(language.plain, k=3))
        openings.append(Piece(key + number, f"<p>{words}</p>", shorten(words)))
    key += len(openings)
    paragraphs = (_paragraph(language, dice) for _ in range(size * PARAGRAPHS))
    return Pool(openings, [Piece(key + n, html) for n, html in enumerate(paragraphs)])


def _paragraph(language: Language, dice: Random) -> str:
    sentences = dice.choices(language.plain, k=dice.randrange(3, 7))
    chance = dice.random()
    if chance < 0.3:
        sentences.append(language.sentence(dice))
    elif chance < 0.6:
        sentences.append(dice.choice(language.marked))
    return f"<p>{' '.join(sentences)}</p>"


def everything() -> Iterator[tuple[str, Piece]]:
    """Each piece with the code of its language."""
    for language in LANGUAGES:
        for pieces in of(language):
            yield from ((language.code, piece) for piece in pieces)
