"""Read the content credentials of uploaded photos in the background."""

import logging
from dataclasses import asdict
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.tasks import task

from blog.models import Photo
from imaging.credentials import can_verify, read_credentials
from storage import private

logger = logging.getLogger(__name__)


def enqueue_reading(photo: Photo) -> None:
    """Enqueue the verification of a photo that was uploaded with credentials, after the commit.

    Nothing without the optional package: the credentials stay unchecked.
    """
    if photo.original_file and can_verify():
        transaction.on_commit(partial(read_photo_credentials.enqueue, photo.pk))


@task
def read_photo_credentials(pk: int) -> None:
    """Verify the kept file of a photo, and store what it says. Two queries."""
    photo = Photo.objects.filter(pk=pk).exclude(original_file="").first()
    if photo is None:
        return
    try:
        data = private.read(photo.original_file)
        credentials = read_credentials(data, settings.C2PA_TRUST_ANCHORS)
    except (OSError, ValidationError) as error:
        logger.warning("The credentials of photo %s cannot be read: %s", pk, error)
        return
    summary = asdict(credentials)
    state = summary.pop("state")
    Photo.objects.filter(pk=pk).update(credentials=state, credentials_summary=summary)
