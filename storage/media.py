"""Serve uploaded files where no nginx or CDN does, and write them."""

import mimetypes
import posixpath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.static import serve

mimetypes.add_type("image/avif", ".avif")  # Python 3.12 does not know it.
# Files below it are never served: see `storage.private`.
PRIVATE_FOLDER = "private"
# For nginx in front of a bucket: a picture that is taken down leaves its cache within this time.
PROXY_SECONDS = 60


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file as immutable, as its name contains its content's hash."""
    if not _is_valid_path(path):
        raise Http404
    if settings.MEDIA_S3:
        return _from_bucket(path)
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


def _is_valid_path(path: str) -> bool:
    """Refuse hidden files, which are partial, private ones, and names that are too long for the
    file system."""
    if posixpath.normpath(path).lstrip("/").partition("/")[0].casefold() == PRIVATE_FOLDER:
        return False
    parts = [part.encode(errors="replace") for part in path.split("/")]
    return len(path.encode(errors="replace")) <= 1024 and not any(
        part.startswith(b".") or len(part) > 255 for part in parts
    )


def _from_bucket(path: str) -> HttpResponseBase:
    """Serve a file from the bucket, or redirect cached pages' requests to its public URL."""
    if not settings.MEDIA_URL.startswith("/"):
        return redirect(default_storage.url(path), permanent=True)
    try:
        with default_storage.open(path) as file:
            response = HttpResponse(
                file.read(),
                content_type=mimetypes.guess_type(path)[0] or "application/octet-stream",
            )
    except FileNotFoundError:
        raise Http404 from None
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    response["X-Accel-Expires"] = str(PROXY_SECONDS)
    return response


def write(name: str, data: bytes) -> None:
    """Create or replace an uploaded file atomically."""
    storage: Any = default_storage
    storage.replace(name, data)
