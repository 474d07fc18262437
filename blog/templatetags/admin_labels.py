"""Labels of the admin's forms, without the colon that Django adds. No queries."""

from collections.abc import Iterable

from django import template
from django.contrib.admin.helpers import InlineAdminFormSet
from django.forms import BaseForm

register = template.Library()


@register.simple_tag
def omit_colons(form: BaseForm, inlines: Iterable[InlineAdminFormSet]) -> str:
    """Let the labels of a form and of its inlines end without a colon, also in rows to come."""
    form.label_suffix = ""
    for inline in inlines:
        inline.formset.form_kwargs["label_suffix"] = ""
        for row in inline.formset.forms:
            row.label_suffix = ""
    return ""
