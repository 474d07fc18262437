"""Photos: uploading one, changing what is known of it, deleting it; and uploads that nothing shows.

These are kept for a week, then deleted with their files. What a figure, a revision or somebody's
sheet shows is never unused, whatever its age. To replace a picture in a post, upload another one
and save the post.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from blog.checks.store import recheck_posts_with_photo
from blog.content import photo_renditions, rendering
from blog.models import Figure, Photo, Post
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision
from imaging.clean import clean_upload

# For so long an upload is kept that nothing shows.
KEPT = timedelta(days=7)
# What goes within this time is not offered to authors any more.
SOON = timedelta(hours=1)
# Photos whose rows are locked at once, and how many go in one run.
BATCH = 100
MOST = 2_000

IN_FIGURES = Exists(Figure.objects.filter(photo=OuterRef("pk")))
IN_REVISIONS = Exists(Revision.objects.filter(photos__contains=[OuterRef("pk")]))
ON_SHEETS = Exists(Autosave.objects.filter(photos__contains=[OuterRef("pk")]))
IN_USE = Q(IN_FIGURES) | Q(IN_REVISIONS) | Q(ON_SHEETS)
# What the checks of a post look at.
_CHECKED_FIELDS = {"alt", "decorative", "caption", "credit"}


@dataclass(frozen=True)
class UploadedPhoto:
    """`is_new` is False where the same file was uploaded before, by whomever."""

    photo: Photo
    is_new: bool


@dataclass(frozen=True)
class ChangedPhoto:
    """The photo as it is stored now, and the names of the fields that changed."""

    photo: Photo
    changed_fields: tuple[str, ...]


@dataclass(frozen=True)
class DeletedPhotos:
    count: int


def upload_photo(*, file: UploadedFile, by: User, max_wait: float | None = None) -> UploadedPhoto:
    """Store an uploaded picture, once however often it is sent, and make its renditions in the
    background. The metadata of the file are its first caption, credit and licence.

    ValidationError for what is no picture, DecodersBusyError where none could be decoded for
    `max_wait` seconds, OSError where it cannot be written. Three queries for a new file.
    """
    picture = clean_upload(file, max_wait)
    photo = _find_uploaded(picture.sha256)
    if photo is None:
        name = f"photos/{picture.sha256[:2]}/{picture.sha256[:32]}.{picture.extension}"
        new = Photo(
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
            caption=picture.metadata.caption[:1000],
            credit=picture.metadata.credit,
            copyright=picture.metadata.copyright,
            licence_url=picture.metadata.licence_url,
            uploaded_by=by,
        )
        new.image.save(name, ContentFile(picture.data), save=False)
        try:
            with transaction.atomic():
                new.save()
        except IntegrityError:  # The same file arrived twice at once; the other one is stored.
            photo = Photo.objects.get(sha256=picture.sha256)
            if new.image.name != photo.image.name:  # In a bucket both may have one name.
                new.image.delete(save=False)
        else:
            photo_renditions.enqueue(new)
            return UploadedPhoto(new, is_new=True)
    if photo.uploaded_by_id != by.pk:
        photo.also_uploaded_by.add(by)
    return UploadedPhoto(photo, is_new=False)


@transaction.atomic(savepoint=False)
def change_photo(
    *,
    photo: Photo,
    alt: str | None = None,
    decorative: bool | None = None,
    caption: str | None = None,
    credit: str | None = None,
    copyright: str | None = None,
    licence_url: str | None = None,
    original_url: str | None = None,
    focus_x: int | None = None,
    focus_y: int | None = None,
) -> ChangedPhoto:
    """Change some of what is known of a photo; None leaves a field alone.

    A new caption replaces the old one wherever a figure took it over unchanged. Posts that show the
    photo are rendered again, its renditions made again where its text goes into the files, and in
    the background the posts are checked. ValidationError for values that a field does not take.
    About seven queries, one where nothing changes.
    """
    sent: dict[str, Any] = {
        "alt": alt,
        "decorative": decorative,
        "caption": caption,
        "credit": credit,
        "copyright": copyright,
        "licence_url": licence_url,
        "original_url": original_url,
        "focus_x": focus_x,
        "focus_y": focus_y,
    }
    row = Photo.objects.select_for_update(no_key=True).get(pk=photo.pk)
    before = row.caption
    values = {
        name: value for name, value in sent.items() if value not in (None, getattr(row, name))
    }
    if not values:
        return ChangedPhoto(row, ())
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in values])
    row.save(update_fields=list(values))
    if before and "caption" in values:
        Figure.objects.filter(photo=row, caption=before).update(caption=row.caption)
    rendering.rerender_posts(Post.all_objects.filter(figures__photo=row))
    photo_renditions.enqueue(row)
    if _CHECKED_FIELDS & values.keys():
        recheck_posts_with_photo.enqueue(row.pk)  # In the background: twenty queries for each post.
    return ChangedPhoto(row, tuple(values))


@transaction.atomic
def delete_photos(*, photos: Iterable[Photo]) -> DeletedPhotos:
    """Delete photos; in the background their files are deleted. Two queries for each photo and a
    few for all."""
    photos = list(photos)
    for photo in photos:
        photo_renditions.discard_all(photo)
    _all, count_by_model = Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return DeletedPhotos(count_by_model.get(Photo._meta.label, 0))


def _find_uploaded(sha256: str) -> Photo | None:
    """Find a photo by its file, and start its week anew, as it is to be used again. Two
    queries."""
    if not Photo.objects.filter(sha256=sha256).update(last_uploaded_at=timezone.now()):
        return None
    return Photo.objects.filter(sha256=sha256).first()


def unused(photos: QuerySet[Photo], since: datetime) -> QuerySet[Photo]:
    """Those last uploaded before `since` that nothing shows."""
    return photos.filter(~IN_USE, last_uploaded_at__lt=since)


def without_leaving(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    """Those that are not about to be deleted, for who chooses one and puts it to use."""
    return photos.filter(IN_USE | Q(last_uploaded_at__gte=timezone.now() - KEPT + SOON))


@task
def delete_unused() -> None:
    """`config.schedule` orders it daily. What is left of a run over MOST goes with the next."""
    before = timezone.now() - KEPT
    for _batch in range(MOST // BATCH):
        if not _delete_some(before):
            return


def _delete_some(before: datetime) -> int:
    """Whoever puts a photo to use locks its row: those are passed over, and who comes later waits
    and finds it gone. Who put it to use before the lock is only seen by a second look."""
    with transaction.atomic():
        old = unused(Photo.objects.all(), before).order_by("last_uploaded_at", "pk")
        locked = [
            photo.pk for photo in old.select_for_update(skip_locked=True, of=("self",))[:BATCH]
        ]
        gone = list(unused(Photo.objects.filter(pk__in=locked), before))
        return delete_photos(photos=gone).count if gone else 0
