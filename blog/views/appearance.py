"""The style sheets that contain the site's own appearance."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control

from blog.appearance.stylesheet import (
    build_pages_stylesheet,
    build_stylesheet,
    get_version,
    hash_stylesheet,
)
from blog.content.site_middleware import SiteRequest

YEAR_IN_SECONDS = 31_536_000


def appearance(request: SiteRequest, version: str) -> HttpResponse:
    """Return the current rules of the site. One query, besides the site's, if it has custom CSS."""
    return _send(build_stylesheet(request.site), version == get_version(request.site))


def pages_stylesheet(request: SiteRequest, version: str) -> HttpResponse:
    """Return the style sheet of all pages, which ends with the site's colours and typeface."""
    css = build_pages_stylesheet(request.site)
    return _send(css, version == hash_stylesheet(css))


def _send(css: str, is_current: bool) -> HttpResponse:
    """Let clients cache a style sheet forever by its current URL.

    A URL of another version, which a cached page may still have, gets the current one uncached.
    """
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    if is_current:
        patch_cache_control(response, public=True, max_age=YEAR_IN_SECONDS, immutable=True)
    else:
        patch_cache_control(response, no_store=True)
    return response
