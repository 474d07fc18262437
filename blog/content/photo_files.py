"""Make the files of a photo private while it is taken down, and public again afterwards.

Both moves copy all files before they delete any: a killed process leaves at least one copy of each,
and the next attempt goes on.
"""

from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from blog.models import Photo, PhotoChange
from blog.models.shown_pictures import get_rendition_folder
from storage import private

DISCARD_TASK = "blog.content.photo_renditions.discard"


def list_current_files(photo: Photo) -> list[str]:
    """Return the names of the picture and its renditions."""
    return [str(photo.image.name), *photo.renditions]


def list_public_files(photo: Photo) -> list[str]:
    """Return the names of all files that show the photo.

    Besides the current ones these are renditions that an interrupted task left behind, and those
    with earlier texts, which wait for their deletion. One query.
    """
    current = list_current_files(photo)
    names = set(current)
    for spec_hash in {photo.rendition_hash, photo.spec_hash} - {""}:
        folder = get_rendition_folder(spec_hash)
        names.update(f"{folder}/{name}" for name in _list_folder(folder))
    waiting = DBTaskResult.objects.filter(task_path=DISCARD_TASK, args_kwargs__args__0=photo.pk)
    for arguments in waiting.values_list("args_kwargs", flat=True):
        names.update(arguments["args"][1])
    return current + sorted(names - {*current})


def get_private_folder(photo: Photo) -> str:
    """Return the folder of a photo that was taken down before, '' if it never was. One query."""
    changes = PhotoChange.objects.filter(photo=photo, kind=PhotoChange.Kind.TAKE_DOWN)
    last = changes.order_by("-pk").values_list("before__folder", flat=True).first()
    return last or ""


def list_private_files(photo: Photo) -> list[str]:
    """Return the names of private files to delete with a photo. One query."""
    folder = get_private_folder(photo)
    names = [f"{folder}/{name}" for name in list_current_files(photo)] if folder else []
    return [*names, *filter(None, [photo.original_file])]


def hide(photo: Photo) -> None:
    """Move the files of a photo to its private folder. Raises OSError.

    Renditions that no page uses any more are deleted. Idempotent. To be called with the photo
    locked, so that nothing else moves them.
    """
    folder = get_private_folder(photo)
    for name in list_current_files(photo):
        private.copy(name, f"{folder}/{name}")
    private.delete(list_public_files(photo))


def show(photo: Photo) -> None:
    """Move the files of a photo back to their public names, as `hide`."""
    if not (folder := get_private_folder(photo)):
        return
    names = list_current_files(photo)
    copied = [name for name in names if private.copy(f"{folder}/{name}", name, is_private=False)]
    private.delete([f"{folder}/{name}" for name in copied])


def _list_folder(folder: str) -> list[str]:
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []
