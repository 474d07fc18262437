"""Dossiers in the admin: their text, items in order, preview, publication and pairs to compare."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import signed_in
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.dossiers.forms import DossierForm, DossierItemFormSet
from blog.admin.dossiers.items import items_view
from blog.admin.dossiers.pairs import pairs_view
from blog.admin.large_tables import LargeTableAdmin
from blog.common.conflict_forms import EditConflictForm
from blog.common.formatting.dates import full_datetime
from blog.dossiers.models import Dossier, DossierItem
from blog.dossiers.read import read_dossier
from blog.dossiers.save import (
    DossierRefused,
    can_delete,
    can_publish,
    change_items,
    delete_dossiers,
    list_problems,
    move_item,
    publish_dossier,
    save_dossier,
    sort_items,
    withdraw_dossier,
)
from blog.views.dossiers import TEMPLATES, build_dossier_context
from lib.deletions import describe_deletion
from lib.parsing import parse_pk

_TEXTS = ("html", "intro_html", "excerpt", "summary", "linked_data")
_NOT_SHOWN = (
    "quotation__html",
    *(f"{post}__{name}" for post in ("post", "quotation__post") for name in _TEXTS),
)
# Submit buttons besides Django's: the form is saved first.
BUTTONS = ("_up", "_down", "_sort", "_items", "_preview", "_publish", "_withdraw")


class DossierItemInline(admin.StackedInline):
    """Items have no permissions of their own: the right to change the dossier is enough."""

    model = DossierItem
    form = EditConflictForm
    formset = DossierItemFormSet
    fields = ("note",)
    extra = max_num = 0
    template = "admin/blog/dossier/item_forms.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        related = ("quotation__post", "quotation__source", "quotation__speaker", "post")
        items = super().get_queryset(request).select_related(*related)
        return items.defer(*_NOT_SHOWN).order_by("position")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.change_dossier")

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Dossier)
class DossierAdmin(EditConflictAdmin, LargeTableAdmin):
    form = DossierForm
    list_display = ("title", "kind", "state", "author", "updated_at")
    list_filter = ("kind",)
    list_select_related = ("author",)
    search_fields = ("title__folded_contains",)
    search_help_text = gettext_lazy("Search by title")
    inlines = (DossierItemInline,)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        both = require_http_methods(["GET", "POST"])
        return [
            path("pairs/", view(both(self.pairs_view)), name="blog_dossier_pairs"),
            path("<path:object_id>/items/", view(both(self.items_view)), name="blog_dossier_items"),
            path(
                "<path:object_id>/preview/",
                view(require_GET(self.preview_view)),
                name="blog_dossier_preview",
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Authors see their own dossiers, editors all."""
        return Dossier.objects.editable_by(request.user).order_by("-updated_at", "-pk")

    def get_fields(self, request: HttpRequest, obj: Dossier | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("kind", "title", "introduction", "language")
        fields = ("title", "introduction", "slug", "language")
        is_publisher = can_publish(signed_in(request)) and not obj.is_public
        return (*fields, "publish_at") if is_publisher else fields

    def get_inlines(self, request: HttpRequest, obj: Dossier | None) -> tuple:
        return self.inlines if obj else ()

    @admin.display(description=gettext_lazy("status"))
    def state(self, dossier: Dossier) -> str:
        if dossier.is_scheduled:
            when = full_datetime(dossier.published_at)
            return _("Will be published on %(when)s") % {"when": when}
        if dossier.is_public:
            return pgettext("state of a dossier", "Published")
        return pgettext("state of a dossier", "Draft")

    def has_delete_permission(self, request: HttpRequest, obj: Dossier | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or can_delete(obj, signed_in(request)))

    def save_model(self, request: HttpRequest, obj: Dossier, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields if name in form.fields}
        saved = save_dossier(fields=values, by=signed_in(request), dossier=obj).dossier
        obj.slug, obj.updated_at = saved.slug, saved.updated_at

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the notes that changed, and remove items."""
        formset.new_objects, formset.deleted_objects = [], []
        formset.changed_objects = []
        rows = [row for row in formset.initial_forms if row.instance.pk]
        notes = {
            row.instance.pk: row.cleaned_data["note"] for row in rows if "note" in row.changed_data
        }
        removed = [row.instance.pk for row in formset.deleted_forms]
        if notes or removed:
            change_items(dossier=form.instance, by=signed_in(request), notes=notes, removed=removed)

    def delete_model(self, request: HttpRequest, obj: Dossier) -> None:
        delete_dossiers(dossier_ids=[obj.pk], by=signed_in(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        keys = queryset.values_list("pk", flat=True)
        deleted = delete_dossiers(dossier_ids=keys, by=signed_in(request))
        if deleted.refused:
            titles = ", ".join(f"“{dossier.title}”" for dossier in deleted.refused)
            message = _("Not deleted, because an editor has to withdraw them first: %(titles)s")
            messages.warning(request, message % {"titles": titles})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Say what stays. No query."""
        effects = [_("The posts and quotations that it collects stay.")]
        return describe_deletion(self, request, effects=effects)

    def view_on_site(self, obj: Dossier) -> str | None:
        return obj.get_absolute_url() if obj.slug and obj.is_public else None

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal by an operation, after the form was checked, is shown and nothing is saved."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DossierRefused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        dossier = context.get("original")
        user = signed_in(request)
        if dossier:
            context |= {
                "state": self.state(dossier),
                "can_publish": can_publish(user) and not dossier.is_public,
                "can_withdraw": can_publish(user) and dossier.published_at is not None,
                "needs_publisher": not can_publish(user) and dossier.published_at is None,
                "problems": list_problems(
                    dossier,
                    list(dossier.items.select_related("quotation").defer("quotation__html")),
                ),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Dossier, *args: Any) -> HttpResponse:
        """Continue with the search for items, unless another button was chosen."""
        if "_addanother" in request.POST or "_continue" in request.POST:
            return super().response_add(request, obj, *args)
        messages.success(request, _("The draft is saved. Now add what belongs to it."))
        return redirect("admin:blog_dossier_items", obj.pk)

    def response_change(self, request: HttpRequest, obj: Dossier) -> HttpResponse:
        if not (button := next((name for name in BUTTONS if name in request.POST), "")):
            return super().response_change(request, obj)
        by = signed_in(request)
        form_url = reverse("admin:blog_dossier_change", args=[obj.pk])
        if button in ("_items", "_preview"):
            return redirect(f"admin:blog_dossier{button}", obj.pk)
        try:
            with transaction.atomic():
                if button in ("_up", "_down"):
                    item = parse_pk(request.POST[button]) or 0
                    step = -1 if button == "_up" else 1
                    move_item(dossier=obj, by=by, item_id=item, step=step)
                    return redirect(f"{form_url}#item-{item}")
                if button == "_sort":
                    sort_items(dossier=obj, by=by)
                    return redirect(f"{form_url}#items-group")
                message = self._publish(request, obj, button)
        except DossierRefused as refused:
            messages.error(request, _("Saved, but not published: %(reason)s") % {"reason": refused})
        else:
            messages.success(request, message)
        return redirect(form_url)

    def _publish(self, request: HttpRequest, dossier: Dossier, button: str) -> str:
        """Publish or withdraw, and return the message to the user."""
        by = signed_in(request)
        if button == "_withdraw":
            withdraw_dossier(dossier=dossier, by=by)
            return _("Withdrawn: it is a draft again, and readers no longer see it.")
        field = DossierForm.base_fields["publish_at"]
        publish_at = field.clean(request.POST.get("publish_at", ""))
        saved = publish_dossier(dossier=dossier, by=by, publish_at=publish_at).dossier
        if saved.is_scheduled:
            when = full_datetime(saved.published_at)
            return _("Saved. It will be published on %(when)s.") % {"when": when}
        if publish_at and publish_at < timezone.now():
            return _("Published now, as the time that you chose has passed.")
        return _("Published.")

    def items_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        dossier = self._get_or_404(request, object_id)
        return items_view(request, dossier, self.admin_site.each_context(request), self.opts)

    def pairs_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return pairs_view(request, self.admin_site.each_context(request), self.opts)

    def preview_view(self, request: Any, object_id: str) -> HttpResponse:
        """Show the page as readers would see it now. Excluded from caches and search engines."""
        dossier = self._get_or_404(request, object_id)
        page = read_dossier(Dossier.objects.filter(pk=dossier.pk))
        if page is None:
            raise Http404
        context = build_dossier_context(request.site, page)
        context |= {"is_preview": True, "head": None}
        with request.site.activated():
            response = render(request, TEMPLATES[Dossier.Kind(dossier.kind)], context)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def _get_or_404(self, request: HttpRequest, object_id: str) -> Dossier:
        """Return a dossier that the user may edit."""
        dossier = self.get_queryset(request).filter(pk=parse_pk(object_id) or 0).first()
        if dossier is None or not self.has_change_permission(request, dossier):
            raise Http404
        return dossier
