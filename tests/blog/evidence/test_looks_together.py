"""Looks at a page while somebody saves a post that quotes it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from blog.common.db.due_addresses import claim
from blog.evidence import look
from blog.evidence.fetch import FetchedPage
from blog.evidence.follow import follow_quotations
from blog.evidence.models import QuotationCheck, QuotedPage, UnreadReason
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
