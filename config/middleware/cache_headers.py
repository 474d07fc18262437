"""Who may keep a page: this site's own cache in front of Django, caches in between, the reader."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_cache_control

from blog.content import site_state
from blog.content.site_middleware import FOR_MACHINES
from lib import error_pages
from page_cache.cdn_purge import TAG
from page_cache.connection_pool import ConnectionPool
from page_cache.read_replicas import Replicas
from page_cache.request_key import PERSONAL, Rules
from page_cache.state_watcher import Watcher
from page_cache.store import Answer, Store
from page_cache.thread_slots import Places
from page_cache.wsgi import PageCache

# What public pages ask for in their query strings; a test holds it against their links and forms.
PARAMETERS = frozenset(
    [
        *("q", "in", "label", "author", "source", "year", "sort", "page"),  # a search
        "language",  # with the above, a filter of quotations
        *("before", "after", "comments", "said", "from", "by", "kind"),  # lists, timelines
        *("url", "format", "maxwidth", "maxheight"),  # oEmbed
        "alt",  # Blogger's feeds
        *("to", "sent", "as", "next", "v"),  # comments, letters, cards
    ]
)
# Files, with headers of their own; what is for one person; what tells of the process.
APART = (
    settings.STATIC_URL,
    "/media/",
    "/admin/",
    "/accounts/",
    "/shared/",  # Each visit is counted.
    "/comments/visitor/",
    "/__debug__/",
    *FOR_MACHINES,
)
# Requests that keep a processor busy for seconds: pictures are decoded while the web answers.
HEAVY = ("/admin/blog/post/editor/upload/",)
A_DAY = 86_400
PAGES = (200, 301, 304)
TAGS = ("Cache-Tag", "Surrogate-Key")  # As Cloudflare calls them, and Fastly.
WROTE = 10  # seconds; what is kept shows it after one


def by_cookies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware, outside of the session's: whatever looked at a cookie is private, and kept by no
    cache, neither a shared one nor the browser's, where the next person at the same machine would
    find it. That holds for the desk, for accounts, for drafts at public addresses, and for
    whatever is refused there.

    What looked at none is the same for all, unless somebody asked for it whom no kept page is for:
    a cache in between that knows nothing of those must not hand theirs on. Readers' browsers ask
    whether it still holds; caches in between need not for `SHARED_SECONDS`, in the second half of
    which they ask while they answer, and may serve an old page for a day if we fail (RFC 5861). A
    view that knows better says so itself. What is no page, as that there is none, is kept by
    nobody: without a word, a cache may guess for how long (RFC 9111, section 4.2.2), and a post
    would come out behind it.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if has_vary_header(response, "Cookie"):
            patch_cache_control(response, private=True, no_store=True)
        elif not response.has_header("Cache-Control"):
            is_page = request.method in ("GET", "HEAD") and response.status_code in PAGES
            is_page = is_page and not PERSONAL.search(request.META.get("HTTP_COOKIE", ""))
            headers = for_all(settings.SHARED_SECONDS, bool(settings.PURGE_URL))
            for name, value in headers if is_page else [("Cache-Control", "no-store")]:
                response[name] = value
        return response

    return handle


def for_writers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: who sent something gets the next pages past what is kept, here and in nginx, from
    the primary, and so sees it at once. Nobody else gets a cookie."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and response.status_code < 400:
            response.set_cookie(
                "wrote", "1", WROTE, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        return response

    return handle


@cache
def for_all(seconds: int, is_told: bool) -> list[tuple[str, str]]:
    """Headers of what caches in between may keep for so many seconds.

    `s-maxage` and `stale-while-revalidate` add up to those. A CDN that is told of changes has
    nothing to ask meanwhile, and must not be given an old page when it does. Who minds `s-maxage`
    may not give one even where nobody answers (RFC 9111, section 5.2.2.10); CDN-Cache-Control (RFC
    9213) says the same without it.
    """
    later = 0 if is_told else seconds // 2
    stale = f"stale-while-revalidate={later}, " if later else ""
    stale += f"stale-if-error={A_DAY}"
    return [
        ("Cache-Control", f"public, max-age=0, s-maxage={seconds - later}, {stale}"),
        ("CDN-Cache-Control", f"max-age={seconds - later}, {stale}"),
        *((name, TAG) for name in TAGS if is_told),
    ]


def for_nginx() -> int:
    """How many seconds one in front may keep a page. Nobody tells it of changes, so behind a CDN
    that keeps pages for long it does not."""
    return 1 if settings.PURGE_URL else settings.SHARED_SECONDS - settings.SHARED_SECONDS // 2


def in_front_of(application: WSGIHandler) -> PageCache | Places:
    """Wrap Django in the page cache; only in the gate before it where nothing is to be kept."""
    replicas = Replicas(settings.REPLICAS) if settings.REPLICAS else None
    watcher = Watcher(site_state.placed_state if replicas else site_state.state, site_state.leave)
    is_caching = bool(settings.PAGE_CACHE_BYTES)

    def if_away() -> Answer | None:
        return Answer(*error_pages.away()) if is_caching and watcher.state() is None else None

    places = Places(
        application,
        settings.WEB_THREADS - is_caching,
        if_away,
        lambda environ: Answer(*error_pages.busy(environ.get("HTTP_ACCEPT", ""))),
        (settings.STATIC_URL, *FOR_MACHINES),
        HEAVY,
        ConnectionPool([connections, *(replicas.handlers if replicas else [])]),
    )
    if not is_caching:
        return places
    return PageCache(
        application,
        Rules(PARAMETERS, APART, behind_tls=settings.HTTPS),
        watcher,
        Store(settings.PAGE_CACHE_BYTES),
        lambda: Answer(*error_pages.away()),
        replicas,
        shared_seconds=for_nginx(),
        places=places,
        trusts_proxies=settings.TRUSTED_PROXIES > 0,
    )
