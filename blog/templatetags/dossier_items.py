"""Quotations and items of dossiers as the admin names them. No queries, where they are selected."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from blog.content.citations.template_tags import (
    first_words,
    format_date_said,
    has_date_in_attribution,
)

register = template.Library()


@register.filter
def credit_line(quotation: Any) -> str:
    """Return 'Ana Ruiz, judge, March 22, 2023': the attribution, or the names, and the date."""
    names = [each.name for each in (quotation.speaker, quotation.source) if each]
    credited = quotation.attribution or ", ".join(names) or _("No source")
    date = "" if has_date_in_attribution(quotation) else format_date_said(quotation)
    return ", ".join(filter(None, [credited, date or ""]))


@register.filter
def item_name(item: Any) -> str:
    """Return what distinguishes an item of a dossier: the first words, the title or its place."""
    if item.quotation:
        return first_words(item.quotation)
    return item.post.title if item.post else str(item.position)
