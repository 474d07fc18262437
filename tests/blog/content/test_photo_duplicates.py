"""Near-duplicates: marked when a photo is uploaded, hashed or deleted, and listed by similarity."""

import random
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from blog.content.photos import duplicates
from blog.editing.photos import delete_photos, upload_photo
from blog.models import Photo
from imaging.perceptual_hash import FLAT, compute
from tests.support import factories as make
from tests.support.sample_pictures import ALTERATIONS, draw_clouds, draw_people

pytestmark = pytest.mark.django_db


def encode(image: Image.Image) -> bytes:
    file = BytesIO()
    image.convert("RGB").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def photograph() -> Image.Image:
    return draw_people(random.Random(2))


def hashed(author, image: Image.Image, **fields) -> Photo:
    return make.photo(author, encode(image), perceptual_hash=compute(image), **fields)


def marked() -> set[int]:
    return set(Photo.objects.filter(has_duplicate=True).values_list("pk", flat=True))


def test_uploaded_copy_marks_both_photos(author, photograph, django_capture_on_commit_callbacks):
    other = hashed(author, draw_clouds(random.Random(3)))
    small = encode(ALTERATIONS["half_size"](photograph))
    photos = []
    for data in (encode(photograph), small):
        with django_capture_on_commit_callbacks(execute=True):
            file = SimpleUploadedFile("a.png", data)
            photos.append(upload_photo(file=file, by=author).photo)
    for photo in photos:
        duplicates.compare.func([photo.pk])
    assert marked() == {photo.pk for photo in photos}
    photo = Photo.objects.get(pk=photos[0].pk)
    with CaptureQueriesContext(connection) as queries:
        assert duplicates.find_duplicates(photo, Photo.objects.all()) == [photos[1]]
    assert len(queries) == 1
    assert duplicates.find_duplicates(other, Photo.objects.all()) == []


def test_duplicates_are_listed_by_similarity(author, photograph):
    photo = hashed(author, photograph)
    cropped = hashed(author, ALTERATIONS["cropped_around"](photograph))
    brighter = hashed(author, ALTERATIONS["brighter"](photograph))
    duplicates.compare.func([photo.pk])
    photo.refresh_from_db()
    assert duplicates.find_duplicates(photo, Photo.objects.all()) == [brighter, cropped]
    only = Photo.objects.filter(pk=cropped.pk)
    assert duplicates.find_duplicates(photo, only) == [cropped]


def test_photos_without_detail_are_not_marked(author):
    for _ in range(2):
        make.photo(author, perceptual_hash=FLAT)
    with CaptureQueriesContext(connection) as queries:
        duplicates.compare.func(list(Photo.objects.values_list("pk", flat=True)))
    assert len(queries) == 2
    assert marked() == set()


def test_remaining_photo_is_unmarked_after_deletion(author, photograph):
    photos = [hashed(author, photograph), hashed(author, ALTERATIONS["grey"](photograph))]
    duplicates.compare.func([photos[0].pk])
    assert len(marked()) == 2
    duplicates.mark_duplicates.func()
    assert len(marked()) == 2
    delete_photos(photos=[photos[0]])
    duplicates.mark_duplicates.func()
    assert marked() == set()


def test_photos_without_hash_are_hashed_and_compared(author, photograph, monkeypatch):
    monkeypatch.setattr(duplicates, "MAX_HASHED", 2)
    photos = [
        make.photo(author, encode(photograph)),
        make.photo(author, encode(ALTERATIONS["darker"](photograph))),
        make.photo(author),
    ]
    duplicates.mark_duplicates.func()
    assert marked() == {photo.pk for photo in photos[:2]}
    assert Photo.objects.filter(perceptual_hash=None).get() == photos[2]


def test_photo_with_missing_file_gets_flat_hash(author, photograph):
    photo = make.photo(author, encode(photograph))
    photo.image.storage.delete(photo.image.name)
    duplicates.mark_duplicates.func()
    photo.refresh_from_db()
    assert photo.perceptual_hash == FLAT
