"""The text of Substack's posts in the forms of `transfer.items`.

Substack renders most elements from JSON in the attribute `data-attrs`, and leaves some of them
empty.
"""

import json
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext_noop
from lxml.html import HtmlElement

from lib.urls import split_url
from transfer.messages import Message
from transfer.readers.html_elements import (
    build_element,
    build_embed,
    build_figure,
    build_file,
    build_footnote,
    build_gallery,
    find_by_class,
    get_text,
    has_class,
    is_inside,
    replace_element,
)

_IMAGE_PROXY = "/image/fetch/"
# Buttons and forms that mean something on Substack only.
_WIDGETS = (
    *("subscription-widget-wrap", "subscription-widget-wrap-editor", "subscription-widget"),
    *("subscribe-widget", "install-substack-app-embed", "poll-embed"),
    *("community-chat", "directMessage", "sponsorship-campaign-embed", "cashtag-wrap-empty"),
)
# "hide-text" is how Substack labels a text with its own line breaks.
_ORNAMENTS = ("image-link-expand", "header-anchor-parent", "header-anchor-widget", "hide-text")
# What surrounds a picture; the parser puts a picture into the source before it.
_WRAPPERS = {"picture", "source", "a", "figure", "div"}
# Addresses that only Substack fills in begin with this.
_PLACEHOLDER = "%%"
_OWN_ACTIONS = ("/subscribe", "/comments", "action=share", "leave-comment", "/chat")


def normalize_body(body: HtmlElement) -> list[str]:
    """Give the body of a post the forms of `transfer.items`; return notes about what was lost."""
    notes: dict[str, None] = {}
    for code in list(body.iter("style", "script")):
        replace_element(code)
    for ornament in find_by_class(body, *_ORNAMENTS):
        if is_inside(ornament, body):
            replace_element(ornament)
    for widget in (*_list_own_buttons(body), *find_by_class(body, *_WIDGETS)):
        if is_inside(widget, body):
            replace_element(widget)
            notes[gettext_noop("Forms and polls of Substack were left out.")] = None
    for button in find_by_class(body, "button-wrapper"):
        if is_inside(button, body):
            _replace_button(button, notes)
    for marker in find_by_class(body, "paywall-jump"):
        if is_inside(marker, body):
            replace_element(marker)
            notes[
                gettext_noop("The mark where the text for paying subscribers began was left out.")
            ] = None
    _move_footnotes(body)
    for wrapper in find_by_class(body, "file-embed-wrapper"):
        if is_inside(wrapper, body) and (document := _build_document(wrapper)):
            replace_element(wrapper, document)
    for element in body.xpath(".//*[@data-attrs]"):
        if is_inside(element, body) and element.tag != "img":
            _replace_embed(element, notes)
    _replace_pictures(body, notes)
    for quotation in find_by_class(body, "pullquote"):
        quotation.tag = "blockquote"
        quotation.attrib.clear()
    return list(notes)


def _read_attributes(element: HtmlElement) -> dict[str, Any]:
    """Read the JSON of an element; {} if it has none that is valid."""
    try:
        attributes = json.loads(element.get("data-attrs", ""))
    except (ValueError, RecursionError):
        return {}
    return attributes if isinstance(attributes, dict) else {}


def _get(attributes: dict[str, Any], *names: str) -> str:
    """Return the first of some attributes that is text or a number; '' if none is."""
    for name in names:
        value = attributes.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _replace_button(button: HtmlElement, notes: dict[str, None]) -> None:
    """Replace a button by a link, unless it leads to an action on Substack."""
    address = _find_target(button)
    if _is_own(address):
        replace_element(button)
        notes[gettext_noop("Buttons for subscribing, sharing and commenting were left out.")] = None
        return
    link = build_element("a", get_text(button) or address, href=address)
    paragraph = build_element("p")
    paragraph.append(link)
    replace_element(button, [paragraph])


def _list_own_buttons(body: HtmlElement) -> list[HtmlElement]:
    """List the buttons with a caption that lead to an action on Substack; others become ordinary
    ones below their captions."""
    own = []
    for button in find_by_class(body, "captioned-button-wrap"):
        if _is_own(_find_target(button)):
            own.append(button)
        else:
            button.attrib.clear()
    return own


def _find_target(button: HtmlElement) -> str:
    links = button.xpath(".//a/@href")
    return str(links[-1]) if links else _get(_read_attributes(button), "url")


def _is_own(address: str) -> bool:
    """Return whether a button leads to an action on Substack, or nowhere."""
    return not address or _PLACEHOLDER in address or any(part in address for part in _OWN_ACTIONS)


def _move_footnotes(body: HtmlElement) -> None:
    """Move footnotes to their places in the text; those without a place stay at the end."""
    notes = {}
    for footnote in find_by_class(body, "footnote"):
        numbers = find_by_class(footnote, "footnote-number")
        contents = find_by_class(footnote, "footnote-content")
        name = (numbers[0].get("id") if numbers else "") or footnote.get("id", "")
        if name and contents:
            notes[name] = (footnote, contents[0])
    for anchor in find_by_class(body, "footnote-anchor"):
        name = unquote(anchor.get("href", "").removeprefix("#"))
        if name in notes:
            replace_element(anchor, [build_footnote(notes[name][1])])
            footnote = notes[name][0]
            footnote.set("data-placed", "")
    for footnote in body.xpath(".//*[@data-placed]"):
        replace_element(footnote)


def _replace_embed(element: HtmlElement, notes: dict[str, None]) -> None:
    """Replace an element that Substack renders from its attributes, if its kind is known."""
    attributes = _read_attributes(element)
    replacements = _build_embeds(element, attributes)
    if replacements:
        replace_element(element, replacements)
    elif has_class(element, "latex-rendered") and _get(attributes, "persistentExpression"):
        formula = build_element("pre")
        formula.append(build_element("code", _get(attributes, "persistentExpression")))
        replace_element(element, [formula])
    elif has_class(element, "mention-wrap"):
        if not get_text(element):
            element.text = _get(attributes, "name")
        element.attrib.clear()
    elif not get_text(element) and not element.xpath(".//img | .//a[@href]"):
        name = element.get("class", "").split()[:1] or ["?"]
        notes[
            Message(
                gettext_noop("An element that only Substack can show was left out: %s."), name[0]
            ).stored
        ] = None
        replace_element(element)


def _build_embeds(element: HtmlElement, attributes: dict[str, Any]) -> list[HtmlElement]:
    """Build what stands for an embedded element; nothing for one of an unknown kind."""
    gallery = attributes.get("gallery")
    if has_class(element, "image-gallery-embed") and isinstance(gallery, dict):
        return _build_gallery(gallery)
    if has_class(element, "tweet", "twitter-embed"):
        return _build_tweet(element, attributes)
    video = _get(attributes, "videoId")
    if has_class(element, "youtube-wrap") and video:
        return [build_embed(f"https://www.youtube.com/watch?v={video}")]
    if has_class(element, "vimeo-wrap") and video:
        return [build_embed(f"https://vimeo.com/{video}")]
    if has_class(element, "instagram") and (name := _get(attributes, "instagram_id")):
        return [build_embed(f"https://www.instagram.com/p/{name}/", _get(attributes, "title"))]
    if has_class(element, "bluesky-wrap") and (name := _get(attributes, "postId")):
        handle = _get(attributes, "authorHandle", "authorDid")
        caption = _join(_get(attributes, "text"), _get(attributes, "authorName"))
        return [build_embed(f"https://bsky.app/profile/{handle}/post/{name}", caption)]
    comment = attributes.get("comment")
    if isinstance(comment, dict) and _get(attributes, "url"):
        caption = _join(_get(comment, "body"), _get(comment, "name"))
        return [build_embed(_get(attributes, "url"), caption)]
    address = _get(attributes, "canonical_url", "url", "base_url")
    if address.startswith(("https://", "http://")) and not element.xpath("ancestor::figure"):
        caption = _join(
            _get(attributes, "title", "name"),
            _get(attributes, "caption", "description", "hero_text"),
        )
        return [build_embed(_strip_tracking(address), caption or get_text(element))]
    return []


def _build_tweet(element: HtmlElement, attributes: dict[str, Any]) -> list[HtmlElement]:
    links = element.xpath(".//a[@href]")
    address = _get(attributes, "url") or (links[0].get("href", "") if links else "")
    if not address:
        return []
    author = _get(attributes, "name")
    if handle := _get(attributes, "username"):
        author = f"{author} (@{handle})".strip()
    caption = _join(_get(attributes, "full_text"), author)
    return [build_embed(_strip_tracking(address), caption or get_text(element))]


def _build_document(element: HtmlElement) -> list[HtmlElement]:
    links = element.xpath(".//a[@href]")
    titles = find_by_class(element, "file-embed-details-h1")
    if not links:
        return []
    return [build_file(links[-1].get("href", ""), get_text(titles[0]) if titles else "")]


def _build_gallery(gallery: dict[str, Any]) -> list[HtmlElement]:
    """Build a gallery, whose caption stands in a paragraph below it."""
    pictures = gallery.get("images")
    if not isinstance(pictures, list):
        return []
    figures = [
        build_figure(_get(picture, "src"), alt=_get(picture, "alt") or _get(gallery, "alt"))
        for picture in pictures
        if isinstance(picture, dict) and _get(picture, "src")
    ]
    if not figures:
        return []
    caption = _get(gallery, "caption")
    return [build_gallery(figures), *([build_element("p", caption)] if caption else [])]


def _replace_pictures(body: HtmlElement, notes: dict[str, None]) -> None:
    """Replace pictures by figures. The address stays that of the page, as Substack refuses the
    original's to some readers; the original's is the link around it."""
    for picture in body.xpath(".//img[@src]"):
        if picture.xpath("ancestor::*[@data-gallery]"):
            continue
        attributes = _read_attributes(picture)
        wrapper = _find_wrapper(picture)
        captions = wrapper.xpath(".//figcaption")
        if get_text(wrapper) != get_text(captions[0] if captions else None):
            continue  # Its text would be lost.
        address = picture.get("src", "")
        if href := _get(attributes, "href"):
            notes[Message(gettext_noop("A link on a picture was left out: %s."), href).stored] = (
                None
            )
        figure = build_figure(
            address,
            alt=picture.get("alt") or _get(attributes, "alt"),
            caption=captions[0] if captions else "",
            original=_get(attributes, "src") or _find_original(address),
        )
        replace_element(wrapper, [figure])


def _find_wrapper(picture: HtmlElement) -> HtmlElement:
    """Find the outermost element that holds one picture and its caption alone."""
    wrapper = picture
    for parent in picture.iterancestors():
        if parent.tag not in _WRAPPERS or len(parent.xpath(".//img")) > 1:
            break
        if parent.tag == "div" and not has_class(
            parent, "captioned-image-container", "image2-inset", "image3"
        ):
            break
        wrapper = parent
    return wrapper


def _find_original(address: str) -> str:
    """Find the address of the original in that of Substack's image proxy; '' if it is another."""
    path = split_url(address).path
    if _IMAGE_PROXY not in path:
        return ""
    original = unquote(path.rpartition("/")[2])
    return original if original.startswith("https://") else ""


def _strip_tracking(address: str) -> str:
    return address.partition("?")[0] if "utm_" in address or "?s=" in address else address


def _join(text: str, author: str) -> str:
    return " — ".join(filter(None, (text, author)))
