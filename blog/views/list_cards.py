"""The pictures that stand for the home page and for lists where their addresses are shared."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from blog.content.site_middleware import SiteRequest
from blog.metadata.cards import lists
from blog.models import AuthorCounter
from blog.views.archives import day_of, posts_between
from blog.views.cards import answer_list
from blog.views.pages import lookup

# Each list has a number, under which its card is stored.
LISTS = (
    *(
        "blog:archive",
        "blog:author-list",
        "blog:label-list",
        "blog:quotation-list",
        "blog:source-list",
    ),
    "blog:correction-list",
)


def home_card(request: SiteRequest) -> HttpResponse:
    """No query, besides the site's."""
    return answer_list(request, lists.build_home_card(request.site), "pages", 0)


def list_card(request: SiteRequest, name: str) -> HttpResponse:
    """No query, besides the site's."""
    number = LISTS.index(name) + 1
    return answer_list(request, lists.build_list_card(request.site, name), "pages", number)


def label_card(request: SiteRequest, slug: str) -> HttpResponse:
    """One query, besides the site's. 404 where the label has no page."""
    found = lookup.label_for_readers(slug)
    return answer_list(request, lists.build_label_card(request.site, found), "labels", found.pk)


def timeline_card(request: SiteRequest, slug: str) -> HttpResponse:
    """As of a label."""
    found = lookup.label_for_readers(slug)
    return answer_list(
        request, lists.build_timeline_card(request.site, found), "timelines", found.pk
    )


def source_card(request: SiteRequest, slug: str) -> HttpResponse:
    """One query, besides the site's. 404 where the source has no page."""
    found = lookup.source_for_readers(slug)
    return answer_list(request, lists.build_source_card(request.site, found), "sources", found.pk)


def author_card(request: SiteRequest, slug: str) -> HttpResponse:
    """One query, besides the site's. 404 for who has published nothing."""
    found = get_object_or_404(AuthorCounter.objects.authors(), slug=slug)
    return answer_list(request, lists.build_author_card(request.site, found), "authors", found.pk)


def year_card(request: SiteRequest, year: int) -> HttpResponse:
    """One query, besides the site's, as for a month and a day. 404 where nothing was published."""
    return _time(request, "year", day_of(year, 1, 1), day_of(year + 1, 1, 1))


def month_card(request: SiteRequest, year: int, month: int) -> HttpResponse:
    after = day_of(year + month // 12, month % 12 + 1, 1)
    return _time(request, "month", day_of(year, month, 1), after)


def day_card(request: SiteRequest, year: int, month: int, day: int) -> HttpResponse:
    first = day_of(year, month, day)
    if first == date.max:
        raise Http404
    return _time(request, "day", first, first + timedelta(days=1))


def _time(request: SiteRequest, span: str, first: date, after: date) -> HttpResponse:
    if not posts_between(first, after).exists():
        raise Http404
    path = request.path.removesuffix("card.png")
    card = lists.build_archive_card(request.site, span, first, path)
    return answer_list(request, card, f"{span}s", first.toordinal())
