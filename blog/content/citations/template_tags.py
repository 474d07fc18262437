"""Template filters and tags that format the fields of a quotation. They make no queries."""

import html
import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from blog.common import markup
from blog.common.date_precision import DatePrecision
from blog.common.formatting.dates import time_span
from blog.common.text.truncate import shorten
from blog.content.citations.types import CreditedSource, Quotation
from blog.content.sources.roles import format_roles, get_unnamed_roles
from blog.models import Source

register = template.Library()

# Up to two marks, because a quotation may begin with a quotation; emphasis may precede them.
_OPENING_MARK_RE = re.compile(r"^((?:<(?:em|strong)>)*)([“”„‟«»‹›‘‚\"'「『]{1,2})")
# Fits in three lines of display type on a phone. In characters.
_MAX_BRIEF_LENGTH = 140
FIRST_WORDS_LENGTH = 80
_KIND_PLURALS = {
    Source.Kind.PERSON: _("People"),
    Source.Kind.ORGANISATION: _("Organisations"),
    Source.Kind.PUBLICATION: _("Publications"),
    Source.Kind.DOCUMENT: _("Documents"),
}


@register.filter
def render_text(quotation: Quotation) -> SafeString:
    """Return the quotation as inline HTML; from `text` where it was stored without `html`.

    `html` was sanitised when it was stored. The opening mark is wrapped in an element of its own,
    so that it can hang in the margin. The text itself is unchanged.
    """
    return hang_opening_mark(quotation.html or markup.escape(quotation.text))


@register.filter
def hang_opening_mark(clean: str) -> SafeString:
    """Wrap the opening mark of sanitised inline HTML in an element of its own."""
    return markup.mark_clean(_OPENING_MARK_RE.sub(r'\1<span class="mark">\2</span>', clean))


def get_opening_mark(text: str) -> str:
    """Return the one or two quotation marks at the start of a text, '' without any."""
    match = _OPENING_MARK_RE.match(text)
    return match[2] if match else ""


@register.filter
def are_brief(quotations: Sequence[Quotation]) -> bool:
    """Return whether quotations are short enough, all together, for display type."""
    return sum(len(quotation.text) for quotation in quotations) <= _MAX_BRIEF_LENGTH


class Role(StrEnum):
    """Whose name a part of an attribution line is."""

    NOBODY = ""
    SOURCE = "source"
    SPEAKER = "speaker"


class Piece(NamedTuple):
    """A part of an attribution line."""

    text: str
    role: Role = Role.NOBODY


def split_attribution(quotation: Quotation) -> tuple[Piece, ...]:
    """Split the attribution at the names of the source and the speaker.

    Without an attribution, the name of the source. Reads both: a query each unless selected.
    """
    source, speaker = quotation.source, quotation.speaker
    source_name = source.name if source else ""
    line = quotation.attribution or source_name
    return _split_line(line, source_name, speaker.name if speaker else "")


@lru_cache(maxsize=10_000)
def _split_line(line: str, source: str, speaker: str) -> tuple[Piece, ...]:
    """Split a line at two names, '' for none."""
    pieces = [Piece(line)]
    for name in (Piece(source, Role.SOURCE), Piece(speaker, Role.SPEAKER)):
        if name.text:
            pieces = _split_at_name(pieces, name)
    return tuple(pieces)


def _split_at_name(pieces: list[Piece], name: Piece) -> list[Piece]:
    """Split the first plain piece that contains the name."""
    for index, piece in enumerate(pieces):
        start = -1 if piece.role else _find_name(name.text, piece.text)
        if start >= 0:
            before, after = piece.text[:start], piece.text[start + len(name.text) :]
            around = [Piece(before), name, Piece(after)]
            return [*pieces[:index], *(p for p in around if p.text), *pieces[index + 1 :]]
    return pieces


def _find_name(name: str, text: str) -> int:
    """Return the index of a name in a text, as whole words; -1 where there is none.

    A regular expression would have to be compiled for each name.
    """
    start = text.find(name)
    while start >= 0:
        around = text[:start][-1:] + text[start + len(name) :][:1]
        if not any(character.isalnum() or character == "_" for character in around):
            return start
        start = text.find(name, start + 1)
    return -1


def attribution(quotation: Quotation, here: CreditedSource | None, anchored: bool) -> SafeString:
    """Return the attribution line with links to the pages of source and speaker.

    `here` is the source whose page this is, which is not linked. In a post (`anchored`) a line
    without a name links to the source. Built in Python, because a page of quotations has so many
    of these lines that templates for their parts would take most of its time.
    """
    pieces, source = split_attribution(quotation), quotation.source
    if anchored and source and source.pk and not any(piece.role for piece in pieces):
        line = html.escape("".join(piece.text for piece in pieces))
        return markup.mark_clean(f'<a href="{html.escape(source.get_absolute_url())}">{line}</a>')
    return markup.mark_clean("".join(_render_piece(quotation, piece, here) for piece in pieces))


def _render_piece(quotation: Quotation, piece: Piece, here: CreditedSource | None) -> str:
    if piece.role == Role.SPEAKER and quotation.speaker:
        name = source_link(quotation.speaker, here)
        return f'<span class="speaker p-author h-card">{name}</span>'
    if piece.role == Role.SOURCE and quotation.source:
        name = source_link(quotation.source, here)
        return f'<span class="name {microformat_class(quotation)}">{name}</span>'
    return html.escape(piece.text)


@register.filter
def microformat_class(quotation: Quotation) -> str:
    """Return the microformats class of the source: a publication for a work, or beside a speaker,
    else the author."""
    assert quotation.source is not None
    is_work = quotation.speaker is not None or quotation.source.is_titled
    return "p-publication" if is_work else "p-author h-card"


def source_link(source: CreditedSource, here: CreditedSource | None) -> SafeString:
    """Return the name of a source, linked to its page unless this is that page."""
    name = html.escape(source.name)
    if source.is_titled:
        name = f"<cite>{name}</cite>"
    if source.pk and not (here and here.pk == source.pk):
        name = f'<a href="{html.escape(source.get_absolute_url())}">{name}</a>'
    return markup.mark_clean(name)


@register.filter
def has_source_in_attribution(quotation: Quotation) -> bool:
    return any(piece.role == Role.SOURCE for piece in split_attribution(quotation))


@register.filter
def has_speaker_in_attribution(quotation: Quotation) -> bool:
    return any(piece.role == Role.SPEAKER for piece in split_attribution(quotation))


@register.filter
def format_date_said(quotation: Quotation) -> str:
    """Return 'March 22, 2023', 'March 2023' or '2023', by precision, in the active language."""
    said_on = quotation.said_on
    return time_span(said_on, quotation.said_precision) if said_on else ""


@register.filter
def role_at_date(quotation: Quotation) -> str:
    """Return 'then Minister of Defence': the role of the speaker or source at the date said, in
    the active language.

    '' if none is certain, or if the attribution as typed names it.
    """
    return format_roles(get_unnamed_roles(quotation))


@register.filter
def is_credited(quotation: Quotation) -> bool:
    """Return whether a quotation has any credit: a name, a date, a source URL or provenance."""
    details = quotation.date_said or quotation.url or quotation.locator or quotation.provenance
    return has_name(quotation) or bool(details)


@register.filter
def has_name(quotation: Quotation) -> bool:
    return bool(quotation.attribution or quotation.source or quotation.speaker)


@register.filter
def first_words(quotation: Quotation) -> str:
    """Return the beginning of the text on one line, which distinguishes links to quotations."""
    return shorten(" ".join(quotation.text.split()), FIRST_WORDS_LENGTH)


@register.filter
def has_date_in_attribution(quotation: Quotation) -> bool:
    """Return whether the attribution as typed contains the date."""
    if quotation.said_on is None:
        return False
    numbers = {int(number) for number in re.findall(r"\d+", quotation.attribution)}
    date_numbers = {quotation.said_on.year}
    if quotation.said_precision == DatePrecision.DAY:
        date_numbers.add(quotation.said_on.day)
    return date_numbers <= numbers


@register.filter
def host(url: str) -> str:
    """Return the host of a URL: 'https://www.example.org/a/b' -> 'example.org'."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.filter
def kind_in_plural(kind: str) -> str:
    return str(_KIND_PLURALS[Source.Kind(kind)])
