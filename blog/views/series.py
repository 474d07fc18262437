"""List of series, and a series' page."""

from django.http import HttpResponse
from django.shortcuts import render

from blog.common.pagination import build_first_page, paginate_by_name
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Series
from blog.models.series import MAX_PARTS
from blog.views.pages import lookup
from blog.views.pages.lists import fetch_series_posts

SERIES_PER_PAGE = 200


def series_list(request: SiteRequest) -> HttpResponse:
    """List series by name. Two queries."""
    page = paginate_by_name(Series.objects.public(), request.GET, SERIES_PER_PAGE)
    head = head_tags.build_index(request.site, "blog:series-list", page)
    return render(request, "blog/series/list.html", {"page": page, "head": head})


def series_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """List all published posts of a series, in its order. Three queries."""
    series = lookup.get_series_or_404(slug)
    page = build_first_page(fetch_series_posts(series.pk), MAX_PARTS)
    head = head_tags.build_series(request.site, series, page)
    context = {"series": series, "page": page, "head": head}
    return render(request, "blog/series/detail.html", context)
