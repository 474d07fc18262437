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

from storage.ranges import respond_with_range, stream_from_bucket

# What uploads are served as, on every system: Python 3.12 lacks AVIF, and others differ.
MEDIA_TYPES = {
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".pdf": "application/pdf",
    ".wav": "audio/wav",
    ".weba": "audio/webm",
    ".webm": "video/webm",
}
for _extension, _type in MEDIA_TYPES.items():
    mimetypes.add_type(_type, _extension)
# Uploads that no program but a player or a reader of PDF should open, in the folder `files/`.
FILES_FOLDER = "files/"
FILE_POLICY = "default-src 'none'; sandbox"
# Files below it are never served: see `storage.private`.
PRIVATE_FOLDER = "private"
# For nginx in front of a bucket: a picture that is taken down leaves its cache within this time.
PROXY_SECONDS = 60


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file as immutable, as its name contains its content's hash."""
    if not _is_valid_path(path):
        raise Http404
    if settings.MEDIA_S3:
        response = _from_bucket(request, path)
    else:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
        if isinstance(response, FileResponse):
            patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
            response = respond_with_range(request, response)
    if path.startswith(FILES_FOLDER) and response.status_code < 300:
        response["Content-Security-Policy"] = FILE_POLICY
        response["Content-Disposition"] = get_disposition(path)
    return response


def get_disposition(name: str) -> str:
    """Return the Content-Disposition of a file: browsers save a PDF, and never run it here."""
    return "attachment" if name.endswith(".pdf") else "inline"


def _is_valid_path(path: str) -> bool:
    """Refuse hidden files, which are partial, private ones, and names that are too long for the
    file system."""
    if posixpath.normpath(path).lstrip("/").partition("/")[0].casefold() == PRIVATE_FOLDER:
        return False
    parts = [part.encode(errors="replace") for part in path.split("/")]
    return len(path.encode(errors="replace")) <= 1024 and not any(
        part.startswith(b".") or len(part) > 255 for part in parts
    )


def _from_bucket(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file from the bucket, or redirect cached pages' requests to its public URL."""
    if not settings.MEDIA_URL.startswith("/"):
        return redirect(default_storage.url(path), permanent=True)
    if path.startswith(FILES_FOLDER):
        return _stream_from_bucket(request, path)
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


def _stream_from_bucket(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a large file, or the part that the request names, to be cached."""
    try:
        response = stream_from_bucket(request, path)
    except FileNotFoundError:
        raise Http404 from None
    if response.status_code >= 300:
        return response
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    response["X-Accel-Expires"] = str(PROXY_SECONDS)
    return response


def write(name: str, data: bytes) -> None:
    """Create or replace an uploaded file atomically."""
    storage: Any = default_storage
    storage.replace(name, data)
