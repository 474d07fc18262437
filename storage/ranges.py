"""Parts of files: a player asks for the part that its reader jumps to (RFC 9110, section 14)."""

import mimetypes
import re
from typing import IO, Any

from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)

# One range of bytes. Several at once are answered with the whole file, which is allowed.
_RANGE_RE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def parse_range(header: str, size: int) -> range | None:
    """Return the bytes that a Range header names, empty if there are none; None for no range."""
    match = _RANGE_RE.fullmatch(header.replace(" ", ""))
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:  # The last bytes.
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def respond_with_range(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    """Return the part of an open file that the request names, or the whole response."""
    response["Accept-Ranges"] = "bytes"
    size = int(response["Content-Length"])
    part = parse_range(request.headers.get("Range", ""), size)
    versions = [response[name] for name in ("ETag", "Last-Modified") if name in response]
    is_other = not _is_of_version(request, versions)
    if part is None or is_other or request.method not in ("GET", "HEAD"):
        return response
    file: Any = response.file_to_stream
    if not part:
        file.close()
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=416, headers=headers, content_type="text/plain")
    file.seek(part.start)
    answer = FileResponse(_Part(file, len(part)), status=206, content_type=response["Content-Type"])
    for name, value in response.items():
        answer[name] = value
    answer["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    answer["Content-Length"] = str(len(part))
    return answer


def stream_from_bucket(request: HttpRequest, name: str, etag: str = "") -> HttpResponseBase:
    """Send a large file of the bucket, or the part that the request names, without holding it in
    memory. Raises FileNotFoundError, or another OSError."""
    storage: Any = default_storage
    is_asked = _is_of_version(request, [etag]) if etag else True
    part = storage.open_part(name, request.headers.get("Range", "") if is_asked else "")
    if part is None:
        return HttpResponse(status=416, content_type="text/plain")
    response = StreamingHttpResponse(
        part.chunks,
        status=206 if part.content_range else 200,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(part.size)
    if part.content_range:
        response["Content-Range"] = part.content_range
    return response


def _is_of_version(request: HttpRequest, versions: list[str]) -> bool:
    """Return False for the rest of another version of a file, which would not fit."""
    version = request.headers.get("If-Range")
    return version is None or version in versions


class _Part:
    """The next bytes of an open file, as a file of its own."""

    def __init__(self, file: IO[bytes], count: int) -> None:
        self.file, self.remaining = file, count

    def read(self, size: int = -1) -> bytes:
        count = self.remaining if size < 0 else min(size, self.remaining)
        data = self.file.read(count)
        self.remaining -= len(data)
        return data

    def close(self) -> None:
        self.file.close()
