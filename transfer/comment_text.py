"""The text of an imported comment."""

import re
from html import unescape

import lxml.html

from blog.common.text.normalize import has_visible_text
from lib.urls import is_web_url
from transfer.text import clean_imported, parse_fragment

_BREAK_RE = re.compile(r"<br\s*/?>|</(?:p|div|li|blockquote|h\d|pre)>", re.I)
_TAG_RE = re.compile(r"<[a-z/!]", re.I)


def to_plain_text(html: str) -> str:
    """Return the plain text of a comment: lines, '> ' before quoted ones, links with their
    addresses. '' if nothing is visible."""
    html = clean_imported(html).replace("\r\n", "\n").replace("\r", "\n")
    if not _TAG_RE.search(html):
        text = unescape(html)
    else:
        has_breaks = bool(_BREAK_RE.search(html))
        text = _read(parse_fragment(html), keeps_lines=not has_breaks)
        if has_breaks:
            text = re.sub(r"\n[ \t]+", "\n", text)
    text = re.sub(r"[ \t]+\n", "\n", text)
    text = clean_imported(re.sub(r"\n{3,}", "\n\n", text).strip())
    return text if has_visible_text(text.replace(">", "")) else ""


def _read(element: lxml.html.HtmlElement, keeps_lines: bool) -> str:
    def flow(text: str | None) -> str:
        text = text or ""
        return text if keeps_lines else re.sub(r"[ \t\n]+", " ", text)

    parts = [flow(element.text)]
    for child in element:
        if not isinstance(child.tag, str) or child.tag in ("script", "style"):
            parts.append(flow(child.tail))
            continue
        inner = _read(child, keeps_lines)
        if child.tag == "br":
            inner = "\n"
        elif child.tag == "a":
            href = child.get("href", "")
            if is_web_url(href) and href.rstrip("/") not in inner:
                inner = f"{inner} ({href})" if inner.strip() else href
        elif child.tag == "img":
            inner = child.get("alt", "") or child.get("src", "")
        elif child.tag == "blockquote":
            quoted = "\n".join(f"> {line}" for line in inner.strip().splitlines())
            inner = f"\n\n{quoted}\n\n"
        elif child.tag in ("p", "div", "ul", "ol", "pre", "h1", "h2", "h3", "h4"):
            inner = f"\n\n{inner.strip()}\n\n"
        elif child.tag == "li":
            inner = f"\n• {inner.strip()}"
        parts += [inner, flow(child.tail)]
    return "".join(parts)
