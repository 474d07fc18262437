"""What was published in a year, a month, on a day, or by one author."""

from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import User
from blog.models import Authorship, Post
from blog.paging import page_of
from blog.site import SiteRequest


def year(request: SiteRequest, year: int) -> HttpResponse:
    """Two queries, as for a month and a day."""
    return _between(request, "year", _day(year, 1, 1), _day(year + 1, 1, 1))


def month(request: SiteRequest, year: int, month: int) -> HttpResponse:
    after = _day(year + month // 12, month % 12 + 1, 1)
    return _between(request, "month", _day(year, month, 1), after)


def day(request: SiteRequest, year: int, month: int, day: int) -> HttpResponse:
    first = _day(year, month, day)
    if first == date.max:
        raise Http404
    return _between(request, "day", first, first + timedelta(days=1))


def _day(year: int, month: int, day: int) -> date:
    """404 for what no calendar has."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


def _between(request: SiteRequest, span: str, first: date, after: date) -> HttpResponse:
    """Days begin in the site's time zone. A time without posts is 404."""
    begin, end = (
        timezone.make_aware(datetime.combine(moment, time.min)) for moment in (first, after)
    )
    posts = Post.objects.published().filter(published_at__gte=begin, published_at__lt=end)
    page = page_of(posts.for_readers(), request.GET, request.site.posts_per_list)
    if not page.rows:
        raise Http404
    return render(request, "blog/archive.html", {"span": span, "first": first, "page": page})


def author(request: SiteRequest, slug: str) -> HttpResponse:
    """Who it is, and what they wrote, the newest first. Three queries."""
    person = get_object_or_404(User, slug=slug)
    wrote = Authorship.objects.filter(user=person)
    posts = Post.objects.for_readers()
    page = page_of(posts, request.GET, request.site.posts_per_list, through=wrote)
    if not page.rows:
        raise Http404  # Who has published nothing has no page: it would tell of an account.
    return render(request, "blog/author_detail.html", {"author": person, "page": page})
