"""All sources, and what one of them said."""

from collections import Counter
from itertools import groupby

from django.db.models import Count
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog import access
from blog.models import PullQuote, Source
from blog.paging import quotations_of

QUOTATIONS_PER_PAGE = 50


def source_list(request: HttpRequest) -> HttpResponse:
    """By kind, then by name, each with the number of its quotations. Three queries."""
    counts: Counter[int] = Counter()
    for role in ("source", "speaker"):
        quoted = PullQuote.objects.published().filter(**{f"{role}__isnull": False}).order_by()
        counts.update(dict(quoted.values_list(role).annotate(Count("pk"))))
    sources = list(Source.objects.filter(pk__in=counts).order_by("kind", Lower("name"), "pk"))
    by_kind = [
        [(source, counts[source.pk]) for source in group]
        for _kind, group in groupby(sources, key=lambda source: source.kind)
    ]
    return render(request, "blog/source_list.html", {"sources_by_kind": by_kind})


def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who it is, and what it said, the latest first, with where it stands. Three queries."""
    source = access.source_for_readers(slug)
    page = quotations_of(source, request.GET, QUOTATIONS_PER_PAGE)
    return render(request, "blog/source_detail.html", {"source": source, "page": page})
