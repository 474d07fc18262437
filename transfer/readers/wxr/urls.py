"""The addresses under which readers knew posts, categories and tags."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote

from lib.urls import split_url
from transfer.readers.wxr.attachments import Attachment
from transfer.readers.wxr.pictures import PICTURE_SUFFIXES, has_suffix

_UNUSED_SIGNS_RE = re.compile(r"[^\w./ -]")
_SEPARATORS_RE = re.compile(r"[./ -]+")


@lru_cache(maxsize=64)
def split_site_url(url: str) -> tuple[str, str]:
    """Return host (lower case, without `www.`) and path of an address; '' if it is invalid."""
    parts = split_url(url.strip())
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/")


def _get_host(url: str) -> str:
    """Return the host of an address as it is written, '' if it is relative."""
    _scheme, separator, rest = url.partition("://")
    return rest.partition("/")[0].lower().removeprefix("www.") if separator else ""


def list_post_urls(
    *,
    link: str,
    guid: str,
    post_id: str,
    is_page: bool,
    slug: str,
    old_slugs: Iterable[str],
    page_count: int,
    site_url: str,
    attachments: Iterable[Attachment] = (),
) -> list[str]:
    """List the addresses of a post, the usual one first.

    `old_slugs` are those that it had before, which WordPress redirects; a post of several pages has
    an address for each. The pages of its attachments lead to the post as well.
    """
    host, base = split_site_url(site_url)
    urls = [link] if link else []
    has_path = bool(link) and "?" not in link
    if has_path:
        stem = link.rstrip("/")
        last = stem.rpartition("/")[2]
        if slug and unquote(last).lower() == unquote(slug).lower():
            urls += [f"{stem[: -len(last)]}{old}/" for old in old_slugs if old and old != last]
        urls += [f"{stem}/{number}/" for number in range(2, page_count + 1)]
    guid_host = _get_host(guid)
    if guid_host and guid_host in (host, _get_host(link)):
        urls.append(guid)
    if post_id:
        if is_page:
            urls.append(f"{base}/?page_id={post_id}")
        urls.append(f"{base}/?p={post_id}")
    for attachment in attachments:
        if attachment.link and not has_suffix(attachment.link, PICTURE_SUFFIXES):
            urls.append(attachment.link)
        urls.append(f"{base}/?attachment_id={attachment.key}")
    if has_path and _get_host(link) not in ("", host):
        # The blog has moved to another host; links to its posts in the export tell.
        urls.append(split_url(link).path)
    return list(dict.fromkeys(urls))


def list_term_urls(
    *, taxonomy: str, slug: str, parents: Sequence[str], term_id: str, site_url: str
) -> list[str]:
    """List the pages and feeds of a category or tag. `parents` are slugs, the topmost first."""
    _host, base = split_site_url(site_url)
    if not slug:
        return []
    folder = {"category": "category", "post_tag": "tag"}.get(taxonomy, taxonomy)
    paths = [f"{base}/{folder}/{'/'.join((*parents, slug))}/"]
    if parents:
        paths.append(f"{base}/{folder}/{slug}/")
    urls = [url for path in paths for url in (path, f"{path}feed/")]
    if taxonomy == "category" and term_id:
        urls.append(f"{base}/?cat={term_id}")
    if taxonomy == "post_tag":
        urls.append(f"{base}/?tag={slug}")
    return urls


def list_author_urls(login: str, author_id: str, site_url: str) -> list[str]:
    """List the pages and the feed of an author."""
    _host, base = split_site_url(site_url)
    # As WordPress makes a path of a login: "a.b@c.example" is in /author/a-bc-example/.
    slug = _SEPARATORS_RE.sub("-", _UNUSED_SIGNS_RE.sub("", login.lower())).strip("-")
    urls = [f"{base}/author/{slug}/", f"{base}/author/{slug}/feed/"] if slug else []
    return [*urls, f"{base}/?author={author_id}"] if author_id else urls
