"""Marks of words: struck out, inserted, raised, lowered and code; and blocks of code."""

import lxml.html

from blog.common.markup import BLOCK_TAGS, CODE_LANGUAGE_RE

_STRUCK_OUT = ("del", "strike")
_MARKS = ("s", "ins", "sup", "sub", "code")


def normalize_marks(root: lxml.html.HtmlElement) -> None:
    """Turn `<del>` and `<strike>` into `<s>`, and remove marks around whole blocks and empty ones.

    Diffs of revisions use `<del>` themselves.
    """
    for element in list(root.iter(*_STRUCK_OUT)):
        element.tag = "s"
    for element in list(root.iter(*_MARKS)):
        has_blocks = any(child.tag in BLOCK_TAGS for child in element.iterdescendants())
        if has_blocks or not (len(element) or element.text):
            element.drop_tag()


def normalize_code(root: lxml.html.HtmlElement) -> None:
    """Reduce each `<pre>` to one `<code>` with plain text and, if it has one, its language."""
    for element in list(root.iter("pre")):
        codes = element.findall(".//code")
        classes = " ".join(code.get("class", "") for code in codes)
        language = CODE_LANGUAGE_RE.fullmatch(classes)
        for line_end in element.findall(".//br"):
            line_end.text = "\n"
        text = element.text_content()
        tail = element.tail
        element.clear()
        element.tail = tail
        code = lxml.html.Element("code")
        code.text = text
        if language:
            code.set("class", language[0])
        element.append(code)
    for code in root.iter("code"):
        parent = code.getparent()
        if parent is not None and parent.tag != "pre":
            code.attrib.pop("class", None)
