"""Addresses of the blog that is imported."""

import re
from urllib.parse import parse_qsl, unquote

from blog.content.redirects import build_query_path
from lib.urls import split_url

MAX_LENGTH = 1000
_FEED_RE = re.compile(r"/feeds/.*|.*/(?:feed|rss|atom)(?:/.*)?|.*\.(?:xml|rss|atom|rdf)")


def normalize(url: str, site_url: str = "") -> str:
    """Return the path and the query of an address of the blog, decoded; '' for another site's.

    `https://blog.example/2020/01/caf%C3%A9.html?m=1#c2` becomes `/2020/01/café.html`. The scheme
    and `www.` do not matter; nor does a slash at the end.
    """
    parts, site = split_url(url.strip()), split_url(site_url)
    if parts.scheme not in ("", "http", "https"):
        return ""
    if parts.netloc and not is_same_host(parts.netloc, site.netloc):
        return ""
    if not parts.netloc and not parts.path.startswith("/"):
        return ""
    path = unquote(parts.path).rstrip("/") or "/"
    if path == unquote(site.path).rstrip("/"):
        path = "/"  # The home page of a blog in a folder.
    pairs = parse_qsl(parts.query, max_num_fields=100) if parts.query.count("&") < 100 else []
    address = build_query_path(path, pairs) or path
    return "" if len(address) > MAX_LENGTH or "\0" in address else address


def is_feed(address: str) -> bool:
    """Return whether a former address of a label or an author is that of its feed."""
    return bool(_FEED_RE.fullmatch(address))


def is_same_host(one: str, other: str) -> bool:
    """Return whether two hosts are those of one blog. Blogger shows each blog under the domains of
    many countries as well: `a.blogspot.com`, `a.blogspot.co.uk`."""
    return _shorten_host(one) == _shorten_host(other)


def _shorten_host(host: str) -> str:
    host = host.lower().removeprefix("www.")
    name, blogspot, _country = host.partition(".blogspot.")
    return f"{name}.blogspot" if blogspot else host
