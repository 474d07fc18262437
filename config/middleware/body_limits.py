"""What is refused before it is read, as `deploy/nginx.conf` does in front: what is too large, and
what has no Host."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from lib.error_pages import Plain, too_large, without_host

COMMENT = 1024 * 1024  # bytes
PICTURE = 21 * COMMENT


class Sized:
    """Around `application`. What comes in chunks, without its length, Django takes for nothing."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("HTTP_HOST"):  # RFC 9112, section 3.2
            return _answer(without_host(), start_response)
        length = environ.get("CONTENT_LENGTH", "")
        most = PICTURE if environ.get("PATH_INFO", "").startswith("/admin/") else COMMENT
        if not length.isdecimal() or (len(length) < 19 and int(length) <= most):
            return self.application(environ, start_response)
        return _answer(too_large(), start_response)


def _answer(plain: Plain, start_response: StartResponse) -> Iterable[bytes]:
    status, headers, body = plain
    start_response(status, headers)
    return (body,)
