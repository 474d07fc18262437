"""Quotations that the markup of a body states.

Only explicit markup counts: a `<cite>` or `<footer>` at the end of a block quote, its `cite`
attribute, or an embedded post. All other block quotes stay block quotes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from lxml.html import HtmlElement

from lib.urls import is_web_url

MAX_ATTRIBUTION = 500
# Attributes that exports of our own share with the editor.
DATA_NAMES = (
    *("source-name", "source-role", "source-affiliation", "source-kind", "speaker-name", "said"),
    *("url-read", "locator", "hops", "machine", "translation"),
)
_POST_CLASSES = {
    "twitter-tweet",
    "twitter-video",
    "instagram-media",
    "bluesky-embed",
    "mastodon-embed",
}
# One run: what begins with a dash itself follows after a space.
_DASHES_RE = re.compile(r"^\s*[—–―‒−~-]+\s*")


@dataclass
class Explicit:
    """`content` is the block quote without its attribution; `data` are further attributes of the
    editor's quotation, of an export of our own."""

    content: HtmlElement
    attribution: str
    url: str
    data: dict[str, str] = field(default_factory=dict)


def read_explicit(element: HtmlElement, resolve: Callable[[str], str]) -> Explicit | None:
    """Return the quotation that a block quote states; None for any other block quote.

    Removes the attribution from `element`.
    """
    if next(element.iterdescendants("blockquote"), None) is not None:
        return None
    cited = " ".join(element.get("cite", "").split())
    is_name = " " in cited and "/" not in cited
    url = "" if is_name else resolve(cited)
    url = url if is_web_url(url) else ""
    credit = _find_credit(element)
    if credit is None and _POST_CLASSES & set(element.get("class", "").split()):
        return _read_embedded_post(element, resolve)
    data = read_data(element)
    if credit is None:
        name = cited if is_name and len(cited) <= MAX_ATTRIBUTION else ""
        return Explicit(element, name, url, data) if url or data or name else None
    link = next(credit.iter("a"), None)
    if not url and link is not None:
        address = resolve(link.get("href", ""))
        url = address if is_web_url(address) else ""
    attribution = _DASHES_RE.sub("", " ".join(credit.text_content().split()))
    if len(attribution) > MAX_ATTRIBUTION:
        return None
    if not attribution and not url:
        return None
    _take_out(credit)
    if element.get("data-attribution") == "":  # The footer has names, and no line that was typed.
        attribution = ""
    elif data:
        data["read-from"] = attribution
    return Explicit(element, attribution, url, data)


def link_attribution(content: str, explicit: Explicit) -> str:
    """Link the attribution of a plain block quote to the page that the markup cites."""
    if not explicit.url or not explicit.attribution or escape(explicit.url) in content:
        return content
    label = escape(explicit.attribution, quote=False)
    link = f'<p><a href="{escape(explicit.url)}">{label}</a></p>'
    return content.removesuffix(f"<p>{label}</p>") + link


def read_data(element: HtmlElement) -> dict[str, str]:
    """Return what an export of our own says of a quotation; empty for any other markup."""
    data = {name: value for name in DATA_NAMES if (value := element.get(f"data-{name}", ""))}
    if data and (language := element.get("lang")):
        data["lang"] = language
    return data


def build(explicit: Explicit, paragraphs: list[str]) -> str:
    """Return the quotation of the editor; '' if it has no words, or blocks besides paragraphs."""
    if not paragraphs or not all(block.startswith("<p>") for block in paragraphs):
        return ""
    if any("<small data-footnote>" in block for block in paragraphs):
        return ""
    values = {
        **explicit.data,
        "attribution": explicit.attribution,
        "url": explicit.url if len(explicit.url) <= 1000 else "",
    }
    attributes = "".join(f' data-{name}="{escape(text)}"' for name, text in values.items() if text)
    return f'<section data-block="quotation"{attributes}>{"".join(paragraphs)}</section>'


def _find_credit(element: HtmlElement) -> HtmlElement | None:
    """Return the footer or cite that ends a block quote."""
    for credit in reversed([*element.iter("footer", "cite")]):
        inner = credit
        while (parent := inner.getparent()) is not element and parent is not None:
            if parent.tag == "footer":
                credit = parent
            inner = parent
        if not _has_text_after(credit, element):
            return credit
        return None
    return None


def _has_text_after(credit: HtmlElement, end: HtmlElement) -> bool:
    element = credit
    while element is not end and element is not None:
        if element.tail and element.tail.strip(" \t\r\n\xa0.,;)("):
            return True
        for other in element.itersiblings():
            if isinstance(other.tag, str) and other.text_content().strip():
                return True
        element = element.getparent()
    return False


def _take_out(credit: HtmlElement) -> None:
    """Remove the attribution, and the dash before it."""
    before, parent = credit.getprevious(), credit.getparent()
    if parent is None:
        return
    text = (before.tail if before is not None else parent.text) or ""
    stripped = re.sub(r"(?:^|\s)[—–―-]\s*$", "", text)
    if before is not None:
        before.tail = stripped
    else:
        parent.text = stripped
    credit.tail = None
    parent.remove(credit)


def _read_embedded_post(element: HtmlElement, resolve: Callable[[str], str]) -> Explicit | None:
    """Return the words of an embedded post: '<p>words</p>— Name (@handle) <a>date</a>'."""
    links = list(element.iterchildren("a")) or [*element.iter("a")]
    paragraph = next(element.iterchildren("p"), None)
    if not links or paragraph is None or not paragraph.text_content().strip():
        return None
    url = resolve(links[-1].get("href", ""))
    tail = " ".join((paragraph.tail or "").split())
    last = element[-1]
    if last.tag == "p" and last is not paragraph and _DASHES_RE.match(last.text or ""):
        # An editor has made a paragraph of the line below the text.
        last.tag = "footer"
        return read_explicit(element, resolve)
    date = " ".join(links[-1].text_content().split()) if links[-1].getparent() is element else ""
    attribution = _DASHES_RE.sub("", tail)
    attribution = ", ".join(filter(None, [attribution, date]))
    if not attribution or len(attribution) > MAX_ATTRIBUTION:
        return None
    paragraph.tail = None
    for each in [each for each in element if each is not paragraph]:
        element.remove(each)
    return Explicit(element, attribution, url if url.startswith("http") else "")
