"""The scripts that a page of the desk needs, without those of Django's admin that ours replace.

jQuery (30 KB compressed) and what Django builds on it are on no page. No queries.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import BaseForm, Media
from django.forms.widgets import Script

register = template.Library()

UNUSED = {
    # 38 KB compressed: desk/slug_field.js suggests addresses.
    Script("admin/js/urlify.js"),
    Script("admin/js/prepopulate.js"),
    Script("admin/js/vendor/xregexp/xregexp.js"),
    Script("admin/js/vendor/xregexp/xregexp.min.js"),
    # 37 KB: desk/autocomplete.js, inline_rows.js and related_windows.js do without.
    Script("admin/js/vendor/jquery/jquery.js"),
    Script("admin/js/vendor/jquery/jquery.min.js"),
    Script("admin/js/jquery.init.js"),
    Script("admin/js/admin/RelatedObjectLookups.js"),
    Script("admin/js/inlines.js"),
    Script("admin/js/inlines.min.js"),
}
INLINE_ROWS: Any = Script("desk/inline_rows.js", type="module")
RELATED_WINDOWS: Any = Script("desk/related_windows.js", type="module")
ACTIONS = Script("admin/js/actions.js")  # Of lists; every form would load it as well.
CORE = Script("admin/js/core.js")
USE_CORE = {
    Script("admin/js/calendar.js"),
    Script("admin/js/admin/DateTimeShortcuts.js"),
}


@register.filter
def for_list(media: Media | str) -> Media | str:
    """Return the media that a list or the confirmation of an action needs, '' without any."""
    return _replace(media, UNUSED | {CORE}) if media else ""


@register.simple_tag
def media_for_form(media: Media, form: BaseForm, inlines: Iterable[InlineAdminFormSet]) -> Media:
    """Return the media that a form with these inlines needs."""
    inlines = [*inlines]
    forms = [form, *(inline.formset.empty_form for inline in inlines)]
    unused: set[Any] = UNUSED | {ACTIONS}
    if USE_CORE.isdisjoint(_list_scripts(media)):
        unused.add(CORE)
    added = [INLINE_ROWS] if any(inline.has_add_permission for inline in inlines) else []
    if any(_opens_windows(field.widget) for each in forms for field in each.fields.values()):
        added.append(RELATED_WINDOWS)
    return _replace(media, unused, added)


def _opens_windows(widget: Any) -> bool:
    """Return whether links beside a choice lead to the forms of its objects."""
    return isinstance(widget, RelatedFieldWidgetWrapper) and (
        widget.can_add_related
        or widget.can_change_related
        or widget.can_delete_related
        or widget.can_view_related
    )


def _replace(media: Any, unused: set[Any], added: Iterable[Any] = ()) -> Any:
    """Return media of the same type: that of the editor has an import map."""
    needed = media + Media()
    scripts = [script for script in _list_scripts(media) if script not in unused]
    needed._js_lists = [[*scripts, *added]]
    return needed


def _list_scripts(media: Any) -> list[Any]:
    return media._js  # The stubs lack it.
