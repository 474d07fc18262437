"""Middleware that loads the site's settings."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from blog.models import SiteSettings
from blog.models.site_settings import translated_languages


class SiteRequest(HttpRequest):
    """A request with the settings of the middleware below."""

    site: SiteSettings  # type: ignore[assignment]  # contrib.sites in the stubs


# Shown in the language of the browser until the settings of a new site are stored.
NEW_SITE_PATHS = ("/admin/", "/accounts/")
MONITORING_PATHS = ("/healthz", "/readyz", "/metrics")
Handler = Callable[[HttpRequest], HttpResponse]


def site_settings(get_response: Handler) -> Handler:
    """Middleware that sets `request.site` and activates its language and time zone. One query.

    Monitoring requests must not depend on the database.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path in MONITORING_PATHS:
            return get_response(request)
        request.site = site = SiteSettings.load()  # type: ignore[assignment]  # as above
        with site.activated():
            if site._state.adding and request.path.startswith(NEW_SITE_PATHS):
                with translation.override(_find_language(request, site.language)):
                    return get_response(request)
            return get_response(request)

    return handle


def _find_language(request: HttpRequest, default: str) -> str:
    """Return the language that the browser asks for, if the desk is translated into it."""
    language = translation.get_language_from_request(request)
    return language if language in translated_languages() else default
