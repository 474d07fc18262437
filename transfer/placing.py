"""Pictures that were missing: uploaded by hand, and put into the posts that wait for them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content import document as documents
from blog.editing import save_post
from blog.editing.photos import upload_photo
from blog.models import Figure, Photo, Post
from imaging.process import MAX_DECODER_WAIT, DecodersBusyError
from transfer.models import Import, ImportedItem, ImportedPicture
from transfer.pictures import find_missing, normalize, take_texts
from transfer.stages.read import lock_stage

State = ImportedPicture.State


@dataclass(frozen=True)
class SuppliedPictures:
    """`count` pictures were stored; `refused` has one sentence for each other file."""

    count: int = 0
    refused: list[str] = field(default_factory=list)


def get_file_name(picture: ImportedPicture) -> str:
    """Return the file name that an upload must have to be taken for this picture."""
    return PurePosixPath(picture.address).name


def supply_pictures(*, run: Import, files: Iterable[UploadedFile], by: User) -> SuppliedPictures:
    """Store uploads as the missing pictures that have the same file names, upper and lower case
    being equal. Posts get them by `place_pictures`."""
    by_name: dict[str, list[ImportedPicture]] = {}
    for picture in find_missing(run):
        by_name.setdefault(get_file_name(picture).casefold(), []).append(picture)
    count, refused = 0, []
    for file in files:
        pictures = by_name.get((file.name or "").casefold(), [])
        error = ""
        if not pictures:
            error = _("No missing picture has this name.")
        elif len(pictures) > 1:
            error = _("Several missing pictures have this name. Add them in the posts.")
        else:
            error = _supply(pictures[0], file, by)
        if error:
            refused.append(f"“{file.name}”: {error}")
        else:
            count += 1
    return SuppliedPictures(count, refused)


def _supply(picture: ImportedPicture, file: UploadedFile, by: User) -> str:
    """Store one picture; return what is wrong with it."""
    try:
        picture.photo = upload_photo(file=file, by=by, max_wait=MAX_DECODER_WAIT).photo
    except ValidationError as error:
        return " ".join(error.messages)
    except DecodersBusyError:
        return _("Many pictures are being uploaded. Try again in a few seconds.")
    except OSError:
        return _("The picture could not be stored. Try again later.")
    picture.state, picture.reason = State.FETCHED, ""
    picture.save()
    return ""


def place_pictures(run: Import, by: User, report: Callable[[], None]) -> None:
    """Put pictures that have a file by now into the imported posts with a place for them.

    Each post is saved in a transaction of its own, with a revision; `report` is called after it.
    Raises Stopped if the import was paused.
    """
    waiting = Figure.objects.filter(
        photo=None, post__imported_items__origin=run.origin, post__trashed_at=None
    ).exclude(original_url="")
    addresses: dict[int, set[str]] = {}
    for post, url in waiting.values_list("post_id", "original_url").distinct():
        addresses.setdefault(post, set()).add(normalize(url))
    supplied = ImportedPicture.objects.filter(
        origin=run.origin,
        address__in=set().union(*addresses.values()),
        photo__withdrawn_at=None,
        photo__isnull=False,
    )
    rows = supplied.select_related("photo")
    photos = {row.address: row.photo for row in rows if row.photo}
    for post, names in addresses.items():
        if not names.isdisjoint(photos):
            _place(run, post, photos, by)
            report()


@transaction.atomic
def _place(run: Import, pk: int, photos: dict[str, Photo], by: User) -> None:
    lock_stage(run, Import.Stage.WRITING)
    post = Post.all_objects.select_for_update(no_key=True).get(pk=pk)
    document = documents.load_document(post)
    for figure in document.figures:
        photo = photos.get(normalize(figure.original_url))
        if figure.photo is None and photo is not None:
            figure.photo = photo.pk
            take_texts(figure, photo)
    items = ImportedItem.objects.filter(origin=run.origin, post=post)
    item = items.exclude(revision=None).first()
    latest = post.revisions.order_by("-pk").values_list("pk", flat=True).first()
    note = _("Missing pictures added")
    saved = save_post(post, by=by, document=document, note=note, is_checked=True)
    if item is not None and saved.revision and item.revision_id == latest:
        item.revision = saved.revision  # It is still as the import wrote it.
        item.save(update_fields=["revision"])
