"""Uploaded files: written whole, and served where no nginx in front answers for them."""

import mimetypes
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve

mimetypes.add_type("image/avif", ".avif")  # Python 3.12 does not know it.


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file's name holds the hash of its content, so a copy of it stays good for ever."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


def write(name: str, data: bytes) -> None:
    """A file below MEDIA_ROOT, new or instead of one that is there; nobody reads half of it."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(aside, settings.FILE_UPLOAD_PERMISSIONS or 0o644)
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise
