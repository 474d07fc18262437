"""Responses with files of other people, which no browser runs or draws as pages of ours."""

from django.http import HttpResponse

SANDBOX = "default-src 'none'; sandbox"


def isolate(response: HttpResponse) -> HttpResponse:
    """Forbid a response everything, whatever a browser takes it for; search engines skip it."""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
