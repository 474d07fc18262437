"""Copies of pages that an editor made public: their text, never their HTML, and their WARC file."""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header, http_date

from blog.common.foreign_files import isolate
from blog.content.site_middleware import SiteRequest
from blog.evidence.copies import read_copy_text
from blog.evidence.models import PageCopy
from blog.evidence.publication_models import CopyPublication
from blog.metadata import head_tags
from blog.models import PullQuote

MAX_QUOTATIONS = 10
MAX_SHOWN_LENGTH = 100_000  # Characters of the text on the page; the whole is a file.
_LANGUAGE_RE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def copy_detail(request: SiteRequest, pk: int) -> HttpResponse:
    """Show the text of a copy, as a memento (RFC 7089). Two queries, besides the site's.

    A copy that was deleted since has a page with its time and hashes, and status 410.
    """
    publication = _get_publication_or_404(pk)
    copy = publication.copy
    is_deleted = copy.withdrawn_at is not None
    if publication.ended_at and not is_deleted:
        raise Http404
    text = read_copy_text(copy)
    quotations = PullQuote.objects.for_readers().filter(evidence__page=copy.page_id)
    context = {
        "copy": copy,
        "publication": publication,
        "is_deleted": is_deleted,
        "lines": [line for line in text[:MAX_SHOWN_LENGTH].split("\n") if line.strip()],
        "is_cut": len(text) > MAX_SHOWN_LENGTH,
        "text_language": copy.language if _LANGUAGE_RE.fullmatch(copy.language) else "",
        "quotations": quotations.order_by("-published_at", "-pk")[:MAX_QUOTATIONS],
        "head": head_tags.build_copy(request.site, copy),
    }
    status = 410 if is_deleted else 200
    response = render(request, "blog/copies/detail.html", context, status=status)
    if not is_deleted:
        _describe_memento(response, copy)
    return response


def copy_text(request: SiteRequest, pk: int) -> HttpResponse:
    """Send the whole text of a public copy. One query, besides the site's."""
    copy = _get_public_or_404(pk)
    response = HttpResponse(read_copy_text(copy), content_type="text/plain; charset=utf-8")
    return _send_file(response, copy, f"copy-{pk}.txt")


def copy_warc(request: SiteRequest, pk: int) -> HttpResponse:
    """Send the WARC file of a public copy. One query, besides the site's."""
    from blog.evidence import warc  # Imports warcio, which few requests need.

    copy = _get_public_or_404(pk)
    response = HttpResponse(warc.build_warc(copy) or b"", content_type=warc.CONTENT_TYPE)
    return _send_file(response, copy, warc.get_file_name(copy))


def _get_publication_or_404(pk: int) -> CopyPublication:
    """Return the last publication of a copy."""
    rows = CopyPublication.objects.filter(copy=pk).select_related("copy")
    publication = rows.defer("copy__body", "copy__exchanges", "copy__snapshot").first()
    if publication is None:
        raise Http404
    return publication


def _get_public_or_404(pk: int) -> PageCopy:
    public = CopyPublication.objects.public().filter(copy__text__isnull=False)
    publication = public.select_related("copy").filter(copy=pk).first()
    if publication is None:
        raise Http404
    return publication.copy


def _describe_memento(response: HttpResponse, copy: PageCopy) -> None:
    """Add the headers of a memento. A file that somebody handed in is none."""
    if not copy.is_handed_in:
        response["Memento-Datetime"] = http_date(copy.taken_at.timestamp())
        response["Link"] = f'<{iri_to_uri(copy.requested_url)}>; rel="original"'


def _send_file(response: HttpResponse, copy: PageCopy, name: str) -> HttpResponse:
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    _describe_memento(response, copy)
    return isolate(response)
