"""Rows of the desk's lists."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def with_labels(cells: list[SafeString], headers: list[dict[str, Any]]) -> Iterator[SafeString]:
    """Add the text of its column's header to each cell: on phones a row is a card without them.

    `cells` are the elements that Django renders, `<td …>` and `<th …>`.
    """
    for cell, header in zip(cells, headers, strict=True):
        if "label" not in header:  # Once for all rows.
            text = str(header["text"])
            # The checkbox to select all is a header, too.
            header["label"] = "" if "<" in text else format_html(' data-label="{}"', capfirst(text))
        yield mark_safe(f"{cell[:3]}{header['label']}{cell[3:]}")  # noqa: S308  # Both parts are safe.
