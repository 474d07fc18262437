"""Middleware that loads the site's settings."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from blog.models import SiteSettings


class SiteRequest(HttpRequest):
    """A request with the settings of the middleware below."""

    site: SiteSettings  # type: ignore[assignment]  # contrib.sites in the stubs


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
            return get_response(request)

    return handle
