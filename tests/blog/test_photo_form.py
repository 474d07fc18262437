"""A photo on the desk: what is known of it from its file, its name, and its focal point."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from blog.image_words import Words, packet
from blog.models import Photo
from blog.uploads import store_photo
from tests import factories as make
from tests.desk import errors, send, signed_in

pytestmark = pytest.mark.django_db
WORDS = Words("A quay", "Ana Ruiz/Nordfoto", "© 2026 Nordfoto", "https://nordfoto.example/terms")


@pytest.fixture
def author():
    return make.user("Author")


def test_photo_begins_with_the_words_of_its_file(author):
    file = BytesIO()
    Image.new("RGB", (60, 40)).save(file, "JPEG", xmp=packet(WORDS))
    photo = store_photo(SimpleUploadedFile("a.jpg", file.getvalue()), author)
    photo.refresh_from_db()
    assert photo.words == WORDS


def test_photo_is_called_by_its_caption_its_alt_text_or_its_number(author):
    photo = make.photo(author, caption="Idle cranes", alt="Five cranes")
    assert str(photo) == "Idle cranes"
    photo.caption = ""
    assert str(photo) == "Five cranes"
    photo.alt = ""
    assert str(photo) == f"Photo {photo.pk}"


@pytest.mark.parametrize("given", ["101", "-1", "x", "9" * 40, "1e3", "nan"])
def test_focal_point_outside_of_the_picture_is_said_to_be_so(given, author):
    photo = make.photo(author)
    response = send(signed_in(author), f"/admin/blog/photo/{photo.pk}/change/", focus_x=given)
    assert response.status_code == 200
    assert list(errors(response)) == ["focus_x"]


@pytest.mark.parametrize(
    ("given", "stored"),
    [({"focus_x": ""}, (30, 70)), ({"focus_x": "0", "focus_y": "100"}, (0, 100))],
)
def test_focal_point_stays_where_nothing_is_said(given, stored, author):
    photo = make.photo(author, focus_x=30, focus_y=70)
    response = send(signed_in(author), f"/admin/blog/photo/{photo.pk}/change/", **given)
    assert response.status_code == 302
    photo = Photo.objects.get()
    assert (photo.focus_x, photo.focus_y) == stored
