"""Footnotes that other systems write as links to the items of a list at the end."""

import re

import lxml.html
from lxml.html import HtmlElement

MAX_NOTES = 2_000
# Names that word processors give: Word, Google Docs, LibreOffice.
_MARK_RE = re.compile(r"#(_ftn|_edn|ftnt|sdfootnote|sdendnote)(\d{1,4})(?:sym)?")
_BACK_MARK_RE = re.compile(r"#(_ftn|_edn|ftnt|sdfootnote|sdendnote)_?(?:ref)?(\d{1,4})(?:anc)?")
# Footnotes have none of these.
_BLOCKS = ("p", "div", "ul", "ol", "table", "blockquote", "hr", "pre", "figure", "img", "iframe")
_BACK_CLASSES = {"footnote-back", "footnote-backref", "footnote-return", "reversefootnote"}


def restore_footnotes(root: HtmlElement) -> None:
    """Put each footnote at its reference, as `<small data-footnote>`.

    A footnote is an item that a link of the text leads to and that links back, or one of a list of
    the class `footnotes`. A list without further items disappears, with the rule above it.
    """
    _restore_paragraphs(root)
    items = {item.get("id"): item for item in root.iter("li") if item.get("id")}
    if not items:
        return
    lists: list[HtmlElement] = []
    for link in list(root.iter("a"))[:MAX_NOTES]:
        item = items.get(link.get("href", "")[1:]) if link.get("href", "")[:1] == "#" else None
        if item is None or not _is_note(item) or item in link.iterancestors():
            continue
        del items[item.get("id")]
        reference = link.getparent() if _is_only_content(link) else link
        assert reference is not None
        parent = item.getparent()
        if parent is not None and parent not in lists:
            lists.append(parent)
        note = _build(item)
        note.tail = reference.tail
        reference.getparent().replace(reference, note)
        item.drop_tree()
    for each in lists:
        if not each.text_content().strip():
            _remove_list(each)


def _restore_paragraphs(root: HtmlElement) -> None:
    """Put footnotes of word processors at their references: paragraphs at the end, each of which
    begins with a link to its reference."""
    notes: dict[tuple[str, str], tuple[HtmlElement, HtmlElement]] = {}
    references: dict[tuple[str, str], HtmlElement] = {}
    for link in list(root.iter("a"))[:MAX_NOTES]:
        mark, back = (each.fullmatch(link.get("href", "")) for each in (_MARK_RE, _BACK_MARK_RE))
        if mark:
            references.setdefault((mark[1], mark[2]), link)
        elif back and (paragraph := _find_paragraph(link)) is not None:
            notes.setdefault((back[1], back[2]), (paragraph, link))
    rules = [_find_rule(paragraph) for paragraph, _mark in notes.values()][:1]
    for name, (paragraph, mark) in notes.items():
        link = references.get(name)
        if link is None or paragraph in link.iterancestors():
            continue
        reference = _find_outermost(link)
        note = lxml.html.Element("small")
        note.set("data-footnote", "")
        _find_outermost(mark).drop_tree()
        note.text = (paragraph.text or "").lstrip()
        note.extend(list(paragraph))
        note.tail = reference.tail
        reference.getparent().replace(reference, note)
        paragraph.drop_tree()
    for rule in rules:
        if rule is not None and not any(map(_has_text, rule.itersiblings())):
            rule.drop_tree()


def _find_paragraph(link: HtmlElement) -> HtmlElement | None:
    """Return the paragraph that begins with a link, and has more words but no other note."""
    paragraph = next(link.iterancestors("p", "div", "li"), None)
    if paragraph is None or paragraph.tag == "li":
        return None
    back = (each for each in paragraph.iter("a") if _BACK_MARK_RE.fullmatch(each.get("href", "")))
    if next(back) is not link or next(back, None) is not None:
        return None
    if next(paragraph.iterdescendants(*_BLOCKS), None) is not None:
        return None
    text = paragraph.text_content().strip()
    mark = link.text_content().strip()
    return paragraph if mark and text.startswith(mark) and text != mark else None


def _find_outermost(link: HtmlElement) -> HtmlElement:
    """Return the outermost element that has nothing but a link."""
    element = link
    while (parent := element.getparent()) is not None and parent.tag in ("sup", "span", "strong"):
        if len(parent) > 1 or (parent.text or "").strip() or (element.tail or "").strip():
            break
        element = parent
    return element


def _find_rule(element: HtmlElement) -> HtmlElement | None:
    """Return the rule right above an element or above the sections that it begins."""
    while (previous := element.getprevious()) is None:
        parent = element.getparent()
        if parent is None or parent.tag not in ("section", "div"):
            return None
        element = parent
    return previous if previous.tag == "hr" and not (previous.tail or "").strip() else None


def _has_text(element: HtmlElement) -> bool:
    return bool(element.text_content().strip() or (element.tail or "").strip())


def _is_note(item: HtmlElement) -> bool:
    if any(_is_back_link(link) for link in item.iter("a")):
        return True
    names = " ".join(
        f"{each.get('class', '')} {each.get('id', '')} {each.get('role', '')}"
        for each in [item, *item.iterancestors()][:4]
    )
    return "footnote" in names or "endnote" in names


def _is_back_link(link: HtmlElement) -> bool:
    if _BACK_CLASSES & set(link.get("class", "").split()) or link.get("role") == "doc-backlink":
        return True
    return link.get("href", "")[:1] == "#" and link.text_content().strip(" \ufe0e") in (
        "↩",
        "↑",
        "^",
    )


def _is_only_content(link: HtmlElement) -> bool:
    """Return whether a link is all that its superscript has."""
    parent = link.getparent()
    if parent is None or parent.tag != "sup":
        return False
    return parent.text_content().strip() == link.text_content().strip()


def _build(item: HtmlElement) -> HtmlElement:
    for link in list(item.iter("a")):
        if _is_back_link(link):
            link.drop_tree()
    note = lxml.html.Element("small")
    note.set("data-footnote", "")
    note.text = item.text
    note.extend(list(item))
    return note


def _remove_list(element: HtmlElement) -> None:
    """Remove an empty list with the section and the rule that only it had."""
    while (parent := element.getparent()) is not None and parent.tag in ("section", "div"):
        if parent.text_content().strip() or parent.getparent() is None:
            break
        element = parent
    rule = element.getprevious()
    if rule is not None and rule.tag == "hr" and not (rule.tail or "").strip():
        rule.drop_tree()
    element.drop_tree()
