"""Content credentials of uploaded photos: read in the background, shown on the photo's page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.content.photos.credentials import read_photo_credentials
from blog.editing.photos import upload_photo
from blog.models import Photo
from storage import private
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.signed_pictures import AI, make_authority, make_picture, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(data: bytes) -> Photo:
    upload = SimpleUploadedFile("a.jpg", data, "image/jpeg")
    photo = upload_photo(file=upload, by=make.user("Author")).photo
    read_photo_credentials.call(photo.pk)
    photo.refresh_from_db()
    return photo


def show(photo: Photo) -> str:
    address = f"/admin/blog/photo/{photo.pk}/change/"
    return signed_in(make.user("Editor")).get(address).content.decode()


def test_signed_original_is_kept_and_described():
    data = sign(make_picture(), make_authority(), source_type=AI)
    photo = upload(data)
    assert private.read(photo.original_file) == data
    assert (photo.credentials, photo.credentials_summary) == (
        "unknown_signer",
        {
            "signer": "Estuary Press",
            "tool": "Darkroom 2",
            "signed_at": "",
            "is_ai_generated": True,
        },
    )
    page = show(photo)
    assert "Signed by Estuary Press." in page and "Made with Darkroom 2." in page
    assert "a model generated the picture" in page


def test_trusted_authority_makes_credentials_valid(settings):
    authority = make_authority()
    settings.C2PA_TRUST_ANCHORS = authority.root
    assert upload(sign(make_picture(), authority)).credentials == "valid"


def test_unsigned_picture_has_no_credentials():
    photo = upload(make_picture())
    assert (photo.credentials, photo.original_file) == ("none", "")


def test_lost_original_stays_unchecked():
    photo = Photo.objects.get(pk=make.photo(make.user("Author")).pk)
    Photo.objects.update(credentials="unchecked", original_file="private/gone/original.jpg")
    read_photo_credentials.call(photo.pk)
    photo.refresh_from_db()
    assert photo.credentials == "unchecked"
