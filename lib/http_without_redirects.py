"""Requests to a server that an operator configured, which no redirect leads elsewhere."""

import functools
from http.client import HTTPResponse
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener


class _NoRedirectHandler(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


@functools.cache
def _get_opener() -> OpenerDirector:
    """Return the client, which reads the certificates of all authorities."""
    return build_opener(_NoRedirectHandler)


def open_without_redirects(request: Request, timeout: float) -> HTTPResponse:
    """Send a request, whose personal data and credentials are for its host only.

    Raises HTTPError for an error and for a redirect, URLError, OSError and HTTPException if there
    is no response within `timeout` seconds.
    """
    response: HTTPResponse = _get_opener().open(request, timeout=timeout)
    return response
