"""Blocks rendered once for each shape that they have, with gaps for their words: `mould % gaps`.

The site's own templates take about a millisecond for a quotation; filling a gap takes none.
"""

import html
import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext

from blog.common import markup
from blog.content import linked_data, rendering
from blog.content.citations.template_tags import first_words, format_date_said
from blog.models import Figure, Photo, Prose, PullQuote, Source

# What stands in a gap while the templates run: letters only, which nothing escapes or changes.
_GAPS = ("source", "sourceslug", "speaker", "speakerslug", "role", "place", "read", "translation")
_KEYS = (990_000_001, 990_000_002)
_DAYS = {"day": date(1234, 11, 28), "month": date(1234, 11, 1), "year": date(1234, 1, 1)}
_LONG = "x" * 141
_SHARE_LABEL = re.compile(r'aria-label="[^"]*Qxwords(\d)x[^"]*"')


class Shape(NamedTuple):
    """What makes one quotation's HTML another than by its words alone.

    `attribution` is a pattern with gaps; `precision` is '' for an undated one; `foreign` the
    language of a translated one; `paragraphs` how many it has, each of which is a row.
    """

    language: str
    attribution: str = ""
    source: str = ""  # The kind, '' for none.
    speaker: str = ""
    precision: str = ""
    read: bool = False
    foreign: str = ""
    brief: bool = False
    paragraphs: int = 1


class Mould(NamedTuple):
    """`html` is a stretch of the post's, `data` the nodes of its linked data, with commas, and
    `words` what a search finds in the first."""

    html: str
    data: str
    words: str


@cache
def quotation(shape: Shape) -> Mould:
    """Its gaps are `mark`, with which the words open, `key0`, `words0` and `share0` (`share_label`)
    of the first paragraph and so on, what the attribution's pattern names, and `said` and `when`,
    the date for machines and for readers."""
    source = shape.source and _source("source", shape.source)
    speaker = shape.speaker and _source("speaker", shape.speaker)
    rows = [PullQuote(pk=key) for key in _KEYS[: shape.paragraphs]]
    gaps = {_LONG: "", "“</span>": "%(mark)s</span>", "“Qx": "%(mark)sQx", "”": ""}
    for number, row in enumerate(rows):
        row.source, row.speaker = source or None, speaker or None
        row.url = f"https://news.example.org/{_gap('read')}" if shape.read else ""
        row.language = shape.foreign
        row.translation = _gap("translation") if shape.foreign else ""
        when = ""
        if shape.precision:
            row.said_on, row.said_precision = _DAYS[shape.precision], shape.precision
            when = in_words(shape.language, shape.precision, row.said_on)
            for before in ('datetime="', '"dateCreated": "'):
                gaps[f'{before}{row.said}"'] = f'{before}%(said)s"'
            gaps[when] = "%(when)s"
        row.attribution = shape.attribution % {**{n: _gap(n) for n in _GAPS}, "when": when}
        row.write(f"“{_gap(f'words{number}')}{'' if shape.brief else _LONG}”")
        gaps |= {str(row.pk): f"%(key{number})s"}
        gaps |= {_gap(f"{name}{number}"): f"%({name}{number})s" for name in ("words", "share")}
    return _mould(rows, shape.language, gaps)


def figure(photo: Photo, language: str) -> Mould:
    """Its gap is `caption`."""
    return _mould(
        [Figure(photo=photo, caption=_gap("caption"))], language, {_gap("caption"): "%(caption)s"}
    )


@cache
def prose() -> Mould:
    """Its one gap is for paragraphs and has no name."""
    paragraph = f"<p>{_gap('html')}</p>"
    return _mould([Prose(html=paragraph)], "en", {paragraph: "%s"})


@lru_cache(maxsize=40_000)
def in_words(language: str, precision: str, said_on: date) -> str:
    with translation.override(language):
        return format_date_said(PullQuote(said_on=said_on, said_precision=precision))


def _mould(
    blocks: Sequence[Prose | PullQuote | Figure], language: str, gaps: dict[str, str]
) -> Mould:
    """`gaps` are what to replace, and by what."""
    rendered, _ = rendering.render(blocks, language)
    described = linked_data.of_blocks(blocks, language)
    nodes = (json.dumps(node, ensure_ascii=False) for part in described.values() for node in part)
    cast = _SHARE_LABEL.sub(_share_gap, markup.RENDERED(rendered))
    cast, data = (_with_gaps(text, gaps) for text in (cast, ", ".join(nodes)))
    return Mould(cast, data, re.sub(r"(<[^>]*>|\s)+", " ", cast))


def _with_gaps(text: str, gaps: dict[str, str]) -> str:
    text = text.replace("%", "%%")
    for found, gap in {**gaps, **{_gap(name): f"%({name})s" for name in _GAPS}}.items():
        text = text.replace(found, gap)
    return text


def share_label(language: str, text: str) -> str:
    """The accessible name of the link to a quotation's page, as an attribute's value."""
    words = first_words(PullQuote(text=text))
    label = html.escape(_share_pattern(language) % {"words": words}).replace("&#x27;", "'")
    return label.replace("\xa0", "&nbsp;")  # As the policy for rendered HTML writes it.


@cache
def _share_pattern(language: str) -> str:
    with translation.override(language):
        return gettext("Share or cite: %(words)s")


def _share_gap(found: re.Match[str]) -> str:
    return f'aria-label="{_gap("share" + found[1])}"'


def _gap(name: str) -> str:
    return f"Qx{name}xQ"


def _source(role: str, kind: str) -> Source:
    return Source(
        pk=_KEYS[role == "speaker"] + 5, kind=kind, name=_gap(role), slug=_gap(f"{role}slug")
    )
