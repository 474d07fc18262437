"""The style sheet of the site's own appearance."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control

from blog.appearance.stylesheet import build_stylesheet, get_version
from blog.content.site_middleware import SiteRequest

YEAR_IN_SECONDS = 31_536_000


def appearance(request: SiteRequest, version: str) -> HttpResponse:
    """Return the current style sheet. One query, besides the site's, if there is custom CSS.

    Clients cache it forever by its current URL. A URL of another version, which a cached page may
    still have, gets the current one uncached.
    """
    css = build_stylesheet(request.site)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    if version == get_version(request.site):
        patch_cache_control(response, public=True, max_age=YEAR_IN_SECONDS, immutable=True)
    else:
        patch_cache_control(response, no_store=True)
    return response
