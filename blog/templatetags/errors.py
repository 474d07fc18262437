"""Error summary at the top of a form. No queries."""

from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, NamedTuple

from django import template
from django.contrib.admin.helpers import InlineAdminFormSet
from django.forms import BaseForm, BoundField
from django.utils.html import strip_tags

register = template.Library()


class Entry(NamedTuple):
    """Error with the ID of its field as `target`, '' without a visible field."""

    target: str
    label: str
    error: str


@register.inclusion_tag("admin/error_summary.html")
def error_summary(form: BaseForm, inlines: Iterable[InlineAdminFormSet] = ()) -> dict[str, Any]:
    """Render links to the fields with errors, nothing without errors.

    Receives focus on page load, even without JavaScript. Use it once per page, above the form.
    """
    entries = list(_build_entries(form))
    for formset in [inline.formset for inline in inlines]:
        entries += [Entry("", "", str(error)) for error in formset.non_form_errors()]
        entries += [entry for row in formset.forms for entry in _build_entries(row)]
    is_question = bool(getattr(form, "warnings", ())) and len(entries) == 1
    return {"entries": entries, "is_question": is_question}


def _build_entries(form: BaseForm) -> Iterator[Entry]:
    for error in form.non_field_errors():
        yield Entry("", "", str(error))
    for field in form:
        for error in field.errors:
            target = "" if field.is_hidden else _get_target(field)
            yield Entry(target, str(field.label), _get_text(error))


def _get_text(error: Any) -> str:
    """Return the text of an error, which may contain a link: the entry is one itself."""
    return unescape(strip_tags(error)) if hasattr(error, "__html__") else str(error)


def _get_target(field: BoundField) -> str:
    """Return the ID of a field's input, or of the first of several, such as date and time."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
