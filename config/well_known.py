"""Well-known URLs that programs request directly."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi

from blog.common.accents import LIGHT_PAPERS
from blog.content.site_middleware import SiteRequest

ICON_PATH, ICON_SIZE = "theme/icon.png", "512x512"
HALF_A_YEAR = timedelta(days=183)


def favicon(request: SiteRequest) -> HttpResponse:
    """Redirect /favicon.ico, for feed readers, and for browsers that show a file."""
    return redirect(_get_icon_url(request, "theme/favicon.ico"))


def touch_icon(request: SiteRequest) -> HttpResponse:
    """Redirect phones that request the icon at the site's root."""
    return redirect(_get_icon_url(request, ICON_PATH))


def _get_icon_url(request: SiteRequest, default: str) -> str:
    """Return the URL of the site's own icon, or of a file of the theme."""
    icon = request.site.get_picture("icon")
    return icon.url if icon else static(default)


def change_password(request: HttpRequest) -> HttpResponse:
    """Redirect password managers (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect("account_change_password")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Return security.txt (RFC 9116). 404 while no contact is set, and after the expiry date in the
    settings."""
    now = datetime.now(UTC)
    # Without an expiry date in the settings it expires half a year after the month's beginning.
    month = datetime(now.year, now.month, 1, tzinfo=UTC)
    expires = settings.SECURITY_EXPIRES or month + HALF_A_YEAR
    if not settings.SECURITY_CONTACT or expires <= now:
        raise Http404
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(dict.fromkeys((get_language() or 'en', 'en')))}",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def manifest(request: SiteRequest) -> HttpResponse:
    """Return the web app manifest (W3C), for home screens of phones."""
    name, icon = request.site.name, request.site.get_picture("icon")
    body = {
        "id": "/",
        "name": name,
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("blog:home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": LIGHT_PAPERS[0],
        "theme_color": request.site.theme_colours["light"],
        "icons": [{"src": icon.url, "sizes": icon.sizes, "type": icon.content_type}]
        if icon
        else [
            {"src": static(ICON_PATH), "sizes": ICON_SIZE, "type": "image/png"},
            {"src": static("theme/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return JsonResponse(
        body,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
