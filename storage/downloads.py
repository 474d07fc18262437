"""Downloads of large private files, which go on after an interruption (RFC 9110, section 14)."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from storage.ranges import respond_with_range, stream_from_bucket

# Neither compressed on the way, which would change the positions of bytes, nor opened here.
CONTENT_TYPE = "application/octet-stream"


def send_download(
    request: HttpRequest, name: str, *, file_name: str, sha256: str
) -> HttpResponseBase:
    """Send a file of the storage, or the part that the request names, as `file_name`.

    The ETag is the hash of the content, so a download never goes on with another file. The caller
    has checked the permission. Raises FileNotFoundError, or another OSError.
    """
    etag = f'"{sha256}"'
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        unchanged["ETag"] = etag
        return unchanged
    response = _open(request, name, etag)
    if response.status_code < 300:
        response["Content-Type"] = CONTENT_TYPE
        response["Content-Disposition"] = content_disposition_header(True, file_name) or ""
    response["ETag"] = etag
    return response


def _open(request: HttpRequest, name: str, etag: str) -> HttpResponseBase:
    if settings.MEDIA_S3:
        return stream_from_bucket(request, name, etag)
    response = FileResponse(default_storage.open(name), content_type=CONTENT_TYPE)
    response["ETag"] = etag
    return respond_with_range(request, response)
