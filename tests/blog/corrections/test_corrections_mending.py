"""What readers were told is mended and withdrawn, and its history says what it was."""

import pytest
from django.contrib.admin.models import LogEntry

from blog.corrections.models import Correction
from blog.models import Post
from tests.blog.corrections.test_corrections import put_right
from tests.support import factories as make
from tests.support.desk import errors, fields, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def note(author):
    post = make.post("<p>One.</p>", authors=(author,), published_at=make.moment(2024, 3, 5))
    return put_right(post, "<p>It is one.</p>", "<p>It is two.</p>", told="It was too.")


def address(note: Correction) -> str:
    return f"/admin/blog/correction/{note.pk}/change/"


def mend(person, note: Correction, **changes):
    client = signed_in(person)
    return client.post(address(note), fields(client, address(note)) | changes)


@pytest.mark.slow
def test_a_mistake_in_the_sentence_is_mended_and_recorded(client, author, note):
    updated_at = Post.objects.get().updated_at
    assert mend(author, note, text="It was two.").status_code == 302
    assert "It was two." in client.get(note.post.get_absolute_url()).text
    assert Post.objects.get().updated_at > updated_at
    assert LogEntry.objects.get().change_message == "Changed from “It was too.” to “It was two.”."
    item = client.get("/corrections/feed.json").json()["items"][0]
    assert item["date_modified"] > item["date_published"]


@pytest.mark.slow
def test_what_is_saved_without_a_change_is_nothing_new_to_readers(author, note):
    before = Correction.objects.values().get(), Post.objects.get().updated_at
    assert mend(author, note).status_code == 302
    assert (Correction.objects.values().get(), Post.objects.get().updated_at) == before


@pytest.mark.slow
def test_an_editor_withdraws_it_and_tells_it_again(client, note):
    editor = make.user("Editor")
    assert mend(editor, note, is_withdrawn="on").status_code == 302
    assert client.get(note.get_absolute_url()).status_code == 404
    assert "It was too." not in client.get(note.post.get_absolute_url()).text
    sent = fields(signed_in(editor), address(note))
    sent.pop("is_withdrawn")
    assert signed_in(editor).post(address(note), sent).status_code == 302
    assert client.get(note.get_absolute_url()).status_code == 200
    told = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert list(told) == ["Withdrawn.", "Published again."]


@pytest.mark.slow
def test_an_author_withdraws_nothing_and_tells_nothing_again(author, note):
    mend(author, note, is_withdrawn="on")
    assert Correction.objects.get().withdrawn_at is None
    mend(make.user("Editor"), note, is_withdrawn="on")
    mend(author, note, text="It was two.")
    assert Correction.objects.get().withdrawn_at is not None


@pytest.mark.slow
def test_a_typo_that_was_none_is_told_with_its_changes(client, author, note):
    mend(author, note, kind="typo")
    assert Correction.objects.values_list("kind", "text", "changes").get() == ("typo", "", "")
    assert mend(author, note, kind="update", text="More.").status_code == 302
    assert "one" in Correction.objects.get().changes
    assert client.get(note.get_absolute_url()).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["", "  ", "x" * 601, "a\0b"])
def test_a_wrong_sentence_changes_nothing(wrong, author, note):
    assert list(errors(mend(author, note, text=wrong))) == ["text"]
    assert Correction.objects.get().text == "It was too."


def test_another_author_does_not_see_it(note):
    client = signed_in(make.user("Author"))
    assert client.get(address(note)).status_code == 302  # Go to the desk's front page.
    assert "It was too." not in client.get("/admin/blog/correction/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(rows, author, django_assert_num_queries):
    for _ in range(rows):
        make.correction(make.post(authors=(author,)), by=make.user("Author"))
    client = signed_in(author)
    with django_assert_num_queries(7):
        assert client.get("/admin/blog/correction/").status_code == 200
