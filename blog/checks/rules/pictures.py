"""Figures: what those need who cannot see the picture, and who made it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.common.text.normalize import words
from blog.content.document import Document, FigureNode


def check(document: Document) -> Iterator[Finding]:
    for node in document.nodes:
        if isinstance(node, FigureNode) and node.photo is None:
            message = _("This figure has no picture. Add one, or remove the figure.")
            yield Finding(
                *("figure_without_picture", message, node.caption, node.at),
                excerpt=excerpt(node.caption or node.alt),
            )
        elif isinstance(node, FigureNode):
            yield from _figure(node)


def _figure(node: FigureNode) -> Iterator[Finding]:
    about: dict[str, Any] = {
        "words": f"{node.photo} {node.alt} {node.caption} {node.credit}",
        "at": node.at,
        "excerpt": excerpt(node.caption or node.alt),
    }
    if not (node.alt or node.decorative):
        message = _("Describe the picture, or mark it as decorative.")
        yield Finding("alt_missing", message, **about, part="alt")
    elif node.alt and _repeats(node.alt, node.caption):
        message = _("The alternative text repeats the caption. Describe the picture instead.")
        yield Finding("alt_repeats_caption", message, **about, part="alt")
    if not node.credit and not node.decorative:
        message = _("Add a credit for the picture.")
        yield Finding("credit_missing", message, **about, part="credit")


def _repeats(alt: str, caption: str) -> bool:
    """The same words, whatever their dress, also where a credit follows in the caption."""
    said, shown = words(alt), words(caption)
    return bool(said) and shown[: len(said)] == said
