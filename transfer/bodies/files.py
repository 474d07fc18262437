"""Audio, video and PDF files of a body, as blocks of the editor."""

from copy import deepcopy
from html import escape

from lxml.html import HtmlElement

from lib.urls import is_web_url, split_url
from transfer.bodies.figures import MAX_CAPTION, MAX_CREDIT, Resolve, cut, read_caption
from transfer.bodies.types import FileLink, TrackLink
from transfer.file_types import is_media_url

MAX_TITLE = 300
_PLAYERS = ("video", "audio", "iframe", "object", "embed", "small")
_CAPTION_KINDS = ("captions", "subtitles", "")


def is_file(url: str) -> bool:
    """Return whether an address is that of a file that a post can show; a path is one if the export
    does not tell the address of the blog."""
    return (is_web_url(url) or url.startswith("/")) and is_media_url(url)


def find_player_url(player: HtmlElement, resolve: Resolve) -> str:
    """Return the address of the first file that a player can show, '' without one."""
    sources = [player, *player.iter("source")]
    urls = (resolve(each.get(name) or "") for each in sources for name in ("src", "data"))
    return next(filter(is_file, urls), "")


def find_only_player(figure: HtmlElement) -> HtmlElement | None:
    """Return the player of a figure that has nothing else but a caption, else None."""
    players = [*figure.iter("video", "audio")]
    if len(players) != 1 or next(figure.iter("img", "iframe"), None) is not None:
        return None
    inside = [*players, *figure.iter("figcaption")]
    text = "".join(figure.text_content().split())
    known = "".join("".join(each.text_content().split()) for each in inside)
    return players[0] if len(text) == len(known) else None


def read_file(element: HtmlElement, url: str, resolve: Resolve) -> FileLink:
    """Return the file of a figure or player with its captions and poster."""
    posters = [each.get(name) for each in element.iter() for name in ("poster", "data-poster")]
    tracks = (
        TrackLink(resolve(track.get("src") or ""), track.get("srclang", ""), track.get("label", ""))
        for track in element.iter("track")
        if track.get("kind", "") in _CAPTION_KINDS and track.get("src")
    )
    poster = next((resolve(address) for address in posters if address), "")
    return FileLink(url, poster=poster, tracks=tuple(tracks))


def read_texts(figure: HtmlElement) -> tuple[str, str, str]:
    """Return title, caption and credit of the figure of a file.

    A caption that begins with the title, as some platforms show both, has it no more.
    """
    title = " ".join(figure.get("data-title", "").split())
    caption, credit = read_caption(next(figure.iter("figcaption"), None))
    credit = credit or " ".join(figure.get("data-credit", "").split())
    if title and (caption == title or caption.startswith(f"{title}: ")):
        caption = caption.removeprefix(title).removeprefix(": ")
    return title, caption, credit


def find_lone_link(paragraph: HtmlElement, base_url: str, resolve: Resolve) -> tuple[str, str, str]:
    """Return address, text and caption of a link to a file of the same blog that is all of a
    paragraph, or has its caption in a second line."""
    element = paragraph
    while len(element) == 1 and not _has_own_text(element) and element[0].tag != "a":
        element = element[0]
    link = next(iter(element), None)
    if link is None or link.tag != "a" or (element.text or "").strip() or (link.tail or "").strip():
        return "", "", ""
    if len(element) > 1 and element[1].tag != "br":
        return "", "", ""
    if sum(1 for _each in element.iter("a")) > 1:
        return "", "", ""  # A caption cannot hold a link.
    url, text = resolve(link.get("href") or ""), _join_lines(link)
    is_own = is_file(url) and _get_host(url) in ("", _get_host(base_url))
    if not is_own or not text or next(element.iter("img", *_PLAYERS), None) is not None:
        return "", "", ""
    caption = _join_lines(element).removeprefix(text).strip()
    return url, text, caption


def build(
    number: int, title: str, caption: str, credit: str = "", transcript: str = ""
) -> tuple[str, str]:
    """Return the block of the editor, and the words that it cannot hold."""
    title, more = cut(title, MAX_TITLE)
    caption, rest = cut(caption, MAX_CAPTION)
    credit, last = cut(credit, MAX_CREDIT)
    values = {
        "file": str(number),
        "title": title,
        "caption": caption,
        "credit": credit,
        "transcript": transcript,
    }
    attributes = "".join(f' data-{name}="{escape(text)}"' for name, text in values.items() if text)
    remainder = " ".join(filter(None, (more, rest, last)))
    return f'<figure data-block="file"{attributes}></figure>', remainder


def _join_lines(element: HtmlElement) -> str:
    element = deepcopy(element)
    for each in element.iter("br"):
        each.tail = " " + (each.tail or "")
    return " ".join(element.text_content().split())


def _has_own_text(element: HtmlElement) -> bool:
    texts = (element.text, *(child.tail for child in element))
    return any(text and text.strip() for text in texts)


def _get_host(url: str) -> str:
    return split_url(url).netloc.lower().removeprefix("www.")
