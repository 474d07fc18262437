"""Sitemaps as XML (sitemaps.org, protocol 0.9), put together as text: a section has thousands of
addresses, of which a tree of elements would take most of the time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache, lru_cache
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
_DECLARED = "".join(f' xmlns{name}="{address}"' for name, address in NAMESPACES.items())


class Entry(NamedTuple):
    """A page: its path, when it last changed where that is known, the paths of its photos, and
    what else stands there as XML."""

    path: str
    changed: datetime | None = None
    images: Iterable[str] = ()
    more: str = ""


def sections(entries: Iterable[Entry]) -> bytes:
    return _document("sitemapindex", "sitemap", entries)


def pages(entries: Iterable[Entry]) -> bytes:
    return _document("urlset", "url", entries)


def element(tag: str, words: str) -> str:
    return f"<{tag}>{escape(markup.clean_text(words))}</{tag}>"


def moment(when: datetime) -> str:
    """As W3C's profile of ISO 8601 has it, to the second, in the site's time zone."""
    return timezone.localtime(when).isoformat(timespec="seconds")


@cache
def paths_of(name: str, keyword: str) -> Callable[[object], str]:
    """From what is in an address, a slug or a number, to that address: `reverse` takes ten times
    as long, and knows nothing more of such short routes."""
    before, after = reverse(name, kwargs={keyword: 0}).split("0")
    return lambda value: f"{before}{iri_to_uri(str(value))}{after}"


def path_of_post(slug: str, published_at: datetime) -> str:
    """As `Post.get_absolute_url` has it, of which two are looked up a month."""
    when = timezone.localtime(published_at)
    return f"{_month(when.year, when.month)}{iri_to_uri(slug)}/"


@lru_cache(maxsize=1000)
def _month(year: int, month: int) -> str:
    address = reverse("blog:post-detail", kwargs={"year": year, "month": month, "slug": "-"})
    return address.removesuffix("-/")


def _document(root: str, tag: str, entries: Iterable[Entry]) -> bytes:
    parts = [f'<?xml version="1.0" encoding="utf-8"?>\n<{root}{_DECLARED}>']
    parts += _written(tag, entries)
    parts.append(f"</{root}>")
    return "".join(parts).encode()


def _written(tag: str, entries: Iterable[Entry]) -> Iterator[str]:
    site = settings.SITE_URL
    for path, changed, images, more in entries:
        lastmod = f"<lastmod>{moment(changed)}</lastmod>" if changed else ""
        shown = "".join(
            f"<image:image><image:loc>{escape(urljoin(site, image))}</image:loc></image:image>"
            for image in images
        )
        yield f"<{tag}><loc>{escape(site + path)}</loc>{lastmod}{shown}{more}</{tag}>"
