"""What is wrong with a form, said at its top. Formatting only: no queries."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import template
from django.contrib.admin.helpers import InlineAdminFormSet
from django.forms import BaseForm, BoundField

register = template.Library()


class Entry(NamedTuple):
    """`target` is the id of what is to be corrected, '' where that is nothing on the page."""

    target: str
    label: str
    error: str


@register.inclusion_tag("admin/error_summary.html")
def error_summary(form: BaseForm, inlines: Iterable[InlineAdminFormSet] = ()) -> dict[str, Any]:
    """Nothing without errors; else it has the focus as the page opens, without scripts as well, and
    leads to each field. Once in a page, above all else of the form."""
    entries = list(_entries(form))
    for formset in [inline.formset for inline in inlines]:
        entries += [Entry("", "", str(error)) for error in formset.non_form_errors()]
        entries += [entry for row in formset.forms for entry in _entries(row)]
    is_question = bool(getattr(form, "warnings", ())) and len(entries) == 1
    return {"entries": entries, "is_question": is_question}


def _entries(form: BaseForm) -> Iterator[Entry]:
    for error in form.non_field_errors():
        yield Entry("", "", str(error))
    for field in form:
        for error in field.errors:
            yield Entry("" if field.is_hidden else _target(field), str(field.label), str(error))


def _target(field: BoundField) -> str:
    """Of what is made of several, such as a date and its time, the first."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
