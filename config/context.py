"""Context processor for the site settings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Add `site`, the settings that `blog.content.site_middleware` set on the request, or None."""
    return {"site": getattr(request, "site", None), "site_url": settings.SITE_URL}
