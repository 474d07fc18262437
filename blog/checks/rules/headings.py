"""Check headings, which users of screen readers navigate by."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from blog.checks.extract import Heading
from blog.checks.findings import Finding, excerpt


def check(headings: list[Heading]) -> Iterator[Finding]:
    """Yield empty headings and skipped levels.

    Headings are rendered without gaps: if the highest has level 3, it is rendered with level 2, and
    none is skipped.
    """
    level = min((heading.level for heading in headings), default=2) - 1
    for heading in headings:
        if not heading.text:
            message = _("This heading is empty. Write a heading, or change it to a paragraph.")
            yield Finding("heading_empty", message, element_index=heading.element_index)
            continue
        if heading.level > level + 1:
            message = _("This subheading has no heading above it.")
            yield Finding(
                *("heading_order", message, heading.text, heading.element_index),
                excerpt=excerpt(heading.text),
            )
        level = heading.level
