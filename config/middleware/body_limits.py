"""Refuse requests with too large a body, or without Host, before reading them, as
`deploy/nginx.conf` does; read the bodies of all others."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from socket import socket
from typing import Any
from wsgiref.types import InputStream, StartResponse, WSGIApplication

from django.conf import settings

from lib.error_pages import PlainResponse, render_missing_host, render_too_large

MAX_BODY_BYTES = 1024 * 1024  # bytes
MAX_UPLOAD_BYTES = 21 * MAX_BODY_BYTES
# Of audio, video and PDF; its body is read only for a user who may upload.
FILE_UPLOAD_PATH = "/admin/blog/post/editor/file/"
# Of an export of another blog; its body is read only for an administrator.
EXPORT_UPLOAD_PATH = "/admin/transfer/import/add/"
CHUNK_BYTES = 64 * 1024
MAX_READ_SECONDS = 20.0


class BodyLimit:
    """WSGI wrapper. Chunked bodies without Content-Length pass, as Django does not read them."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("HTTP_HOST"):  # RFC 9112, section 3.2
            return _respond(render_missing_host(), start_response)
        length = environ.get("CONTENT_LENGTH", "")
        is_admin = environ.get("PATH_INFO", "").startswith("/admin/")
        max_bytes = MAX_UPLOAD_BYTES if is_admin else MAX_BODY_BYTES
        if environ.get("PATH_INFO") == FILE_UPLOAD_PATH:
            max_bytes = settings.MEDIA_FILE_MAX_BYTES
        elif environ.get("PATH_INFO") == EXPORT_UPLOAD_PATH:
            max_bytes = settings.IMPORT_MAX_BYTES + MAX_BODY_BYTES
        if not length.isdecimal() or (len(length) < 19 and int(length) <= max_bytes):
            return self.application(environ, start_response)
        return _respond(render_too_large(), start_response)


class BodyReader:
    """WSGI wrapper that reads the rest of the body before the response is sent. It belongs around
    the page cache, so that no slot or database connection is held while the body is read.

    Django answers many requests without reading their body, such as forms without a CSRF token.
    gunicorn would then close the connection while the proxy still sends the body, and nginx may
    notice that before it reads the response: it would answer 503. Uploads that the proxy does not
    buffer stay unread. Reading ends after MAX_READ_SECONDS, which are checked between chunks: a
    client that sends byte by byte can take longer, unless nginx buffers what it sends.
    """

    def __init__(
        self, application: WSGIApplication, get_time: Callable[[], float] = time.monotonic
    ) -> None:
        self.application, self.get_time = application, get_time

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        response = self.application(environ, start_response)
        is_buffered = environ.get("PATH_INFO") not in (FILE_UPLOAD_PATH, EXPORT_UPLOAD_PATH)
        if environ.get("CONTENT_LENGTH") and is_buffered:
            with suppress(OSError):  # The client is gone, or stalls.
                self._read_rest(environ["wsgi.input"], environ.get("gunicorn.socket"))
        return response

    def _read_rest(self, body: InputStream, connection: socket | None) -> None:
        deadline = self.get_time() + MAX_READ_SECONDS
        timeout = connection.gettimeout() if connection is not None else None
        try:
            while (remaining := deadline - self.get_time()) > 0:
                if connection is not None:
                    connection.settimeout(remaining)
                if not body.read(CHUNK_BYTES):
                    return
        finally:
            if connection is not None:
                connection.settimeout(timeout)


def _respond(plain: PlainResponse, start_response: StartResponse) -> Iterable[bytes]:
    status, headers, body = plain
    start_response(status, headers)
    return (body,)
