"""Looks at a page while somebody saves a post that quotes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction

from blog.common.db.due_addresses import AskedHost, claim, delete_idle_hosts, leave_alone
from blog.evidence import look
from blog.evidence.copies import CopyRefused, withdraw_copy
from blog.evidence.fetch import FetchedPage
from blog.evidence.follow import follow_quotations
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage, UnreadReason
from tests.support import factories as make
from tests.support.concurrency import TIMEOUT_SECONDS, run_concurrently

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_save_during_a_look_does_not_deadlock(settings):
    settings.EVIDENCE = True
    with transaction.atomic():
        follow_quotations(make.post(make.quotation("We will.", url="http://there.example/")))
    page = claim(QuotedPage.objects.due())
    assert page is not None

    def look_at_page() -> None:
        look.look_at(page, lambda *_request: FetchedPage(UnreadReason.BLOCKED, 403, page.url))

    with transaction.atomic():
        # As a save does that replaces a quotation by another one of the same page.
        QuotationCheck.objects.all().delete()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(run_concurrently, look_at_page).result(TIMEOUT_SECONDS)
        QuotedPage.objects.select_for_update().get()
    assert QuotedPage.objects.get().due_at == page.due_at


def test_withdrawal_during_a_save_is_refused_and_does_not_deadlock(settings):
    settings.EVIDENCE = True
    with transaction.atomic():
        follow_quotations(make.post(make.quotation("We will.", url="http://there.example/")))
    page, editor = QuotedPage.objects.get(), make.user("Editor")
    hashes = {"body_hash": "a" * 64, "text_hash": "b" * 64}
    copy = PageCopy.objects.create(
        page=page,
        requested_url=page.url,
        status=200,
        headers={},
        body=b"",
        text=b"",
        size=0,
        text_length=0,
        **hashes,
    )
    QuotationCheck.objects.update(copy=copy)

    def withdraw() -> bool:
        try:
            withdraw_copy(copy=copy, by=editor, reason="They asked for it.")
        except CopyRefused:
            return False
        return True

    with transaction.atomic():
        QuotationCheck.objects.all().delete()
        with ThreadPoolExecutor(1) as pool:
            results = pool.submit(run_concurrently, withdraw).result(TIMEOUT_SECONDS)
        QuotedPage.objects.select_for_update().get()
    assert results == [False]
    assert PageCopy.objects.get().withdrawn_at is None
    assert withdraw()


def test_idle_hosts_are_deleted_without_waiting_for_a_claim():
    for name in ("a.example", "b.example"):
        leave_alone(QuotedPage, name, timedelta())
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        # As a claim does, which may then need the other host.
        AskedHost.objects.filter(name="b.example").update(is_waiting=True)
        deletion = pool.submit(run_concurrently, lambda: delete_idle_hosts(QuotedPage))
        deletion.result(TIMEOUT_SECONDS)
    assert AskedHost.objects.get().name == "b.example"
