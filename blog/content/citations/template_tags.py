"""How a quotation's fields are written. Formatting only: no queries."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from blog.common import markup
from blog.common.formatting.dates import time_span
from blog.common.text.truncate import shortened
from blog.models import PullQuote, Source

register = template.Library()

# Up to two marks, since a quotation may begin with a quotation; emphasis may stand before them.
_OPENING_MARK = re.compile(r"^((?:<(?:em|strong)>)*)([“”„‟«»‹›‘‚\"'「『]{1,2})")
# What fits three lines of display type on a phone.
_BRIEF = 140
FIRST_WORDS_LENGTH = 80
_PLURALS = {
    Source.Kind.PERSON: _("People"),
    Source.Kind.ORGANISATION: _("Organisations"),
    Source.Kind.PUBLICATION: _("Publications"),
    Source.Kind.DOCUMENT: _("Documents"),
}


@register.filter
def words(quotation: PullQuote) -> SafeString:
    """The quotation with its emphasis and links, which passed a policy when they were stored; from
    `text` where it was stored without `html`.

    The opening mark gets an element of its own, so that it can hang in the margin. No letter is
    added, left out or moved.
    """
    clean = quotation.html or markup.escape(quotation.text)
    return markup.safe(_OPENING_MARK.sub(r'\1<span class="mark">\2</span>', clean))


def opening_mark(text: str) -> str:
    """The one or two quotation marks that a text begins with, '' without."""
    found = _OPENING_MARK.match(text)
    return found[2] if found else ""


@register.filter
def are_brief(quotations: Sequence[PullQuote]) -> bool:
    """Short enough, all together, to be set in display type."""
    return sum(len(quotation.text) for quotation in quotations) <= _BRIEF


class Piece(NamedTuple):
    """A stretch of an attribution line; `source` where it is the name of one."""

    text: str
    source: Source | None = None
    is_speaker: bool = False


@register.filter
def attributed(quotation: PullQuote) -> list[Piece]:
    """The attribution letter by letter, cut where it names the source or the speaker.

    Where none was typed, the source's name. Reads both: a query each unless selected.
    """
    source, speaker = quotation.source, quotation.speaker
    pieces = [Piece(quotation.attribution or (source.name if source else ""))]
    if source:
        pieces = _cut(pieces, Piece(source.name, source))
    if speaker:
        pieces = _cut(pieces, Piece(speaker.name, speaker, is_speaker=True))
    return pieces


def _cut(pieces: list[Piece], name: Piece) -> list[Piece]:
    """The first time that a piece of plain text holds the name, the name stands alone."""
    for index, piece in enumerate(pieces):
        begin = -1 if piece.source else _place(name.text, piece.text)
        if begin >= 0:
            before, after = piece.text[:begin], piece.text[begin + len(name.text) :]
            around = [Piece(before), name, Piece(after)]
            return [*pieces[:index], *(p for p in around if p.text), *pieces[index + 1 :]]
    return pieces


def _place(name: str, text: str) -> int:
    """Where whole words of a text are the name, -1 where none are. No expression: each of another
    name would be compiled anew."""
    begin = text.find(name)
    while begin >= 0:
        around = text[:begin][-1:] + text[begin + len(name) :][:1]
        if not any(sign.isalnum() or sign == "_" for sign in around):
            return begin
        begin = text.find(name, begin + 1)
    return -1


@register.simple_tag
def attribution(quotation: PullQuote, here: object, anchored: object) -> SafeString:
    """The attribution line, in which names lead to the pages of those who have them; `here` is the
    page of one, and does not lead to itself.

    In a post (`anchored`) a line that names nobody leads to the source. A page of quotations has
    so many of these lines that a template for each of their parts would be most of its time.
    """
    pieces, source = attributed(quotation), quotation.source
    leads = bool(anchored and source and source.pk and not any(piece.source for piece in pieces))
    line = ((_piece(quotation, piece, here, leads),) for piece in pieces)
    return format_html_join("", "{}", line)


def _piece(quotation: PullQuote, piece: Piece, here: object, leads: bool) -> str:
    if piece.source:
        what = "speaker p-author h-card" if piece.is_speaker else f"name {part(quotation)}"
        return format_html('<span class="{}">{}</span>', what, linked(piece.source, here))
    if leads and quotation.source:
        address = quotation.source.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, piece.text)
    return piece.text


@register.filter
def part(quotation: PullQuote) -> str:
    """The class of microformats that who is credited has: where another spoke, or nobody can."""
    assert quotation.source is not None
    is_work = quotation.speaker is not None or quotation.source.is_titled
    return "p-publication" if is_work else "p-author h-card"


@register.simple_tag
def linked(named: Source, here: object) -> SafeString | str:
    """Its name, leading to its page, unless that is here."""
    name = format_html("<cite>{}</cite>", named.name) if named.is_titled else named.name
    if not named.pk or (isinstance(here, Source) and here.pk == named.pk):
        return name
    return format_html('<a href="{}">{}</a>', named.get_absolute_url(), name)


@register.filter
def names_source(quotation: PullQuote) -> bool:
    """Does the attribution line say who is credited?"""
    return any(piece.source and not piece.is_speaker for piece in attributed(quotation))


@register.filter
def names_speaker(quotation: PullQuote) -> bool:
    """Does the attribution line say who spoke?"""
    return any(piece.is_speaker for piece in attributed(quotation))


@register.filter
def said_in_words(quotation: PullQuote) -> str:
    """'March 22, 2023', 'March 2023' or '2023': as much as is known, in the active language."""
    said_on = quotation.said_on
    return time_span(said_on, quotation.said_precision) if said_on else ""


@register.filter
def is_credited(quotation: PullQuote) -> bool:
    """Return whether anything is known of who said it, when, or where it was read."""
    return has_name(quotation) or bool(quotation.said or quotation.url)


@register.filter
def has_name(quotation: PullQuote) -> bool:
    return bool(quotation.attribution or quotation.source or quotation.speaker)


@register.filter
def first_words(quotation: PullQuote) -> str:
    """Return the beginning of its text on one line, which tells a link to it from other links."""
    return shortened(" ".join(quotation.text.split()), FIRST_WORDS_LENGTH)


@register.filter
def says_when(quotation: PullQuote) -> bool:
    """Does the attribution as typed hold the date already? Then it is not written twice."""
    if quotation.said_on is None:
        return False
    numbers = {int(number) for number in re.findall(r"\d+", quotation.attribution)}
    known = {quotation.said_on.year}
    if quotation.said_precision == PullQuote.Precision.DAY:
        known.add(quotation.said_on.day)
    return known <= numbers


@register.filter
def host(url: str) -> str:
    """'https://www.example.org/a/b' -> 'example.org'."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.filter
def kind_in_plural(kind: str) -> str:
    return str(_PLURALS[Source.Kind(kind)])
