"""Periodic tasks of exports."""

from django.tasks import task
from django.utils import timezone

from storage import private
from transfer.exports.control import FOLDER, delete_export
from transfer.exports.models import ACTIVE, LIFETIME, Export


@task
def delete_old_exports() -> None:
    """Delete exports that ended LIFETIME ago, and files that belong to none that goes on or is
    done: a killed worker leaves a half file, even of one that was cancelled meanwhile."""
    for export in Export.objects.filter(ended_at__lt=timezone.now() - LIFETIME):
        delete_export(export=export)
    stored = list(private.list_files(FOLDER))
    with_file = Export.objects.filter(state__in=[*ACTIVE, Export.State.DONE])
    folders = {name.rpartition("/")[0] for name in with_file.values_list("file", flat=True)}
    private.delete([name for name in stored if name.rpartition("/")[0] not in folders])
