"""Read the content credentials of uploaded photos in the background."""

import logging
from dataclasses import asdict
from functools import partial
from pathlib import Path

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
        credentials = read_credentials(private.read(photo.original_file), load_anchors())
    except (OSError, ValidationError) as error:
        logger.warning("The credentials of photo %s cannot be read: %s", pk, error)
        return
    summary = asdict(credentials)
    state = summary.pop("state")
    Photo.objects.filter(pk=pk).update(credentials=state, credentials_summary=summary)


def load_anchors() -> str:
    """Return the certificates in the file of the setting C2PA_TRUST_ANCHORS, '' without it."""
    path = settings.C2PA_TRUST_ANCHORS
    return Path(path).read_text() if path else ""
