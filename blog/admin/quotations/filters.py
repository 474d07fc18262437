"""Filters of the list of quotations. Each is one condition that an index serves."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog.admin.language_filter import LanguageFilter
from blog.common.db.distinct import build_distinct_sql
from blog.evidence.models import QuotationCheck
from blog.models import Label, PostLabel, Source
from blog.models.quotations import QUOTATION_LANGUAGE
from lib.parsing import parse_pk

MAX_LABELS = 30


class SourceFilter(admin.SimpleListFilter):
    """The source or speaker that a link chose; there are too many to list them.

    One query, none without a choice. The list itself selects the quotations of each role, except
    those of a search.
    """

    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        if not (value := request.GET.get("source", "")):
            return []
        source = Source.objects.filter(pk=parse_pk(value) or 0).first()
        return [(value, str(source) if source else _("Unknown source"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if not (value := self.value()):
            return queryset
        if not (key := parse_pk(value)):
            return queryset.none()
        if not request.GET.get(SEARCH_VAR, "").strip():
            return queryset
        return queryset.filter(Q(source=key) | Q(speaker=key))


class LabelFilter(admin.SimpleListFilter):
    """Labels of posts: the MAX_LABELS that are used most, and the chosen one. Two queries."""

    title = _("label")
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        most_used = Label.objects.most_used_first()[:MAX_LABELS]
        labels = {label.pk: label.name for label in most_used}
        chosen = parse_pk(request.GET.get("label"))
        if chosen and chosen not in labels:
            labels |= dict(Label.objects.filter(pk=chosen).values_list("pk", "name"))
        return [(str(pk), name) for pk, name in labels.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if not (value := self.value()):
            return queryset
        posts = PostLabel.objects.filter(tag=parse_pk(value) or 0).values("content_object")
        return queryset.filter(post__in=posts)


class QuotationLanguageFilter(LanguageFilter):
    """The quotation's own language, or that of its post."""

    languages_sql = build_distinct_sql(
        "languages", "coalesce(nullif(language, ''), post_language)", "blog_pullquote"
    )

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if not self.value():
            return queryset
        return queryset.alias(own_language=QUOTATION_LANGUAGE).filter(own_language=self.value())


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("block", _("Block of its own")), ("inline", _("Within a sentence"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() in ("block", "inline"):
            return queryset.filter(is_inline=self.value() == "inline")
        return queryset


class MissingFilter(admin.SimpleListFilter):
    title = _("missing")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("source", _("No source")), ("address", _("No source URL"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "source":
            return queryset.filter(source__isnull=True, speaker__isnull=True)
        if self.value() == "address":
            return queryset.filter(url="")
        return queryset


class VerdictFilter(admin.SimpleListFilter):
    """What was found on the page of the source; only with EVIDENCE."""

    title = _("evidence")
    parameter_name = "verdict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        if not settings.EVIDENCE:
            return []
        return [(value, label) for value, label in QuotationCheck.Verdict.choices if value]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(evidence__verdict=self.value()) if self.value() else queryset


FILTERS = (
    SourceFilter,
    LabelFilter,
    QuotationLanguageFilter,
    KindFilter,
    MissingFilter,
    VerdictFilter,
)
