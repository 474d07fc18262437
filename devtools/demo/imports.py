"""The finished import of the demo blog: the export of an older blog of one of its authors."""

from pathlib import Path

from accounts.models import User
from transfer import importing
from transfer.review.decisions import find_all


def load(file: Path, by: User) -> None:
    """Import an export as an administrator does, and find its candidates for quotations."""
    run, reader = importing.start_import(file, by=by, fetches_pictures=False)
    importing.read(run, reader)
    importing.write(run, reader, by)
    find_all(run)
    # As if the file had been uploaded, and deleted since.
    run.path = file.name
    run.save(update_fields=["path"])
