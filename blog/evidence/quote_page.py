"""Open a page for an author who wants to quote from it, and keep a private copy of it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urldefrag

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from accounts.models import User
from blog.evidence.browser import render as browser
from blog.evidence.browser.protocol import BrowserError
from blog.evidence.copies import find_copy, store_copy
from blog.evidence.decoding import MAX_BYTES, MAX_PDF_BYTES, is_pdf
from blog.evidence.fetch import USER_AGENT, FetchedPage, build_page
from blog.evidence.models import PageCopy, QuotedPage, UnreadReason
from blog.evidence.opened_space import has_space
from blog.evidence.page_reader import PageRefusedError, PageTooHeavyError, ReadPage
from blog.evidence.quote_reader import QuotableText, read
from lib import resolver, safe_http
from lib.resolver import UnreachableHost
from lib.safe_http import PORTS, FetchError, Resolver, UnsupportedURL, find_host
from lib.urls import split_url, validate_web_address

logger = logging.getLogger(__name__)

MAX_FETCH_SECONDS = 20  # For all requests, besides the time of the DNS.
MAX_URL_LENGTH = 1_000  # Of a quotation.
MAX_AT_ONCE = 2  # In one process of the server, whose other threads answer readers.
_readers: set[int] = set()  # Keys of the authors whose pages are being read.
_readers_lock = threading.Lock()
Fetch = Callable[[str], FetchedPage]


class PageRefused(Exception):
    """The page cannot be opened; nothing was stored. The message is for the author."""


class TooManyPagesError(Exception):
    """Other pages are being opened at this moment, perhaps by the same author."""


@dataclass(frozen=True)
class QuotablePage:
    """A page that an author may quote from. `copy` is None if none is kept.

    `url` is the address for quotations: the one after redirects; '' for a PDF without one. With
    `needs_browser` little of the page was read, and `open_page` with `in_browser` may read more.
    With `is_full` there is no copy because the author's quota of space is used.
    """

    url: str
    text: QuotableText
    copy: PageCopy | None
    needs_browser: bool = False
    is_full: bool = False


def parse_address(typed: str) -> str:
    """Return the URL that an author typed, with https:// if it has no scheme and without the part
    after '#'. Raises PageRefused.
    """
    url = typed.strip()
    if "://" not in url:
        url = f"https://{url}"
    url = urldefrag(url).url if split_url(url).hostname else url
    try:
        validate_web_address(url)
    except ValidationError as error:
        raise PageRefused(_("This is no address of a web page.")) from error
    if split_url(url).username is not None:
        raise PageRefused(_describe(UnsupportedURL()))
    if len(url) > MAX_URL_LENGTH or len(iri_to_uri(url)) > safe_http.MAX_URL_LENGTH:
        raise PageRefused(_("The address is too long: %d characters at most.") % MAX_URL_LENGTH)
    return url


def fetch_for_author(
    url: str, resolve: Resolver = resolver.resolve, ports: dict[str, int] = PORTS
) -> FetchedPage:
    """Fetch a page that a person wants to read, so `robots.txt` is not asked. Raises PageRefused.

    Tests pass `resolve` and `ports` to reach a local server.
    """
    until = time.monotonic() + MAX_FETCH_SECONDS

    def check_time(_url: str) -> None:
        if time.monotonic() > until:
            raise FetchError("deadline") from TimeoutError()

    try:
        final_url, response = safe_http.follow(
            url, MAX_PDF_BYTES, USER_AGENT, resolve, ports, approve=check_time, until=until
        )
    except FetchError as error:
        raise PageRefused(_describe(error.__cause__)) from error
    return build_page(final_url, response)


def _describe(cause: BaseException | None) -> str:
    if isinstance(cause, UnsupportedURL | ValueError):
        return _("This address is not read: only http and https, without a port or a password.")
    if isinstance(cause, UnreachableHost):
        return _("There is no public website at this address.")
    if isinstance(cause, TimeoutError):
        return _("The site took too long to respond. Try again later.")
    return str(UnreadReason.UNREACHABLE.label)


def show_for_author(url: str) -> FetchedPage:
    """Return a page as a browser shows it. Raises PageRefused or TooManyPagesError."""
    try:
        return browser.fetch_shown(url, is_waiting=False)
    except browser.BrowserBusyError as error:
        message = _("Several pages are being read. Try again in a few seconds.")
        raise TooManyPagesError(message) from error
    except BrowserError as error:
        logger.info("The browser did not show %s: %s", url, error)
        raise PageRefused(_("The browser on the server could not open this page.")) from error


def open_page(
    *,
    url: str,
    by: User,
    in_browser: bool = False,
    fetch: Fetch = fetch_for_author,
    show: Fetch = show_for_author,
) -> QuotablePage:
    """Fetch a page, read it in the sandbox, and keep a copy, which quotations from this address are
    linked to when their post is saved. `in_browser` opens it in the browser of the server instead.

    Takes up to 45 seconds. Raises PageRefused or TooManyPagesError. Five queries after the page was
    read; none with EVIDENCE off, which keeps no copies.
    """
    with _take_place(by):
        fetched = show(url) if in_browser else fetch(url)
        if fetched.reason:
            raise PageRefused(str(UnreadReason(fetched.reason).label))
        text = _read(fetched)
        needs_browser = _may_need_browser(fetched, text) and browser.is_available()
    if not needs_browser:
        _require_text(text)
    url = _choose_url(url, fetched, text.page)
    is_kept = settings.EVIDENCE and bool(text.lines)
    copy = _keep_copy(url, fetched, text.page, by) if is_kept else None
    return QuotablePage(url, text, copy, needs_browser, is_full=is_kept and not copy)


def _may_need_browser(fetched: FetchedPage, text: QuotableText) -> bool:
    """Return whether a script of the page may show more of it."""
    is_plain = fetched.snapshot is None and fetched.is_html is not False
    return is_plain and text.page.is_wall and not text.page_starts


def _require_text(text: QuotableText) -> None:
    if not text.lines:
        raise PageRefused(_("The page shows no text. A script of the page may show it later."))


def open_saved_page(*, content: bytes, by: User, url: str = "", fallback: str = "") -> QuotablePage:
    """Read a page that an author saved, and keep the file as a copy that was handed in.

    `url` is the address that the author typed, else the one in the file counts, then `fallback`. A
    PDF names none, and is read without one too; no copy is kept then.
    Raises PageRefused or TooManyPagesError. Queries as `open_page`.
    """
    if is_pdf(content) and len(content) > MAX_PDF_BYTES:
        raise PageRefused(_("The PDF is larger than 10 MB."))
    if not is_pdf(content) and len(content) > MAX_BYTES:
        raise PageRefused(_("The file is larger than 5 MB. Save the page without its pictures."))
    with _take_place(by):
        fetched = FetchedPage(body=content)
        text = _read(fetched)
    _require_text(text)
    if not url and text.page_starts:
        return QuotablePage("", text, None)
    if not url:
        try:
            url = parse_address(text.address or fallback)
        except PageRefused as error:
            message = _("The file does not say its address. Type it first, then choose the file.")
            raise PageRefused(message) from error
    if not settings.EVIDENCE:
        return QuotablePage(url, text, None)
    copy = _keep_copy(url, replace(fetched, final_url=url), text.page, by, is_handed_in=True)
    return QuotablePage(url, text, copy, is_full=copy is None)


def _read(fetched: FetchedPage) -> QuotableText:
    try:
        return read(fetched.body, fetched.charset, fetched.is_html)
    except PageTooHeavyError as error:
        raise PageRefused(str(UnreadReason.LARGE.label)) from error
    except PageRefusedError as error:
        reason = UnreadReason(error.reason or UnreadReason.FORMAT)
        raise PageRefused(str(reason.label)) from error


@contextmanager
def _take_place(author: User) -> Iterator[None]:
    """Let an author read one page at a time, so that slow sites of one leave room for others."""
    with _readers_lock:
        if author.pk in _readers:
            raise TooManyPagesError(_("Another page of yours is still being read. Try again soon."))
        if len(_readers) >= MAX_AT_ONCE:
            raise TooManyPagesError(_("Several pages are being read. Try again in a few seconds."))
        _readers.add(author.pk)
    try:
        yield
    finally:
        with _readers_lock:
            _readers.discard(author.pk)


def _choose_url(url: str, fetched: FetchedPage, page: ReadPage) -> str:
    """Return the address after redirects, unless they lead to a wall."""
    final_url = urldefrag(fetched.final_url).url
    if page.is_wall or final_url == safe_http.to_ascii(url) or len(final_url) > MAX_URL_LENGTH:
        return url
    return final_url


@transaction.atomic
def _keep_copy(
    url: str, fetched: FetchedPage, read_page: ReadPage, by: User, *, is_handed_in: bool = False
) -> PageCopy | None:
    """Store a copy, or return the one with the same text; None if the author's space is used.

    The page is not due for a look until a quotation names it. `asked_at` says how long a page
    without quotations is kept.
    """
    known = find_copy(url, read_page)
    if known is None and not has_space(by):
        return None
    now = timezone.now()
    host = find_host(url)[:255]
    page, _is_new = QuotedPage.objects.update_or_create(
        url=url,
        defaults={"asked_at": now, "opened_by": by},
        create_defaults={"host": host, "asked_at": now, "opened_by": by, "due_at": None},
    )
    return known or store_copy(page, fetched, read_page, now, is_handed_in=is_handed_in)
