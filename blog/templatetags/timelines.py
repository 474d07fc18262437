"""Descriptions of timelines in the active language. No queries."""

from django import template
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext, pgettext

from blog.common.formatting.dates import time_span
from blog.common.timeline import (
    Line,
    Mark,
    Period,
    Tick,
    Timeline,
)

register = template.Library()


def _format_range(first: str, last: str) -> str:
    if first == last:
        return first
    return pgettext("from a date to a date", "%(first)s – %(last)s") % {
        "first": first,
        "last": last,
    }


@register.filter
def mark_in_words(mark: Mark) -> str:
    """Format as 'March 2023: 2 quotations' or 'March 22, 2023 – April 1, 2023: 3 quotations'."""
    when = time_span(mark.first, mark.kind)
    if mark.last != mark.first:
        when = _format_range(when, time_span(mark.last, mark.kind))
    return f"{when}: {_count_quotations(mark.quotations)}"


@register.filter
def line_in_words(line: Line) -> str:
    """Format as '12 quotations, 3 without a date'."""
    counted = _count_quotations(line.count)
    if not line.undated:
        return counted
    without = ngettext("%(count)s without a date", "%(count)s without a date", line.undated)
    return f"{counted}, {without % {'count': line.undated}}"


def _count_quotations(count: int) -> str:
    return ngettext("%(count)s quotation", "%(count)s quotations", count) % {"count": count}


@register.filter
def tick_in_words(tick: Tick) -> str:
    """Format as '2023' at the start of a year, else as 'Apr'."""
    return format_date(tick.day, "Y" if tick.span == "year" else "M")


@register.filter
def period_in_words(period: Period) -> str:
    """Format as '2023' or '2020–2029'."""
    first, last = f"{period.first}", f"{period.last}"
    return first if first == last else f"{first}–{last}"


@register.filter
def drawn_in_words(timeline: Timeline) -> str:
    """Describe the picture for screen readers. The numbers are also in a list beside it."""
    if not (timeline.first and timeline.last):
        return ""
    first, last = (
        time_span(dated.first, dated.precision) for dated in (timeline.first, timeline.last)
    )
    return gettext("A timeline from %(first)s to %(last)s.") % {"first": first, "last": last}
