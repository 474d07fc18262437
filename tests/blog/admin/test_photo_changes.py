"""Admin pages that replace pictures and take them down."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.editing.photos import upload_photo
from blog.models import Figure, Photo, PhotoChange, Source
from imaging.credentials import has_credentials
from storage import private
from tests.imaging.test_credentials import sign
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/photo/changes/"


@pytest.fixture
def photo(author):
    return make.photo(author, caption="Cranes")


@pytest.fixture
def post(photo, author):
    return make.post(make.figure(photo, caption="Cranes"), authors=(author,), title="The quay")


def page(photo: Photo, name: str) -> str:
    return f"/admin/blog/photo/{photo.pk}/{name}/"


def test_editor_replaces_picture_after_a_comparison(photo, post, editor, editor_client):
    other = make.photo(editor, make.landscape(400, 300), caption="")
    choice = editor_client.get(page(photo, "replace"))
    assert f"?with={other.pk}" in choice.text
    address = f"{page(photo, 'replace')}?with={other.pk}"
    comparison = editor_client.get(address)
    assert "another shape" in comparison.text and "lose it" in comparison.text
    assert "The quay" in comparison.text
    response = editor_client.post(address, follow=True)
    assert "replaced in 1 post" in response.text
    assert Figure.objects.get(post=post).photo == other
    change = PhotoChange.objects.get()
    undone = editor_client.post(f"{LIST}{change.pk}/undo/", follow=True)
    assert "The former picture is back in 1 post." in undone.text
    assert Figure.objects.get(post=post).photo == photo


def test_replacement_is_uploaded_on_the_same_page(photo, post, editor_client):
    file = SimpleUploadedFile("a.png", make.picture((1, 2, 3)))
    response = editor_client.post(page(photo, "replace"), {"image": file})
    uploaded = Photo.objects.latest("pk")
    assert response["Location"] == f"{page(photo, 'replace')}?with={uploaded.pk}"
    bad = SimpleUploadedFile("a.png", b"no picture")
    assert 'role="alert"' in editor_client.post(page(photo, "replace"), {"image": bad}).text


def test_search_finds_replacements_by_their_words(photo, editor, editor_client):
    match, other = make.photo(editor, caption="Élan"), make.photo(editor, caption="Dune")
    text = editor_client.get(page(photo, "replace"), {"q": "elan"}).text
    assert f"?with={match.pk}" in text and f"?with={other.pk}" not in text
    assert "No picture matches" in editor_client.get(page(photo, "replace"), {"q": "xyz"}).text


def test_take_down_asks_for_a_reason_and_is_undone(photo, post, editor_client):
    address = page(photo, "take-down")
    assert "The quay" in editor_client.get(address).text
    refused = editor_client.post(address, {"reason": " "})
    assert "Say why" in refused.text and "Error:" in refused.text
    done = editor_client.post(address, {"reason": "No <b>rights</b>."}, follow=True)
    assert "1 post shows the reason" in done.text and "No &lt;b&gt;rights&lt;/b&gt;." in done.text
    post.refresh_from_db()
    assert "<b>" not in post.html and "No &lt;b&gt;rights" in post.html
    assert "Put back" in editor_client.get(address).text
    assert "This picture was removed" in editor_client.get(page(photo, "change")).text
    change = PhotoChange.objects.get()
    assert "is back" in editor_client.post(f"{LIST}{change.pk}/undo/", follow=True).text
    photo.refresh_from_db()
    assert photo.withdrawn_at is None


def test_private_picture_is_for_editors_only(
    photo, author, editor_client, django_capture_on_commit_callbacks
):
    data = private.read(str(photo.image.name))
    assert editor_client.get(page(photo, "private")).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(page(photo, "take-down"), {"reason": "No rights."})
    response = editor_client.get(page(photo, "private"))
    assert response.content == data and "no-store" in response["Cache-Control"]
    assert signed_in(author).get(page(photo, "private")).status_code == 403


def test_author_may_not_take_down_or_replace_in_posts_of_others(photo, post, author):
    client = signed_in(author)
    assert client.get(page(photo, "take-down")).status_code == 403
    assert client.get(page(photo, "replace")).status_code == 200
    make.post(make.figure(photo))
    assert client.get(page(photo, "replace")).status_code == 403


def test_photos_of_others_are_not_found(author):
    draft = make.photo(make.user("Author"))
    assert signed_in(author).get(page(draft, "replace")).status_code == 404


def test_author_sees_own_changes_only(photo, post, author, editor, editor_client):
    editor_client.post(f"{page(photo, 'replace')}?with={make.photo(editor).pk}")
    assert "The quay" in editor_client.get(LIST).text
    text = signed_in(author).get(LIST).text
    assert "No pictures have been replaced" in text


def test_list_of_changes_has_constant_queries(
    author, editor, editor_client, django_assert_num_queries
):
    def take_down() -> None:
        shown = make.photo(author)
        Source.objects.create(name=f"Source {shown.pk}", portrait=shown)
        make.post(make.figure(shown), authors=(author,))
        editor_client.post(page(shown, "take-down"), {"reason": "No rights."})

    take_down()
    editor_client.get(f"{LIST}?kind=take_down")
    for _number in range(3):
        take_down()
    editor_client.get(LIST)  # Shows the messages.
    with django_assert_num_queries(11):
        text = editor_client.get(f"{LIST}?kind=take_down").text
    assert text.count("Portrait of") == 4


def test_signed_original_is_stored_privately_for_editors(author, editor_client, client):
    data = sign("JPEG")
    file = SimpleUploadedFile("a.jpg", data)
    photo = upload_photo(file=file, by=author).photo
    assert photo.original_file.startswith("private/")
    assert client.get(f"/media/{photo.original_file}").status_code == 404
    assert signed_in(author).get(page(photo, "original")).status_code == 403
    response = editor_client.get(page(photo, "original"))
    assert (response.content, response["Content-Type"]) == (data, "image/jpeg")
    assert "has content credentials" in editor_client.get(page(photo, "change")).text
    assert not has_credentials(private.read(str(photo.image.name)))


def test_unsigned_upload_has_no_private_original(author, editor_client):
    file = SimpleUploadedFile("a.png", make.picture((9, 9, 9)))
    photo = upload_photo(file=file, by=author).photo
    assert (photo.original_file, photo.credentials) == ("", Photo.Credentials.NONE)
    assert editor_client.get(page(photo, "original")).status_code == 404
