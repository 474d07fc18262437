"""Rewording and withdrawing correction notes in the admin."""

import pytest
from django.contrib.admin.models import LogEntry

from blog.common.audit import describe_change
from blog.corrections.models import Correction
from blog.models import Post
from tests.blog.corrections.test_corrections import create_correction
from tests.support import factories as make
from tests.support.desk import errors, fields, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def note(author):
    post = make.post("<p>One.</p>", authors=(author,), published_at=make.moment(2024, 3, 5))
    return create_correction(
        post, "<p>It is one.</p>", "<p>It is two.</p>", note_text="It was too."
    )


def get_url(note: Correction) -> str:
    return f"/admin/blog/correction/{note.pk}/change/"


def post_change(user, note: Correction, **changes):
    client = signed_in(user)
    return client.post(get_url(note), fields(client, get_url(note)) | changes)


@pytest.mark.slow
def test_reworded_note_is_published_and_logged(client, author, note):
    updated_at = Post.objects.get().updated_at
    assert post_change(author, note, text="It was two.").status_code == 302
    assert "It was two." in client.get(note.post.get_absolute_url()).text
    assert Post.objects.get().updated_at > updated_at
    message = describe_change(LogEntry.objects.get())
    assert message == "Changed from “It was too.” to “It was two.”."
    item = client.get("/corrections/feed.json").json()["items"][0]
    assert item["date_modified"] > item["date_published"]


@pytest.mark.slow
def test_save_without_change_updates_nothing(author, note):
    before = Correction.objects.values().get(), Post.objects.get().updated_at
    assert post_change(author, note).status_code == 302
    assert (Correction.objects.values().get(), Post.objects.get().updated_at) == before


@pytest.mark.slow
def test_editor_withdraws_and_republishes_note(client, note):
    editor = make.user("Editor")
    assert post_change(editor, note, is_withdrawn="on").status_code == 302
    assert client.get(note.get_absolute_url()).status_code == 404
    assert "It was too." not in client.get(note.post.get_absolute_url()).text
    sent = fields(signed_in(editor), get_url(note))
    sent.pop("is_withdrawn")
    assert signed_in(editor).post(get_url(note), sent).status_code == 302
    assert client.get(note.get_absolute_url()).status_code == 200
    messages = [describe_change(entry) for entry in LogEntry.objects.order_by("pk")]
    assert messages == ["Withdrawn.", "Published again."]


@pytest.mark.slow
def test_author_cannot_withdraw_or_republish_note(author, note):
    post_change(author, note, is_withdrawn="on")
    assert Correction.objects.get().withdrawn_at is None
    post_change(make.user("Editor"), note, is_withdrawn="on")
    post_change(author, note, text="It was two.")
    assert Correction.objects.get().withdrawn_at is not None


@pytest.mark.slow
def test_typo_changed_to_update_gets_changes(client, author, note):
    post_change(author, note, kind="typo")
    assert Correction.objects.values_list("kind", "text", "changes").get() == ("typo", "", "")
    assert post_change(author, note, kind="update", text="More.").status_code == 302
    assert "one" in Correction.objects.get().changes
    assert client.get(note.get_absolute_url()).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("invalid_text", ["", "  ", "x" * 601, "a\0b"])
def test_invalid_text_is_refused(invalid_text, author, note):
    assert list(errors(post_change(author, note, text=invalid_text))) == ["text"]
    assert Correction.objects.get().text == "It was too."


def test_note_on_post_of_another_author_is_inaccessible(note):
    client = signed_in(make.user("Author"))
    assert client.get(get_url(note)).status_code == 302  # Redirects to the dashboard.
    assert "It was too." not in client.get("/admin/blog/correction/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count_is_independent_of_note_count(rows, author, django_assert_num_queries):
    for _ in range(rows):
        make.correction(make.post(authors=(author,)), by=make.user("Author"))
    client = signed_in(author)
    with django_assert_num_queries(8):
        assert client.get("/admin/blog/correction/").status_code == 200
