"""Title, byline and date that a page says of itself, and whether it asks for no copies."""

from dataclasses import dataclass

import lxml.etree
import lxml.html

from blog.evidence.decoding import decode, find_html_part, is_mhtml, unpack

MAX_HEAD = 300_000  # Characters: only the head is read.
MAX_FACT_LENGTH = 300
_BYLINES = ("author", "article:author", "parsely-author", "dc.creator")
_DATES = ("article:published_time", "date", "datepublished", "dc.date", "parsely-pub-date")
_ROBOTS = ("robots", "pullquote")


@dataclass(frozen=True)
class PageFacts:
    byline: str = ""
    date: str = ""
    is_copy_refused: bool = False


def read_facts(content: bytes, charset: str) -> PageFacts:
    """Read `<meta>` elements. Untrusted HTML: call it in a process with limits."""
    content = unpack(content)
    if is_mhtml(content):
        content, charset = find_html_part(content)
    head = decode(content, charset)[:MAX_HEAD]
    if not head.strip():
        return PageFacts()
    values: dict[str, str] = {}
    asked = ""  # A page may have several elements for robots.
    try:
        document = lxml.html.document_fromstring(head.encode(), parser=_build_parser())
    except lxml.etree.ParserError:  # Only comments.
        return PageFacts()
    for element in document.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or ""
        value = " ".join((element.get("content") or "").split())
        values.setdefault(name.lower(), value[:MAX_FACT_LENGTH])
        if name.lower() in _ROBOTS:
            asked += f" {value}"
    byline = next((values[name] for name in _BYLINES if values.get(name)), "")
    date = next((values[name] for name in _DATES if values.get(name)), "")
    is_name = not byline.startswith(("http://", "https://"))
    return PageFacts(byline if is_name else "", date[:40], refuses_copies(asked))


def refuses_copies(directives: str) -> bool:
    """Return whether `X-Robots-Tag` or its element asks for no copies."""
    return "noarchive" in directives.lower()


def _build_parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
