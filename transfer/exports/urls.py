"""Absolute URLs of pages and uploads of this site."""

from django.conf import settings
from django.core.files.storage import default_storage


def build_url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def build_media_url(name: str) -> str:
    url = default_storage.url(name)
    return url if "://" in url else f"{settings.SITE_URL}{url}"
