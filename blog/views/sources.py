"""All sources, and what one of them said."""

from itertools import groupby
from typing import Any

from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi

from blog import access, heads, timeline
from blog.models import Source, SourceDayTally
from blog.paging import page_by_name, quotations_of
from blog.site import SiteRequest
from blog.templatetags.quotations import kind_in_plural

FIRST_OF_EACH_KIND = 20
SOURCES_PER_PAGE = 100
QUOTATIONS_PER_PAGE = 50


def source_list(request: SiteRequest) -> HttpResponse:
    """The kinds, with the first of each by name. One query; `?kind=person` is all of one kind.

    How many there are is said where all are here: to count more would be to look at each.
    """
    if "kind" in request.GET:
        return _of_kind(request, request.GET["kind"])
    public: Any = Source.objects.public().annotate(sort_name=Lower("name"))
    first = (
        public.filter(kind=kind).order_by("sort_name", "pk")[: FIRST_OF_EACH_KIND + 1]
        for kind in Source.Kind.values
    )
    some = public.none().union(*first, all=True).order_by("kind", "sort_name", "id")
    by_kind = {kind: list(group) for kind, group in groupby(some, key=lambda row: row.kind)}
    kinds = [
        {
            "kind": kind,
            "sources": sources[:FIRST_OF_EACH_KIND],
            "has_more": len(sources) > FIRST_OF_EACH_KIND,
        }
        for kind, sources in by_kind.items()
    ]
    head = heads.index(request.site, "source_list")
    return render(request, "blog/source_list.html", {"kinds": kinds, "head": head})


def _of_kind(request: SiteRequest, kind: str) -> HttpResponse:
    """By name, each with the number of its quotations. One query."""
    if kind not in Source.Kind.values:
        raise Http404
    sources = Source.objects.public().filter(kind=kind)
    page = page_by_name(sources, request.GET, SOURCES_PER_PAGE, kind=kind)
    head = heads.sources(request.site, kind_in_plural(kind), page.here)
    return render(request, "blog/source_kind.html", {"kind": kind, "page": page, "head": head})


def source_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Who it is, what it said, the latest first, with where it stands, and when. Four queries."""
    source = access.source_for_readers(slug)
    page = quotations_of(source, request.GET, QUOTATIONS_PER_PAGE)
    dates = SourceDayTally.objects.of_source(source.pk)
    context = {
        "source": source,
        "page": page,
        "head": heads.source(request.site, source, page),
        "timeline": timeline.draw([dates], mirrored=get_language_bidi()),
        "periods": timeline.periods(dates),
    }
    return render(request, "blog/source_detail.html", context)
