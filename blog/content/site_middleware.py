"""The site's settings, on every request that shows a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from blog.models import SiteSettings


class SiteRequest(HttpRequest):
    """What views get: a request behind the middleware below."""

    site: SiteSettings  # type: ignore[assignment]  # in the stubs that of contrib.sites


FOR_MACHINES = ("/healthz", "/readyz", "/metrics")
Handler = Callable[[HttpRequest], HttpResponse]


def site_settings(get_response: Handler) -> Handler:
    """Middleware: `request.site`, in whose language and time zone the page is made. One query.

    What machines ask of the process must not ask for them.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path in FOR_MACHINES:
            return get_response(request)
        request.site = site = SiteSettings.load()  # type: ignore[assignment]  # as above
        with site.activated():
            return get_response(request)

    return handle
