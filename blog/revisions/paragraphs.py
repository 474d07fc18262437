"""Blocks of revisions divided into what a person changes: prose by the paragraph."""

from collections.abc import Iterable

from blog.common import markup


def split_paragraphs(blocks: Iterable[str]) -> list[str]:
    """Return the HTML of each paragraph, list and heading of prose, and of each other block.

    A revision stores all prose between two quotations or figures as one block.
    """
    units: list[str] = []
    for html in blocks:
        units += [html] if "data-block" in html else markup.top_level(html)
    return units
