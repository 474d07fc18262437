"""Pictures of a body with their texts."""

import re
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from lxml.html import HtmlElement

from blog.extraction.credits import split_credit
from lib.urls import is_web_url, split_url
from transfer.bodies.types import PictureLink

MAX_CAPTION, MAX_CREDIT, MAX_ALT, MAX_URL = 1000, 300, 500, 500
_PICTURE_RE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp|heic)(?:[?#]|$)", re.I)
_OLD_YOUTUBE_RE = re.compile(
    r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/v/([\w-]{11})(?=[&?/]|$)"
)
_OLD_VIMEO_RE = re.compile(
    r"https?://(?:www\.)?vimeo\.com/moogaloop\.swf\?(?:[^#]*&)?clip_id=(\d{4,12})"
)
_GIST_RE = re.compile(r"(?:https?:)?//gist\.github\.com/((?:[\w-]+/)?\w+)\.js(?:\?.*)?")
# Frames that show a page of another site as a card, by their `url`.
_CARD_FRAMES = {
    "hatenablog-parts.com/embed",
    "hatenablog.com/embed",
    "cdn.embedly.com/widgets/media.html",
    "cdn.iframe.ly/api/iframe",
}
_SOURCE_NAMES = ("data-orig-file", "data-large-file", "data-src", "data-lazy-src", "data-original")
# Elements of a figure besides its picture and caption that it may have.
_AROUND = {
    "figure",
    "figcaption",
    "a",
    "img",
    "picture",
    "source",
    "div",
    "span",
    "p",
    "br",
    "noscript",
}
# Attributes that exports of our own share with the editor.
_DATA_NAMES = ("licence", "original", "decorative", "layout", "lead")
Resolve = Callable[[str], str]


def read_picture(image: HtmlElement, resolve: Resolve) -> PictureLink | None:
    """Return the picture of an `<img>`; None for tracking pixels, emoji and the like."""
    if image.get("width") in ("0", "1") and image.get("height") in ("0", "1"):
        return None
    names = image.get("class", "").split()
    if "emoji" in names or "wp-smiley" in names:
        return None
    urls = []
    link = next(image.iterancestors("a"), None)
    if link is not None and _PICTURE_RE.search(link.get("href", "")):
        urls.append(resolve(link.get("href", "")))
    urls += [resolve(image.get(name, "")) for name in _SOURCE_NAMES]
    urls += [resolve(url) for url in _read_srcset(image.get("srcset", ""))[:1]]
    urls.append(resolve(image.get("src", "")))
    # A path, if the export does not tell the address of the blog.
    pictures = [url for url in urls if url.startswith(("http://", "https://", "data:image/", "/"))]
    if not pictures:
        return None
    alt = " ".join(image.get("alt", "").split())
    return PictureLink(tuple(dict.fromkeys(pictures)), alt)


def holds_one_picture(figure: HtmlElement) -> bool:
    """Return whether a figure is one picture with its caption, and nothing else."""
    outside = [
        each for each in figure.iter() if next(each.iterancestors("figcaption"), None) is None
    ]
    if any(isinstance(each.tag, str) and each.tag not in _AROUND for each in outside):
        return False
    count = sum(each.tag == "img" for each in outside)
    return count == 1 or (not count and _read_waiting(figure) is not None)


def read_figure(figure: HtmlElement, resolve: Resolve) -> PictureLink | None:
    """Return the picture of a figure with its caption and credit."""
    image = next(figure.iter("img"), None)
    picture = _read_waiting(figure) if image is None else read_picture(image, resolve)
    if picture is None:
        return None
    captions = [*figure.iter("figcaption")]
    texts = [
        " ".join((child.text_content() if child.tag == "p" else "").split())
        for child in figure.iter("p")
        if next(child.iterancestors("figcaption"), None) is None
    ]
    caption, credit = read_caption(captions[0] if captions else None)
    others = [" ".join(each.text_content().split()) for each in captions[1:]]
    caption = " ".join(filter(None, [caption, *others, *texts]))
    credit = _take_name(" ".join(figure.get("data-credit", "").split())) or credit
    if not credit:
        caption, credit = split_credit(caption)
    data = tuple((name, value) for name in _DATA_NAMES if (value := figure.get(f"data-{name}", "")))
    return PictureLink(picture.urls, picture.alt, caption, credit, data)


def _take_name(credit: str) -> str:
    """Return a credit without the words before the name: `Photo by Ann Lee`."""
    caption, name = split_credit(credit)
    return name if name and not caption else credit


def _read_waiting(figure: HtmlElement) -> PictureLink | None:
    """Return a figure of an export of our own that has no picture yet."""
    names = ("data-original", "data-alt", "data-credit", "data-removed")
    if not any(figure.get(name) for name in names):
        return None
    return PictureLink((), " ".join(figure.get("data-alt", "").split()))


def read_caption(element: HtmlElement | None) -> tuple[str, str]:
    """Return the text of a caption, and the credit that its markup states."""
    if element is None:
        return "", ""
    credits = [each for each in element.iter() if "credit" in (each.get("class") or "").split()]
    credit = " ".join(" ".join(each.text_content() for each in credits).split())
    for each in credits:
        each.drop_tree()
    for each in element.iter("br", "p", "div"):
        each.tail = " " + (each.tail or "")
    return " ".join(element.text_content().split()), credit


def shorten(picture: PictureLink) -> tuple[PictureLink, str]:
    """Return a picture whose texts fit, and the words that do not."""
    caption, rest = cut(picture.caption, MAX_CAPTION)
    credit, more = cut(picture.credit, MAX_CREDIT)
    alt = cut(picture.alt, MAX_ALT)[0]
    shortened = PictureLink(picture.urls, alt, caption, credit, picture.data)
    return shortened, " ".join(filter(None, [rest, more]))


def shorten_caption(text: str) -> PictureLink:
    """Return a picture with the caption and the credit in a text, which fit."""
    caption, credit = split_credit(" ".join(text.split()))
    return shorten(PictureLink((), "", caption, credit))[0]


def build(picture: PictureLink, number: int) -> str:
    """Return the figure of the editor."""
    original = next((url for url in picture.urls if url.startswith("http")), "")
    values = {
        "photo": str(number),
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "original": original if len(original) <= MAX_URL else "",
        **dict(picture.data),
    }
    attributes = "".join(f' data-{name}="{escape(text)}"' for name, text in values.items() if text)
    return f'<figure data-block="figure"{attributes}></figure>'


def find_media_url(element: HtmlElement, resolve: Resolve) -> str:
    """Return the address of a frame or player, '' without one."""
    candidates = [element.get(name, "") for name in ("src", "data", "data-src")]
    candidates += [each.get("src", "") for each in element.iter("source", "embed")]
    candidates += [
        each.get("value", "")
        for each in element.iter("param")
        if each.get("name") in ("movie", "src")
    ]
    candidates += [each.get("href", "") for each in element.iter("a")]
    for candidate in candidates:
        url = resolve(candidate)
        if is_web_url(url):
            return url
    return ""


def find_gist(url: str) -> str:
    """Return the address of the Gist whose script this is, '' for another script."""
    match = _GIST_RE.fullmatch(url)
    return f"https://gist.github.com/{match[1]}" if match else ""


def find_shown_page(url: str) -> str:
    """Return the address of the page that a frame shows as a card, '' for another frame."""
    parts = split_url(url)
    if f"{parts.netloc}{parts.path}" not in _CARD_FRAMES:
        return ""
    address = next(iter(parse_qs(parts.query).get("url", ())), "")
    return address if is_web_url(address) else ""


def mend_player_url(url: str) -> str:
    """Return the address of a video for one of an old player: `/v/ID&hl=en` of YouTube, and
    `moogaloop.swf` of Vimeo."""
    if match := _OLD_YOUTUBE_RE.match(url):
        return f"https://www.youtube.com/watch?v={match[1]}"
    match = _OLD_VIMEO_RE.match(url)
    return f"https://vimeo.com/{match[1]}" if match else url


def _read_srcset(srcset: str) -> list[str]:
    """Return the addresses of a srcset, the largest first."""
    sized_urls: list[tuple[float, str]] = []
    for candidate in re.findall(r"(\S*[^,\s])(?:\s+([\d.]+)[wx])?\s*(?:,|$)", srcset):
        sized_urls.append(
            (float(candidate[1] or 0) if candidate[1].count(".") < 2 else 0, candidate[0])
        )
    return [url for _size, url in sorted(sized_urls, reverse=True)]


def cut(text: str, limit: int) -> tuple[str, str]:
    """Return the beginning of a text within a limit, and the rest."""
    if len(text) <= limit:
        return text, ""
    end = text.rfind(" ", limit // 2, limit)
    end = end if end > 0 else limit
    return text[:end].strip(), text[end:].strip()
