"""Private copies of pages: taken by looks, read and withdrawn by editors."""

import gzip
import zlib
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.evidence.fetch import FetchedPage
from blog.evidence.models import MAX_REASON_LENGTH, PageCopy, QuotedPage
from blog.evidence.page_facts import refuses_copies
from blog.evidence.page_reader import ReadPage
from blog.evidence.page_text import MAX_TEXT_LENGTH

MAX_UTF8_BYTES = 4 * MAX_TEXT_LENGTH


class CopyRefused(Exception):
    """Nothing was changed; the message is for the user."""


def take_copy(
    page: QuotedPage, fetched: FetchedPage, read_page: ReadPage, taken_at: datetime
) -> PageCopy:
    """Store what was fetched, or return the copy with the same text. At most two queries.

    Where the site asks for no copies, only hashes, sizes, time and headers are stored.
    """
    text = read_page.text.encode()
    text_hash = sha256(text).hexdigest()
    if (
        known := PageCopy.objects.defer("body", "text")
        .filter(page=page, text_hash=text_hash)
        .first()
    ):
        return known
    asked = fetched.headers.get("x-robots-tag", "")
    is_refused = read_page.is_copy_refused or refuses_copies(asked)
    return PageCopy.objects.create(
        page=page,
        requested_url=page.url,
        final_url=fetched.final_url,
        taken_at=taken_at,
        status=fetched.status or 0,
        headers=dict(fetched.headers),
        body_hash=sha256(fetched.body).hexdigest(),
        text_hash=text_hash,
        body=None if is_refused else gzip.compress(fetched.body, 6, mtime=0),
        text=None if is_refused else gzip.compress(text, 6, mtime=0),
        size=len(fetched.body),
        text_length=len(read_page.text),
        title="" if is_refused else read_page.title,
        byline="" if is_refused else read_page.byline,
        page_date="" if is_refused else read_page.date[:40],
        language=read_page.language[:35],
        is_refused=is_refused,
    )


def read_copy_text(copy: PageCopy) -> str:
    """Return the text of a copy, '' if there is none any more."""
    if copy.text is None:
        return ""
    unpacked = zlib.decompressobj(wbits=31).decompress(bytes(copy.text), MAX_UTF8_BYTES)
    return unpacked.decode(errors="replace")


def withdraw_copy(*, copy: PageCopy, by: User, reason: str) -> None:
    """Delete the page and its text for good; hashes and time stay. Raises CopyRefused.

    Two queries in a savepoint.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise CopyRefused(_("Give the reason: it stays with the hashes."))
    if len(reason) > MAX_REASON_LENGTH:
        raise CopyRefused(_("The reason is too long: %d characters at most.") % MAX_REASON_LENGTH)
    with transaction.atomic():
        stored = PageCopy.objects.select_for_update().defer("body", "text").get(pk=copy.pk)
        if stored.withdrawn_at is not None:
            return
        PageCopy.objects.filter(pk=copy.pk).update(
            body=None,
            text=None,
            withdrawn_at=timezone.now(),
            withdrawn_by=by,
            withdrawal_reason=reason,
        )
