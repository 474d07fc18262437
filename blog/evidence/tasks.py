"""Background tasks that look at pages of quotations, and forget pages that no quotation needs."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from blog.common.db.due_addresses import MAX_ROWS, PRIORITY, delete_idle_hosts, run_slice
from blog.evidence.look import look_at
from blog.evidence.models import PageCopy, QuotedPage, VerdictChange
from blog.evidence.opened_space import list_unused_pages

# Of a page without quotations, with its copies.
UNUSED_LIFETIME = timedelta(days=30)
MAX_DELETED = 1000  # Pages, in one run.


@task(priority=PRIORITY)
def look_at_due_pages(rows: int = MAX_ROWS) -> None:
    """Look at due pages for some seconds, and enqueue the rest of a run of so many rows."""
    if settings.EVIDENCE:
        run_slice(look_at_due_pages, QuotedPage.objects.due, look_at, rows)


@task
def delete_unused_pages() -> None:
    """Delete pages that no quotation names any more, with their copies, unless readers see one of
    these. Six queries."""
    old = list_unused_pages().filter(asked_at__lt=timezone.now() - UNUSED_LIFETIME)
    with transaction.atomic():
        keys = list(
            old.select_for_update().order_by("pk").values_list("pk", flat=True)[:MAX_DELETED]
        )
        # The history of a quotation whose URL was changed since.
        VerdictChange.objects.filter(copy__page__in=keys).update(copy=None)
        PageCopy.objects.filter(page__in=keys).delete()
        QuotedPage.objects.filter(pk__in=keys).delete()
    delete_idle_hosts(QuotedPage)
