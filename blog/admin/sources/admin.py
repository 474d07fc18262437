"""Source admin. A change of a source shows in every post that quotes it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import signed_in
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.large_tables import LargeTableAdmin
from blog.admin.sources.tenures import TenureInline
from blog.editing.sources import delete_sources, save_source
from blog.models import PullQuote, Source, SourceCounter

MAX_PROTECTED_SHOWN = 20


class _UsageChangeList(ChangeList):
    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet:
        """Aggregate all counters in one pass when sorting by count.

        A subquery for each of 20,000 sources takes four times as long.
        """
        columns = self.get_ordering_field_columns()
        names = [name for column, name in enumerate(self.list_display) if column in columns]
        if "quotation_count" in names:
            is_counted = Q(counters__since__lte=Now())
            total = Coalesce(Sum("counters__count", filter=is_counted), 0)
            self.root_queryset = self.root_queryset.annotate(quotation_count=total)
        return super().get_queryset(request, *args, **kwargs)


@admin.register(Source)
class SourceAdmin(EditConflictAdmin, LargeTableAdmin):
    list_display = ("name", "kind", "role", "affiliation", "quotation_count")
    list_filter = ("kind",)
    search_fields = (
        "name__folded_contains",
        "affiliation__folded_contains",
        "role__folded_contains",
    )
    inlines = (TenureInline,)
    fields = ("kind", "name", "family_name", "role", "affiliation", "about", "url", "slug")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _UsageChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Annotate the stored count of published quotations."""
        queryset = super().get_queryset(request)
        return queryset.annotate(quotation_count=SourceCounter.objects.count_subquery("source"))

    @admin.display(description=_("published quotations"), ordering="quotation_count")
    def quotation_count(self, source: Any) -> int:
        return source.quotation_count

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Let authors change only the sources that they created; they can view all."""
        allowed = super().has_change_permission(request, obj)
        if allowed and obj is not None and not request.user.has_perm("blog.edit_all"):
            return obj.created_by_id == request.user.pk
        return allowed

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        save_source(fields=form.cleaned_data, by=signed_in(request), source=obj)

    def delete_model(self, request: HttpRequest, obj: Source) -> None:
        delete_sources(source_ids=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        delete_sources(source_ids=queryset.values_list("pk", flat=True))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """List only some of the quotations that protect the sources.

        Django's page lists all of them, which can be thousands.
        """
        names = [str(source) for source in objs]
        credited = PullQuote.objects.order_by().filter(source__in=objs)[:MAX_PROTECTED_SHOWN]
        spoken = PullQuote.objects.order_by().filter(speaker__in=objs)[:MAX_PROTECTED_SHOWN]
        protected = [str(quotation) for quotation in credited.union(spoken)[:MAX_PROTECTED_SHOWN]]
        forbidden = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return names, {self.opts.verbose_name_plural: len(names)}, forbidden, protected

    def view_on_site(self, obj: Source) -> str | None:
        """None if an invalid form has emptied the slug."""
        return obj.get_absolute_url() if obj.slug else None
