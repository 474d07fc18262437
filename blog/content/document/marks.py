"""Marks of words: struck out, inserted, raised, lowered and code."""

import lxml.html

_STRUCK_OUT = ("del", "strike")
_MARKS = ("s", "ins", "sup", "sub", "code")
_BLOCK_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "section", "figure"}


def normalize_marks(root: lxml.html.HtmlElement) -> None:
    """Turn `<del>` and `<strike>` into `<s>`, and remove marks around whole blocks and empty ones.

    Diffs of revisions use `<del>` themselves.
    """
    for element in list(root.iter(*_STRUCK_OUT)):
        element.tag = "s"
    for element in list(root.iter(*_MARKS)):
        has_blocks = any(child.tag in _BLOCK_TAGS for child in element.iterdescendants())
        if has_blocks or not (len(element) or element.text):
            element.drop_tag()
