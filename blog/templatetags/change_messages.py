"""Filters for the entries of the admin's change history."""

from django import template
from django.contrib.admin.models import LogEntry
from django.core.paginator import Page

from blog.common import audit

register = template.Library()


@register.filter
def compose_changes(page: Page) -> Page:
    """Return a page of entries, each with its text in the current language as `change_message`."""
    for entry in page:
        entry.change_message = audit.describe_change(entry)
    return page


@register.filter
def describe_own_change(entry: LogEntry) -> str:
    """Return the text of a change that the blog composed, without a full stop, else ''."""
    return audit.describe_own_change(entry).removesuffix(".")
