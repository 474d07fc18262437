"""Deleted posts: kept for a while, then gone with all that belonged to them."""

from datetime import timedelta

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from blog.models import Post

DAYS = 30


@task
def empty() -> None:
    """What has been in the trash for DAYS; `config.schedule` orders it daily. What somebody is
    taking out at that moment is waited for, and stays: the database looks again once it has the
    lock."""
    long_ago = timezone.now() - timedelta(days=DAYS)
    old = Post.all_objects.filter(status=Post.Status.TRASHED, trashed_at__lt=long_ago).order_by(
        "pk"
    )
    with transaction.atomic():
        locked = list(old.select_for_update().values_list("pk", flat=True))
        Post.all_objects.filter(pk__in=locked).delete()
