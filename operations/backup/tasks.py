"""The backup that the worker takes, where the settings say to where."""

from django.conf import settings
from django.tasks import task

from operations.backup import create


@task
def back_up() -> None:
    if settings.BACKUP_TO:
        create.take(settings.BACKUP_TO, settings.BACKUP_KEEP, settings.BACKUP_RECIPIENT)
