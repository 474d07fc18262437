"""Blocks rendered once for each shape that they have, with gaps for their words: `mould % gaps`.

The site's own templates take about a millisecond for a quotation; filling a gap takes none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from django.utils import translation

from blog import markup, rendering
from blog.models import Figure, Photo, Prose, PullQuote, Source
from blog.templatetags.quotations import said_in_words

# What stands in a gap while the templates run: letters only, which nothing escapes or changes.
_GAPS = ("source", "sourceslug", "speaker", "speakerslug", "role", "place", "read", "translation")
_KEYS = (990_000_001, 990_000_002)
_DAYS = {"day": date(1234, 11, 28), "month": date(1234, 11, 1), "year": date(1234, 1, 1)}
_LONG = "x" * 141


@dataclass(frozen=True)
class Shape:
    """What makes one quotation's HTML another than by its words alone.

    `attribution` is a pattern with gaps; `precision` is '' for an undated one; `foreign` the
    language of a translated one; `count` that of the paragraphs, each of which is a row.
    """

    language: str
    attribution: str = ""
    source: str = ""  # The kind, '' for none.
    speaker: str = ""
    precision: str = ""
    read: bool = False
    foreign: str = ""
    brief: bool = False
    count: int = 1


@cache
def quotation(shape: Shape) -> str:
    """Its gaps are `mark`, with which the words open, `key0` and `words0` of the first paragraph
    and so on, what the attribution's pattern names, and `said` and `when`, the date for machines
    and for readers."""
    source = shape.source and _source("source", shape.source)
    speaker = shape.speaker and _source("speaker", shape.speaker)
    rows = [PullQuote(pk=key) for key in _KEYS[: shape.count]]
    with translation.override(shape.language):
        for number, row in enumerate(rows):
            row.source, row.speaker = source or None, speaker or None
            row.url = f"https://news.example.org/{_gap('read')}" if shape.read else ""
            row.language = shape.foreign
            row.translation = _gap("translation") if shape.foreign else ""
            if shape.precision:
                row.said_on, row.said_precision = _DAYS[shape.precision], shape.precision
            when = said_in_words(row)
            row.attribution = shape.attribution % {**_gaps(), "when": when}
            row.write(f"“{_gap(f'words{number}')}{'' if shape.brief else _LONG}”")
        mould = _mould(rows, shape.language)
    mould = mould.replace(_LONG, "").replace("“</span>", "%(mark)s</span>").replace("”", "")
    if shape.precision:
        mould = mould.replace(f'datetime="{rows[0].said}"', 'datetime="%(said)s"')
        mould = mould.replace(when, "%(when)s")
    for number, key in enumerate(_KEYS):
        mould = mould.replace(str(key), f"%(key{number})s").replace(
            _gap(f"words{number}"), f"%(words{number})s"
        )
    return mould


def figure(photo: Photo, language: str) -> str:
    """Its gap is `caption`."""
    mould = _mould([Figure(photo=photo, caption=_gap("caption"))], language)
    return mould.replace(_gap("caption"), "%(caption)s")


@cache
def prose() -> str:
    """Its gap is `html`."""
    paragraph = f"<p>{_gap('html')}</p>"
    return _mould([Prose(html=paragraph)], "en").replace(paragraph, "%(html)s")


@lru_cache(maxsize=40_000)
def in_words(language: str, precision: str, said_on: date) -> str:
    with translation.override(language):
        return said_in_words(PullQuote(said_on=said_on, said_precision=precision))


def _mould(blocks: Sequence[Prose | PullQuote | Figure], language: str) -> str:
    html, _ = rendering.render(blocks, language)
    mould = markup.RENDERED(html).replace("%", "%%")
    for name in _GAPS:
        mould = mould.replace(_gap(name), f"%({name})s")
    return mould


def _gap(name: str) -> str:
    return f"Qx{name}xQ"


def _gaps() -> dict[str, str]:
    return {name: _gap(name) for name in _GAPS}


def _source(role: str, kind: str) -> Source:
    return Source(
        pk=_KEYS[role == "speaker"] + 5, kind=kind, name=_gap(role), slug=_gap(f"{role}slug")
    )
