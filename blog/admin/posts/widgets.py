"""The widgets of the post form: the document editor, date and time, language, labels with
autocompletion."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.forms.widgets import Script
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext, gettext_lazy
from django_prose_editor.widgets import prose_editor_admin_media
from js_asset import Media
from taggit.forms import TagWidgetMixin

from blog.common.db.languages import find_language, get_language_name, own_language_names


class DocumentWidget(forms.Textarea):
    """The editor of django-prose-editor with the nodes that static/editor/editor.js adds, and the
    other scripts of the form, which are one file: storage/joined_scripts.py."""

    @property
    def media(self) -> Media:
        return prose_editor_admin_media + Media(
            css={"all": ["editor/post_page.css"]},
            js=[Script("editor/post_page.js", type="module")],
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
            "data-file": reverse("admin:blog_editor_file"),
            "data-files": reverse("admin:blog_editor_files"),
            "data-file-pages": reverse("admin:blog_mediafile_changelist"),
            "data-links": reverse("admin:blog_editor_links"),
            "data-chart": reverse("admin:blog_editor_chart"),
            "data-chart-styles": static("theme/charts.css"),
            "data-embeds": reverse("admin:blog_editor_embed"),
            "data-page": reverse("admin:blog_editor_page"),
            "data-saved-page": reverse("admin:blog_editor_saved_page"),
            "data-quotations": reverse("admin:blog_editor_quotations"),
        }
        return context


class KeyInput(forms.HiddenInput):
    """A hidden field that scripts fill in. A form that is shown again has no value from before."""

    def format_value(self, value: Any) -> None:
        return None


class TitleWidget(forms.Textarea):
    """The title in as many lines as it needs; two where a browser cannot let the field grow."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"rows": 2, **(attrs or {})})


SECONDS_RE = re.compile(r"(?<=:[0-9]{2}):[0-9]{2}$", re.ASCII)


class DateTimeWidget(forms.SplitDateTimeWidget):
    """The browser's own fields of date and time, which need none of Django's scripts (8 KB).

    Times are shown to the minute. The stored one comes back in a hidden field, so that its seconds
    are not lost as long as nobody chooses another minute.
    """

    template_name = "admin/blog/post/date_field.html"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(
            attrs,
            date_format="%Y-%m-%d",
            time_format="%H:%M:%S",
            date_attrs={"type": "date", "max": "9999-12-31"},
            time_attrs={"type": "time"},
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        labels = {
            "date_label": gettext("Date"),
            "time_label": gettext("Time (%(zone)s)") % {"zone": get_current_timezone_name()},
        }
        context = super().get_context(name, value, attrs) | labels
        _date, time = context["widget"]["subwidgets"]
        if (stored := time["value"]) and SECONDS_RE.search(stored):
            time["value"] = SECONDS_RE.sub("", stored)
            context["stored"] = stored
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        date, time = super().value_from_datadict(data, files, name)
        stored = str(data.get(f"{name}_stored", ""))
        return [date, stored if time and SECONDS_RE.sub("", stored) == time else time]


class LabelsWidget(TagWidgetMixin, AdminTextInputWidget):
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-labels"] = reverse("admin:blog_editor_labels")
        return context


class LanguageWidget(AdminTextInputWidget):
    """Text field with a list of languages, and the name of its own below, without JavaScript."""

    template_name = "admin/blog/post/language_field.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs']['id']}_list"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        names = own_language_names()
        return context | {
            "list_id": list_id,
            "languages": sorted(names.items(), key=lambda row: row[1].casefold()),
            "own_name": names.get(value or "", ""),
        }


class LanguageCodeWidget(AdminTextInputWidget):
    """Text field for the code of a language, with its name in the language of the page below."""

    template_name = "admin/blog/language_code.html"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"size": 12, "autocapitalize": "none", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        language = get_language_name(value) if value else ""
        return super().get_context(name, value, attrs) | {
            "language_name": "" if language == value else capfirst(language)
        }


@admin.display(description=gettext_lazy("language"))
def language_name(row: Any) -> str:
    """Return the name of a row's language in that of the page, for people who may only look."""
    return capfirst(get_language_name(row.language)) if row.language else "–"


class LanguageField(forms.CharField):
    """Accepts the name of a language, its own or an English one, for its code."""

    widget = LanguageWidget

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return find_language(text) or text
