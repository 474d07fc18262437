"""Daily backup by the worker, if BACKUP_TO is set."""

from django.conf import settings
from django.tasks import task

from operations.backup import create


@task
def create_backup() -> None:
    if settings.BACKUP_TO:
        create.create_backup(settings.BACKUP_TO, settings.BACKUP_KEEP, settings.BACKUP_RECIPIENT)
