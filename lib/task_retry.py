"""Retry tasks later, a limited number of times."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.tasks import Task
from django.utils import timezone


def retry_later(task: Task, pauses: Sequence[timedelta], attempt: int, *arguments: Any) -> bool:
    """Enqueue `task(*arguments, attempt + 1)` after the pause for this attempt, counted from 1.

    Return False, and enqueue nothing, after the last attempt.
    """
    if attempt > len(pauses):
        return False
    task.using(run_after=timezone.now() + pauses[attempt - 1]).enqueue(*arguments, attempt + 1)
    return True
