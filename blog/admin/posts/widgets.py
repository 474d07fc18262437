"""The widgets of the post form: the document editor, and labels with autocompletion."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.forms.widgets import Script
from django.urls import reverse
from django_prose_editor.widgets import prose_editor_admin_media
from js_asset import Media
from taggit.forms import TagWidgetMixin

STYLES = (
    "editor",
    "provenance",
    "split_offer",
    "notes",
    "preview",
    "conflict",
    "embed",
    "gallery",
    "writing_aids",
    "media",
    "quote_page",
)


class DocumentWidget(forms.Textarea):
    """The editor of django-prose-editor with the nodes that static/editor/editor.js adds."""

    @property
    def media(self) -> Media:
        return prose_editor_admin_media + Media(
            css={"all": [f"editor/{name}.css" for name in STYLES]},
            js=[Script("editor/editor.js", type="module")],
        )

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # The editor hides the textarea, so a browser could not focus it.

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-document-editor": "",
            "data-upload": reverse("admin:blog_editor_upload"),
            "data-photos": reverse("admin:blog_editor_photos"),
            "data-sources": reverse("admin:blog_editor_sources"),
            "data-attribution": reverse("admin:blog_editor_attribution"),
            "data-split": reverse("admin:blog_editor_split"),
            "data-files": reverse("admin:blog_editor_file"),
            "data-links": reverse("admin:blog_editor_links"),
            "data-embeds": reverse("admin:blog_editor_embed"),
            "data-page": reverse("admin:blog_editor_page"),
            "data-saved-page": reverse("admin:blog_editor_saved_page"),
            "data-quotations": reverse("admin:blog_editor_quotations"),
        }
        return context


class LabelsWidget(TagWidgetMixin, AdminTextInputWidget):
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-labels"] = reverse("admin:blog_editor_labels")
        return context
