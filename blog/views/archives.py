"""What was published in each year and month, and on a day."""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from blog.common.pagination import paginate
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import MonthCounter, Post
from blog.models.post_querysets import PostQuerySet
from blog.read_models.posts import read_summaries

Months = list[dict[str, Any]]  # As MonthCounter.objects.shown() gives them.


def archive(request: SiteRequest) -> HttpResponse:
    """The years with their months, the newest first. Two queries."""
    head = head_tags.build_index(request.site, "blog:archive")
    context = {"years": years_of(_months()), "head": head}
    return render(request, "blog/archives/index.html", context)


def archive_year(request: SiteRequest, year: int) -> HttpResponse:
    """Three queries, as for a month."""
    first, after = day_of(year, 1, 1), day_of(year + 1, 1, 1)
    months = _months()
    context = _around([entry["first"] for entry in years_of(months)], first)
    context["months"] = [entry for entry in months if entry["month"].year == year]
    return _between(request, "year", first, after, context)


def archive_month(request: SiteRequest, year: int, month: int) -> HttpResponse:
    first, after = day_of(year, month, 1), day_of(year + month // 12, month % 12 + 1, 1)
    context = _around([entry["month"] for entry in _months()], first)
    return _between(request, "month", first, after, context)


def archive_day(request: SiteRequest, year: int, month: int, day: int) -> HttpResponse:
    """Two queries."""
    first = day_of(year, month, day)
    if first == date.max:
        raise Http404
    return _between(request, "day", first, first + timedelta(days=1), {})


def years_of(months: Months) -> list[dict[str, Any]]:
    """`first` day, `months` and `post_count` of each year."""
    return [
        {
            "first": date(year, 1, 1),
            "months": (those := list(group)),
            "post_count": sum(entry["post_count"] for entry in those),
        }
        for year, group in groupby(months, key=lambda entry: entry["month"].year)
    ]


def _months() -> Months:
    """All of them, a few hundred: those of a year and the neighbours of a month are among them."""
    return list(MonthCounter.objects.shown())


def _around(spans: list[date], first: date) -> dict[str, Any]:
    """The spans with posts before and after the one that begins on `first`."""
    return {
        "older_span": max((span for span in spans if span < first), default=None),
        "newer_span": min((span for span in spans if span > first), default=None),
    }


def day_of(year: int, month: int, day: int) -> date:
    """404 for what no calendar has."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


def posts_between(first: date, after: date) -> PostQuerySet:
    """What was published from one day until before another. Days begin in the site's time zone."""
    begin, end = (
        timezone.make_aware(datetime.combine(moment, time.min)) for moment in (first, after)
    )
    return Post.objects.published().filter(published_at__gte=begin, published_at__lt=end)


def _between(
    request: SiteRequest, span: str, first: date, after: date, context: dict[str, Any]
) -> HttpResponse:
    """A time without posts is 404."""
    posts, size = posts_between(first, after), request.site.posts_per_list
    page = paginate(posts, request.GET, size, read=read_summaries)
    if not page.rows:
        raise Http404
    head = head_tags.build_archive(request.site, span, first, page)
    context |= {"span": span, "first": first, "page": page, "head": head}
    return render(request, "blog/archives/archive.html", context)
