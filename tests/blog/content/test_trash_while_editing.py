"""Saving a post that was moved to the trash while it was edited."""

import json
import uuid

import lxml.html
import pytest

from blog.models import Post
from blog.revisions.autosave_models import Autosave
from tests.support import factories as make
from tests.support.desk import (
    change,
    fields,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/post/add/"


@pytest.fixture
def author():
    return make.user("Author", byline="Nadia")


@pytest.fixture
def post(author):
    return make.draft("<p>One.</p>", authors=(author,), title="Title")


def get_trash_url(post: Post) -> str:
    return f"/admin/blog/{post.kind}/{post.pk}/trash/"


def load_unsaved_changes(client, address: str) -> dict:
    page = lxml.html.fromstring(client.get(address).text)
    return json.loads(page.get_element_by_id("autosave").text)


@pytest.mark.parametrize("transition", ["", "handed_in"])
@pytest.mark.parametrize("text", ["One, changed.", "تغيير — مهم", "x " * 5000])
def test_save_of_a_trashed_post_keeps_the_input(transition, text, author, post):
    client = signed_in(author)
    sent = fields(client, change(post)) | {"document": f"<p>{text}</p>", "transition": transition}
    post.set_trashed()
    response = client.post(change(post), sent, follow=True)
    assert response.redirect_chain[-1][0].endswith(get_trash_url(post))
    assert "Your changes are kept" in response.text
    assert "Your unsaved changes from" in response.text and text[:8] in response.text
    assert Post.all_objects.get(pk=post.pk).html.strip() == "<p>One.</p>"
    restored = client.post(get_trash_url(post), follow=False)
    assert restored.url.startswith(change(post)) and "?restore=" in restored.url
    (unsaved,) = load_unsaved_changes(client, restored.url)["lost"]
    assert unsaved["values"]["document"] == f"<p>{text}</p>"
    assert unsaved["values"]["title"] == "Title"
    assert not {"csrfmiddlewaretoken", "transition", "status"} & unsaved["values"].keys()
    assert send(client, change(post), document=unsaved["values"]["document"]).status_code == 302


def test_repeated_save_of_a_trashed_post_is_kept_once(author, post):
    """The browser stores the input before it sends the form."""
    client = signed_in(author)
    sent = fields(client, change(post)) | {"document": "<p>Typed.</p>"}
    post.set_trashed()
    body = {"form": sent["form_key"], "post": post.pk, "values": {"document": "<p>Typed.</p>"}}
    address = "/admin/blog/post/autosave/"
    answer = client.post(address, json.dumps(body), content_type="application/json")
    trashed = {"url": get_trash_url(post), "label": "Show the trash"}
    assert (answer.status_code, answer.json()["trashed"]) == (200, trashed)
    for _ in range(2):
        assert client.post(change(post), sent).url == get_trash_url(post)
    assert Autosave.objects.recoverable().get().values == {"document": "<p>Typed.</p>"}


def test_save_of_a_deleted_post_is_kept_as_unsaved_changes(author, post):
    client = signed_in(author)
    sent = fields(client, change(post)) | {"document": "<p>Typed.</p>", "title": "Kept"}
    Post.all_objects.all().delete()
    page = client.post(change(post), sent, follow=True)
    assert "What you typed is kept as an unsaved post" in page.text
    (unsaved,) = load_unsaved_changes(client, ADD)["lost"]
    assert (unsaved["values"]["title"], unsaved["revision"]) == ("Kept", None)


@pytest.mark.parametrize("gone", [True, False])
def test_save_of_another_authors_trashed_post_is_refused(gone, post):
    other = make.user("Author")
    client = signed_in(other)
    sent = fields(client, ADD) | {"document": "<p>Mine.</p>", "form_key": str(uuid.uuid4())}
    if gone:
        post.set_trashed()
    client.post(change(post), sent)
    assert Post.all_objects.get(pk=post.pk).html.strip() == "<p>One.</p>"
    assert [row.post_id for row in Autosave.objects.filter(user=other)] == [None]
    body = {"form": str(uuid.uuid4()), "post": post.pk, "values": {}}
    address = "/admin/blog/post/autosave/"
    answer = client.post(address, json.dumps(body), content_type="application/json")
    assert answer.status_code == 404


def test_page_trashed_while_edited_keeps_the_input():
    editor = make.user("Editor")
    page = make.page("<p>One.</p>", title="About")
    client, address = signed_in(editor), f"/admin/blog/page/{page.pk}/change/"
    sent = fields(client, address) | {"document": "<p>Two.</p>"}
    page.set_trashed()
    assert client.post(address, sent).url == get_trash_url(page)
    assert Autosave.objects.recoverable().get().values["document"] == "<p>Two.</p>"


@pytest.mark.parametrize("sent", [{}, {"document": "<p>A</p>"} | {f"f{n}": "" for n in range(600)}])
def test_hostile_save_of_a_deleted_post_is_no_error(sent, author):
    assert signed_in(author).post("/admin/blog/post/999999/change/", sent).status_code == 302
    assert signed_in(author).post("/admin/blog/post/x/change/", sent).status_code == 302
