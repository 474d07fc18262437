"""Uploaded files, where no nginx in front answers for them."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file's name holds the hash of its content, so a copy of it stays good for ever."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response
