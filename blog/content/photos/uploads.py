"""An uploaded file -> a Photo, stored once however often it is sent."""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from blog.content.photos import renditions
from blog.models import Photo
from imaging.clean import clean_upload


def store_photo(file: UploadedFile, user: User, max_wait: float | None = None) -> Photo:
    """Raises ValidationError for what is no picture, and DecodersBusyError where none could be
    decoded for `max_wait` seconds. What the file says of its caption and credit is where the
    photo's words begin. Three queries for a new file."""
    picture = clean_upload(file, max_wait)
    known = _sent_before(picture.sha256)
    if known is None:
        name = f"photos/{picture.sha256[:2]}/{picture.sha256[:32]}.{picture.extension}"
        photo = Photo(
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
            caption=picture.words.caption[:1000],
            credit=picture.words.credit,
            copyright=picture.words.copyright,
            licence_url=picture.words.licence_url,
            uploaded_by=user,
        )
        photo.image.save(name, ContentFile(picture.data), save=False)
        try:
            with transaction.atomic():
                photo.save()
        except IntegrityError:  # The same file arrived twice at once; the other one is stored.
            known = Photo.objects.get(sha256=picture.sha256)
            if photo.image.name != known.image.name:  # In a bucket both may have one name.
                photo.image.delete(save=False)
        else:
            renditions.order(photo)
            return photo
    if known.uploaded_by_id != user.pk:
        known.also_uploaded_by.add(user)
    return known


def _sent_before(sha256: str) -> Photo | None:
    """It is wanted again, so its week begins anew (`blog.revisions.unused_photos`). Two queries."""
    if not Photo.objects.filter(sha256=sha256).update(last_uploaded_at=timezone.now()):
        return None
    return Photo.objects.filter(sha256=sha256).first()
