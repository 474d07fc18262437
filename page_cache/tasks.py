"""Delete old changes: the latest ones suffice to tell site states apart."""

from datetime import timedelta

from django.db.models import Max
from django.tasks import task
from django.utils import timezone

from page_cache.models import Change

CHANGE_MAX_AGE = timedelta(hours=1)  # Longer than any transaction: a row may be committed late.


@task
def delete_old_changes() -> None:
    """Delete old changes but the last, which dates the site's last change. Enqueued hourly."""
    old = Change.objects.filter(created_at__lt=timezone.now() - CHANGE_MAX_AGE)
    old.exclude(pk=Change.objects.aggregate(last=Max("pk"))["last"]).delete()
