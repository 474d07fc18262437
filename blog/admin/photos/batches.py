"""Change several photos at once in the photo library, and undo it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms.widgets import Media, Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.photos.forms import PhotoBatchForm
from blog.editing.photo_batches import MAX_PHOTOS, change_photos, restore_photos
from blog.models import Photo

_SCRIPTS: Any = [Script("desk/source_names.js", type="module")]
# The session stores what the undo of the latest batch restores.
UNDO_KEY = "undo_photo_batch"


class PhotoBatchAdmin(admin.ModelAdmin):
    """Adds the action "Edit", whose page sets the filled fields, and its undo."""

    actions = ("edit_photos",)

    def get_urls(self) -> list:
        undo = self.admin_site.admin_view(require_POST(self.undo_batch))
        return [path("undo-edit/", undo, name="blog_photo_undo_edit"), *super().get_urls()]

    @admin.action(description=_("Edit"), permissions=["change"])
    def edit_photos(self, request: HttpRequest, queryset: QuerySet[Photo]) -> HttpResponse:
        """Show the form for the selected photos, or apply it. The queryset is what the user may
        see; photos that they may not change are skipped."""
        photos = list(queryset.order_by("pk")[:MAX_PHOTOS])
        form = PhotoBatchForm(request.POST if "apply" in request.POST else None)
        if form.is_bound and form.is_valid():
            changes = form.get_changes(form.cleaned_data)
            try:
                changed = change_photos(
                    keys=[photo.pk for photo in photos], fields=changes, by=signed_in(request)
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                request.session[UNDO_KEY] = {"before": changed.before, "after": changed.after}
                if not changed.before:
                    del request.session[UNDO_KEY]
                self._report(request, len(changed.before), changed.unchanged, changed.skipped)
                return redirect(request.get_full_path())
        is_editor = request.user.has_perm("blog.edit_all")
        own = [photo for photo in photos if is_editor or photo.uploaded_by_id == request.user.pk]
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Edit photos"),
            "opts": self.opts,
            "form": form,
            "photos": own,
            "skipped": len(photos) - len(own),
            "selected": [photo.pk for photo in photos],
            "back": request.get_full_path(),
            "media": Media(js=_SCRIPTS),
        }
        return TemplateResponse(request, "admin/blog/photos/edit_several.html", context)

    def _report(self, request: HttpRequest, count: int, unchanged: int, skipped: int) -> None:
        parts = [ngettext("Changed %(n)s photo.", "Changed %(n)s photos.", count) % {"n": count}]
        if unchanged:
            text = ngettext(
                "%(n)s had these values already.", "%(n)s had these values already.", unchanged
            )
            parts.append(text % {"n": unchanged})
        if skipped:
            text = ngettext(
                "%(n)s was skipped: somebody else uploaded it.",
                "%(n)s were skipped: somebody else uploaded them.",
                skipped,
            )
            parts.append(text % {"n": skipped})
        level = messages.WARNING if skipped else messages.SUCCESS
        messages.add_message(request, level, " ".join(parts))

    def undo_batch(self, request: HttpRequest) -> HttpResponse:
        """Undo the latest batch of this session."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        batch: dict[str, Any] | None = request.session.pop(UNDO_KEY, None)
        if batch is None:
            messages.warning(request, gettext("There is nothing to undo."))
        else:
            restored = restore_photos(**batch, by=signed_in(request))
            text = ngettext("Restored %(n)s photo.", "Restored %(n)s photos.", restored.count) % {
                "n": restored.count
            }
            if restored.partial:
                text += " " + gettext("Later changes were kept.")
            messages.success(request, text)
        return redirect("admin:blog_photo_changelist")
