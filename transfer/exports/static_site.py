"""The public site as files that any web server, or a browser alone, can show, in a zip archive.

Each page is requested as by a reader, through all middleware. Forms, accounts and the search need a
server and are left out.
"""

import mimetypes
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.urls import reverse
from django.utils.translation import gettext_noop

from blog.content.former_addresses import SITE_FEED_PATHS
from blog.syndication.dataset.export import iterate_in_batches
from storage.static_files import find_static_file
from transfer.exports.media import add_text, add_upload, create_zip_info
from transfer.exports.selection import ExportError, Selection
from transfer.exports.site_links import (
    MEDIA_PREFIX,
    build_relative_url,
    find_target,
    get_file_name,
    rewrite_css,
    rewrite_html,
    visit_modules,
    visit_urls,
)

STARTS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/feed.atom",
    "/feed.rss",
    "/feed.json",
    "/favicon.ico",
)
MISSING_PATH = "/404-missing-page/"
MAX_HOPS = 5
_REWRITTEN_TYPES = {"text/html", "text/css", "text/javascript"}
_TEXT_TYPES = ("xml", "json", "text/plain")
_REFRESH = (
    '<!DOCTYPE html>\n<meta charset="utf-8">\n<title>{url}</title>\n'
    '<meta http-equiv="refresh" content="0; url={url}">\n'
    '<link rel="canonical" href="{canonical}">\n<a href="{url}">{url}</a>\n'
)


def write(path: Path, selection: Selection, report: Callable[[str, int], None]) -> None:
    """Request every page that can be reached. Memory grows by the paths of pages.

    It is always of the whole blog. Raises ExportError if a page fails.
    """
    with zipfile.ZipFile(path, "w") as archive:
        _Writer(archive, report).run()


class _Writer:
    def __init__(self, archive: zipfile.ZipFile, report: Callable[[str, int], None]) -> None:
        self._archive, self._report = archive, report
        # Imported here because it imports unittest, which takes each process 25 ms of CPU time.
        from django.test import Client

        self._client = Client(raise_request_exception=False)
        self._waiting: list[str] = []
        self._seen: set[str] = set()
        self._written: set[str] = set()

    def run(self) -> None:
        for target in STARTS:
            self._visit(target)
        while self._waiting:
            self._add(self._waiting.pop())
        self._add_redirects()
        missing = self._get(MISSING_PATH).content.decode()
        add_text(self._archive, "404.html", missing)  # Shown at any depth: its links stay.

    def _visit(self, target: str) -> None:
        if target not in self._seen:
            self._seen.add(target)
            self._waiting.append(target)

    def _add(self, target: str) -> None:
        """Add the file of a target, if there is one."""
        name = get_file_name(target)
        path = unquote(target)
        if path.startswith(MEDIA_PREFIX):
            is_there = add_upload(self._archive, path.removeprefix(MEDIA_PREFIX), name)
        elif path.startswith(settings.STATIC_URL):
            is_there = self._add_static_file(path.removeprefix(settings.STATIC_URL), name, target)
        else:
            is_there = self._add_page(name, target)
        if is_there:
            self._written.add(target)
            self._report("files", len(self._written))

    def _add_static_file(self, path: str, name: str, target: str) -> bool:
        """Add a collected file; in development, one of the sources."""
        if (file := find_static_file(path)) is None:
            return False
        kind = mimetypes.guess_type(path)[0] or ""
        if kind in _REWRITTEN_TYPES:
            add_text(self._archive, name, self._rewrite(file.read_text(), kind, target))
        else:
            self._archive.writestr(create_zip_info(name, is_compressed=False), file.read_bytes())
        return True

    def _add_page(self, name: str, target: str) -> bool:
        page = self._follow(target)
        if page is None:
            return False
        kind = page.headers.get("Content-Type", "").partition(";")[0]
        if kind in _REWRITTEN_TYPES or any(each in kind for each in _TEXT_TYPES):
            text = page.getvalue().decode()
            add_text(self._archive, name, self._rewrite(text, kind, target))
        else:
            info = create_zip_info(name, is_compressed=False)
            with self._archive.open(info, "w", force_zip64=True) as member:
                for part in page:
                    member.write(part)
        return True

    def _rewrite(self, text: str, kind: str, target: str) -> str:
        if kind == "text/html":
            return rewrite_html(text, target, self._visit)
        if kind == "text/css":
            return rewrite_css(text, target, self._visit)
        if kind == "text/javascript":
            visit_modules(text, target, self._visit)
        elif kind != "text/plain":
            visit_urls(text, self._visit)
        return text

    def _follow(self, target: str) -> Any:
        """Return the page at a path or at the end of its redirects; None if there is none."""
        for _hop in range(MAX_HOPS):
            page = self._get(target)
            if page.status_code == 200:
                return page
            if page.status_code >= 500:
                raise ExportError(
                    gettext_noop("The page %(path)s failed with status %(status)d."),
                    {"path": target, "status": page.status_code},
                )
            location = page.headers.get("Location", "")
            following = find_target(location, target) if location else None
            if following is None:
                return None
            target = following
        return None

    def _get(self, target: str) -> Any:
        """Request a page as an anonymous reader."""
        path, _, query = target.partition("?")
        site = urlsplit(settings.SITE_URL)
        is_secure = site.scheme == "https"
        headers = {"host": site.netloc} | ({"x-forwarded-proto": "https"} if is_secure else {})
        return self._client.get(
            quote(unquote(path)),
            query_params=dict(parse_qsl(query)),
            secure=is_secure,
            headers=headers,
        )

    def _add_redirects(self) -> None:
        """Add former paths as pages that lead on, and as rules of Netlify and Cloudflare Pages."""
        rules = []
        rows = Redirect.objects.filter(site_id=settings.SITE_ID)
        names = {get_file_name(target) for target in self._written}
        for redirect in iterate_in_batches(rows):
            target = find_target(redirect.new_path, "/")
            old = redirect.old_path
            if target is None or get_file_name(target) not in names or "?" in old:
                continue
            rules.append((old, redirect.new_path))
            page = old if old.rpartition("/")[2].count(".") else old.rstrip("/") + "/"
            name = get_file_name(page)
            if name in names:
                continue
            names.add(name)
            url = escape(build_relative_url(target, page))
            canonical = escape(f"{settings.SITE_URL}{redirect.new_path}")
            add_text(self._archive, name, _REFRESH.format(url=url, canonical=canonical))
        for old, format in SITE_FEED_PATHS.items():
            rules.append((old, reverse("blog:site-feed", kwargs={"format": format})))
        lines = (f"{_encode(old)} {_encode(new)} 301\n" for old, new in rules)
        add_text(self._archive, "_redirects", "".join(lines))


def _encode(path: str) -> str:
    """Encode what would end a path in a rule."""
    return "".join(f"%{ord(sign):02X}" if sign in " \t\r\n%" else sign for sign in path)
