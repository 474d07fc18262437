"""Cache headers of responses, and the setup of the page cache in front of Django."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_cache_control

from blog.content import site_state
from blog.content.site_middleware import MONITORING_PATHS
from lib import error_pages
from page_cache.cdn_purge import CACHE_TAG
from page_cache.connection_pool import ConnectionPool
from page_cache.read_replicas import Replicas
from page_cache.request_key import PERSONAL_COOKIES_RE, CacheRules
from page_cache.state_watcher import StateWatcher
from page_cache.store import Response, Store
from page_cache.thread_slots import ThreadSlots
from page_cache.wsgi import PageCache

# Query parameters of public pages; a test compares them with all links and forms.
QUERY_PARAMETERS = frozenset(
    [
        *("q", "in", "label", "author", "source", "year", "sort", "page"),  # a search
        "language",  # with the above, a filter of quotations
        *("before", "after", "comments", "said", "from", "by", "kind"),  # lists, timelines
        *("url", "format", "maxwidth", "maxheight"),  # oEmbed
        "alt",  # Blogger's feeds
        *("to", "sent", "as", "next", "v"),  # comments, e-mails, cards
        *("p", "page_id", "attachment_id", "cat", "tag"),  # WordPress pages, redirected
    ]
)
# Files with their own headers, personal pages, and status pages.
UNCACHED_PATHS = (
    settings.STATIC_URL,
    "/media/",
    "/admin/",
    "/accounts/",
    "/shared/",  # Each visit is counted.
    "/comments/visitor/",
    "/__debug__/",
    *MONITORING_PATHS,
)
# Requests that need a processor for seconds to decode an image.
HEAVY_PATHS = ("/admin/blog/post/editor/upload/", "/admin/blog/photo/upload/")
DAY = 86_400
PAGE_STATUSES = (200, 301, 304)
TAG_HEADERS = ("Cache-Tag", "Surrogate-Key")  # of Cloudflare and Fastly
WROTE_MAX_AGE = 10  # seconds; cached pages are current after one


def set_cache_control(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware before SessionMiddleware: set Cache-Control, unless the view has.

    Responses that depend on a cookie are `private, no-store`: neither a shared cache nor the
    browser's, where the next user of the machine would find it, may store them. That covers the
    desk, accounts, drafts at public URLs, and refusals there.

    Pages without cookies are public, unless the request had a personal cookie. Browsers revalidate
    them; shared caches need not for `SHARED_SECONDS`, revalidate in the background in the second
    half of those, and may serve a stale page for a day if we fail (RFC 5861). Errors such as 404
    are `no-store`: otherwise caches may guess a lifetime (RFC 9111, section 4.2.2) that hides a
    new post.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if has_vary_header(response, "Cookie"):
            patch_cache_control(response, private=True, no_store=True)
        elif settings.PURGE_URL and _is_card(request):
            # A card may show a picture that is taken down.
            for name in TAG_HEADERS:
                response[name] = CACHE_TAG
        elif not response.has_header("Cache-Control"):
            is_page = request.method in ("GET", "HEAD") and response.status_code in PAGE_STATUSES
            is_page = is_page and not PERSONAL_COOKIES_RE.search(
                request.META.get("HTTP_COOKIE", "")
            )
            headers = get_shared_cache_headers(settings.SHARED_SECONDS, bool(settings.PURGE_URL))
            for name, value in headers if is_page else [("Cache-Control", "no-store")]:
                response[name] = value
        return response

    return handle


def _is_card(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name in ("post-card", "page-card")


def bypass_cache_after_post(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: after a POST, set a cookie that bypasses the caches here and in nginx and the
    replicas, so that visitors see their own changes at once."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and response.status_code < 400:
            response.set_cookie(
                "wrote", "1", WROTE_MAX_AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        return response

    return handle


@cache
def get_shared_cache_headers(seconds: int, has_purge: bool) -> list[tuple[str, str]]:
    """Return headers that let shared caches store a page for `seconds`.

    `s-maxage` and `stale-while-revalidate` add up to those, except for a CDN that is purged, which
    must not get an old page on revalidation. `s-maxage` forbids serving stale pages even if we are
    down (RFC 9111, section 5.2.2.10), so CDN-Cache-Control (RFC 9213) has `max-age`.
    """
    stale_seconds = 0 if has_purge else seconds // 2
    stale = f"stale-while-revalidate={stale_seconds}, " if stale_seconds else ""
    stale += f"stale-if-error={DAY}"
    return [
        ("Cache-Control", f"public, max-age=0, s-maxage={seconds - stale_seconds}, {stale}"),
        ("CDN-Cache-Control", f"max-age={seconds - stale_seconds}, {stale}"),
        *((name, CACHE_TAG) for name in TAG_HEADERS if has_purge),
    ]


def get_nginx_lifetime() -> int:
    """Return the seconds for which nginx may cache a page.

    Only one with a CDN that is purged, because nginx is not.
    """
    return 1 if settings.PURGE_URL else settings.SHARED_SECONDS - settings.SHARED_SECONDS // 2


def wrap_application(application: WSGIHandler) -> PageCache | ThreadSlots:
    """Wrap Django in the page cache, or in the thread slots alone if nothing is cached."""
    replicas = Replicas(settings.REPLICAS) if settings.REPLICAS else None
    get_state = site_state.get_positioned_state if replicas else site_state.get_state
    watcher = StateWatcher(get_state, site_state.close_connection)
    is_caching = bool(settings.PAGE_CACHE_BYTES)

    def if_away() -> Response | None:
        return (
            Response(*error_pages.render_unavailable())
            if is_caching and watcher.get_state() is None
            else None
        )

    thread_slots = ThreadSlots(
        application,
        settings.WEB_THREADS - is_caching,
        if_away,
        lambda environ: Response(*error_pages.render_busy(environ.get("HTTP_ACCEPT", ""))),
        (settings.STATIC_URL, *MONITORING_PATHS),
        HEAVY_PATHS,
        ConnectionPool([connections, *(replicas.handlers if replicas else [])]),
    )
    if not is_caching:
        return thread_slots
    return PageCache(
        application,
        CacheRules(QUERY_PARAMETERS, UNCACHED_PATHS, behind_tls=settings.HTTPS),
        watcher,
        Store(settings.PAGE_CACHE_BYTES),
        lambda: Response(*error_pages.render_unavailable()),
        replicas,
        shared_seconds=get_nginx_lifetime(),
        thread_slots=thread_slots,
        trusts_proxies=settings.TRUSTED_PROXIES > 0,
    )
