"""Series admin: edit and merge series."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.admin.conflicts import EditConflictAdmin
from blog.admin.removals import describe_removal
from blog.content import series as content_series
from blog.models import Series
from lib.deletions import describe_deletion
from lib.parsing import parse_pk

MAX_MERGED_SERIES = 20


@admin.register(Series)
class SeriesAdmin(EditConflictAdmin):
    list_display = ("name", "post_count", "introduction")
    show_full_result_count = False
    search_fields = ("name__folded_contains", "introduction__folded_contains")
    search_help_text = gettext_lazy("Search by name or introduction")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "introduction")
    actions = ("merge",)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name="blog_series_merge"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(post_count=Count("parts"))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        kwargs["error_messages"] = {
            "slug": {"unique": _("Another series already has this address.")}
        }
        return super().get_form(request, obj, change, **kwargs)

    @admin.display(description=gettext_lazy("posts"), ordering="post_count")
    def post_count(self, series: Any) -> int:
        return series.post_count

    def save_model(self, request: HttpRequest, obj: Series, form: ModelForm, change: bool) -> None:
        values = {"name": obj.name, "slug": obj.slug, "introduction": obj.introduction}
        content_series.save_series(**values, series=obj)

    def delete_model(self, request: HttpRequest, obj: Series) -> None:
        content_series.delete_series(series_ids=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        content_series.delete_series(series_ids=queryset.values_list("pk", flat=True))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Count the posts that leave their series; Django's page lists every one of them."""
        series = self.get_queryset(request).filter(pk__in=[one.pk for one in objs])
        rows = series.values_list("name", "post_count")
        effects = (describe_removal(name, number) for name, number in rows)
        return describe_deletion(self, request, effects=effects)

    def view_on_site(self, obj: Series) -> str | None:
        """None for a form with errors whose slug was emptied."""
        return obj.get_absolute_url() if obj.slug else None

    @admin.action(description=gettext_lazy("Merge…"), permissions=["change"])
    def merge(self, request: HttpRequest, series: QuerySet) -> HttpResponse:
        keys = series.values_list("pk", flat=True)[: MAX_MERGED_SERIES + 1]
        chosen = ",".join(map(str, keys))
        return redirect(f"{reverse('admin:blog_series_merge')}?series={chosen}")

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Confirm the merge of `?series=ID,ID`; a POST with `into` merges them. One query for the
        page."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        keys = request.GET.get("series", "").split(",")[: MAX_MERGED_SERIES + 1]
        selected = self.get_queryset(request).filter(pk__in=filter(None, map(parse_pk, keys)))
        series = list(selected.order_by("-post_count", "pk"))
        if not 2 <= len(series) <= MAX_MERGED_SERIES:
            message = _("Select between two and %(most)d series, then choose “Merge…”.")
            messages.warning(request, message % {"most": MAX_MERGED_SERIES})
            return redirect("admin:blog_series_changelist")
        if request.method == "POST":
            into = next((x for x in series if x.pk == parse_pk(request.POST.get("into"))), None)
            if into is None:
                messages.error(request, _("Choose the series to keep."))
            else:
                return self._merge(request, series, into)
        shared = self.admin_site.each_context(request)
        context = {"title": _("Merge series"), "opts": self.opts, "series": series}
        return TemplateResponse(request, "admin/blog/series/merge.html", shared | context)

    def _merge(self, request: HttpRequest, series: list[Series], into: Series) -> HttpResponse:
        try:
            merged = content_series.merge_series(series=series, into=into)
        except content_series.SeriesRefused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())
        messages.success(request, merged.message)
        return redirect("admin:blog_series_change", into.pk)
