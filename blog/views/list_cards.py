"""Preview cards of the home page and of lists. They are 404 where the list itself is.

One query each, besides the site's; none for `home_card` and `list_card`.
"""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from blog.content.site_middleware import SiteRequest
from blog.metadata.cards import lists
from blog.metadata.dossiers import get_kind_name
from blog.models import AuthorCounter
from blog.views.archives import get_date_or_404, query_posts_between
from blog.views.cards import render_list_card
from blog.views.pages import lookup

# A card is stored under the position of its list. Append new lists.
LISTS = (
    "blog:archive",
    "blog:author-list",
    "blog:label-list",
    "blog:quotation-list",
    "blog:source-list",
    "blog:correction-list",
    "blog:dataset",
    "blog:dossier-list",
    "blog:comparison-list",
    "blog:series-list",
)


def home_card(request: SiteRequest) -> HttpResponse:
    return render_list_card(request, lists.build_home_card(request.site), "pages", 0)


def list_card(request: SiteRequest, name: str) -> HttpResponse:
    """Draw the card of a list without parameters. `name` is its URL name, one of LISTS."""
    number = LISTS.index(name) + 1
    return render_list_card(request, lists.build_list_card(request.site, name), "pages", number)


def label_card(request: SiteRequest, slug: str) -> HttpResponse:
    label = lookup.get_label_or_404(slug)
    return render_list_card(
        request, lists.build_label_card(request.site, label), "labels", label.pk
    )


def timeline_card(request: SiteRequest, slug: str) -> HttpResponse:
    label = lookup.get_label_or_404(slug)
    return render_list_card(
        request, lists.build_timeline_card(request.site, label), "timelines", label.pk
    )


def series_card(request: SiteRequest, slug: str) -> HttpResponse:
    series = lookup.get_series_or_404(slug)
    card = lists.build_series_card(request.site, series)
    return render_list_card(request, card, "series", series.pk)


def source_card(request: SiteRequest, slug: str) -> HttpResponse:
    source = lookup.get_source_or_404(slug)
    return render_list_card(
        request, lists.build_source_card(request.site, source), "sources", source.pk
    )


def dossier_card(request: SiteRequest, slug: str, kind: str) -> HttpResponse:
    """Draw the card of a dossier or a comparison. `kind` is one of `Dossier.Kind`."""
    dossier = lookup.get_dossier_or_404(kind, slug)
    card = lists.build_dossier_card(get_kind_name(kind), dossier)
    return render_list_card(request, card, "dossiers", dossier.pk)


def author_card(request: SiteRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(AuthorCounter.objects.authors(), slug=slug)
    return render_list_card(
        request, lists.build_author_card(request.site, author), "authors", author.pk
    )


def year_card(request: SiteRequest, year: int) -> HttpResponse:
    return _render_archive_card(
        request, "year", get_date_or_404(year, 1, 1), get_date_or_404(year + 1, 1, 1)
    )


def month_card(request: SiteRequest, year: int, month: int) -> HttpResponse:
    after = get_date_or_404(year + month // 12, month % 12 + 1, 1)
    return _render_archive_card(request, "month", get_date_or_404(year, month, 1), after)


def day_card(request: SiteRequest, year: int, month: int, day: int) -> HttpResponse:
    first = get_date_or_404(year, month, day)
    if first == date.max:
        raise Http404
    return _render_archive_card(request, "day", first, first + timedelta(days=1))


def _render_archive_card(request: SiteRequest, span: str, first: date, after: date) -> HttpResponse:
    if not query_posts_between(first, after).exists():
        raise Http404
    path = request.path.removesuffix("card.png")
    card = lists.build_archive_card(request.site, span, first, path)
    return render_list_card(request, card, f"{span}s", first.toordinal())
