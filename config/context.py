"""What every template may say about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """`site`, the settings, is there where `blog.content.site_middleware` put them on the
    request."""
    return {"site": getattr(request, "site", None), "site_url": settings.SITE_URL}
