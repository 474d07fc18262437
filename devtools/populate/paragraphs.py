"""Pools of ready paragraphs that posts are composed of.

Building the search vector of 300 words takes PostgreSQL longer than all other work on a post. So it
is built once for each paragraph, and the vectors of a post's paragraphs are concatenated.
"""

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from blog.common.text.truncate import shorten
from devtools.populate.languages import LANGUAGES, Language

# For each ten sentences of the language.
OPENINGS_RATIO, PARAGRAPHS_RATIO = 10, 30


class PooledParagraph(NamedTuple):
    """`key` is unique in all languages; only openings have an excerpt."""

    key: int
    html: str
    excerpt: str = ""


class Pool(NamedTuple):
    openings: list[PooledParagraph]
    paragraphs: list[PooledParagraph]


@cache
def get_pool(language: Language) -> Pool:
    """Return the paragraphs of a language. The first call takes 0.1 s."""
    rng = Random(f"pieces of {language.code}")
    size = len(language.sentences) // 10
    key = LANGUAGES.index(language) * 1_000_000
    openings = []
    for number in range(size * OPENINGS_RATIO):
        text = " ".join(rng.choices(language.sentences, k=3))
        openings.append(PooledParagraph(key + number, f"<p>{text}</p>", shorten(text)))
    key += len(openings)
    paragraphs = (_compose_paragraph(language, rng) for _ in range(size * PARAGRAPHS_RATIO))
    return Pool(openings, [PooledParagraph(key + n, html) for n, html in enumerate(paragraphs)])


def _compose_paragraph(language: Language, rng: Random) -> str:
    sentences = rng.choices(language.sentences, k=rng.randrange(3, 7))
    chance = rng.random()
    if chance < 0.3:
        sentences.append(language.compose_sentence(rng))
    elif chance < 0.6:
        sentences.append(rng.choice(language.formatted_sentences))
    return f"<p>{' '.join(sentences)}</p>"


def iterate_paragraphs() -> Iterator[tuple[str, PooledParagraph]]:
    """Yield all paragraphs with the codes of their languages."""
    for language in LANGUAGES:
        for paragraphs in get_pool(language):
            yield from ((language.code, paragraph) for paragraph in paragraphs)
