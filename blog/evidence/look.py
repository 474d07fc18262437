"""Look at a page: fetch it, judge the quotations that were read there, and record the result."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import OperationalError, transaction
from django.utils import timezone
from psycopg2.errors import LockNotAvailable

from blog.common.db.due_addresses import leave_alone
from blog.evidence.browser import render as browser_copy
from blog.evidence.copies import take_copy
from blog.evidence.decoding import is_pdf
from blog.evidence.difference import compare_words
from blog.evidence.fetch import FetchedPage, fetch_page
from blog.evidence.follow import hash_text
from blog.evidence.models import (
    LARGE_COLUMNS,
    MAX_CONTEXT,
    PageCopy,
    QuotationCheck,
    QuotedPage,
    UnreadReason,
    VerdictChange,
)
from blog.evidence.notifications import notify_authors
from blog.evidence.page_reader import (
    KINDS,
    PageRefusedError,
    PageTooHeavyError,
    ReadPage,
    read,
)
from blog.evidence.text_fragment import build_fragment
from blog.evidence.verdict import Verdict

Fetch = Callable[..., FetchedPage]
Render = Callable[[FetchedPage], FetchedPage | None]
# The pauses between looks that change nothing; after a change they begin again.
INTERVALS = tuple(timedelta(days=days) for days in (1, 3, 7, 30, 90, 180))
# One page of a host may ask for a longer pause for itself, but not for all others.
MAX_HOST_PAUSE = timedelta(days=1)
# A second look counts only if the page had this much time to recover.
MIN_SECOND_LOOK = timedelta(days=1)
MAX_LOOKS = 10_000
# A host whose page took longer is left alone, so that other tasks wait for it once in a while only.
SLOW_SECONDS, SLOW_PAUSE = 5, timedelta(minutes=10)
# A page with less of its former text is not the article any more.
MIN_TEXT_SHARE = 0.3
_STANDING_KINDS = frozenset(str(kind) for kind in QuotationCheck.STANDING)
# From the best verdict to the worst.
_RANKS = {kind: rank for rank, kind in enumerate(KINDS)}
# What an ordinary look writes. `verdict`, `before` and `after` tell the page cache that readers see
# something new, if the quotation is published.
_QUIET_COLUMNS = ("looks", "checked_at", "stood_last_at", "unread_reason", "unread_at")


@dataclass(frozen=True)
class Look:
    """What one look found: a reason, no change, or a page with verdicts by the keys of checks.

    The reason holds for quotations without a verdict. `rendered` is the same page as a browser
    shows it, if that was asked.
    """

    fetched: FetchedPage
    reason: str = ""
    page: ReadPage | None = None
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    rendered: "Look | None" = None

    def choose(self, check: QuotationCheck) -> "Look | None":
        """Return the look with the better verdict on a quotation; None if there is none.

        Where a browser would have to show a quotation and could not, it is not lost.
        """
        looks = [look for look in (self, self.rendered) if look and _is_read(look, check)]
        best = min(looks, key=lambda look: _RANKS[look.verdicts[check.pk].kind], default=None)
        if best is not self or self.verdicts[check.pk].kind in _STANDING_KINDS or len(looks) == 2:
            return best
        needs_browser = check.copy is not None and check.copy.is_rendered
        return None if self.rendered or needs_browser else best


def look_at(
    page: QuotedPage, fetch: Fetch = fetch_page, render: Render = browser_copy.fetch_for_look
) -> None:
    """Look at a page that a worker has claimed. Never raises for any response.

    Two queries before the request, one after it if the host asks for a pause or is slow, and
    about three for each quotation whose verdict changed. No transaction is open during the request.
    If a quotation does not stand in the page as it was fetched, a browser shows the page, if there
    is one and the page was not slow.
    """
    rows = page.checks.select_related("quotation", "first_copy")
    rows = rows.defer(*(f"first_copy__{name}" for name in LARGE_COLUMNS))
    checks = list(rows.order_by("pk"))
    condition = (page.etag, page.last_modified) if _can_be_conditional(checks) else ("", "")
    look, is_slow = None, False
    if checks:
        start = time.monotonic()
        fetched = fetch(page.url, *condition)
        is_slow = time.monotonic() - start > SLOW_SECONDS
        look = _look(page, checks, fetched)
    if look and _may_be_rendered(look, checks):
        if is_slow and browser_copy.is_available():
            look = replace(look, rendered=Look(FetchedPage(), UnreadReason.UNREACHABLE))
        elif shown := render(look.fetched):
            look = replace(look, rendered=_look(page, checks, shown))
    pauses = {page.host: SLOW_PAUSE} if is_slow else {}
    if look and (host := look.fetched.busy_host[:255]):
        asked = min(look.fetched.retry_after, MAX_HOST_PAUSE)
        pauses[host] = max(asked, pauses.get(host, asked))
    for host, pause in pauses.items():
        leave_alone(QuotedPage, host, pause)
    try:
        _record(page, checks, look)
    except OperationalError as error:
        # A save is changing one of the quotations. The page is due again in an hour, as claimed.
        if not isinstance(error.__cause__, LockNotAvailable):
            raise


def _can_be_conditional(checks: Sequence[QuotationCheck]) -> bool:
    """Return whether "not modified" would answer for all quotations."""
    return all(check.verdict in QuotationCheck.STANDING or check.is_confirmed for check in checks)


def _look(page: QuotedPage, checks: Sequence[QuotationCheck], fetched: FetchedPage) -> Look:
    if fetched.reason or fetched.is_unmodified:
        return Look(fetched, fetched.reason)
    quotations = [check.quotation.text for check in checks]
    try:
        read_page = read(fetched.body, quotations, fetched.charset, fetched.is_html)
    except PageTooHeavyError:
        return Look(fetched, UnreadReason.LARGE)
    except PageRefusedError as error:
        return Look(fetched, error.reason or UnreadReason.FORMAT)
    verdicts = dict(zip((check.pk for check in checks), read_page.verdicts, strict=True))
    if _is_doubtful(page, checks, fetched, read_page):
        verdicts = {key: each for key, each in verdicts.items() if each.kind in _STANDING_KINDS}
    return Look(fetched, UnreadReason.LARGE if read_page.is_cut else "", read_page, verdicts)


def _may_be_rendered(look: Look, checks: Sequence[QuotationCheck]) -> bool:
    """Return whether scripts of a page could show a quotation that its file does not."""
    if look.page is None or look.fetched.is_html is False or is_pdf(look.fetched.body):
        return False
    verdicts = (look.verdicts.get(check.pk) for check in checks)
    return not all(verdict and verdict.kind in _STANDING_KINDS for verdict in verdicts)


def _is_doubtful(
    page: QuotedPage, checks: Sequence[QuotationCheck], fetched: FetchedPage, read_page: ReadPage
) -> bool:
    """Return whether a quotation that is missing from the page may still be in the article."""
    if read_page.is_wall or read_page.is_cut or not fetched.is_settled:
        return True
    if _leads_upwards(page.url, fetched.final_url):
        return True
    copies = [check.first_copy for check in checks if check.first_copy]
    former = next((copy.text_length for copy in copies if not copy.is_handed_in), 0)
    return len(read_page.text) < MIN_TEXT_SHARE * former


def _leads_upwards(url: str, final_url: str) -> bool:
    """Return whether a redirect ends at the home page or a section, as those of removed articles
    often do."""
    before, after = (
        [part for part in urlsplit(each).path.split("/") if part] for each in (url, final_url)
    )
    return len(after) < len(before) and (len(after) < 2 or before[: len(after)] == after)


@transaction.atomic
def _record(page: QuotedPage, before: Sequence[QuotationCheck], look: Look | None) -> None:
    """Record a look. A quotation that was changed meanwhile is looked for again.

    A save that deletes a quotation holds its check, and then waits for pages. So this waits only
    for the page, and raises OperationalError if somebody has one of the checks.

    A draft that is saved while its author types may hold another text than the followed one.
    Nothing is recorded of that, until the author saves it.
    """
    now = timezone.now()
    followed = {check.pk: check.text_hash for check in before}
    judged = {check.pk: hash_text(check.quotation.text) for check in before}
    page = QuotedPage.objects.select_for_update().get(pk=page.pk)
    rows = QuotationCheck.objects.select_for_update(of=("self",), nowait=True)
    rows = rows.select_related("quotation__post", "copy")
    rows = rows.defer("quotation__post__html", "quotation__post__intro_html")
    rows = rows.defer(*(f"copy__{name}" for name in LARGE_COLUMNS))
    checks = list(rows.filter(page=page).order_by("pk"))
    current = [check for check in checks if judged.get(check.pk) == check.text_hash]
    current = [check for check in current if hash_text(check.quotation.text) == check.text_hash]
    if look is None or any(followed.get(check.pk) != check.text_hash for check in checks):
        is_eventful, due_now = True, bool(checks)
    else:
        is_eventful, due_now = False, False
    is_tried_soon = False
    copies: dict[bool, PageCopy] = {}
    for check in current if look else ():
        assert look
        source = look.choose(check)
        if look.fetched.is_unmodified:
            _repeat(check, now)
        elif source is None or source.page is None:
            reason = look.reason or UnreadReason.SHORT
            is_tried_soon |= _record_unread(check, reason, now)
        else:
            verdict, is_rendered = source.verdicts[check.pk], source is look.rendered
            if verdict.kind != check.verdict and is_rendered not in copies:
                copies[is_rendered] = take_copy(page, source.fetched, source.page, now)
            copy = copies.get(is_rendered)
            is_eventful |= _record_verdict(check, verdict, source.page.text, copy, now)
    pause = INTERVALS[0] if is_tried_soon else None
    _schedule(page, checks, look, now, pause, is_eventful=is_eventful, due_now=due_now)


def _is_read(look: Look, check: QuotationCheck) -> bool:
    """Return whether a look has a verdict on a quotation."""
    verdict = look.verdicts.get(check.pk)
    return verdict is not None and verdict.kind != "unread"


def _repeat(check: QuotationCheck, now: datetime) -> None:
    """Record that nothing has changed."""
    is_quiet = not check.unread_reason
    check.looks = min(check.looks + 1, MAX_LOOKS)
    check.checked_at = now
    check.unread_reason, check.unread_at = "", None
    if check.verdict in QuotationCheck.STANDING:
        check.stood_last_at = now
    check.save(update_fields=_QUIET_COLUMNS if is_quiet else None)


def _record_unread(check: QuotationCheck, reason: str, now: datetime) -> bool:
    """Record that nothing is known; return whether the page should be looked at again tomorrow.

    The page may only be down for a while, so readers see it after a second look. Until then a page
    that was read before has no reason, and one that never was has one in `looks`.
    """
    was_read = check.checked_at is not None
    is_shown = bool(check.unread_reason) if was_read else check.is_unread_last
    if not is_shown and (check.unread_at is None or now - check.unread_at < MIN_SECOND_LOOK):
        check.unread_at = check.unread_at or now
        if not was_read:
            check.unread_reason, check.looks = reason, 1
        check.save(update_fields=_QUIET_COLUMNS)
        return True
    is_new = not is_shown or check.unread_reason != reason
    check.unread_reason, check.unread_at = reason, now
    if not was_read:
        check.looks = 2
    check.save(update_fields=None if is_new else ["unread_at"])
    return False


def _record_verdict(
    check: QuotationCheck, verdict: Verdict, text: str, copy: PageCopy | None, now: datetime
) -> bool:
    """Record a verdict; return whether the page should be looked at again tomorrow."""
    is_new_kind = verdict.kind != check.verdict
    if is_new_kind:
        was_confirmed = check.is_confirmed
        check.verdict, check.since, check.looks = QuotationCheck.Verdict(verdict.kind), now, 1
        check.copy = copy
        check.first_copy = check.first_copy or copy
        if check.verdict in QuotationCheck.STANDING:
            is_first = check.stood_first_at is None
            check.stood_verdict = check.stood_verdict or check.verdict
            check.stood_first_at = check.stood_first_at or now
            if is_first or was_confirmed:
                _add_history(check, VerdictChange.Kind.STANDS)
    elif check.looks == 1 and check.verdict in QuotationCheck.LOST:
        if now - (check.since or now) < MIN_SECOND_LOOK:
            return True
        check.looks = 2
    elif verdict.there == check.there:
        _repeat(check, now)
        return False
    else:
        check.looks = min(check.looks + 1, MAX_LOOKS)
    if verdict.there != check.there or is_new_kind:
        check.overruled_at, check.overruled_by, check.overrule_reason = None, None, ""
    if check.verdict in QuotationCheck.STANDING:
        check.stood_last_at = now
    check.unread_reason, check.unread_at, check.checked_at = "", None, now
    _set_place(check, verdict, text)
    check.save()
    if check.verdict in QuotationCheck.LOST and check.looks == 2:
        is_gone = check.verdict == QuotationCheck.Verdict.GONE
        _add_history(check, VerdictChange.Kind.GONE if is_gone else VerdictChange.Kind.CHANGED)
        notify_authors(check)
        return True
    return is_new_kind


def _set_place(check: QuotationCheck, verdict: Verdict, text: str) -> None:
    check.start, check.length, check.there = verdict.start, verdict.length, verdict.there
    check.before = check.after = check.fragment = ""
    check.difference = []
    is_withdrawn = check.copy is not None and check.copy.withdrawn_at is not None
    if verdict.length and not is_withdrawn:
        end = verdict.start + verdict.length
        check.before = text[max(0, verdict.start - MAX_CONTEXT) : verdict.start]
        check.after = text[end : end + MAX_CONTEXT]
    if check.verdict in QuotationCheck.STANDING:
        check.fragment = build_fragment(text, verdict.start, verdict.length)
    elif check.verdict == QuotationCheck.Verdict.CHANGED:
        check.difference = compare_words(check.quotation.text, verdict.there)


def _add_history(check: QuotationCheck, kind: VerdictChange.Kind) -> None:
    VerdictChange.objects.create(check_row=check, kind=kind, there=check.there, copy=check.copy)


def _schedule(
    page: QuotedPage,
    checks: Sequence[QuotationCheck],
    look: Look | None,
    now: datetime,
    pause: timedelta | None,
    *,
    is_eventful: bool,
    due_now: bool,
) -> None:
    """Set when the page is due again: never, if no quotation of a published post needs it.

    A `pause` is not counted among the looks that changed nothing.
    """
    if is_eventful:
        page.quiet_looks = 1
        pause = INTERVALS[0]
    elif pause is None:
        pause = INTERVALS[min(page.quiet_looks, len(INTERVALS) - 1)]
        page.quiet_looks = min(page.quiet_looks + 1, len(INTERVALS))
    if look:
        pause = max(pause, look.fetched.retry_after)
        if look.page:
            # "Not modified" says nothing of the article if that is behind a wall or a script.
            is_article = all(look.choose(check) is look for check in checks)
            headers = look.fetched.headers if is_article else {}
            page.etag = headers.get("etag", "")
            page.last_modified = headers.get("last-modified", "")
    is_needed = any(check.quotation.published_at or not check.checked_at for check in checks)
    page.due_at = now if due_now else now + pause if is_needed else None
    page.save(update_fields=["quiet_looks", "etag", "last_modified", "due_at"])
