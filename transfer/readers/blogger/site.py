"""The settings of a blog, which both forms of export name alike."""

import csv
import io
import re
from collections.abc import Mapping

from lxml.etree import _Element

from transfer.items import ExportedSite
from transfer.readers.blogger.entry import BloggerEntry

MAX_SETTINGS_BYTES = 4 * 1024 * 1024
_FORMER_CODES = {"iw": "he", "in": "id", "ji": "yi"}
_BLOG_NUMBER_RE = re.compile(r"blog-(\d+)")
_HOST_RE = re.compile(r"[A-Za-z0-9.-]+\.[A-Za-z]{2,}")


def parse_settings(content: bytes) -> dict[str, str]:
    """Parse settings.csv of Takeout: names in the first row, in upper case in the result."""
    text = content.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        rows = csv.reader(io.StringIO(text, newline=""))
        names, values = next(rows, []), next(rows, [])
    except csv.Error:
        return {}
    return {name.strip().upper(): value.strip() for name, value in zip(names, values, strict=False)}


def get_blog_number(feed: _Element) -> str:
    """Return the number of a blog from the head of its feed, '' if it is of no Blogger blog."""
    match = _BLOG_NUMBER_RE.search(BloggerEntry(feed).get_text("id"))
    return match[1] if match else ""


def build_site(feed: _Element, settings: Mapping[str, str]) -> ExportedSite:
    """Build the site from the head of its feed and its settings."""
    head = BloggerEntry(feed)
    return ExportedSite(
        key=get_blog_number(feed) or "site",
        url=head.get_permalink() or _build_url(settings),
        title=settings.get("BLOG_NAME") or head.get_text("title"),
        description=settings.get("BLOG_DESCRIPTION") or head.get_text("subtitle"),
        language=_normalize_language(settings.get("BLOG_LOCALE", "")),
        time_zone=settings.get("BLOG_TIME_ZONE", ""),
    )


def _normalize_language(locale: str) -> str:
    """Return the language tag of a locale, some of which have the codes of Java."""
    language, mark, region = locale.replace("_", "-").partition("-")
    return _FORMER_CODES.get(language, language) + mark + region


def _build_url(settings: Mapping[str, str]) -> str:
    if url := settings.get("OWN_ADDRESS"):
        return url
    domain = settings.get("BLOG_CUSTOM_DOMAIN", "").removeprefix("http://").rstrip("/")
    if _HOST_RE.fullmatch(domain.removeprefix("https://")):
        return f"https://{domain.removeprefix('https://')}/"
    subdomain = settings.get("BLOG_SUBDOMAIN", "").removesuffix(".blogspot.com")
    if re.fullmatch(r"[A-Za-z0-9-]+", subdomain):
        return f"https://{subdomain}.blogspot.com/"
    return ""
