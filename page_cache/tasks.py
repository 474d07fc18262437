"""Old changes are forgotten: to tell one state of the site from another, the last ones do."""

from datetime import timedelta

from django.db.models import Max
from django.tasks import task
from django.utils import timezone

from page_cache.models import Change

KEPT = timedelta(hours=1)  # Longer than any transaction: a row may be committed late.


@task
def forget_changes() -> None:
    """`config.schedule` orders it hourly. The last one stays: it is when the site last changed."""
    old = Change.objects.filter(at__lt=timezone.now() - KEPT)
    old.exclude(pk=Change.objects.aggregate(last=Max("pk"))["last"]).delete()
