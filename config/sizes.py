"""How much may be sent: more is refused before it is read, as `deploy/nginx.conf` does in front."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from config.errors import too_large

COMMENT = 1024 * 1024  # bytes
PICTURE = 21 * COMMENT


class Sized:
    """Around `application`. What comes in chunks, without its length, Django takes for nothing."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        most = PICTURE if environ.get("PATH_INFO", "").startswith("/admin/") else COMMENT
        if not length.isdecimal() or (len(length) < 19 and int(length) <= most):
            return self.application(environ, start_response)
        status, headers, body = too_large()
        start_response(status, headers)
        return (body,)
