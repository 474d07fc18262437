"""Blocks of prose that hold other blocks: call-outs, definition lists and interviews."""

from lxml.html import Element, HtmlElement

from blog.common import markup


def is_top_level(element: HtmlElement, root: HtmlElement) -> bool:
    """Return whether an element is in no other block; the versions of a conflict are none."""
    return all(
        parent is root
        or parent.get("data-version") is not None
        or parent.get("data-block") == "conflict"
        for parent in element.iterancestors()
    )


def wrap_loose_text(parent: HtmlElement, tag: str) -> None:
    """Wrap phrases between the blocks of an element in elements of their own."""
    run: HtmlElement | None = None
    text, parent.text = parent.text or "", None
    if text.strip():
        run = Element(tag)
        run.text = text
        parent.insert(0, run)
    for child in list(parent):
        if child is run:
            continue
        if child.tag not in markup.BLOCK_TAGS:
            if run is None:
                run = Element(tag)
                parent.insert(parent.index(child), run)
            run.append(child)
            continue
        run = None
        tail, child.tail = child.tail or "", None
        if tail.strip():
            run = Element(tag)
            run.text = tail
            child.addnext(run)
