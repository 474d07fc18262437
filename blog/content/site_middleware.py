"""Middleware that loads the site's settings."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.models import User
from blog.models import SiteSettings
from lib.languages import translated_languages


class SiteRequest(HttpRequest):
    """A request with the settings of the middleware below."""

    site: SiteSettings  # type: ignore[assignment]  # contrib.sites in the stubs


# Shown in the language of the person; all other pages are for readers, and caches keep them for
# everybody. Until the settings of a new site are stored, its language is that of the browser here.
PERSONAL_PATHS = ("/admin/", "/accounts/")
MONITORING_PATHS = ("/healthz", "/readyz", "/metrics")
Handler = Callable[[HttpRequest], HttpResponse]


def site_settings(get_response: Handler) -> Handler:
    """Middleware that sets `request.site` and activates its language and time zone. One query.

    The desk and the account pages, which read their user anyway, are in the language of the user.
    Monitoring requests must not depend on the database.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path in MONITORING_PATHS:
            return get_response(request)
        request.site = site = SiteSettings.load()  # type: ignore[assignment]  # as above
        if not request.path.startswith(PERSONAL_PATHS):
            with site.activated():
                return get_response(request)
        if site._state.adding:
            language = translation.get_language_from_request(request)
            site.language = language if language in translated_languages() else site.language
        user = request.user
        language = user.get_language(site) if isinstance(user, User) else site.language
        with site.activated(), translation.override(language):
            return get_response(request)

    return handle
