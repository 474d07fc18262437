"""Ghost's HTML in the forms of `transfer.items`: cards, galleries, embeds and footnotes."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
from django.utils.translation import gettext_noop
from lxml.html import HtmlElement

from transfer.messages import Message
from transfer.readers.ghost.cards import Notes
from transfer.readers.html_fragments import (
    NestedTooDeeply,
    attribute_quotations,
    inline_footnotes,
    parse_fragment,
    serialize_children,
)
from transfer.readers.values import UnreadableRow, as_line

_STYLE_OF_EDITOR_RE = re.compile(r"\s*white-space:\s*pre-wrap;?\s*")
_INLINE_TAG_RE = re.compile(r"</?(?:a|b|code|em|i|mark|s|small|span|strong|sub|sup|u)\b[^>]*>")
_TAG_RE = re.compile(r"<[^>]*>")
_WORD_RE = re.compile(r"\w+")
_SIZE_IN_PATH_RE = re.compile(r"/size/w\d+(?:h\d+)?/")


def normalize(html: str, notes: Notes) -> str:
    """Return well-formed HTML in which only the forms of `transfer.items` differ from Ghost's.

    Raises UnreadableRow if elements are nested too deeply to be read as a whole.
    """
    if not html.strip():
        return ""
    try:
        root = parse_fragment(html)
    except NestedTooDeeply as error:
        raise UnreadableRow(str(error)) from error
    lxml.etree.strip_elements(root, lxml.etree.Comment, with_tail=False)
    for span in root.xpath(".//span[@style and not(@class) and not(@id)]"):
        if _STYLE_OF_EDITOR_RE.fullmatch(span.get("style")):
            span.drop_tag()
    for element in root.xpath(".//*[contains(@class, 'kg-')]"):
        if element.getparent() is not None:
            _normalize_card(element, notes)
    for link in root.xpath(".//figure/a[img]"):
        _keep_only_links_to_originals(link, notes)
    attribute_quotations(root)
    inline_footnotes(root)
    return serialize_children(root)


def has_words_of(html: str, other: str) -> bool:
    """Return whether all words of another text are in this one, as often as there."""
    text, other_text = _get_text(html), _get_text(other)
    # Most texts are the same but for white space, which is faster to find out.
    if "".join(text.split()) == "".join(other_text.split()):
        return True
    return not Counter(_WORD_RE.findall(other_text)) - Counter(_WORD_RE.findall(text))


def _get_text(html: str) -> str:
    return unescape(_TAG_RE.sub(" ", _INLINE_TAG_RE.sub("", html)))


def _normalize_card(element: HtmlElement, notes: Notes) -> None:
    classes = set(element.get("class", "").split())
    if "kg-gallery-card" in classes:
        _normalize_gallery(element)
    elif "kg-bookmark-card" in classes:
        link = next(iter(element.xpath(".//a[@href]")), None)
        title = " ".join(element.xpath("string(.//*[contains(@class, 'bookmark-title')])").split())
        _replace_by_figure(element, "data-embed", "" if link is None else link.get("href"), title)
    elif "kg-embed-card" in classes:
        frame = next(iter(element.xpath(".//iframe[@src]")), None)
        if frame is not None and not element.xpath(".//blockquote"):
            _replace_by_figure(element, "data-embed", frame.get("src"), "")
    elif classes & {"kg-video-card", "kg-audio-card"}:
        source = next(iter(element.xpath(".//video/@src | .//audio/@src | .//source/@src")), "")
        title = element.xpath("string(.//*[contains(@class, 'kg-audio-title')])")
        _replace_by_figure(element, "data-file", source, as_line(title))
    elif "kg-file-card" in classes:
        source = next(iter(element.xpath(".//a/@href")), "")
        parts = (
            as_line(element.xpath(f"string(.//*[contains(@class, 'kg-file-card-{part}')])"))
            for part in ("title", "caption")
        )
        _replace_by_figure(element, "data-file", source, ": ".join(filter(None, parts)))
    elif classes & {"kg-signup-card", "kg-email-cta"}:
        notes.add(gettext_noop("A form to subscribe is left out."))
        element.drop_tree()
    elif "kg-toggle-card" in classes:
        for button in element.xpath(".//button | .//svg"):
            button.drop_tree()
    elif "kg-product-card-rating-star" in classes:
        element.drop_tree()


def _normalize_gallery(card: HtmlElement) -> None:
    """Make a gallery figures in a div, and its caption a paragraph after them."""
    gallery = lxml.html.Element("div", {"data-gallery": ""})
    for picture in card.xpath(".//img[@src]"):
        figure = lxml.html.Element("figure")
        picture.tail = None
        figure.append(picture)
        gallery.append(figure)
    captions = card.xpath(".//figcaption")
    card.addprevious(gallery)
    for caption in captions:
        for paragraph in caption.xpath(".//p"):
            paragraph.drop_tag()
        caption.tag = "p"
        caption.tail = None
        card.addprevious(caption)
    card.drop_tree()


def _replace_by_figure(card: HtmlElement, name: str, url: str | None, title: str) -> None:
    """Replace a card by a figure with an address; its own caption is better than a title."""
    if not url:
        return
    figure = lxml.html.Element("figure", {name: url.strip()})
    captions = card.xpath("./figcaption")
    if captions:
        captions[0].tail = None
        figure.append(captions[0])
    elif title:
        caption = lxml.html.Element("figcaption")
        caption.text = title
        figure.append(caption)
    card.addprevious(figure)
    card.drop_tree()


def _keep_only_links_to_originals(link: HtmlElement, notes: Notes) -> None:
    """Take the link off a picture unless it leads to the picture itself."""
    url, source = link.get("href", ""), link.find("img").get("src", "")
    if _get_picture_path(url) == _get_picture_path(source):
        return
    if url:
        notes.add(Message(gettext_noop("A picture linked to %(url)s."), {"url": url}).stored)
    link.drop_tag()


def _get_picture_path(url: str) -> str:
    """Return the path of a picture without its size; the address itself if it is malformed."""
    try:
        return _SIZE_IN_PATH_RE.sub("/", urlsplit(url).path)
    except ValueError:
        return url
