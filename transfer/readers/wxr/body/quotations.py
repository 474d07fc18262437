"""Quotations whose markup is explicit: with an attribution or the address of their source."""

import html
import re

from lxml import etree

from lib.urls import is_web_url
from transfer.readers.wxr.body.elements import (
    get_classes,
    get_parent,
    get_text,
    has_text,
    iterate_all,
    move_content,
    remove,
    replace_by_children,
)

_TWEET_CLASSES = {"twitter-tweet", "twitter-video"}
_PUNCTUATION = " \t\r\n\xa0.,;)]\u201d\u2019"
_SENTENCE_ENDS = tuple(
    ".!?\u2026\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u2039\u203a)]:\u3002\u300d\u300f\uff01\uff1f"
)
_DASH_END_RE = re.compile(r"\s*[-\u2010-\u2015~]+\s*$")
_DASH_RE = re.compile(r"^\s*[-\u2010-\u2015~]+\s*")


def build_quotation(content: str, attribution: str, url: str = "") -> str:
    """Return a quotation from HTML of its text and its attribution."""
    if "<p" not in content:
        content = f"<p>{content}</p>"
    cite = f' cite="{html.escape(url)}"' if is_web_url(url) else ""
    footer = f"<footer>{attribution}</footer>" if attribution else ""
    return f"<blockquote{cite}>{content}{footer}</blockquote>"


def normalize_quotations(root: etree._Element) -> None:
    """Give explicit quotations the form with a `<footer>`; other blockquotes stay as they are."""
    for figure in iterate_all(root, "figure"):
        if figure.find("blockquote") is not None:
            _normalize_figure(figure)
    for quotation in iterate_all(root, "blockquote"):
        if _TWEET_CLASSES & get_classes(quotation):
            _normalize_tweet(quotation)
    for cite in iterate_all(root, "cite"):
        around = next(cite.iterancestors("blockquote"), None)
        if around is not None and not _TWEET_CLASSES & get_classes(around):
            _normalize_cite(cite, around)


def _normalize_figure(figure: etree._Element) -> None:
    """A figure around a quotation; its caption is the attribution."""
    quotation = figure.find("blockquote")
    caption = figure.find("figcaption")
    if quotation is not None and caption is not None and has_text(caption):
        caption.tag = "footer"
        caption.tail = None
        quotation.append(caption)
    replace_by_children(figure)


def _normalize_cite(cite: etree._Element, quotation: etree._Element) -> None:
    """Turn a `<cite>` at the end of a quotation into its footer.

    One that is part of a sentence names a work that the quotation mentions, so it becomes `<em>`.
    """
    parent = get_parent(cite)
    if not has_text(cite) and cite.find(".//img") is None:
        remove(cite)
    elif parent.tag == "footer":
        replace_by_children(cite)
    elif _is_followed(cite, quotation) or _is_in_sentence(cite):
        cite.tag = "em"
    else:
        _move_to_footer(cite, quotation)
        if parent is not quotation and not has_text(parent) and parent.find(".//img") is None:
            remove(parent)


def _is_followed(cite: etree._Element, quotation: etree._Element) -> bool:
    """Return whether the quotation has text or elements after a `<cite>`, besides another."""
    element = cite
    while element is not quotation:
        if (element.tail or "").strip(_PUNCTUATION):
            return True
        for sibling in element.itersiblings():
            if sibling.tag not in ("br", "footer", "cite") and (has_text(sibling) or len(sibling)):
                return True
            if (sibling.tail or "").strip(_PUNCTUATION):
                return True
        element = get_parent(element)
    return False


def _is_in_sentence(cite: etree._Element) -> bool:
    """Return whether a `<cite>` ends a line that begins with other words of the quotation."""
    before = _get_text_before(cite).rstrip()
    if not before or _DASH_END_RE.search(before):
        return False
    return bool((cite.tail or "").strip()) or not before.endswith(_SENTENCE_ENDS)


def _get_text_before(cite: etree._Element) -> str:
    """Return the text before a `<cite>` in its line."""
    previous = cite.getprevious()
    if previous is None:
        return get_parent(cite).text or ""
    tail = previous.tail or ""
    if previous.tag in ("br", "p", "cite", "ul", "ol", "div"):
        return tail
    return get_text(previous) + tail


def _move_to_footer(cite: etree._Element, quotation: etree._Element) -> None:
    previous = cite.getprevious()
    if previous is not None:
        previous.tail = _DASH_END_RE.sub("", previous.tail or "")
        if previous.tag == "br" and not previous.tail.strip():
            remove(previous)
    else:
        parent = get_parent(cite)
        parent.text = _DASH_END_RE.sub("", parent.text or "")
    footer = quotation[-1] if quotation[-1].tag == "footer" else None
    if footer is None:
        footer = etree.SubElement(quotation, "footer")
    elif has_text(footer):
        separator = etree.SubElement(footer, "span")
        separator.text = ", "
    move_content(cite, footer)
    cite.tail = (cite.tail or "").strip(_PUNCTUATION)
    remove(cite)
    for separator in iterate_all(footer, "span"):
        if separator.text == ", ":
            replace_by_children(separator)
    _trim(footer)


def _trim(footer: etree._Element) -> None:
    """Remove line breaks around an attribution."""
    while len(footer) and footer[0].tag == "br" and not (footer.text or "").strip():
        footer.text = (footer.text or "") + (footer[0].tail or "")
        footer[0].tail = None
        footer.remove(footer[0])
    while len(footer) and footer[-1].tag == "br" and not (footer[-1].tail or "").strip():
        footer.remove(footer[-1])


def _normalize_tweet(quotation: etree._Element) -> None:
    """A post of Twitter: its text, then a line with the author, and a link with the date."""
    paragraphs = list(quotation.iterchildren("p"))
    links = [link for link in quotation.iter("a") if "/status" in link.get("href", "")]
    if not paragraphs or not links:
        return
    quotation.set("cite", links[-1].get("href", ""))
    last = paragraphs[-1]
    if len(paragraphs) > 1 and get_parent(links[-1]) is last and _DASH_RE.match(last.text or ""):
        last.tag = "footer"
        last.text = _DASH_RE.sub("", last.text or "", count=1)
        return
    footer = etree.Element("footer")
    footer.text = _DASH_RE.sub("", last.tail or "", count=1)
    last.tail = None
    for sibling in list(last.itersiblings()):
        footer.append(sibling)
    quotation.append(footer)
