"""Addresses of other blog engines: feeds, further pages, and labels below any base."""

import re

# Feeds of the whole site, with their formats.
SITE_FEED_PATHS = {
    **dict.fromkeys(("/feed", "/feed/rss", "/feed/rss2", "/rss", "/rss.xml", "/index.xml"), "rss"),
    **dict.fromkeys(("/feed/rdf", "/index.rdf", "/data/rss"), "rss"),
    **dict.fromkeys(("/feed/atom", "/feed.xml", "/atom", "/atom.xml", "/data/atom"), "atom"),
    **dict.fromkeys(("/feeds/posts/default", "/feeds/posts/summary"), "atom"),
    **dict.fromkeys(("/feeds/all.atom.xml", "/feeds/atom.xml"), "atom"),
    **dict.fromkeys(("/feed/json", "/index.json"), "json"),
}
COMMENT_FEED_PATHS = {
    **dict.fromkeys(("/comments/feed", "/comments/feed/rss2"), "rss"),
    **dict.fromkeys(("/comments/feed/atom", "/feeds/comments/default"), "atom"),
}
# The feed of a page is below it in most engines, and named like that of the site.
_FEED_RE = re.compile(
    r"(?P<page>/.+?)/(?:feed/(?:rss2?|rdf)|feed|rss|rss\.xml|index\.xml|"
    r"(?P<atom>feed/atom|feed\.xml|atom|atom\.xml))"
)
# Further pages and other views of a page, which have no address of their own here.
_VIEW_RE = re.compile(r"(/.+?)/(?:page/?\d+|comment-page-\d+|amp|embed|trackback)")
_LABEL_BASES = ("category", "tag")
# Parts of a path that name another kind of page than labels.
_OTHER_BASES = re.compile(
    r"\d+|author|authors|user|page|feed|comments|search|wp-[a-z-]+|.*\.\w{2,5}"
)
_MAX_PARTS = 6


def split_feed(path: str) -> tuple[str, str]:
    """Return the page that a path without a slash at its end is the feed of, and the format; ''
    twice for another path."""
    match = _FEED_RE.fullmatch(path)
    if not match:
        return "", ""
    return match["page"], "atom" if match["atom"] else "rss"


def split_view(path: str) -> str:
    """Return the page that a path is a further page or another view of; '' for another path."""
    match = _VIEW_RE.fullmatch(path)
    return match[1] if match else ""


def list_label_paths(path: str) -> list[str]:
    """List the paths that a label would have below the usual bases of WordPress, for one below
    another base or none, in a blog at the root of its domain or in a folder.

    `/topics/news` could be `/category/news`, `/tag/news`, or `/topics/category/news`.
    """
    parts = path.strip("/").split("/")
    if not parts[0] or len(parts) > _MAX_PARTS or any(map(_OTHER_BASES.fullmatch, parts)):
        return []
    paths = []
    for position in range(min(2, len(parts))):
        before, after = parts[:position], parts[position:]
        for base in _LABEL_BASES:
            paths += ["/".join(["", *before, base, *rest]) for rest in (after[1:], after) if rest]
    return paths
