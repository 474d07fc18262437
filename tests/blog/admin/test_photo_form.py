"""The photo form: metadata from the file, the photo's name, and its focal point."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult
from PIL import Image

from blog import checks
from blog.checks.models import FindingCount
from blog.editing.photos import upload_photo
from blog.models import Photo
from imaging.xmp import ImageMetadata, build_packet
from tests.support import factories as make
from tests.support.desk import errors, send, signed_in

pytestmark = pytest.mark.django_db
METADATA = ImageMetadata(
    "A quay", "Ana Ruiz/Nordfoto", "© 2026 Nordfoto", "https://nordfoto.example/terms"
)


@pytest.fixture
def author():
    return make.user("Author")


def test_new_photo_has_metadata_of_its_file(author):
    file = BytesIO()
    Image.new("RGB", (60, 40)).save(file, "JPEG", xmp=build_packet(METADATA))
    photo = upload_photo(file=SimpleUploadedFile("a.jpg", file.getvalue()), by=author).photo
    photo.refresh_from_db()
    assert photo.embedded_metadata == METADATA


def test_photo_name_is_caption_alt_text_or_id(author):
    photo = make.photo(author, caption="Idle cranes", alt="Five cranes")
    assert str(photo) == "Idle cranes"
    photo.caption = ""
    assert str(photo) == "Five cranes"
    photo.alt = ""
    assert str(photo) == f"Photo {photo.pk}"


@pytest.mark.parametrize("value", ["101", "-1", "x", "9" * 40, "1e3", "nan"])
def test_focal_point_outside_picture_is_refused(value, author):
    photo = make.photo(author)
    response = send(signed_in(author), f"/admin/blog/photo/{photo.pk}/change/", focus_x=value)
    assert response.status_code == 200
    assert list(errors(response)) == ["focus_x"]


@pytest.mark.parametrize(
    ("values", "stored"),
    [({"focus_x": ""}, (30, 70)), ({"focus_x": "0", "focus_y": "100"}, (0, 100))],
)
def test_focal_point_left_empty_is_unchanged(values, stored, author):
    photo = make.photo(author, focus_x=30, focus_y=70)
    response = send(signed_in(author), f"/admin/blog/photo/{photo.pk}/change/", **values)
    assert response.status_code == 302
    photo = Photo.objects.get()
    assert (photo.focus_x, photo.focus_y) == stored


@pytest.mark.slow
def test_photo_change_updates_findings_of_its_posts(
    author,
):
    photo = make.photo(author, alt="A quay", credit="")
    shows = {"summary": "S", "labels": ("Ports",), "authors": (author,)}
    out, later = make.post(make.figure(photo), **shows), make.scheduled(make.figure(photo), **shows)
    draft = make.draft(make.figure(photo), **shows)
    for post in (out, later, draft):
        checks.store_results(post)
    findings = FindingCount.objects.order_by("post").values_list("post", "code")
    assert list(findings) == [(out.pk, "credit_missing"), (later.pk, "credit_missing")]
    address = f"/admin/blog/photo/{photo.pk}/change/"
    assert send(signed_in(author), address, credit="Ana Ruiz").status_code == 302
    (task,) = DBTaskResult.objects.filter(task_path="blog.checks.store.recheck_posts_with_photo")
    assert task.args_kwargs["args"] == [photo.pk]
    checks.recheck_posts_with_photo.call(photo.pk)
    assert not FindingCount.objects.exists()
    send(signed_in(author), address, focus_x="20")
    assert DBTaskResult.objects.filter(task_path=task.task_path).count() == 1
