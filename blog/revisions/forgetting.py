"""Forms that were left without saving are kept for a while."""

from datetime import timedelta

from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from blog.models import Writing

OPENED_KEPT = timedelta(days=1)
TYPED_KEPT = timedelta(days=30)


@task
def forget_writings() -> None:
    """`config.schedule` orders it daily."""
    now = timezone.now()
    opened = Q(typed_at__isnull=True, seen_at__lt=now - OPENED_KEPT)
    Writing.objects.filter(opened | Q(typed_at__lt=now - TYPED_KEPT)).delete()
