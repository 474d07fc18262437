"""The scripts of Django's admin that a page of the desk needs. No queries."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.widgets import ForeignKeyRawIdWidget, RelatedFieldWidgetWrapper
from django.forms import BaseForm, Media
from django.forms.widgets import Script

register = template.Library()

# 38 KB compressed, which no page needs: desk/slug_field.js suggests addresses.
SLUGS = {
    Script("admin/js/urlify.js"),
    Script("admin/js/prepopulate.js"),
    Script("admin/js/vendor/xregexp/xregexp.js"),
    Script("admin/js/vendor/xregexp/xregexp.min.js"),
}
ACTIONS = Script("admin/js/actions.js")  # Of lists; every form would load it as well.
CORE = Script("admin/js/core.js")
USE_CORE = {
    Script("admin/js/calendar.js"),
    Script("admin/js/admin/DateTimeShortcuts.js"),
    Script("admin/js/SelectFilter2.js"),
}
# 30 KB, for related objects in other windows, rows that are added, and autocompletion.
JQUERY = {
    Script("admin/js/vendor/jquery/jquery.js"),
    Script("admin/js/vendor/jquery/jquery.min.js"),
    Script("admin/js/jquery.init.js"),
    Script("admin/js/admin/RelatedObjectLookups.js"),
}
USE_JQUERY = {
    Script("admin/js/inlines.js"),
    Script("admin/js/inlines.min.js"),
    Script("admin/js/autocomplete.js"),
}


@register.filter
def for_list(media: Media | str, is_popup: bool) -> Media | str:
    """Return the media that a list needs, '' without any.

    In a window of its own, a list returns the chosen row by jQuery.
    """
    return _without(media, SLUGS | {CORE} if is_popup else SLUGS | {CORE} | JQUERY) if media else ""


@register.simple_tag
def media_for_form(
    media: Media, form: BaseForm, inlines: Iterable[InlineAdminFormSet], is_popup: bool
) -> Media:
    """Return the media that a form with these inlines needs."""
    forms = [form, *(inline.formset.empty_form for inline in inlines)]
    opens_windows = is_popup or any(
        isinstance(field.widget, (ForeignKeyRawIdWidget, RelatedFieldWidgetWrapper))
        for each in forms
        for field in each.fields.values()
    )
    scripts = _list_scripts(media)
    unused: set[Any] = SLUGS | {ACTIONS}
    if not opens_windows and USE_JQUERY.isdisjoint(scripts):
        unused |= JQUERY
    if USE_CORE.isdisjoint(scripts):
        unused.add(CORE)
    return _without(media, unused)


def _without(media: Any, unused: set[Script]) -> Any:
    """Return media of the same type: that of the editor has an import map."""
    needed = media + Media()
    needed._js_lists = [[script for script in _list_scripts(media) if script not in unused]]
    return needed


def _list_scripts(media: Any) -> list[Any]:
    return media._js  # The stubs lack it.
