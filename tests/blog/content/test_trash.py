"""The trash: deleted posts can be restored completely for 30 days."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from blog import revisions
from blog.comments.models import Comment
from blog.editing import trash
from blog.models import Label, Post
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted
from tests.support.desk import change, send, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/post/"


def run_action(client, action: str, *posts: Post, query: str = "") -> str:
    sent = {"action": action, "_selected_action": [post.pk for post in posts]}
    return client.post(LIST + query, sent, follow=True).text


def delete(client, post: Post) -> str:
    return client.post(f"{LIST}{post.pk}/delete/", {"post": "yes"}, follow=True).text


def get_titles(client, query: str = "") -> list[str]:
    return text(read(client, LIST + query), "//tbody//*[contains(@class, 'field-title')]")


@pytest.mark.slow
def test_trashed_post_is_hidden_and_restored_completely():
    editor = make.user("Editor")
    client, reader = signed_in(editor), Client()
    post = make.post(make.quotation("“Said.”", source_name="Ana"), labels=["China"], title="Lost")
    make.comment(post, "Well said.")
    revisions.record(post, editor)
    address = post.get_absolute_url()
    before = reader.get(address).text
    assert "moved to the trash" in delete(client, post)
    assert [reader.get(path).status_code for path in (address, "/labels/china/")] == [404, 404]
    assert client.get(address).status_code == 404
    assert client.get(change(post)).status_code == 302
    assert (get_titles(client), get_titles(client, "?state=trash")) == ([], ["Lost"])
    assert "restored from the trash" in run_action(
        client, "restore_selected", post, query="?state=trash"
    )
    assert reader.get(address).text == before
    assert (post.comments.count(), post.revisions.count(), Label.objects.count()) == (1, 1, 1)
    assert (get_titles(client), get_titles(client, "?state=trash")) == (["Lost"], [])


def test_trash_is_emptied_after_30_days():
    old, young, untrashed = make.post(), make.post(), make.post()
    make.comment(old)
    old.set_trashed()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        young.set_trashed()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        trash.empty_trash.call()
    assert set(Post.all_objects.all()) == {young, untrashed}
    assert not Comment.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_post_restored_while_trash_is_emptied_is_kept():
    post = make.post()
    post.set_trashed()
    Post.all_objects.update(trashed_at=timezone.now() - timedelta(days=31))
    while_uncommitted(post.clear_trashed, trash.empty_trash.call)
    assert Post.all_objects.get().status == "published"


@pytest.mark.slow
def test_authors_trash_and_restore_their_unpublished_posts():
    author = make.user("Author")
    client = signed_in(author)
    mine = [make.draft(authors=(author,), title=f"Mine {n}") for n in (1, 2)]
    public = make.post(authors=(author,), title="Public")
    other = make.draft(title="Other")
    message = run_action(client, "move_to_trash", *mine, public, other)
    assert ("2 moved to the trash" in message, "1 not moved" in message) == (True, True)
    delete(client, public)
    delete(client, other)
    assert sorted(get_titles(client, "?state=trash")) == ["Mine 1", "Mine 2"]
    other.set_trashed()
    run_action(client, "restore_selected", mine[0], other, query="?state=trash")
    states = dict(Post.objects.values_list("title", "status"))
    assert states == {
        "Mine 1": "draft",
        "Mine 2": "trashed",
        "Public": "published",
        "Other": "trashed",
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_concurrently_published_post_is_not_trashed_by_its_author():
    author = make.user("Author")
    client, post = signed_in(author), make.draft(authors=(author,))
    out = {"status": "published", "published_at": timezone.now()}
    message = while_uncommitted(
        lambda: Post.all_objects.update(**out), lambda: run_action(client, "move_to_trash", post)
    )
    assert ("1 not moved" in message, "1 moved to the trash" in message) == (True, False)
    assert Post.all_objects.get().status == "published"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["list", "page"])
@pytest.mark.parametrize("gone", [False, True])
def test_concurrently_restored_or_deleted_post_is_not_counted(where, gone):
    client, post = signed_in(make.user("Editor")), make.post(title="Lost")
    post.set_trashed()

    def restore() -> str:
        if where == "list":
            return run_action(client, "restore_selected", post, query="?state=trash")
        return client.post(get_trash_url(post), follow=True).text

    first = Post.all_objects.all().delete if gone else post.clear_trashed
    message = while_uncommitted(first, restore)
    assert ("changes made in the meantime" in message, "restored" in message) == (True, False)
    assert LogEntry.objects.count() == 0


def get_trash_url(post: Post) -> str:
    return f"{LIST}{post.pk}/trash/"


def test_trash_rows_have_a_restore_button():
    client = signed_in(make.user("Editor"))
    posts = [make.post(title=title) for title in ("A “b” & c", "Stays")]
    for post in posts:
        post.set_trashed()
    [row] = read(client, f"{LIST}?state=trash").xpath("//tr[contains(., 'A “b”')]")
    [button] = row.xpath(".//button")
    assert button.get("aria-label") == "Restore: A “b” & c"
    message = client.post(button.get("formaction"), {"_selected_action": posts[1].pk}, follow=True)
    assert message.redirect_chain == [(change(posts[0]), 302)]
    assert "“A “b” &amp; c” restored from the trash." in message.text
    assert dict(Post.objects.values_list("title", "status")) == {
        "A “b” & c": "published",
        "Stays": "trashed",
    }
    assert not read(client, LIST).xpath("//tbody//button[@formaction]")


def test_form_of_a_trashed_post_redirects_to_the_trash():
    client, post = signed_in(make.user("Editor")), make.post("<p>Water rose.</p>", title="Lost")
    post.set_trashed()
    page = client.get(change(post), follow=True)
    assert page.redirect_chain == [(get_trash_url(post), 302)]
    assert ("Lost" in page.text, "Water rose." in page.text) == (True, True)
    assert (client.post(get_trash_url(post)).url, client.post(get_trash_url(post)).url) == (
        change(post),
    ) * 2
    post.refresh_from_db()
    assert (post.status, post.trashed_at) == ("published", None)


def test_restore_link_requires_permission():
    author, moderator = make.user("Author"), make.user("Moderator")
    mine, other = make.draft(authors=(author,)), make.draft()
    for post in (mine, other):
        post.set_trashed()
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(author)
    answers = [
        signed_in(moderator).post(get_trash_url(mine)),
        signed_in(author).get(get_trash_url(other)),
        signed_in(author).post(get_trash_url(other)),
        forged.post(get_trash_url(mine)),
        signed_in(author).post(get_trash_url(mine)),
    ]
    assert [answer.status_code for answer in answers] == [403, 404, 404, 403, 302]
    assert set(Post.objects.values_list("pk", "status")) == {
        (mine.pk, "draft"),
        (other.pk, "trashed"),
    }


def test_published_post_restored_by_its_author_is_a_draft():
    author = make.user("Author")
    post = make.post(authors=(author,))
    post.set_trashed()
    run_action(signed_in(author), "restore_selected", post, query="?state=trash")
    post.refresh_from_db()
    assert (post.status, post.trashed_at) == ("draft", None)


@pytest.mark.slow
def test_trash_is_not_a_status_choice():
    client, post = signed_in(make.user("Editor")), make.draft()
    assert send(client, change(post), status="trashed").status_code == 200
    post.refresh_from_db()
    assert post.status == "draft"


def test_delete_action_moves_to_the_trash():
    client, post = signed_in(make.user("Editor")), make.draft()
    run_action(client, "delete_selected", post)
    client.post(LIST, {"action": "delete_selected", "_selected_action": [post.pk], "post": "yes"})
    post.refresh_from_db()
    assert post.status == "draft"
