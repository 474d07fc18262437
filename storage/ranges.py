"""Parts of files: a player asks for the part that its reader jumps to (RFC 9110, section 14)."""

import re
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

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
    # An older version of the file: its rest would not fit.
    modified = response["Last-Modified"]
    is_current = request.headers.get("If-Range", modified) == modified
    if part is None or not is_current or request.method not in ("GET", "HEAD"):
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
