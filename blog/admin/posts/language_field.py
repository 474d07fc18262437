"""The language of a post: a code, which is completed from the languages' own names."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from blog.common.db.languages import find_language, own_language_names


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


class LanguageField(forms.CharField):
    """Accepts the name of a language, its own or an English one, for its code."""

    widget = LanguageWidget

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return find_language(text) or text
