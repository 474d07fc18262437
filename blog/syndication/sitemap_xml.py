"""Serialization of sitemaps (sitemaps.org, protocol 0.9).

Formats XML as text, because a section has thousands of URLs, and an element tree would take most
of the time.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from blog.common import markup

NAMESPACES = {
    "": "http://www.sitemaps.org/schemas/sitemap/0.9",
    ":image": "http://www.google.com/schemas/sitemap-image/1.1",
    ":news": "http://www.google.com/schemas/sitemap-news/0.9",
}
_NAMESPACE_DECLARATIONS = "".join(
    f' xmlns{name}="{address}"' for name, address in NAMESPACES.items()
)


class Entry(NamedTuple):
    """A page: its path, its last change if known, the paths of its photos, and further XML."""

    path: str
    changed: datetime | None = None
    images: Iterable[str] = ()
    extra_xml: str = ""


def render_index(entries: Iterable[Entry]) -> bytes:
    return _render_document("sitemapindex", "sitemap", entries)


def render_urlset(entries: Iterable[Entry]) -> bytes:
    return _render_document("urlset", "url", entries)


def render_element(tag: str, text: str) -> str:
    return f"<{tag}>{escape(markup.clean_text(text))}</{tag}>"


def format_time(when: datetime) -> str:
    """Format in W3C's profile of ISO 8601, to the second, in the site's time zone."""
    return timezone.localtime(when).isoformat(timespec="seconds")


@cache
def build_path_formatter(name: str, keyword: str) -> Callable[[object], str]:
    """Return a function from a slug or number to a path, ten times as fast as `reverse`."""
    before, after = reverse(name, kwargs={keyword: 0}).split("0")
    return lambda value: f"{before}{iri_to_uri(str(value))}{after}"


def _render_document(root: str, tag: str, entries: Iterable[Entry]) -> bytes:
    parts = [f'<?xml version="1.0" encoding="utf-8"?>\n<{root}{_NAMESPACE_DECLARATIONS}>']
    parts += _render_entries(tag, entries)
    parts.append(f"</{root}>")
    return "".join(parts).encode()


def _render_entries(tag: str, entries: Iterable[Entry]) -> Iterator[str]:
    site = settings.SITE_URL
    for path, changed, images, extra_xml in entries:
        lastmod = f"<lastmod>{format_time(changed)}</lastmod>" if changed else ""
        shown = "".join(
            f"<image:image><image:loc>{escape(urljoin(site, image))}</image:loc></image:image>"
            for image in images
        )
        yield f"<{tag}><loc>{escape(site + path)}</loc>{lastmod}{shown}{extra_xml}</{tag}>"
