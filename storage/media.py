"""Uploaded files: served where no nginx and no CDN in front answers for them."""

import mimetypes
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.static import serve

mimetypes.add_type("image/avif", ".avif")  # Python 3.12 does not know it.


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file's name holds the hash of its content, so a copy of it stays good for ever."""
    if not _may_be_there(path):
        raise Http404
    if settings.MEDIA_S3:
        return _from_bucket(path)
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


def _may_be_there(path: str) -> bool:
    """Dots begin what is just being written, or restored; longer names raise an OSError."""
    steps = [step.encode(errors="replace") for step in path.split("/")]
    return len(path.encode(errors="replace")) <= 1024 and not any(
        step.startswith(b".") or len(step) > 255 for step in steps
    )


def _from_bucket(path: str) -> HttpResponseBase:
    """Where readers fetch them elsewhere, pages that somebody kept still lead here."""
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
    return response


def write(name: str, data: bytes) -> None:
    """A file of the uploads, new or instead of one that is there; nobody reads half of it."""
    storage: Any = default_storage
    storage.replace(name, data)
