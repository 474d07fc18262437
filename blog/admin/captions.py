"""Captions on the admin page of a recording, uploaded as WebVTT or SubRip."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.admin.posts.widgets import LanguageCodeWidget, LanguageField, language_name
from blog.common.conflict_forms import EditConflictForm
from blog.common.db.languages import normalize_language
from blog.content.media_files.captions import MAX_BYTES, read_captions
from blog.editing.captions import Captions, change_captions
from blog.models import CaptionTrack, MediaFile


class CaptionLanguageField(LanguageField):
    """Languages that differ only by case are one."""

    def to_python(self, value: Any) -> str:
        return normalize_language(super().to_python(value))


class CaptionForm(EditConflictForm):
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("WebVTT (.vtt) or SubRip (.srt). Another file replaces the captions."),
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,text/vtt"}),
    )

    class Meta:
        model = CaptionTrack
        fields = ("language", "label")
        field_classes = {"language": CaptionLanguageField}
        widgets = {
            "language": LanguageCodeWidget,
            "label": forms.TextInput(attrs={"dir": "auto", "size": 30}),
        }

    def clean_upload(self) -> str:
        """Return the captions as WebVTT, '' for those that are stored."""
        file = self.cleaned_data["upload"]
        if not file:
            if self.instance._state.adding:
                raise ValidationError(gettext("Choose the file with the captions."))
            return ""
        return read_captions(file.read(MAX_BYTES + 1))


class CaptionFormSet(BaseInlineFormSet):
    """Saves by `change_captions`."""

    def save(self, commit: bool = True) -> list[CaptionTrack]:
        rows: list[CaptionTrack] = super().save(commit=False)
        if commit:
            texts = {id(form.instance): form.cleaned_data.get("upload") for form in self.forms}
            change_captions(
                file=self.instance,
                saved=[
                    Captions(row.language, row.label, texts[id(row)] or "", row.pk) for row in rows
                ],
                deleted=[row.pk for row in self.deleted_objects],
            )
        return rows


class CaptionInline(admin.StackedInline):
    """Captions have no permissions of their own: the right to change the file counts."""

    model = CaptionTrack
    verbose_name = _("caption file")
    verbose_name_plural = _("captions")
    form = CaptionForm
    formset = CaptionFormSet
    readonly_fields: ClassVar[Any] = ("cues", language_name)
    view_on_site = False
    extra = 1

    def get_fields(self, request: HttpRequest, obj: MediaFile | None = None) -> Any:
        if self.has_change_permission(request, obj):
            return (("language", "label"), "upload", "cues")
        return ((language_name, "label"), "cues")

    @admin.display(description=_("stored"))
    def cues(self, track: CaptionTrack) -> str:
        if not track.pk:
            return "–"
        count = track.text.count("-->")
        text = ngettext("%(count)d caption", "%(count)d captions", count) % {"count": count}
        return format_html('<a href="{}" download>{}</a>', track.get_absolute_url(), text)

    def has_view_permission(self, request: HttpRequest, obj: MediaFile | None = None) -> bool:
        return self._file_admin.has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: MediaFile | None = None) -> bool:
        return self._file_admin.has_change_permission(request, obj)

    has_delete_permission = has_add_permission = has_change_permission

    @property
    def _file_admin(self) -> admin.ModelAdmin:
        return self.admin_site._registry[MediaFile]
