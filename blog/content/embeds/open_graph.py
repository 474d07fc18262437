"""Read what a page says about itself: Open Graph, else its title and description."""

import re
from urllib.parse import urljoin

import lxml.etree
import lxml.html

from blog.content.embeds.oembed import MAX_TEXT, MAX_TITLE, PageFacts, read_line

# Bytes from the beginning of the page, which contain its head.
MAX_BYTES = 512 * 1024
_CHARSET_RE = re.compile(r"charset=[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)


def parse_page(body: bytes, content_type: str, url: str) -> PageFacts:
    """Parse the beginning of a page. Raises ValueError if it is no HTML."""
    if "html" not in content_type.lower():
        raise ValueError(f"no HTML but {content_type[:50]!r}")
    charset = match[1] if (match := _CHARSET_RE.search(content_type)) else None
    try:
        parser = lxml.html.HTMLParser(encoding=charset, no_network=True)
        root = lxml.html.document_fromstring(body, parser=parser)
    except (lxml.etree.LxmlError, LookupError) as error:
        raise ValueError(str(error)) from error
    named: dict[str, str] = {}
    for meta in root.iterfind(".//meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        named.setdefault(name, meta.get("content") or "")

    def read(*names: str, limit: int = MAX_TITLE) -> str:
        return next((line for name in names if (line := read_line(named.get(name), limit))), "")

    title = root.find(".//title")
    image = read("og:image:secure_url", "og:image:url", "og:image", "twitter:image", limit=2000)
    return PageFacts(
        title=read("og:title", "twitter:title")
        or read_line(title.text if title is not None else "", MAX_TITLE),
        author=read("og:site_name", "application-name"),
        text=read("og:description", "twitter:description", "description", limit=MAX_TEXT),
        image_url=_join(url, image),
    )


def _join(url: str, image: str) -> str:
    try:
        return urljoin(url, image) if image else ""
    except ValueError:
        return ""
