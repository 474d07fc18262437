"""All sources, and what one of them said."""

from itertools import groupby

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog import access
from blog.models import PullQuote, Source


def source_list(request: HttpRequest) -> HttpResponse:
    """By kind, then by name, each with the number of its quotations. One query."""
    sources = (
        Source.objects.public()
        .annotate(quotation_count=_count("source") + _count("speaker"))
        .order_by("kind", Lower("name"))
    )
    by_kind = [
        (Source.Kind(kind).label, list(group))
        for kind, group in groupby(sources, key=lambda source: source.kind)
    ]
    return render(request, "blog/source_list.html", {"sources_by_kind": by_kind})


def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who it is, and every quotation with its date and where it stands. Two queries."""
    source = access.source_for_readers(slug)
    quotations = (
        PullQuote.objects.published()
        .filter(Q(source=source) | Q(speaker=source))
        .select_related("post", "source", "speaker")
        .order_by(F("said_on").desc(nulls_last=True), "-post__published_at", "position")
    )
    return render(request, "blog/source_detail.html", {"source": source, "quotations": quotations})


def _count(role: str) -> Coalesce:
    quoted: QuerySet = PullQuote.objects.published().filter(**{role: OuterRef("pk")}).order_by()
    counted = quoted.values(role).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
