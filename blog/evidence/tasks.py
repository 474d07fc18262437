"""Background tasks that look at pages of quotations, and forget pages that no quotation needs."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.tasks import task
from django.utils import timezone

from blog.common.db.due_addresses import claim_for_one_run
from blog.evidence.look import look_at
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage, VerdictChange

# Of a page without quotations, with its copies.
UNUSED_LIFETIME = timedelta(days=30)
MAX_DELETED = 1000  # Pages, in one run.


@task
def look_at_due_pages() -> None:
    """Look at pages that are due, until the limits of a run. The next run continues."""
    if not settings.EVIDENCE:
        return
    for page in claim_for_one_run(QuotedPage.objects.due):
        look_at(page)


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
