"""Read a whole site through the page cache, like a search engine that follows every address."""

import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from PIL import Image

from blog.content import site_state
from config.middleware.cache_headers import wrap_application
from page_cache.wsgi import PageCache

# Everything between quotation marks or tags that is a URL of the site.
_URL_RE = re.compile(r"""["'>\s,(](?P<url>(?:https?://[^"'<>\s,()]+)|/[^"'<>\s,()]*)""")
# Each differs for every visitor or form.
_SKIPPED = ("/admin/", "/accounts/", "/static/", "/comments/", "/search/")
STARTS = ("/", "/sitemap.xml", "/robots.txt", "/feed.atom", "/feed.rss", "/feed.json")


class Answer(NamedTuple):
    status: int
    type: str
    body: bytes
    location: str = ""

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Crawler:
    """`answers` are those of the last crawl, by path with query."""

    def __init__(self, cache: PageCache) -> None:
        self._cache = cache
        self.answers: dict[str, Answer] = {}

    def wait_for_current_state(self) -> None:
        """Wait until the page cache knows of the last commit."""
        watcher, expected = self._cache.watcher, site_state.get_state()
        watcher.get_state()
        with watcher._changed:
            is_known = watcher._changed.wait_for(
                lambda: watcher._state is not None and watcher._state.value == expected, 10
            )
        assert is_known

    def get(self, path: str) -> Answer:
        shown = urlsplit(path)
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(shown.path).encode().decode("latin-1"),
            "QUERY_STRING": shown.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": urlsplit(settings.SITE_URL).netloc,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        head: list = []
        parts = self._cache(environ, lambda status, headers, *_: head.extend((status, headers)))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        headers = {name.lower(): value for name, value in head[1]}
        content_type, location = headers.get("content-type", ""), headers.get("location", "")
        return Answer(int(head[0][:3]), content_type, body, location)

    def crawl(self, *starts: str) -> "Crawler":
        """Get all addresses that can be reached, and those of `starts`."""
        self.wait_for_current_state()
        self.answers = {}
        waiting = [*STARTS, *starts]
        while waiting:
            path = waiting.pop()
            if path not in self.answers and not path.startswith(_SKIPPED):
                answer = self.answers[path] = self.get(path)
                if not answer.type.startswith("image/"):
                    waiting += self._find_paths(path, answer.text)
        return self

    def _find_paths(self, path: str, text: str) -> Iterator[str]:
        here = urljoin(settings.SITE_URL, path)
        for match in _URL_RE.finditer(html.unescape(text)):
            url = urlsplit(urljoin(here, match["url"].replace("\\/", "/")))
            if f"{url.scheme}://{url.netloc}" == settings.SITE_URL:
                yield url.path + (f"?{url.query}" if url.query else "")

    def find_text(self, *texts: str) -> list[str]:
        """Return the addresses whose text contains any of the texts."""
        bodies = {p: a.text for p, a in self.answers.items() if not a.type.startswith("image/")}
        return sorted(path for path, body in bodies.items() if any(each in body for each in texts))

    def find_colour(self, colour: tuple[int, int, int]) -> list[str]:
        """Return the addresses of images with at least 100 pixels near a colour."""
        images = {p: a for p, a in self.answers.items() if a.type.startswith("image/")}
        return sorted(
            p for p, a in images.items() if a.status == 200 and has_colour(a.body, colour)
        )


def has_colour(data: bytes, colour: tuple[int, int, int]) -> bool:
    """Return whether an image has at least 100 pixels near a colour."""
    with Image.open(io.BytesIO(data)) as image:
        counts = image.convert("RGB").getcolors(1 << 24) or []
    near = (
        n for n, rgb in counts if max(abs(a - b) for a, b in zip(rgb, colour, strict=True)) <= 8
    )
    return sum(near) >= 100


@contextmanager
def crawler() -> Iterator[Crawler]:
    """Yield a crawler with a page cache of its own. Needs real transactions."""
    cache = wrap_application(WSGIHandler())
    assert isinstance(cache, PageCache)
    try:
        yield Crawler(cache)
    finally:
        cache.watcher.stop()
