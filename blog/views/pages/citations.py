"""Responses with citations of quotations and posts."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from blog.content.citations.formats import Format


def respond_with_citation(format: Format, citation: str, name: str, cited: str) -> HttpResponse:
    """Return a citation as a file; `cited` is the absolute URL of the cited page. No query."""
    response = HttpResponse(citation, content_type=f"{format.content_type}; charset=utf-8")
    disposition = content_disposition_header(not format.is_inline, name)
    response["Content-Disposition"] = str(disposition)
    response["Link"] = f'<{cited}>; rel="canonical"'
    response["X-Robots-Tag"] = "noindex"
    return response
