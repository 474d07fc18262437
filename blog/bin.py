"""Deleted posts: kept for a while, then gone with all that belonged to them."""

from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from blog.models import Post

DAYS = 30


@task
def empty() -> None:
    """What has been in the bin for DAYS; `config.schedule` orders it daily."""
    long_ago = timezone.now() - timedelta(days=DAYS)
    Post.every.filter(status=Post.Status.BINNED, binned_at__lt=long_ago).delete()
