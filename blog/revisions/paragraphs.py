"""Units of documents for diffs and merges."""

from collections.abc import Iterable

from blog.common import markup


def split_paragraphs(blocks: Iterable[str]) -> list[str]:
    """Split the HTML of prose blocks into paragraphs, lists and headings; other blocks stay whole.

    A revision stores all prose between two quotations or figures as one block.
    """
    units: list[str] = []
    for html in blocks:
        is_prose = not html.startswith(("<section data-block=", "<figure"))
        units += markup.split_top_level(html) if is_prose else [html]
    return units
