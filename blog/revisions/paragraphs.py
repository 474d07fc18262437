"""Units of documents for diffs and merges."""

from collections.abc import Iterable

from blog.common import markup


def split_paragraphs(blocks: Iterable[str]) -> list[str]:
    """Split the HTML of prose blocks into paragraphs, lists and headings; other blocks stay whole.

    A revision stores all prose between two quotations or figures as one block.
    """
    units: list[str] = []
    for html in blocks:
        units += [html] if "data-block" in html else markup.split_top_level(html)
    return units
