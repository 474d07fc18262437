"""HTML of posts as a tree, for readers that make some of its forms equal."""

import re

import lxml.etree
import lxml.html
from django.utils.translation import gettext_noop
from lxml.html import HtmlElement

from transfer import text

_FOOTNOTE_LINK_RE = re.compile(r"#(?:fn|_ftn|_edn|footnote)[:\w.-]*", re.IGNORECASE)
_FOOTNOTE_BACK_RE = re.compile(r"#(?:fnref|_ftnref|_ednref|ref)", re.IGNORECASE)


class NestedTooDeeply(Exception):
    """Elements are nested so deeply that the parser would drop the rest."""


def parse_fragment(html: str) -> HtmlElement:
    """Parse HTML without characters that XML forbids into a `div`. Raises NestedTooDeeply."""
    parser = lxml.html.HTMLParser()
    root = text.parse_fragment(html, parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise NestedTooDeeply(gettext_noop("The HTML of this post is nested too deeply."))
    return root


def serialize_children(root: HtmlElement) -> str:
    """Return the HTML within the `div` of parse_fragment."""
    whole = lxml.etree.tostring(root, encoding="unicode", method="html", with_tail=False)
    return str(whole).removeprefix("<div>").removesuffix("</div>")


def attribute_quotations(root: HtmlElement) -> None:
    """Move the caption of a figure with a quotation into it: HTML has attributions there."""
    for figure in root.xpath(".//figure[blockquote and figcaption]"):
        quotations, captions = figure.findall("blockquote"), figure.findall("figcaption")
        is_embed = "embed" in figure.get("class", "") or "class" in quotations[0].attrib
        if len(quotations) == len(captions) == 1 and not is_embed:
            captions[0].tag = "footer"
            captions[0].tail = None
            quotations[0].append(captions[0])
            figure.drop_tag()


def inline_footnotes(root: HtmlElement) -> None:
    """Move footnotes from the list at the end to the first place that refers to them."""
    for reference in root.xpath(".//sup//a[starts-with(@href, '#')]"):
        href = reference.get("href")
        if not _FOOTNOTE_LINK_RE.fullmatch(href):
            continue
        notes = root.xpath(".//li[@id=$name]", name=href[1:])
        mark = next(reference.iterancestors("sup"))
        if notes and mark.getparent() is not None and mark not in notes[0].iterdescendants("sup"):
            _move_footnote(notes[0], mark)


def _move_footnote(note: HtmlElement, mark: HtmlElement) -> None:
    for back in note.xpath(".//a[starts-with(@href, '#')]"):
        if "backref" in back.get("class", "") or _FOOTNOTE_BACK_RE.match(back.get("href")):
            back.drop_tree()
    paragraphs = note.xpath(".//p")
    for paragraph in paragraphs:
        if paragraph is not paragraphs[-1]:
            paragraph.append(lxml.html.Element("br"))
        paragraph.drop_tag()
    small = lxml.html.Element("small", {"data-footnote": ""})
    small.text = (note.text or "").lstrip()
    small.extend(list(note))
    _strip_end(small)
    small.tail = mark.tail
    mark.tail = None
    mark.getparent().replace(mark, small)
    _remove_emptied(note)


def _strip_end(element: HtmlElement) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip()
    else:
        element.text = (element.text or "").rstrip()


def _remove_emptied(note: HtmlElement) -> None:
    """Remove a moved footnote, and what held the list once it is empty."""
    for element in [note, *note.iterancestors("ol", "ul", "section", "div")]:
        parent = element.getparent()
        is_empty = not len(element) and not (element.text or "").strip()
        if parent is None or not (is_empty or element is note):
            return
        rule = element.getprevious()
        element.drop_tree()
        if rule is not None and "footnotes-sep" in rule.get("class", ""):
            rule.drop_tree()
