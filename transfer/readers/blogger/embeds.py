"""Players, frames, recordings and scripts in the HTML of posts."""

import re
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext_noop
from lxml import html
from lxml.html import HtmlElement
from markdown_it import MarkdownIt

from blog.content.embeds.providers import find_embed
from transfer.messages import Message
from transfer.readers.blogger.elements import create, is_blank, move_children, replace
from transfer.readers.blogger.picture_addresses import complete_address

_YOUTUBE_PATH_RE = re.compile(r"(/v/[\w-]{11})[&?].*")
_GIST_RE = re.compile(r"(https?:)?//gist\.github\.com/([\w-]+/)?(\w+)\.js(?:\?.*)?")
_SOURCE_PARAMETERS = ("movie", "src", "filename", "url")
# What belongs to pages and says nothing to readers.
_METADATA_TAGS = ("style", "title", "meta", "link", "base", "xml")
# Scripts that draw what is in the HTML as well.
_WIDGET_SCRIPTS = ("platform.twitter.com/widgets.js", "www.instagram.com/embed.js")


def convert_embeds(root: HtmlElement, notes: list[str]) -> None:
    """Turn players and frames into figures, and remove scripts and styles, with notes."""
    for tag in _METADATA_TAGS:
        for element in list(root.iter(tag)):
            replace(element, [])
    for element in list(root.iter("noscript")):
        _unwrap(element, "div")
    for element in list(root.iter("script")):
        _convert_script(element, notes)
    for element in list(root.iter("object", "applet")):
        _convert_object(element, notes)
    for element in list(root.iter("embed", "iframe", "frame")):
        _convert_frame(element, notes)
    for element in list(root.iter("video", "audio")):
        _convert_recording(element, notes)


def _unwrap(element: HtmlElement, tag: str) -> None:
    container = create(tag)
    move_children(element, container)
    replace(element, [container])


def _convert_script(script: HtmlElement, notes: list[str]) -> None:
    source = complete_address(script.get("src") or "")
    kind = (script.get("type") or "").lower()
    content = script.text or ""
    if "markdown" in kind and not is_blank(content):
        notes.append(gettext_noop("A script showed text that is written in Markdown."))
        replace(script, [_build_markdown(content.strip())])
        return
    if kind.startswith("math/tex") and not is_blank(content):
        mark = "$$" if "display" in kind else "$"
        formula = create("span")
        formula.text = f"{mark}{content.strip()}{mark}"
        replace(script, [formula])
        return
    if gist := _GIST_RE.fullmatch(source):
        url = f"https://gist.github.com/{gist[2] or ''}{gist[3]}"
        notes.append(Message(gettext_noop("A script showed the code of %s"), url).stored)
        replace(script, [create("figure", data_embed=url)])
        return
    if source and not any(known in source for known in _WIDGET_SCRIPTS):
        notes.append(Message(gettext_noop("A script was left out: %s"), source).stored)
    elif not source and not is_blank(content):
        notes.append(gettext_noop("A script was left out."))
    replace(script, [])


def _build_markdown(text: str) -> HtmlElement:
    """Build what a script of the theme shows; without newlines, it cannot be told what is code."""
    if "\n" in text:
        rendered = MarkdownIt("commonmark", {"html": False}).render(text)
        return html.fragment_fromstring(rendered, create_parent="div")
    element = create("p")
    element.text = text
    return element


def _convert_object(element: HtmlElement, notes: list[str]) -> None:
    """Turn an object into the figure of its address; what it shows without a player stays."""
    parameters = {
        (parameter.get("name") or "").lower(): parameter.get("value") or ""
        for parameter in element.iter("param")
    }
    sources = [element.get("data") or ""]
    sources += [parameters.get(name, "") for name in _SOURCE_PARAMETERS]
    sources += [inner.get("src") or "" for inner in element.iter("embed", "iframe")]
    source = next((source for source in map(complete_address, sources) if _is_web(source)), "")
    for inner in list(element.iter("param", "embed", "iframe")):
        replace(inner, [])
    rest = create("div")
    move_children(element, rest)
    replace(element, [*_build_figures(source, element, notes), rest])


def _convert_frame(element: HtmlElement, notes: list[str]) -> None:
    source = complete_address(element.get("src") or element.get("data-src") or "")
    if element.tag == "embed":
        # Parsers may take what follows for its content.
        rest = create("span")
        move_children(element, rest)
        replace(element, [*_build_figures(source, element, notes), rest])
    else:
        replace(element, _build_figures(source, element, notes))


def _convert_recording(element: HtmlElement, notes: list[str]) -> None:
    sources = [
        element.get("src") or "",
        *(each.get("src") or "" for each in element.iter("source")),
    ]
    source = next((source for source in map(complete_address, sources) if _is_web(source)), "")
    if not source:
        notes.append(gettext_noop("A recording without an address was left out."))
    replace(element, [create("figure", data_file=source)] if source else [])


def _build_figures(source: str, element: HtmlElement, notes: list[str]) -> list[HtmlElement]:
    """Build the figure of a player, or note that it has no address."""
    has_address = _is_web(source) and "youtube.com/get_player" not in source
    has_mark = "BLOG_video" in f"{element.get('class')} {element.get('id')}"
    is_uploaded = "blogger.com/video.g" in source if has_address else has_mark
    if is_uploaded:
        notes.append(gettext_noop("A video that was uploaded to Blogger is not in the export."))
    if not has_address:
        if not is_uploaded:
            notes.append(gettext_noop("A player without an address was left out."))
        return []
    return [create("figure", data_embed=get_page_url(source))]


def get_page_url(source: str) -> str:
    """Return the page of what a player shows, or the player's address if that is unknown."""
    source = complete_address(source)
    # Old players have their parameters in the path: /v/ID&fs=1
    source = _YOUTUBE_PATH_RE.sub(r"\1", source).replace(
        "://youtube.googleapis.", "://www.youtube."
    )
    if address := find_embed(source):
        return address.url
    parts = urlsplit(source)
    query = parse_qs(parts.query, max_num_fields=100) if parts.query.count("&") < 100 else {}
    if (parts.hostname or "").endswith("vimeo.com") and "clip_id" in query:
        return f"https://vimeo.com/{query['clip_id'][0]}"
    if (parts.hostname or "").endswith("facebook.com") and "href" in query:
        return query["href"][0]
    if (parts.hostname or "").endswith("soundcloud.com") and "url" in query:
        return query["url"][0]
    return source


def _is_web(source: str) -> bool:
    try:
        return urlsplit(source).scheme in ("http", "https")
    except ValueError:
        return False
