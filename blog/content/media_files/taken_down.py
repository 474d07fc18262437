"""The content of files that were taken down: private until it is put back."""

from blog.models.media_files import MediaFile, MediaTakeDown
from storage import private


def find_take_down(sha256: str) -> MediaTakeDown | None:
    """Return the take-down of a content that was not undone. One query."""
    return MediaTakeDown.objects.filter(sha256=sha256, undone_at=None).first()


def find_private_name(file: MediaFile) -> str:
    """Return the name of the private file of one that was taken down, '' if there is none. At most
    one query."""
    take_down = find_take_down(file.sha256) if file.withdrawn_at else None
    return build_private_name(file, take_down.folder) if take_down and take_down.folder else ""


def build_private_name(file: MediaFile, folder: str) -> str:
    return f"{folder}/{file.file.name}"


def hide(file: MediaFile, folder: str) -> None:
    """Move a file to a private folder. Idempotent. Raises OSError.

    To be called with the row locked, so that nothing else moves it.
    """
    private.move(str(file.file.name), build_private_name(file, folder))


def show(file: MediaFile, folder: str) -> None:
    """Move a file back to its public name, as `hide`."""
    private.move(build_private_name(file, folder), str(file.file.name), is_private=False)
