"""Headings, by which those who listen to a page find their way in it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from blog.checks.extract import Heading
from blog.checks.findings import Finding, excerpt


def check(headings: list[Heading]) -> Iterator[Finding]:
    """The title is of the first level, so the first heading is of the second. From the third back
    to the second skips nothing. Where all are of the third, readers get them as the second."""
    level = 1 if any(heading.level == 2 for heading in headings) else 2
    for heading in headings:
        if not heading.words:
            message = _("This heading is empty. Write a heading, or change it to a paragraph.")
            yield Finding("heading_empty", message, at=heading.at)
            continue
        if heading.level > level + 1:
            message = _("This subheading has no heading above it.")
            shown = excerpt(heading.words)
            yield Finding("heading_order", message, heading.words, heading.at, excerpt=shown)
        level = heading.level
