"""Paths of a static site: the file of each page, and relative links between files."""

import hashlib
import html
import posixpath
import re
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage

from blog.comments.threads import PAGE_PARAMETER
from blog.common.pagination import PAGE_PARAMETERS

MEDIA_PREFIX = "/media/"
MAX_NAME_BYTES = 200
# Pages that need the server: forms, accounts and searches.
_SERVER_PATH_RE = re.compile(
    r"/(?:admin|accounts|search|shared)/|/oembed$|/opensearch\.xml$|/comment/$"
    r"|/comments/(?!feed\.)|/manifest\.webmanifest$"
)
# Each page of a list has a file; other parameters sort and filter, or name a version.
_PAGE_PARAMETERS = PAGE_PARAMETERS | {PAGE_PARAMETER}
_TAG_RE = re.compile(r"<([a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE_RE = re.compile(r'\s(href|src|poster|srcset|content)="([^"]*)"')
_FORM_RE = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)
_VISITOR_RE = re.compile(r"<script\b[^<>]*/visitor\b[^<>]*></script>")
_CSS_URL_RE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_MODULE_RE = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


def find_target(link: str, page: str) -> str | None:
    """Return the path of a link on a page, with its query if that is of another page of a list.

    None for other sites, and for pages that need a server.
    """
    public = default_storage.url("")
    if "://" in public and link.startswith(public):
        link = MEDIA_PREFIX + link.removeprefix(public)
    try:
        url = urlsplit(urljoin(urljoin(settings.SITE_URL, page), link))
    except ValueError:
        return None
    if f"{url.scheme}://{url.netloc}" != settings.SITE_URL or _SERVER_PATH_RE.search(url.path):
        return None
    pairs = [(name, value) for name, value in parse_qsl(url.query) if name in _PAGE_PARAMETERS]
    query = "&".join(f"{name}={quote(value)}" for name, value in sorted(pairs))
    return f"{url.path or '/'}?{query}" if query else url.path or "/"


def get_file_name(target: str) -> str:
    """Return the name of the file with a page, '2024/03/low-water/index.html'."""
    path, _, query = target.partition("?")
    parts = [_shorten(part) for part in unquote(path).lstrip("/").split("/")]
    folder, name = "/".join(parts[:-1]), parts[-1]
    if query:
        suffix = re.sub(r"[^\w-]+", "-", unquote(query))
        stem, dot, extension = name.rpartition(".")
        if name:
            name = _shorten(f"{stem}-{suffix}{dot}{extension}")
        else:
            folder = posixpath.join(folder, _shorten(suffix))
    return posixpath.join(folder, name or "index.html")


def _shorten(name: str) -> str:
    """Shorten a name that file systems would refuse."""
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{name.encode()[: MAX_NAME_BYTES - 13].decode(errors='ignore')}-{digest}"


def build_relative_url(target: str, page: str, fragment: str = "") -> str:
    """Return the URL of a target relative to the file of a page."""
    folder = posixpath.dirname(get_file_name(page)) or "."
    path = quote(posixpath.relpath(get_file_name(target), folder))
    return f"{path}#{fragment}" if fragment else path


def rewrite_html(text: str, page: str, visit: Callable[[str], None]) -> str:
    """Make the links of a page relative, and call `visit` with each target.

    Links and forms that need the server are removed; a link becomes its text.
    """

    def rewrite_url(link: str) -> str | None:
        target = find_target(html.unescape(link), page)
        if target is None:
            return None
        visit(target)
        fragment = urlsplit(html.unescape(link)).fragment
        if target == page and fragment:
            return f"#{html.escape(fragment)}"
        return html.escape(build_relative_url(target, page, fragment))

    def rewrite_tag(match: re.Match[str]) -> str:
        tag = match[1].lower()

        def rewrite_attribute(attribute: re.Match[str]) -> str:
            name, value = attribute[1], attribute[2]
            if name == "srcset":
                candidates = (part.partition(" ") for part in value.split(", "))
                pairs = [f"{rewrite_url(url) or url} {size}" for url, _, size in candidates]
                return f' srcset="{", ".join(pairs)}"'
            if name == "content" or (tag == "link" and _is_metadata(match[0])):
                if value.startswith(settings.SITE_URL):
                    rewrite_url(value)  # It stays absolute, but the file is needed.
                return attribute[0]
            if value.startswith("#") or (rewritten := rewrite_url(value)) is not None:
                return attribute[0] if value.startswith("#") else f' {name}="{rewritten}"'
            is_ours = urlsplit(urljoin(settings.SITE_URL, html.unescape(value))).netloc
            return "" if is_ours == urlsplit(settings.SITE_URL).netloc else attribute[0]

        return _ATTRIBUTE_RE.sub(rewrite_attribute, match[0])

    without_forms = _VISITOR_RE.sub("", _FORM_RE.sub("", text))
    return _TAG_RE.sub(rewrite_tag, without_forms)


def _is_metadata(tag: str) -> bool:
    return 'rel="canonical"' in tag


def rewrite_css(text: str, page: str, visit: Callable[[str], None]) -> str:
    """Make the URLs of a style sheet relative, and call `visit` with each."""

    def rewrite(match: re.Match[str]) -> str:
        link = match[1] or match[2]
        target = None if link.startswith(("data:", "#")) else find_target(link, page)
        if target is None:
            return match[0]
        visit(target)
        return match[0].replace(link, build_relative_url(target, page))

    return _CSS_URL_RE.sub(rewrite, text)


def visit_modules(text: str, page: str, visit: Callable[[str], None]) -> None:
    """Call `visit` with the modules that a script imports; they are relative already."""
    for match in _MODULE_RE.finditer(text):
        if target := find_target(match[1], page):
            visit(target)


def visit_urls(text: str, visit: Callable[[str], None]) -> None:
    """Call `visit` with this site's URLs in a feed or sitemap, which stay absolute."""
    for link in re.findall(re.escape(settings.SITE_URL) + r"""[^\s"'<>\\]*""", html.unescape(text)):
        if target := find_target(link, "/"):
            visit(target)
