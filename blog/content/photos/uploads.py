"""Uploading and deleting photos. Changing what is known of one: blog/checks/photos.py."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from blog.content.photos import renditions
from blog.models import Photo
from imaging.clean import clean_upload


@dataclass(frozen=True)
class UploadedPhoto:
    """`is_new` is False where the same file was uploaded before, by whomever."""

    photo: Photo
    is_new: bool


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
            caption=picture.words.caption[:1000],
            credit=picture.words.credit,
            copyright=picture.words.copyright,
            licence_url=picture.words.licence_url,
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
            renditions.order(new)
            return UploadedPhoto(new, is_new=True)
    if photo.uploaded_by_id != by.pk:
        photo.also_uploaded_by.add(by)
    return UploadedPhoto(photo, is_new=False)


@transaction.atomic
def delete_photos(*, photos: Iterable[Photo]) -> DeletedPhotos:
    """Delete photos; in the background their files are deleted. Two queries for each photo and a
    few for all."""
    photos = list(photos)
    for photo in photos:
        renditions.discard_with(photo)
    _all, count_by_model = Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return DeletedPhotos(count_by_model.get(Photo._meta.label, 0))


def _find_uploaded(sha256: str) -> Photo | None:
    """Find a photo by its file, and start its week anew, as it is to be used again
    (`blog.revisions.unused_photos`). Two queries."""
    if not Photo.objects.filter(sha256=sha256).update(last_uploaded_at=timezone.now()):
        return None
    return Photo.objects.filter(sha256=sha256).first()
