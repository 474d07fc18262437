"""What an administrator does with exports; `background.py` writes them."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from blog.models import Label
from storage import private
from transfer.exports.formats import FORMATS
from transfer.exports.models import ACTIVE, ENDED, Export
from transfer.exports.selection import ExportError, Selection

FOLDER = "private/exports"  # In the storage of uploads; backups leave it out.


def request_export(*, by: User, format: str, selection: Selection) -> Export:
    """Begin an export in the background.

    Raises ExportError for a selection that the format cannot have or that has no posts, and while
    another export of the same person goes on.
    """
    if selection.is_partial and FORMATS[format].is_whole:
        raise ExportError(
            gettext_noop("This format is of the whole blog. Leave out author, label and year.")
        )
    if selection.is_partial and not selection.list_posts().exists():
        raise ExportError(
            gettext_noop("No post or page fits. Choose another author, label or year.")
        )
    author, label = selection.author, selection.label
    try:
        with transaction.atomic():
            return Export.objects.create(
                by=by,
                format=format,
                author_key=author.pk if author else None,
                author_name=str(author or ""),
                label_key=label.pk if label else None,
                label_name=str(label or ""),
                year=selection.year,
            )
    except IntegrityError:
        raise ExportError(
            gettext_noop("Your last export is not done yet. Wait for it, or cancel it first.")
        ) from None


def load_selection(export: Export) -> Selection:
    """Return the selection of an export. Raises ExportError if its author or label is gone."""
    author = User.objects.filter(pk=export.author_key or 0).first()
    label = Label.objects.filter(pk=export.label_key or 0).first()
    if export.author_key and author is None:
        raise ExportError(
            gettext_noop("The account of %(name)s is gone."), {"name": export.author_name}
        )
    if export.label_key and label is None:
        raise ExportError(gettext_noop("The label %(name)s is gone."), {"name": export.label_name})
    return Selection(author=author, label=label, year=export.year)


def cancel_export(*, export: Export) -> bool:
    """Cancel an export that is not done; return False if it has ended. Its worker notices within
    a second, and leaves no file."""
    now = timezone.now()
    waiting = Export.objects.filter(pk=export.pk, state__in=ACTIVE)
    return bool(waiting.update(state=Export.State.CANCELLED, updated_at=now, ended_at=now))


def delete_export(*, export: Export) -> bool:
    """Delete an export that has ended, and its file; return False while it goes on."""
    with transaction.atomic():
        stored = Export.objects.select_for_update().filter(pk=export.pk, state__in=ENDED).first()
        if stored is None:
            return False
        stored.delete()
    delete_file(stored.file)
    return True


def delete_file(name: str) -> None:
    """Delete the file of an export, with what a killed worker left beside it. Raises OSError."""
    if name:
        folder = name.rpartition("/")[0]
        private.delete([*private.list_files(folder), name])
