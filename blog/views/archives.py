"""Archives of years, months and days."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from blog.common.pagination import paginate
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import MonthCounter, Post
from blog.models.post_querysets import PostQuerySet
from blog.read_models.posts import read_summaries
from lib.days import get_midnight

Months = list[dict[str, Any]]  # From MonthCounter.objects.with_posts().


def archive(request: SiteRequest) -> HttpResponse:
    """List years with their months, newest first. Two queries."""
    head = head_tags.build_index(request.site, "blog:archive")
    context = {"years": group_by_year(_fetch_months()), "head": head}
    return render(request, "blog/archives/index.html", context)


def archive_year(request: SiteRequest, year: int) -> HttpResponse:
    """List the posts of a year, and its months. Three queries."""
    first, after = get_date_or_404(year, 1, 1), get_date_or_404(year + 1, 1, 1)
    months = _fetch_months()
    context = _find_neighbours([entry["first"] for entry in group_by_year(months)], first)
    context["months"] = [entry for entry in months if entry["month"].year == year]
    return _render_span(request, "year", first, after, context)


def archive_month(request: SiteRequest, year: int, month: int) -> HttpResponse:
    """List the posts of a month. Three queries."""
    first = get_date_or_404(year, month, 1)
    after = get_date_or_404(year + month // 12, month % 12 + 1, 1)
    context = _find_neighbours([entry["month"] for entry in _fetch_months()], first)
    return _render_span(request, "month", first, after, context)


def archive_day(request: SiteRequest, year: int, month: int, day: int) -> HttpResponse:
    """List the posts of a day. Two queries."""
    first = get_date_or_404(year, month, day)
    if first == date.max:
        raise Http404
    return _render_span(request, "day", first, first + timedelta(days=1), {})


def group_by_year(months: Months) -> list[dict[str, Any]]:
    """Return the `first` day, the `months` and the `post_count` of each year."""
    return [
        {
            "first": date(year, 1, 1),
            "months": (entries := list(group)),
            "post_count": sum(entry["post_count"] for entry in entries),
        }
        for year, group in groupby(months, key=lambda entry: entry["month"].year)
    ]


def _fetch_months() -> Months:
    """Fetch all months with posts, at most a few hundred."""
    return list(MonthCounter.objects.with_posts())


def _find_neighbours(spans: list[date], first: date) -> dict[str, Any]:
    """Return the previous and next span with posts around the one that begins on `first`."""
    return {
        "older_span": max((span for span in spans if span < first), default=None),
        "newer_span": min((span for span in spans if span > first), default=None),
    }


def get_date_or_404(year: int, month: int, day: int) -> date:
    """Return the date. 404 if it is invalid."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


def query_posts_between(first: date, after: date) -> PostQuerySet:
    """Filter posts from one day until before another, in the site's time zone."""
    begin, end = get_midnight(first), get_midnight(after)
    return Post.objects.published().filter(published_at__gte=begin, published_at__lt=end)


def _render_span(
    request: SiteRequest, span: str, first: date, after: date, context: dict[str, Any]
) -> HttpResponse:
    """Render the archive of a span. 404 without posts."""
    posts, size = query_posts_between(first, after), request.site.posts_per_list
    page = paginate(posts, request.GET, size, read=read_summaries)
    if not page.rows:
        raise Http404
    head = head_tags.build_archive(request.site, span, first, page)
    context |= {"span": span, "first": first, "page": page, "head": head}
    return render(request, "blog/archives/archive.html", context)
