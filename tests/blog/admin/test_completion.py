"""The desk's choices that are completed: thumbnails, and a note on matches that are left out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from blog.models import Photo, Source
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
LOGO = {"app_label": "blog", "model_name": "appearance", "field_name": "logo"}
PUBLISHER = {"app_label": "blog", "model_name": "sourcerelation", "field_name": "other"}


@pytest.fixture
def editor():
    return make.user("superuser")


def complete(user, term: str, **field: str) -> dict:
    response = signed_in(user).get("/admin/autocomplete/", {"term": term, **(field or LOGO)})
    assert response.status_code == 200
    return response.json()


def test_photos_have_their_thumbnail_unless_they_were_taken_down(editor) -> None:
    photo = make.photo(editor, caption="Quay")
    taken_down = make.photo(editor, caption="Quay too")
    Photo.objects.filter(pk=taken_down.pk).update(withdrawn_at=timezone.now())
    results = {each["id"]: each for each in complete(editor, "quay")["results"]}
    assert results[str(photo.pk)]["thumbnail"] == photo.thumbnail_url
    assert "thumbnail" not in results[str(taken_down.pk)]


@pytest.mark.parametrize(
    ("count", "note"),
    [
        (20, ""),
        (21, "The first 20 of 21 are shown. Type more to find others."),
        (1001, "The first 20 of 1,000+ are shown. Type more to find others."),
    ],
)
def test_note_says_how_many_matches_are_shown(count, note, editor) -> None:
    Source.objects.bulk_create(
        Source(name=f"Gauge {number}", slug=f"g{number}") for number in range(count)
    )
    answer = complete(editor, "gauge", **PUBLISHER)
    assert len(answer["results"]) == min(count, 20)
    assert answer["note"] == note


def test_logo_is_found_by_the_name_of_its_file(editor) -> None:
    data = make.landscape(64, 64, "PNG")
    file = SimpleUploadedFile("gazette-logo.png", data)
    client = signed_in(editor)
    photo = client.post("/admin/blog/post/editor/upload/", {"image": file}).json()["photo"]
    for term in ("gazette", "logo.png", "gazette-logo.png"):
        [result] = complete(editor, term)["results"]
        assert (result["id"], result["text"]) == (str(photo), "gazette-logo.png")
    # Uploaded again, it keeps what is known of it.
    again = SimpleUploadedFile("other.png", data)
    client.post("/admin/blog/post/editor/upload/", {"image": again})
    stored = Photo.objects.get()
    assert (stored.file_name, stored.caption) == ("gazette-logo.png", "")


def test_picture_of_the_library_is_found_by_the_name_of_its_file(editor) -> None:
    files = [SimpleUploadedFile("Harbour crest.png", make.landscape(64, 64, "PNG"))]
    signed_in(editor).post("/admin/blog/photo/upload/", {"images": files})
    photo = Photo.objects.get()
    assert [each["id"] for each in complete(editor, "crest harbour")["results"]] == [str(photo.pk)]
    listed = signed_in(editor).get("/admin/blog/post/editor/photos/", {"q": "crest"}).json()
    assert [each["photo"] for each in listed["photos"]] == [photo.pk]
