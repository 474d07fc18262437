"""Photo admin: the metadata of photos. Photos are uploaded in the editor."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.admin.conflicts import EditConflictAdmin
from blog.admin.large_tables import LargeTableAdmin
from blog.admin.photos.replace import PhotoReplaceAdmin
from blog.admin.photos.take_down import PhotoTakeDownAdmin
from blog.common.conflict_forms import EditConflictForm
from blog.common.formatting.dates import full_date
from blog.editing.photos import IN_USE, UNUSED_LIFETIME, change_photo, delete_photos
from blog.models import Photo


class PhotoForm(EditConflictForm):
    class Media:
        js = (Script("desk/focus.js", type="module"),)

    class Meta:
        model = Photo
        fields = (
            *("focus_x", "focus_y", "alt", "decorative", "caption"),
            *("credit", "copyright", "licence_url", "original_url"),
        )
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "focus_x": forms.NumberInput(attrs={"max": 100}),
            "focus_y": forms.NumberInput(attrs={"max": 100}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("focus_x", "focus_y"):
            if name in self.fields:  # A view-only form has no fields.
                self.fields[name].required = False

    def clean_focus_x(self) -> int:
        return self._clean_focus("focus_x")

    def clean_focus_y(self) -> int:
        return self._clean_focus("focus_y")

    def _clean_focus(self, name: str) -> int:
        """An empty input leaves the value unchanged."""
        value = self.cleaned_data[name]
        return self.initial.get(name, 50) if value is None else value


class UseFilter(admin.SimpleListFilter):
    title = _("usage")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("used", _("In use")), ("unused", _("Unused"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        condition = {"used": IN_USE, "unused": ~IN_USE}.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


@admin.register(Photo)
class PhotoAdmin(PhotoReplaceAdmin, PhotoTakeDownAdmin, EditConflictAdmin, LargeTableAdmin):
    form = PhotoForm
    change_list_template = "admin/blog/photos/list.html"
    change_form_template = "admin/blog/photos/form.html"
    list_display = ("thumbnail", "caption", "credit", "alt", "uploaded_by", "created_at", "use")
    list_filter = (UseFilter,)
    list_display_links = ("thumbnail", "caption")
    list_select_related = ("uploaded_by",)
    list_per_page = 30
    search_fields = (
        "caption__folded_contains",
        "credit__folded_contains",
        "alt__folded_contains",
    )
    readonly_fields = (
        *("picture", "width", "height", "uploaded_by", "created_at", "use"),
        "credentials_note",
    )
    fields = (
        *("picture", ("focus_x", "focus_y"), "alt", "decorative", "caption"),
        *("credit", "copyright", "licence_url", "original_url"),
        *(("width", "height"), "uploaded_by", "created_at", "use", "credentials_note"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        photos = Photo.objects.usable_by(request.user).annotate(is_used=Q(IN_USE))
        return photos.order_by("-created_at", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # Photos are uploaded in the editor.

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_mine(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_mine(request, obj)

    @staticmethod
    def _is_mine(request: HttpRequest, photo: Photo | None) -> bool:
        if photo is None or request.user.has_perm("blog.edit_all"):
            return True
        return photo.uploaded_by_id == request.user.pk

    @admin.display(description=_("picture"))
    def thumbnail(self, photo: Photo) -> str:
        if photo.withdrawn_at:
            return gettext("Taken down")
        html = '<img class="thumbnail" src="{}" alt="{}" loading="lazy">'
        return format_html(html, photo.thumbnail_url, photo.alt)

    @admin.display(description=_("usage"))
    def use(self, photo: Any) -> str:
        """Needs the annotation `is_used` of `get_queryset`."""
        if photo.is_used:
            return gettext("In use")
        if (until := photo.last_uploaded_at + UNUSED_LIFETIME) <= timezone.now():
            return gettext("Unused: will be deleted within a day")
        day = full_date(until)
        return gettext("Unused: will be deleted after %(day)s") % {"day": day}

    @admin.display(description=_("picture"))
    def picture(self, photo: Photo) -> str:
        if photo.withdrawn_at:
            text = gettext("This picture was removed: %(reason)s")
            return text % {"reason": photo.withdrawal_reason}
        html = '<img class="picture" src="{}" alt="{}" width="{}" height="{}" data-focus>'
        return format_html(html, photo.image.url, photo.alt, photo.width, photo.height)

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        change_photo(photo=obj, **{name: form.cleaned_data[name] for name in form.changed_data})

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        delete_photos(photos=[obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        delete_photos(photos=queryset)
