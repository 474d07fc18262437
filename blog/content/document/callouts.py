"""Call-outs and definition lists in prose."""

from lxml.html import HtmlElement

from blog.common import markup
from blog.content.document.containers import is_top_level, wrap_loose_text
from blog.content.document.tables import join_lines, set_content

KINDS = ("facts", "background", "warning")
_HEADINGS = {"h2", "h3", "h4"}
_ALLOWED = _HEADINGS | {"p", "ul", "ol", "dl"}


def normalize_definitions(root: HtmlElement) -> None:
    """Reduce each `<dl>` to terms and descriptions of phrases."""
    for element in list(root.iter("dl")):
        if next(element.iterancestors("dl"), None) is not None:
            element.drop_tag()
    for items in list(root.iter("dl")):
        for wrapper in list(items.iter("div", "section")):
            wrapper.drop_tag()
        wrap_loose_text(items, "dd")
        for item in list(items):
            item.tag = "dt" if item.tag == "dt" else "dd"
            set_content(item, markup.PHRASES(join_lines(item)))
            item.attrib.clear()
            if not item.text_content().strip():
                items.remove(item)
        if not len(items):
            items.drop_tree()
    for item in list(root.iter("dt", "dd")):
        if item.getparent().tag != "dl":
            item.tag = "p"


def normalize_callouts(root: HtmlElement) -> None:
    """Keep call-outs at the top level, each with a heading first and then text and lists.

    Everything else in them follows below.
    """
    for element in list(root.iter("aside")):
        if not is_top_level(element, root):
            element.drop_tag()
    for aside in list(root.iter("aside")):
        kind = aside.get("data-kind")
        aside.attrib.clear()
        aside.set("data-kind", kind if kind in KINDS else KINDS[0])
        for element in list(aside.iter("blockquote", "section", "hr")):
            element.drop_tag()
        wrap_loose_text(aside, "p")
        below = aside
        for index, child in enumerate(list(aside)):
            if child.tag in _HEADINGS and index:
                child.tag = "p"
            elif child.tag not in _ALLOWED:
                aside.remove(child)
                below.addnext(child)
                below = child
        if not aside.text_content().strip():
            aside.drop_tree()
