"""Operations on photos: upload, change and delete; and cleanup of unused uploads.

Unused uploads are deleted with their files after a week. A photo in a figure, a revision, an
autosave, a portrait or a poster, or of the site itself, is in use. To replace a picture in one
post, upload another one and save the post; `photo_replacement` replaces it everywhere.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.checks.store import recheck_posts_with_photo
from blog.common.text.file_names import clean_file_name
from blog.content import photo_renditions, rendering
from blog.content.photos import credentials, duplicates
from blog.models import Figure, MediaFile, Photo, Post, SiteSettings, Source
from blog.models.site_pictures import PICTURE_FIELDS
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision
from imaging.clean import clean_upload
from imaging.credentials import has_credentials
from storage import private

UNUSED_LIFETIME = timedelta(days=7)
# Photos that expire within this time are no longer offered to authors.
EXPIRY_MARGIN = timedelta(hours=1)
# How many photos are locked in one transaction, and deleted in one run.
BATCH_SIZE = 100
MAX_DELETED = 2_000


def _is_referenced_by(model: type[Model]) -> GreaterThan:
    """Return the condition that a row of the model has a photo in its array.

    For EXISTS, PostgreSQL would expect half a per cent of the rows to match, and read the table
    until the first one instead of the index: all of it for a photo in none.
    """
    rows = model._default_manager.filter(photos__contains=[OuterRef("pk")]).order_by()
    counted = rows.annotate(one=Value(1)).values("one").annotate(rows=Count("*")).values("rows")
    return GreaterThan(Coalesce(Subquery(counted), 0), 0)


IN_FIGURES = Exists(Figure.objects.filter(photo=OuterRef("pk")))
# The condition on NULL lets PostgreSQL use the partial index for all photos at once.
_IN_PORTRAITS = Exists(Source.objects.filter(portrait=OuterRef("pk"), portrait__isnull=False))
_IN_POSTERS = Exists(MediaFile.objects.filter(poster=OuterRef("pk"), poster__isnull=False))
# The row of settings is read once for all photos.
_OF_SITE = Exists(
    SiteSettings.objects.filter(
        Q(*((field, OuterRef("pk")) for field in PICTURE_FIELDS), _connector=Q.OR)
    )
)
# Shown somewhere: neither people nor tasks delete such a photo.
IS_SHOWN = Q(IN_FIGURES) | Q(_IN_PORTRAITS) | Q(_IN_POSTERS) | Q(_OF_SITE)
_IS_REFERENCED = Q(_is_referenced_by(Revision)) | Q(_is_referenced_by(Autosave))
IN_USE = IS_SHOWN | _IS_REFERENCED
# The same as ~IN_USE, of which PostgreSQL expects a thousandth of the photos: it would read and
# sort all of them instead of an index of the order, up to the end of a page.
IS_UNUSED = ~(Q(IN_FIGURES) | _IS_REFERENCED) & ~Q(_IN_PORTRAITS) & ~Q(_IN_POSTERS) & ~Q(_OF_SITE)
# The fields that checks depend on.
_RIGHTS_FIELDS = {"rights", "rights_until", "agency"}
_CHECKED_FIELDS = {"alt", "decorative", "caption", "credit"} | _RIGHTS_FIELDS


class Unchanged(Enum):
    """The value of a field that is not changed, where None is a value."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True)
class UploadedPhoto:
    """`is_new` is False if anybody uploaded the same file before."""

    photo: Photo
    is_new: bool


@dataclass(frozen=True)
class ChangedPhoto:
    """The stored photo, and the names of the changed fields."""

    photo: Photo
    changed_fields: tuple[str, ...]


@dataclass(frozen=True)
class DeletedPhotos:
    count: int


def check_usable(*, photo: Photo, by: User) -> None:
    """Raise ValidationError for a photo that the user may not use, and one that was taken down.

    Locks the photo against deletion until the end of the transaction. Two queries.
    """
    locked = Photo.objects.lock([photo.pk]).get(photo.pk)
    usable = Photo.objects.usable_by(by).filter(pk=photo.pk)
    if locked is None or not usable.exists():
        raise ValidationError(_("You cannot use this picture. Choose another."))
    if locked.withdrawn_at is not None:
        raise ValidationError(_("This picture was taken down. Choose another."))


def upload_photo(*, file: UploadedFile, by: User, max_wait: float | None = None) -> UploadedPhoto:
    """Store an uploaded picture, and generate its renditions in the background.

    The same file is stored once, with its first name. The metadata of the file are its initial
    caption, credit and licence. Raises ValidationError for a file that is not a picture or was
    taken down, DecodersBusyError if it could not be decoded for `max_wait` seconds, OSError if it
    cannot be written. Four queries for a new file.
    """
    picture = clean_upload(file, max_wait)
    photo = _find_uploaded(picture.sha256)
    if photo is None:
        name = f"photos/{picture.sha256[:2]}/{picture.sha256[:32]}.{picture.extension}"
        new = Photo(
            sha256=picture.sha256,
            file_name=clean_file_name(file.name or ""),
            width=picture.width,
            height=picture.height,
            perceptual_hash=picture.perceptual_hash,
            caption=picture.metadata.caption[:1000],
            credit=picture.metadata.credit,
            copyright=picture.metadata.copyright,
            licence_url=picture.metadata.licence_url,
            uploaded_by=by,
        )
        new.image.save(name, ContentFile(picture.data), save=False)
        new.original_file = _keep_signed_original(file, picture.extension)
        if not new.original_file:
            new.credentials = Photo.Credentials.NONE
        try:
            with transaction.atomic():
                new.save()
        except IntegrityError:  # A concurrent upload of the same file was stored.
            photo = Photo.objects.get(sha256=picture.sha256)
            if new.image.name != photo.image.name:  # In a bucket both can have the same name.
                new.image.delete(save=False)
            private.delete([new.original_file] if new.original_file else [])
        else:
            photo_renditions.enqueue(new)
            duplicates.enqueue_comparison(new)
            credentials.enqueue_reading(new)
            return UploadedPhoto(new, is_new=True)
    if photo.withdrawn_at:
        message = _("This picture was taken down: %(reason)s Only an editor can put it back.")
        raise ValidationError(message % {"reason": photo.withdrawal_reason})
    if photo.uploaded_by_id != by.pk:
        photo.also_uploaded_by.add(by)
    return UploadedPhoto(photo, is_new=False)


def _keep_signed_original(file: UploadedFile, extension: str) -> str:
    """Store a file with content credentials privately, as received; return its name.

    The stored picture is encoded anew, which ends the credentials. '' for a file without any.
    """
    file.seek(0)
    data = file.read()
    if not has_credentials(data):
        return ""
    name = f"{private.create_folder_name()}/original.{extension}"
    private.write(name, data)
    return name


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
    rights: str | None = None,
    rights_until: date | None | Unchanged = UNCHANGED,
    agency: Source | None | Unchanged = UNCHANGED,
    focus_x: int | None = None,
    focus_y: int | None = None,
) -> ChangedPhoto:
    """Change fields of a photo; None leaves a field unchanged, UNCHANGED where None clears it.

    A new caption replaces the old one in figures with the same caption. Posts that show the photo
    are re-rendered; in the background, the posts are checked, and renditions are generated if their
    metadata changed. Raises ValidationError for invalid values. About seven queries, one without a
    change.
    """
    sent: dict[str, Any] = {
        "alt": alt,
        "decorative": decorative,
        "caption": caption,
        "credit": credit,
        "copyright": copyright,
        "licence_url": licence_url,
        "original_url": original_url,
        "rights": rights,
        "focus_x": focus_x,
        "focus_y": focus_y,
    }
    row = Photo.objects.select_for_update(no_key=True).get(pk=photo.pk)
    former_caption = row.caption
    values = {
        name: value for name, value in sent.items() if value not in (None, getattr(row, name))
    }
    if rights_until is not UNCHANGED and rights_until != row.rights_until:
        values["rights_until"] = rights_until
    if agency is not UNCHANGED and (agency.pk if agency else None) != row.agency_id:
        values["agency"] = agency
    if not values:
        return ChangedPhoto(row, ())
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in values])
    row.save(update_fields=list(values))
    _update_uses(row, values.keys(), former_caption=former_caption)
    return ChangedPhoto(row, tuple(values))


def _update_uses(photo: Photo, changed: Set[str], *, former_caption: str) -> None:
    """Update the posts and renditions that show a photo of which these fields were changed."""
    if former_caption and "caption" in changed:
        Figure.objects.filter(photo=photo, caption=former_caption).update(caption=photo.caption)
    if changed - _RIGHTS_FIELDS:  # Readers do not see them.
        rendering.rerender_posts(Post.all_objects.filter(figures__photo=photo))
        photo_renditions.enqueue(photo)
    if _CHECKED_FIELDS & changed:
        # In the background: twenty queries for each post.
        recheck_posts_with_photo.enqueue(photo.pk)


@transaction.atomic
def delete_photos(*, photos: Iterable[Photo]) -> DeletedPhotos:
    """Delete photos, and their files in the background.

    Three queries for each photo and a few for all.
    """
    photos = list(photos)
    for photo in photos:
        photo_renditions.discard_all(photo)
    _all, count_by_model = Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return DeletedPhotos(count_by_model.get(Photo._meta.label, 0))


def _find_uploaded(sha256: str) -> Photo | None:
    """Find a photo by its file, and restart its lifetime. Two queries."""
    if not Photo.objects.filter(sha256=sha256).update(last_uploaded_at=timezone.now()):
        return None
    return Photo.objects.filter(sha256=sha256).first()


def filter_unused(photos: QuerySet[Photo], since: datetime) -> QuerySet[Photo]:
    """Filter unused photos that were last uploaded before `since`.

    Those that were taken down stay, so that the same file is refused.
    """
    return photos.filter(IS_UNUSED, last_uploaded_at__lt=since, withdrawn_at=None)


def exclude_expiring(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    """Exclude photos that are about to be deleted, before an author chooses one."""
    return photos.filter(
        IN_USE | Q(last_uploaded_at__gte=timezone.now() - UNUSED_LIFETIME + EXPIRY_MARGIN)
    )


@task
def delete_unused() -> None:
    """Delete unused photos, at most MAX_DELETED in one run."""
    before = timezone.now() - UNUSED_LIFETIME
    for _batch in range(MAX_DELETED // BATCH_SIZE):
        if not _delete_batch(before):
            return


def _delete_batch(before: datetime) -> int:
    """Delete one batch of unused photos; return their number.

    A save locks the photos that it uses: locked ones are skipped, and later saves wait for this
    transaction. The second query finds photos that were used before the lock.
    """
    with transaction.atomic():
        old = filter_unused(Photo.objects.all(), before).order_by("last_uploaded_at", "pk")
        locked = [
            photo.pk for photo in old.select_for_update(skip_locked=True, of=("self",))[:BATCH_SIZE]
        ]
        expired = list(filter_unused(Photo.objects.filter(pk__in=locked), before))
        return delete_photos(photos=expired).count if expired else 0
