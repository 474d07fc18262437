"""The site's settings, on every request that shows a page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from blog.models import SiteSettings


class SiteRequest(HttpRequest):
    """What views get: a request behind the middleware below."""

    site: SiteSettings  # type: ignore[assignment]  # in the stubs that of contrib.sites


FOR_MACHINES = ("/healthz", "/readyz", "/metrics")
Handler = Callable[[HttpRequest], HttpResponse]


def site_settings(get_response: Handler) -> Handler:
    """Middleware: `request.site`, in whose language and time zone the page is made. One query, or
    none where the view asks for more in the same one.

    What machines ask of the process must not ask for them.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path in FOR_MACHINES:
            return get_response(request)
        with translation.override(None), timezone.override(None):
            if not _loads_itself(request.path_info):
                enter(request, SiteSettings.load())
            return get_response(request)

    return handle


def loads_settings[View: Callable[..., HttpResponse]](view: View) -> View:
    """Decorates a view that calls `enter` before anything else; its address ends with `feed.…`."""
    view.loads_settings = True  # type: ignore[attr-defined]  # for the middleware
    return view


def enter(request: HttpRequest, site: SiteSettings) -> None:
    """For what is left of the request."""
    request.site = site  # type: ignore[assignment]  # as above
    site.activate()


def _loads_itself(path: str) -> bool:
    """Addresses are looked up twice only where there is something to win."""
    if not path.rpartition("/")[2].startswith("feed."):
        return False
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return False
    return getattr(view, "loads_settings", False)
