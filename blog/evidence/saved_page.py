"""The address that a saved page says it is from."""

import re

import lxml.etree
import lxml.html

from blog.evidence.decoding import decode, find_html_part, is_mhtml, unpack

MAX_HEAD = 300_000  # Characters: only the head is read.
_HEADER_BYTES = 20_000
_LOCATION_RE = re.compile(
    rb"^(?:snapshot-)?content-location:\s{0,9}(https?://\S{4,2000})\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_COMMENT_RE = re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(https?://\S{4,2000})")


def find_address(content: bytes, charset: str = "") -> str:
    """Return the URL in the header of an MHTML file, in a browser's comment, or the one that the
    page calls its own; '' without one.

    Untrusted HTML: call it in a process with limits. Raises UnreadableError for a damaged file.
    """
    content = unpack(content)
    if is_mhtml(content):
        if location := _LOCATION_RE.search(content[:_HEADER_BYTES]):
            return location[1].decode("ascii", errors="replace")
        content, charset = find_html_part(content)
    head = decode(content, charset)[:MAX_HEAD]
    if match := _COMMENT_RE.search(head):
        return match[1]
    return _find_own_address(head) if head.strip() else ""


def _find_own_address(head: str) -> str:
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        document = lxml.html.document_fromstring(head.encode(), parser=parser)
    except lxml.etree.ParserError:  # Only comments.
        return ""
    links = [
        link.get("href")
        for link in document.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    links += [
        meta.get("content")
        for meta in document.iter("meta")
        if (meta.get("property") or "").lower() == "og:url"
    ]
    return next((link.strip() for link in links if link and link.startswith("http")), "")
