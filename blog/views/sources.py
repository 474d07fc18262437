"""List of sources, and a source's page."""

from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from blog.common import markup, timeline
from blog.common.pagination import paginate_by_name
from blog.content.citations.template_tags import kind_in_plural
from blog.content.site_middleware import SiteRequest
from blog.content.sources import roles
from blog.content.sources.names import filter_matching
from blog.metadata import head_tags
from blog.models import Source, SourceDayCounter
from blog.models.sources import LIST_NAME, SORT_NAME
from blog.read_models.quotation_pagination import paginate_quotations_of
from blog.read_models.source_facts import get_portrait, read_source_facts
from blog.views.pages import lookup

SOURCES_PER_KIND = 20
SOURCES_PER_PAGE = 100
QUOTATIONS_PER_PAGE = 50
# Limits of a search by name.
MAX_QUERY_LENGTH, MAX_WORDS = 100, 5


def source_list(request: SiteRequest) -> HttpResponse:
    """List the first sources of each kind. One query.

    `?kind=person` lists all sources of a kind, `?q=TERMS` searches by name. Counts above 20 are
    shown as "over 20", as an exact count would read every source.
    """
    if "kind" in request.GET or "q" in request.GET:
        return _render_filtered(request)
    public: Any = Source.objects.public().annotate(sort_name=SORT_NAME)
    first = (
        public.filter(kind=kind).order_by("sort_name", "pk")[: SOURCES_PER_KIND + 1]
        for kind in Source.Kind.values
    )
    by_kind: dict[str, list[Source]] = {kind: [] for kind in Source.Kind.values}
    for source in public.none().union(*first, all=True).order_by("sort_name", "id"):
        by_kind[source.kind].append(source)
    kinds = [
        {
            "kind": kind,
            "sources": sources[:SOURCES_PER_KIND],
            "has_more": len(sources) > SOURCES_PER_KIND,
        }
        for kind, sources in by_kind.items()
        if sources
    ]
    head = head_tags.build_index(request.site, "blog:source-list")
    context = {"kinds": kinds, "head": head, "choices": _build_choices("", ""), "q": "", "kind": ""}
    return render(request, "blog/sources/list.html", context)


def _render_filtered(request: SiteRequest) -> HttpResponse:
    """List sources of a kind or matching a search in names, role or affiliation. One query."""
    kind = request.GET.get("kind", "")
    if kind not in {"", *Source.Kind.values}:
        raise Http404
    q = " ".join(markup.clean_text(request.GET.get("q", ""))[:MAX_QUERY_LENGTH].split())
    sources: Any = Source.objects.public()
    if kind:
        sources = sources.filter(kind=kind)
    sources = filter_matching(sources, q.split()[:MAX_WORDS])
    parameters = {name: value for name, value in {"kind": kind, "q": q}.items() if value}
    page = paginate_by_name(sources, request.GET, SOURCES_PER_PAGE, LIST_NAME, **parameters)
    head = head_tags.build_source_list(request.site, kind_in_plural(kind) if kind else "", page, q)
    context = {
        "kind": kind,
        "q": q,
        "max_length": MAX_QUERY_LENGTH,
        "page": page,
        "head": replace(head, is_noindex=bool(q) or not page.rows),
        "choices": _build_choices(kind, q),
        "without_words": "?" + urlencode({"kind": kind}) if kind else request.path,
    }
    return render(request, "blog/sources/kind.html", context)


class Choice(NamedTuple):
    """Link to the sources of one kind, or all, with the same search."""

    name: str
    address: str
    is_current: bool


def _build_choices(kind: str, q: str) -> list[Choice]:
    choices = []
    for each in ("", *Source.Kind.values):
        parameters = {name: value for name, value in {"kind": each, "q": q}.items() if value}
        address = "?" + urlencode(parameters) if parameters else reverse("blog:source-list")
        choices.append(Choice(kind_in_plural(each) if each else _("All"), address, each == kind))
    return choices


def source_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Show a source with its names, relations, timeline and quotations, latest first.

    Five queries.
    """
    source = lookup.get_source_or_404(slug)
    facts = read_source_facts(source)
    page = paginate_quotations_of(source, request.GET, QUOTATIONS_PER_PAGE)
    dates = SourceDayCounter.objects.for_source(source.pk)
    listed_roles = roles.list_roles(roles.build_tenures(source.tenures_json))
    context = {
        "source": source,
        "facts": facts,
        "portrait": get_portrait(source),
        "roles": listed_roles,
        "todays_roles": roles.get_todays_roles(source, listed_roles),
        "page": page,
        "head": head_tags.build_source(request.site, source, page, facts, listed_roles),
        "timeline": timeline.draw([dates], mirrored=get_language_bidi()),
        "periods": timeline.group_into_periods(dates),
    }
    return render(request, "blog/sources/detail.html", context)
