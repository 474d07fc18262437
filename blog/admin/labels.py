"""Label admin: edit labels and their aliases, merge them, find duplicates, undo changes."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from taggit.models import Tag

from accounts.models import signed_in
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.removals import describe_removal
from blog.common.conflict_forms import EditConflictForm
from blog.content import labels as content_labels
from blog.models import Label, LabelAlias, LabelChange, LabelCounter, PostLabel
from lib.deletions import describe_deletion
from lib.parsing import parse_pk

# taggit registers its own Tag model, which this project does not use.
admin.site.unregister(Tag)

MAX_MERGED_LABELS = 20
MAX_CHANGES_LISTED = 100


_UNDATED = PostLabel.objects.filter(tag=OuterRef("pk"), published_at=None).order_by()
# Posts in any state: counters have those with a date, and the others are few.
_POST_COUNT = LabelCounter.objects.total_subquery("label") + Coalesce(
    Subquery(_UNDATED.values("tag").annotate(n=Count("*")).values("n")), 0
)


class LabelAliasInline(admin.StackedInline):
    """Aliases have no permissions of their own: the right to change the label is enough."""

    model = LabelAlias
    form = EditConflictForm
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.change_label")

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)


@admin.register(Label)
class LabelAdmin(EditConflictAdmin):
    list_display = ("name", "post_count", "description")
    show_full_result_count = False
    search_fields = (
        "name__folded_contains",
        "description__folded_contains",
        "aliases__name__folded_contains",
    )
    search_help_text = gettext_lazy("Search by name or description")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "description")
    inlines = (LabelAliasInline,)
    actions = ("merge",)
    change_list_template = "admin/blog/labels/list.html"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge_view), name="blog_label_merge"),
            path("duplicates/", view(self.duplicates_view), name="blog_label_duplicates"),
            path("changes/", view(self.changes_view), name="blog_label_changes"),
            path(
                "changes/<int:pk>/undo/",
                view(require_POST(self.undo_view)),
                name="blog_label_undo",
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(post_count=_POST_COUNT)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        kwargs["error_messages"] = {
            "name": {"unique": _("A label with this name already exists.")},
            "slug": {"unique": _("Another label already has this address.")},
        }
        return super().get_form(request, obj, change, **kwargs)

    @admin.display(description=gettext_lazy("posts"), ordering="post_count")
    def post_count(self, label: Any) -> int:
        return label.post_count

    def save_model(self, request: HttpRequest, obj: Label, form: ModelForm, change: bool) -> None:
        values = {"name": obj.name, "slug": obj.slug, "description": obj.description}
        content_labels.save_label(**values, by=signed_in(request), label=obj)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: Any, change: bool
    ) -> None:
        """Save the aliases."""
        aliases = formset.save(commit=False)
        for alias in formset.deleted_objects:
            content_labels.delete_alias(alias=alias)
        for alias in aliases:
            content_labels.save_alias(label=form.instance, name=alias.name, alias=alias)

    def delete_model(self, request: HttpRequest, obj: Label) -> None:
        content_labels.delete_labels(label_ids=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        content_labels.delete_labels(label_ids=queryset.values_list("pk", flat=True))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Count the posts that have the labels; Django's page lists every one of them."""
        labels = self.get_queryset(request).filter(pk__in=[label.pk for label in objs])
        rows = labels.values_list("name", "post_count")
        effects = (describe_removal(name, number) for name, number in rows)
        return describe_deletion(self, request, effects=effects)

    def view_on_site(self, obj: Label) -> str:
        return obj.get_absolute_url()

    @admin.action(description=gettext_lazy("Merge…"), permissions=["change"])
    def merge(self, request: HttpRequest, labels: QuerySet) -> HttpResponse | None:
        keys = ",".join(
            str(key) for key in labels.values_list("pk", flat=True)[: MAX_MERGED_LABELS + 1]
        )
        return redirect(f"{reverse('admin:blog_label_merge')}?labels={keys}")

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Confirm the merge of `?labels=ID,ID`; a POST with `into` merges them. One query for the
        page."""
        self._require_change(request)
        keys = [
            parse_pk(key)
            for key in request.GET.get("labels", "").split(",")[: MAX_MERGED_LABELS + 1]
        ]
        selected = Label.objects.filter(pk__in=[key for key in keys if key])
        labels = list(selected.annotate(post_count=_POST_COUNT).order_by("-post_count", "pk"))
        if not 2 <= len(labels) <= MAX_MERGED_LABELS:
            message = _("Select between two and %(most)d labels, then choose “Merge…”.")
            messages.warning(request, message % {"most": MAX_MERGED_LABELS})
            return redirect("admin:blog_label_changelist")
        if request.method == "POST":
            into = next((x for x in labels if x.pk == parse_pk(request.POST.get("into"))), None)
            if into is None:
                messages.error(request, _("Choose the label to keep."))
            else:
                return self._merge(request, labels, into)
        return self._render(request, "merge", _("Merge labels"), labels=labels, into=labels[0].pk)

    def _merge(self, request: HttpRequest, labels: list[Label], into: Label) -> HttpResponse:
        try:
            merged = content_labels.merge_labels(labels=labels, into=into, by=signed_in(request))
        except content_labels.LabelConflict as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())
        messages.success(request, merged.message)
        return redirect("admin:blog_label_changes")

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        self._require_change(request)
        return self._render(
            request,
            "duplicates",
            _("Duplicate labels"),
            groups=content_labels.find_duplicates(),
        )

    def changes_view(self, request: HttpRequest) -> HttpResponse:
        self._require_change(request)
        changes = LabelChange.objects.select_related("by").defer("before", "after").order_by("-pk")
        return self._render(
            request, "changes", _("Label history"), changes=changes[:MAX_CHANGES_LISTED]
        )

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._require_change(request)
        change = LabelChange.objects.filter(pk=pk).first()
        if change is None:
            raise Http404
        try:
            undone = content_labels.undo_label_change(change=change)
            messages.success(request, undone.message)
        except content_labels.CannotUndo as refused:
            messages.error(request, str(refused))
        return redirect("admin:blog_label_changes")

    def _require_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _render(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/blog/labels/{name}.html", shared | context)
