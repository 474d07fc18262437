"""Periodic task: the seal of the day, and timestamps that are still missing."""

from datetime import UTC

from django.conf import settings
from django.tasks import task
from django.utils import timezone

from blog.seals.collect import Position, collect_files
from blog.seals.create import create_seal
from blog.seals.models import Seal
from blog.seals.timestamp import request_missing_tokens

PRIORITY = -1  # After all tasks that are ready.


@task(priority=PRIORITY)
def seal_new_files(after_post: int = 0, after_copy: int = 0, after_photo: int = 0) -> None:
    """Seal what is new, on a day (UTC) without a seal, and request missing timestamps.

    Collects for some seconds, and then enqueues the rest. A day without a new file has no seal.
    """
    if not settings.TIMESTAMP_URL:
        return
    today = timezone.now().astimezone(UTC).date()
    if not Seal.objects.filter(day=today).exists():
        rest = collect_files(Position(after_post, after_copy, after_photo))
        if rest is not None:
            seal_new_files.enqueue(*rest)
            return
        create_seal(today)
    request_missing_tokens()
