"""Background tasks that look at pages of quotations, and forget pages that no quotation needs."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.tasks import task
from django.utils import timezone

from blog.evidence.look import look_at
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage, VerdictChange

# The pause between two looks at one host.
HOST_INTERVAL = timedelta(seconds=20)
# Limits of one run, because the worker has other tasks. The last look may exceed the time.
MAX_SECONDS, MAX_PAGES = 40, 50
# Of a page without quotations, with its copies.
UNUSED_LIFETIME = timedelta(days=30)
MAX_DELETED = 1000  # Pages, in one run.
_CLAIM_LOCK_ID = 0x45766964  # 'Evid'. Claims are serialized.


@task
def look_at_due_pages() -> None:
    """Look at pages that are due, until the limits of a run. The next run continues."""
    if not settings.EVIDENCE:
        return
    until = time.monotonic() + MAX_SECONDS
    for _number in range(MAX_PAGES):
        if time.monotonic() > until or (page := claim_page()) is None:
            break
        look_at(page)


def claim_page() -> QuotedPage | None:
    """Claim the page that is due longest, except on hosts that were asked a moment ago.

    Three queries. If the worker is killed, the page is due again in an hour.
    """
    now = timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIM_LOCK_ID])
        recent = QuotedPage.objects.filter(host=OuterRef("host"), asked_at__gt=now - HOST_INTERVAL)
        page = QuotedPage.objects.due().exclude(Exists(recent)).order_by("due_at", "pk").first()
        if page is not None:
            page.asked_at, page.due_at = now, now + timedelta(hours=1)
            page.save(update_fields=["asked_at", "due_at"])
    return page


@task
def delete_unused_pages() -> None:
    """Delete pages that no quotation names any more, with their copies. Five queries."""
    used = QuotationCheck.objects.filter(page=OuterRef("pk"))
    old = QuotedPage.objects.filter(~Exists(used), asked_at__lt=timezone.now() - UNUSED_LIFETIME)
    with transaction.atomic():
        keys = list(
            old.select_for_update().order_by("pk").values_list("pk", flat=True)[:MAX_DELETED]
        )
        # The history of a quotation whose URL was changed since.
        VerdictChange.objects.filter(copy__page__in=keys).update(copy=None)
        PageCopy.objects.filter(page__in=keys).delete()
        QuotedPage.objects.filter(pk__in=keys).delete()
