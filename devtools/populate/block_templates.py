"""Templates of blocks: the HTML of each shape of block, rendered once, with placeholders for texts.

Rendering a quotation takes about a millisecond, formatting a template hardly any time.
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

# During rendering, markers of letters only stand for the placeholders: nothing escapes them.
_NAMES = ("source", "sourceslug", "speaker", "speakerslug", "role", "place", "url", "translation")
_IDS = (990_000_001, 990_000_002)
_DAYS = {"day": date(1234, 11, 28), "month": date(1234, 11, 1), "year": date(1234, 1, 1)}
_LONG_TEXT = "x" * 141
_SHARE_LABEL_RE = re.compile(r'aria-label="[^"]*Qxwords(\d)x[^"]*"')


class Shape(NamedTuple):
    """Everything that makes the HTML of quotations differ, apart from their text.

    `attribution` is a pattern with placeholders; `source` and `speaker` are kinds of sources, ''
    for none; `precision` is '' for an undated quotation; `original_language` is the language of a
    translated one; each paragraph is a row.
    """

    language: str
    attribution: str = ""
    source: str = ""
    speaker: str = ""
    precision: str = ""
    has_url: bool = False
    original_language: str = ""
    is_brief: bool = False
    paragraph_count: int = 1


class BlockTemplate(NamedTuple):
    """`html` is a part of the post's HTML, `data` the nodes of its linked data, separated by
    commas, and `text` the searchable text of `html`. All are formatted with `%`."""

    html: str
    data: str
    text: str


@cache
def get_quotation_template(shape: Shape) -> BlockTemplate:
    """Render a quotation with these placeholders: `mark`, the opening quotation mark; `key0`,
    `words0` and `share0` (`get_share_label`) of the first paragraph and so on; the names in the
    attribution; `said` and `when`, the date for machines and for readers."""
    source = shape.source and _build_source("source", shape.source)
    speaker = shape.speaker and _build_source("speaker", shape.speaker)
    rows = [PullQuote(pk=row_id) for row_id in _IDS[: shape.paragraph_count]]
    placeholders = {_LONG_TEXT: "", "“</span>": "%(mark)s</span>", "“Qx": "%(mark)sQx", "”": ""}
    for number, row in enumerate(rows):
        row.source, row.speaker = source or None, speaker or None
        row.url = f"https://news.example.org/{_get_marker('url')}" if shape.has_url else ""
        row.language = shape.original_language
        row.translation = _get_marker("translation") if shape.original_language else ""
        when = ""
        if shape.precision:
            row.said_on, row.said_precision = _DAYS[shape.precision], shape.precision
            when = format_said_on(shape.language, shape.precision, row.said_on)
            for before in ('datetime="', '"dateCreated": "'):
                placeholders[f'{before}{row.date_said}"'] = f'{before}%(said)s"'
            placeholders[when] = "%(when)s"
        markers = {name: _get_marker(name) for name in _NAMES}
        row.attribution = shape.attribution % {**markers, "when": when}
        padding = "" if shape.is_brief else _LONG_TEXT
        row.set_html(f"“{_get_marker(f'words{number}')}{padding}”")
        placeholders |= {str(row.pk): f"%(key{number})s"}
        placeholders |= {
            _get_marker(f"{name}{number}"): f"%({name}{number})s" for name in ("words", "share")
        }
    return _build_template(rows, shape.language, placeholders)


@lru_cache(maxsize=10_000)
def get_figure_template(photo: Photo, language: str) -> BlockTemplate:
    """Render a figure with the placeholder `caption`."""
    marker = _get_marker("caption")
    return _build_template([Figure(photo=photo, caption=marker)], language, {marker: "%(caption)s"})


@cache
def get_prose_template() -> BlockTemplate:
    """Render prose with one unnamed placeholder for its paragraphs."""
    paragraph = f"<p>{_get_marker('html')}</p>"
    return _build_template([Prose(html=paragraph)], "en", {paragraph: "%s"})


@lru_cache(maxsize=40_000)
def format_said_on(language: str, precision: str, said_on: date) -> str:
    with translation.override(language):
        return format_date_said(PullQuote(said_on=said_on, said_precision=precision))


def _build_template(
    blocks: Sequence[Prose | PullQuote | Figure], language: str, placeholders: dict[str, str]
) -> BlockTemplate:
    """Render blocks, and replace the keys of `placeholders` by their values."""
    rendered, _ = rendering.render(blocks, language)
    linked = linked_data.build_block_properties(blocks, language)
    nodes = (json.dumps(node, ensure_ascii=False) for part in linked.values() for node in part)
    template = _SHARE_LABEL_RE.sub(_replace_share_label, markup.RENDERED(rendered))
    template, data = (
        _insert_placeholders(text, placeholders) for text in (template, ", ".join(nodes))
    )
    return BlockTemplate(template, data, re.sub(r"(<[^>]*>|\s)+", " ", template))


def _insert_placeholders(text: str, placeholders: dict[str, str]) -> str:
    text = text.replace("%", "%%")
    named = {_get_marker(name): f"%({name})s" for name in _NAMES}
    for marker, placeholder in {**placeholders, **named}.items():
        text = text.replace(marker, placeholder)
    return text


def get_share_label(language: str, text: str) -> str:
    """Return the accessible name of the link to a quotation's page, as an attribute value."""
    beginning = first_words(PullQuote(text=text))
    label = html.escape(_get_share_pattern(language) % {"words": beginning})
    # Entities as the policy for rendered HTML writes them.
    return label.replace("&#x27;", "'").replace("\xa0", "&nbsp;")


@cache
def _get_share_pattern(language: str) -> str:
    with translation.override(language):
        return gettext("Share or cite: %(words)s")


def _replace_share_label(match: re.Match[str]) -> str:
    return f'aria-label="{_get_marker("share" + match[1])}"'


def _get_marker(name: str) -> str:
    return f"Qx{name}xQ"


def _build_source(role: str, kind: str) -> Source:
    return Source(
        pk=_IDS[role == "speaker"] + 5,
        kind=kind,
        name=_get_marker(role),
        slug=_get_marker(f"{role}slug"),
    )
