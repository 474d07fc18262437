"""Static files of the live server: read once, and kept by the browser as in production.

A form of the desk has 140 of them. Django's handler looks for each in every app, and lets the
browser ask again on each page.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIRequest, get_path_info


class File(NamedTuple):
    headers: list[tuple[str, str]]
    content: bytes


class CachedStaticFiles(StaticFilesHandler):
    """Answer each request for a file that was served before without Django."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        super().__init__(application)
        self.files: dict[str, File] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        path = get_path_info(environ)
        if environ["REQUEST_METHOD"] != "GET" or not self._should_handle(path):
            return super().__call__(environ, start_response)
        if path not in self.files:
            response = self.get_response(WSGIRequest(environ))
            headers = [*response.headers.items(), ("Cache-Control", "max-age=86400, immutable")]
            file = File(headers, response.getvalue())
            response.close()
            if response.status_code != 200:
                return super().__call__(environ, start_response)
            self.files[path] = file
        file = self.files[path]
        start_response("200 OK", list(file.headers))
        return [file.content]
