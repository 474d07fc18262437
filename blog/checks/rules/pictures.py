"""Check the alternative text and credit of figures."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.common.text import normalize
from blog.content.document import Document, FigureNode


def check(document: Document) -> Iterator[Finding]:
    for node in document.nodes:
        if isinstance(node, FigureNode) and node.photo is None:
            message = _("This figure has no picture. Add one, or remove the figure.")
            yield Finding(
                *("figure_without_picture", message, node.caption, node.element_index),
                excerpt=excerpt(node.caption or node.alt),
            )
        elif isinstance(node, FigureNode):
            yield from _check_figure(node)


def _check_figure(node: FigureNode) -> Iterator[Finding]:
    about: dict[str, Any] = {
        "subject": f"{node.photo} {node.alt} {node.caption} {node.credit}",
        "element_index": node.element_index,
        "excerpt": excerpt(node.caption or node.alt),
    }
    if not (node.alt or node.decorative):
        message = _("Describe the picture, or mark it as decorative.")
        yield Finding("alt_missing", message, **about, part="alt")
    elif node.alt and _is_repeated(node.alt, node.caption):
        message = _("The alternative text repeats the caption. Describe the picture instead.")
        yield Finding("alt_repeats_caption", message, **about, part="alt")
    if not node.credit and not node.decorative:
        message = _("Add a credit for the picture.")
        yield Finding("credit_missing", message, **about, part="credit")


def _is_repeated(alt: str, caption: str) -> bool:
    """Return whether the caption begins with the alternative text, in normalised words.

    A credit may follow in the caption.
    """
    alt_words, caption_words = normalize.split_words(alt), normalize.split_words(caption)
    return bool(alt_words) and caption_words[: len(alt_words)] == alt_words
