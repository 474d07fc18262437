"""The editor's JSON API of pages that an author quotes from."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import rate_limits
from accounts.models import signed_in
from blog.admin.posts.api import author_required
from blog.common import markup
from blog.evidence.decoding import MAX_PDF_BYTES
from blog.evidence.quote_lines import MarkedQuotation, PageLine
from blog.evidence.quote_page import (
    PageRefused,
    QuotablePage,
    TooManyPagesError,
    open_page,
    open_saved_page,
    parse_address,
)
from lib.error_pages import RETRY_AFTER_BUSY
from lib.parsing import parse_json_body

MAX_PAGES, PAGES_SECONDS = 60, 60 * 60  # Of one user.


@require_POST
@author_required
def quote_page(request: HttpRequest) -> JsonResponse:
    """Open the page at `url` of a JSON object, and return its lines and quotations; with true as
    `inBrowser`, as the browser of the server shows it.

    With `error` 400 for what is no address, 422 for a page that cannot be read, 429 after
    MAX_PAGES, 503 with Retry-After while others are being read. Offsets are those of JavaScript.
    """
    try:
        body = parse_json_body(request)
        url = parse_address(markup.clean_text(body["url"]))
        in_browser = body.get("inBrowser") is True
    except (ValueError, TypeError, KeyError, AttributeError):
        return _refuse(_("The request must contain an address."), 400)
    except PageRefused as refused:
        return _refuse(str(refused), 400)
    if refusal := _refuse_too_many(request):
        return refusal
    return _answer(partial(open_page, url=url, by=signed_in(request), in_browser=in_browser))


@require_POST
@author_required
def quote_saved_page(request: HttpRequest) -> JsonResponse:
    """Read a saved page, the body of the request; for `?url=` and `?fallback=` see
    `open_saved_page`.

    The body is read only now, after the permissions were checked. Answers as `quote_page`.
    """
    try:
        typed = (markup.clean_text(request.GET.get(name, "")) for name in ("url", "fallback"))
        url, fallback = (parse_address(text) if text.strip() else "" for text in typed)
    except PageRefused as refused:
        return _refuse(str(refused), 400)
    if refusal := _refuse_too_many(request):
        return refusal
    try:
        content = request.read(MAX_PDF_BYTES + 1)
    except UnreadablePostError:  # The author has cancelled, or left.
        return _refuse(_("The upload was interrupted. Try again."), 400)
    by = signed_in(request)
    return _answer(partial(open_saved_page, content=content, by=by, url=url, fallback=fallback))


def _answer(open_it: Callable[[], QuotablePage]) -> JsonResponse:
    try:
        return JsonResponse({"page": _page(open_it())})
    except PageRefused as refused:
        return _refuse(str(refused), 422)
    except TooManyPagesError as busy:
        response = _refuse(str(busy), 503)
        response["Retry-After"] = str(RETRY_AFTER_BUSY)
        return response


def _refuse(message: str, status: int) -> JsonResponse:
    return JsonResponse({"error": message}, status=status)


def _refuse_too_many(request: HttpRequest) -> JsonResponse | None:
    key = str(signed_in(request).pk)
    seconds = rate_limits.count_attempt("quote-page", key, MAX_PAGES, PAGES_SECONDS)
    if not seconds:
        return None
    minutes = -(-seconds // 60)
    message = ngettext(
        "You have opened many pages. Try again in %(count)d minute.",
        "You have opened many pages. Try again in %(count)d minutes.",
        minutes,
    )
    return _refuse(message % {"count": minutes}, 429)


def _page(opened: QuotablePage) -> dict[str, Any]:
    text = opened.text
    return {
        "url": opened.url,
        "title": text.page.title,
        "byline": text.page.byline,
        "date": text.page.date[:10],
        "language": text.page.language,
        "isUnread": text.page.is_wall,
        "isCut": text.is_cut,
        "needsBrowser": opened.needs_browser,
        "isRendered": bool(opened.copy and opened.copy.is_rendered),
        "isHandedIn": bool(opened.copy and opened.copy.is_handed_in),
        "isFull": opened.is_full,
        "isKept": bool(opened.copy and opened.copy.text is not None),
        "lines": [{"text": line.text, "isBeside": line.is_beside} for line in text.lines],
        "quotations": [_quotation(each, text.lines) for each in text.quotations],
        "pageStarts": [
            {
                "line": each.line,
                "from": _count_units(text.lines[each.line].text[: each.start]),
                "label": each.label,
            }
            for each in text.page_starts
        ],
    }


def _quotation(quotation: MarkedQuotation, lines: list[PageLine]) -> dict[str, Any]:
    return {
        "attribution": quotation.attribution,
        "spans": [
            {
                "line": number,
                "from": _count_units(lines[number].text[:start]),
                "to": _count_units(lines[number].text[:end]),
            }
            for number, start, end in quotation.spans
        ],
    }


def _count_units(text: str) -> int:
    """Return the length of a text in JavaScript."""
    return len(text.encode("utf-16-le")) // 2
