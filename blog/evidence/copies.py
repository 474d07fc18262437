"""Copies of pages: taken by looks, read and withdrawn by editors."""

import gzip
import zlib
from datetime import datetime
from hashlib import sha256

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.errors import LockNotAvailable

from accounts.models import User
from blog.evidence.decoding import MAX_BYTES, MAX_PDF_BYTES
from blog.evidence.exchanges import store_exchanges
from blog.evidence.fetch import FetchedPage
from blog.evidence.models import (
    LARGE_COLUMNS,
    MAX_REASON_LENGTH,
    PageCopy,
    QuotationCheck,
    QuotedPage,
)
from blog.evidence.page_facts import refuses_copies
from blog.evidence.page_reader import ReadPage
from blog.evidence.page_text import MAX_TEXT_LENGTH
from blog.evidence.publication_models import CopyPublication

MAX_UTF8_BYTES = 4 * MAX_TEXT_LENGTH


class CopyRefused(Exception):
    """Nothing was changed; the message is for the user."""


def find_copy(url: str, read_page: ReadPage) -> PageCopy | None:
    """Return the copy of a page that has the same text. One query."""
    text_hash = sha256(read_page.text.encode()).hexdigest()
    copies = PageCopy.objects.defer(*LARGE_COLUMNS)
    return copies.filter(page__url=url, text_hash=text_hash).first()


def take_copy(
    page: QuotedPage,
    fetched: FetchedPage,
    read_page: ReadPage,
    taken_at: datetime,
    *,
    is_handed_in: bool = False,
) -> PageCopy:
    """Store what was fetched, or return the copy with the same text. At most two queries."""
    known = find_copy(page.url, read_page)
    return known or store_copy(page, fetched, read_page, taken_at, is_handed_in=is_handed_in)


def store_copy(
    page: QuotedPage,
    fetched: FetchedPage,
    read_page: ReadPage,
    taken_at: datetime,
    *,
    is_handed_in: bool = False,
) -> PageCopy:
    """Store what was fetched of a page that has no copy with the same text. One query.

    Where the site asks for no copies, only hashes, sizes, time and headers are stored.
    """
    text = read_page.text.encode()
    asked = fetched.headers.get("x-robots-tag", "")
    is_refused = read_page.is_copy_refused or refuses_copies(asked)
    snapshot = b"" if is_refused else fetched.snapshot
    return PageCopy.objects.create(
        page=page,
        requested_url=page.url,
        final_url=fetched.final_url,
        taken_at=taken_at,
        status=fetched.status or 0,
        headers=dict(fetched.headers),
        exchanges=None if is_refused else store_exchanges(fetched.exchanges),
        body_hash=sha256(fetched.body).hexdigest(),
        text_hash=sha256(text).hexdigest(),
        body=None if is_refused else gzip.compress(fetched.body, 6, mtime=0),
        text=None if is_refused else gzip.compress(text, 6, mtime=0),
        size=len(fetched.body),
        text_length=len(read_page.text),
        title="" if is_refused else read_page.title,
        byline="" if is_refused else read_page.byline,
        page_date="" if is_refused else read_page.date[:40],
        language=read_page.language[:35],
        is_refused=is_refused,
        is_handed_in=is_handed_in,
        is_rendered=fetched.snapshot is not None,
        snapshot=gzip.compress(snapshot, 6, mtime=0) if snapshot else None,
        snapshot_hash=sha256(snapshot).hexdigest() if snapshot else "",
    )


def read_copy_text(copy: PageCopy) -> str:
    """Return the text of a copy, '' if there is none any more."""
    return (_unpack(copy.text, MAX_UTF8_BYTES) or b"").decode(errors="replace")


def read_copy_file(copy: PageCopy) -> bytes | None:
    """Return the file of a copy as it was received, None if there is none any more."""
    return _unpack(copy.body, MAX_PDF_BYTES + 1)


def read_copy_snapshot(copy: PageCopy) -> bytes:
    """Return what a browser showed, as MHTML; b'' if there is none or none any more."""
    return _unpack(copy.snapshot, MAX_BYTES) or b""


def _unpack(column: bytes | memoryview | None, size: int) -> bytes | None:
    """Return the content of a compressed column, at most `size` bytes; None if it is NULL."""
    if column is None:
        return None
    return zlib.decompressobj(wbits=31).decompress(bytes(column), size)


def withdraw_copy(*, copy: PageCopy, by: User, reason: str) -> None:
    """Delete for good what a copy holds, and what is around quotations in it. Raises CopyRefused.

    Hashes, times, sizes and the address that was asked for stay. Readers no longer see it. Six
    queries in a savepoint.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise CopyRefused(_("Give the reason: it stays with the hashes."))
    if len(reason) > MAX_REASON_LENGTH:
        raise CopyRefused(_("The reason is too long: %d characters at most.") % MAX_REASON_LENGTH)
    try:
        with transaction.atomic():
            _withdraw(copy, by, reason)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise CopyRefused(
            _("A post that quotes this page is just being saved. Try again in a moment.")
        ) from error


def _withdraw(copy: PageCopy, by: User, reason: str) -> None:
    """Withdraw a copy, unless it is withdrawn already.

    The lock of the page keeps looks away, which would store surroundings again. A save that deletes
    a quotation holds its check, and then waits for pages: so this does not wait for checks.
    """
    QuotedPage.objects.select_for_update().get(pk=copy.page_id)
    checks = QuotationCheck.objects.filter(copy=copy)
    list(checks.select_for_update(nowait=True).order_by("pk").values_list("pk"))
    now = timezone.now()
    # The database empties everything else.
    PageCopy.objects.filter(pk=copy.pk, withdrawn_at=None).update(
        withdrawn_at=now, withdrawn_by=by, withdrawal_reason=reason
    )
    CopyPublication.objects.filter(copy=copy).public().update(ended_at=now, ended_by=by)
    checks.exclude(before="", after="").update(before="", after="")
