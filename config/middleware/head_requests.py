"""Answer HEAD with the headers of GET and no body (RFC 9110, section 9.3.2)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

Handler = Callable[[HttpRequest], HttpResponse | StreamingHttpResponse]


def strip_head_body(get_response: Handler) -> Handler:
    """Outermost middleware, where Content-Length is set: drop the body of responses to HEAD.

    gunicorn would drop it with a warning.
    """

    def handle(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        response = get_response(request)
        if request.method == "HEAD":
            length = response.headers.get("Content-Length")
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            else:
                response.content = b""
            if length is not None:
                response.headers["Content-Length"] = length
        return response

    return handle
