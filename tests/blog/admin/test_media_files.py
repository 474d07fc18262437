"""The list of media files: what may be seen and deleted, and where each is used."""

import uuid

import pytest
from django.urls import reverse

from blog.editing.media_take_down import take_down_file
from blog.models import MediaFile, Post
from blog.revisions.autosave_models import Autosave
from blog.revisions.record import record
from tests.support import factories as make
from tests.support import sample_files as sample

pytestmark = pytest.mark.django_db
LIST = reverse("admin:blog_mediafile_changelist")


def get_url(file: MediaFile, action: str = "change") -> str:
    return reverse(f"admin:blog_mediafile_{action}", args=[file.pk])


def test_author_sees_own_and_published_files_and_deletes_none(client):
    author, other = make.user("Author"), make.user("Author")
    own = make.media_file(author, name="own.wav")
    foreign = make.media_file(other, name="foreign.wav")
    public = make.media_file(other, name="public.wav")
    make.post(make.file(public), authors=(other,))
    client.force_login(author)
    html = client.get(LIST).content.decode()
    assert "own.wav" in html and "public.wav" in html and "foreign.wav" not in html
    assert client.get(get_url(own)).status_code == 200
    assert client.get(get_url(foreign)).status_code == 302
    assert client.post(get_url(own, "delete"), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:blog_mediafile_add")).status_code == 403
    assert MediaFile.objects.count() == 3


def test_author_does_not_see_titles_of_drafts_by_others(client):
    author, other = make.user("Author"), make.user("Author")
    file = make.media_file(author)
    make.post(make.file(file), authors=(author,), title="In public")
    make.draft(make.file(file), authors=(other,), title="In secret")
    client.force_login(author)
    html = client.get(get_url(file)).content.decode()
    assert "In public" in html and "In secret" not in html


def test_moderator_and_reader_see_nothing(client):
    make.media_file(make.user("Author"))
    for user in (make.user("Moderator"), make.user()):
        client.force_login(user)
        assert client.get(LIST).status_code in (302, 403)


def test_page_of_a_file_names_where_it_is_used(client):
    editor = make.user("Editor")
    file = make.media_file(editor, sample.pdf(), name="Report.pdf")
    client.force_login(editor)
    assert "Not used" in client.get(get_url(file)).content.decode()
    post = make.draft(make.file(file), authors=(editor,), title="Where <it> is")
    record(post, editor)
    Autosave.objects.create(
        form=uuid.uuid4(), user=editor, kind=Post.Kind.POST, values={"document": make.file(file)}
    )
    html = client.get(get_url(file)).content.decode()
    assert "Where &lt;it&gt; is" in html and "1 version of a post" in html
    assert "unsaved changes" in html and "PDF, 2 pages" in html
    assert reverse("admin:blog_post_change", args=[post.pk]) in html


def test_used_file_is_not_deleted_and_unused_one_is(client):
    editor = make.user("Editor")
    used, unused = make.media_file(editor), make.media_file(editor)
    post = make.draft(make.file(used), authors=(editor,), title="Here it is")
    client.force_login(editor)
    assert "Here it is" in client.get(get_url(used, "delete")).content.decode()
    for keys in ([used.pk], [used.pk, unused.pk]):
        form = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
        client.post(LIST, form)
        assert MediaFile.objects.count() == 2
    client.post(get_url(used, "delete"), {"post": "yes"})
    assert MediaFile.objects.count() == 2 and post.embeds.exists()
    client.post(get_url(unused, "delete"), {"post": "yes"})
    assert MediaFile.objects.get() == used


def test_list_takes_as_many_queries_for_many_files(client, django_assert_max_num_queries):
    editor = make.user("Editor")
    client.force_login(editor)
    for _number in range(5):
        make.media_file(make.user("Author"))
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_editor_takes_a_file_down_and_puts_it_back(client, django_capture_on_commit_callbacks):
    author, editor = make.user("Author"), make.user("Editor")
    file = make.media_file(author, sample.pdf(), name="Report.pdf")
    draft = make.draft(make.file(file), authors=(author,), title="The report")
    client.force_login(editor)
    assert "Take down…" in client.get(get_url(file)).text
    page = get_url(file, "take_down")
    assert "The report" in client.get(page).text
    refused = client.post(page, {"reason": " "})
    assert refused.status_code == 200 and "Say why" in refused.text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page, {"reason": "No consent."}, follow=True)
    assert "1 post shows the reason" in answer.text and "No consent." in answer.text
    assert "No consent." in client.get(get_url(file)).text
    assert "Report.pdf" in client.get(LIST, {"taken_down": "1"}).text
    private = client.get(get_url(file, "private"))
    assert b"".join(private.streaming_content) == sample.pdf()
    assert private["Content-Disposition"] == 'attachment; filename="Report.pdf"'
    assert "no-store" in private["Cache-Control"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(get_url(file, "put_back"), follow=True)
    assert "The file is back in 1 post." in answer.text
    assert client.get(get_url(file, "private")).status_code == 404
    assert client.post(get_url(file, "put_back")).status_code == 404
    draft.refresh_from_db()
    assert file.file.url in draft.html
    assert "Report.pdf" not in client.get(LIST, {"taken_down": "1"}).text


def test_only_editors_take_down_put_back_and_read_private_files(client):
    author = make.user("Author")
    file = make.media_file(author)
    client.force_login(author)
    assert "Take down" not in client.get(get_url(file)).text
    take_down_file(file=file, reason="No consent.", by=make.user("Editor"))
    for action, method in (
        ("take_down", client.get),
        ("take_down", client.post),
        ("put_back", client.post),
        ("private", client.get),
    ):
        assert method(get_url(file, action)).status_code == 403
    assert client.get(get_url(file, "put_back")).status_code == 405
    assert "No consent." in client.get(get_url(file)).text
