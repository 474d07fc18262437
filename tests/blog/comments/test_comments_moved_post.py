"""Comments on posts that were moved or unpublished while somebody was writing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment
from blog.content.redirects import add_redirect
from blog.models import Post
from tests.support import factories as make
from tests.support.commenting import (
    form,
    form_data,
    page_of,
    problems,
    typed,
)
from tests.support.desk import change, send, signed_in
from tests.support.pages import read

pytestmark = pytest.mark.django_db
GONE = "This post is no longer public"
TEXTS = [
    "Words.\n> and more",
    "\u200fكلمات كثيرة.\n\nسطر ثان",
    "x" * 10_000,
    "",
    "\u200b",
    "<b>&amp;",
]


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=False)
    return make.post(title="Low water", published_at=make.moment(2024, 3, 5), slug="low")


def opened(client: Client, address: str) -> dict[str, str]:
    """The form as a browser has it, filled in by a guest."""
    page = read(client, address)
    (found,) = page.xpath("//form[@method='post']")
    hidden = {field.name: field.value for field in found.xpath(".//input[@type='hidden']")}
    return {**hidden, **form_data(submission=hidden["submission"])}


def move(post: Post, **fields) -> None:
    before = post.get_absolute_url()
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    add_redirect(before, post.get_absolute_url())


MOVES = [
    [{"slug": "high"}],
    [{"slug": "حجب-الثقة"}],
    [{"published_at": make.moment(2023, 1, 9)}],
    [{"slug": "x" * 150, "published_at": make.moment(2023, 1, 9)}],
    [{"slug": "first"}, {"slug": "second"}],
    [{"slug": "away"}, {"slug": "low"}],
]


@pytest.mark.parametrize("moves", MOVES, ids=str)
@pytest.mark.parametrize("has_key", [True, False])
def test_comment_on_moved_post_is_stored_once(has_key, moves, post, client):
    """Without the key as well: then the URL alone names the post."""
    address = form(post)
    given = opened(client, address)
    for fields in moves:
        move(post, **fields)
    if not has_key:
        given.pop("post", None)
    for _sent in range(2):
        answer = client.post(address, given, follow=True)
        assert answer.status_code == 200
        assert answer.redirect_chain[-1][0].endswith("/sent/")
    comment = Comment.objects.get()
    assert (comment.post_id, comment.text) == (post.pk, given["text"])


def test_reply_on_post_moved_at_the_desk_keeps_its_place(post, client):
    first = make.comment(post, "First words.", name="Bo")
    address = form(post, first)
    given = opened(client, address)
    answer = send(signed_in(make.user("Editor")), change(post), slug="moved-at-the-desk")
    assert answer.status_code == 302
    assert client.post(address, given).status_code == 302
    assert Comment.objects.get(name="Ana").parent == first


def test_comment_goes_to_post_of_its_form_when_address_is_reused(post, client):
    address = form(post)
    given = opened(client, address)
    Post.objects.filter(pk=post.pk).update(slug="elsewhere")
    other = make.post(title="Another", published_at=post.published_at, slug="low")
    assert form(other) == address
    client.post(address, given)
    assert Comment.objects.get().post_id == post.pk


def unpublish(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT, title="A secret by now")


def postpone(post: Post) -> None:
    later = timezone.now() + timedelta(days=40)
    Post.objects.filter(pk=post.pk).update(published_at=later, title="A secret by now")


def trash(post: Post) -> None:
    post.set_trashed()


def delete(post: Post) -> None:
    post.delete()


def unpublish_and_reuse_the_address(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT, slug="a-secret-by-now")
    make.post(title="Another", published_at=post.published_at, slug="low")


def unpublish_after_moving(post: Post) -> None:
    move(post, slug="a-secret-by-now")
    unpublish(post)


@pytest.mark.parametrize(
    "meanwhile",
    [unpublish, postpone, trash, delete, unpublish_and_reuse_the_address, unpublish_after_moving],
)
def test_comment_on_unpublished_post_is_shown_again(meanwhile, post, client):
    address = form(post)
    given = opened(client, address)
    meanwhile(post)
    for text in TEXTS:
        for button in ({}, {"preview": "1"}):
            answer = client.post(address, given | {"text": text} | button)
            assert (answer.status_code, Comment.objects.count()) == (404, 0)
            assert problems(answer)[0].startswith(GONE)
            shown = typed(answer)
            assert shown.pop("text") == text
            assert shown == {name: given[name] for name in ("shown", "name", "email", "website")}
            assert "secret" not in answer.content.decode().lower()
            assert page_of(answer).xpath("//form[@method='post']//button") == []
            assert answer["Cache-Control"] == "private, no-store"


def test_comment_of_account_on_unpublished_post_is_shown_again(post):
    client = signed_in(make.user())
    address = form(post)
    given = opened(client, address) | {"text": "Mine."}
    unpublish(post)
    answer = client.post(address, given)
    assert answer.status_code == 404
    assert typed(answer)["text"] == "Mine."


def test_comment_on_no_post_answers_alike_whether_there_is_a_draft(post, client):
    """Nobody learns from it what an author is working on."""
    draft = make.draft(title="Not yet", slug="not-yet")
    given = form_data()
    there = client.post(form(draft), given | {"post": str(draft.pk)})
    nothing = client.post("/2024/03/nothing/comment/", given | {"post": "99999999"})

    def comparable(answer) -> str:
        body = answer.content.decode()
        token = page_of(answer).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
        for part in (token, str(draft.pk), "99999999", form(draft), "/2024/03/nothing/comment/"):
            body = body.replace(f'"{part}"', '""')
        return body

    assert (there.status_code, nothing.status_code) == (404, 404)
    assert comparable(there) == comparable(nothing)


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 30, "\0", "٣"])
def test_comment_with_malformed_key_is_taken_by_its_address(key, post, client):
    assert client.post(form(post), form_data(post=key)).status_code == 302
    assert Comment.objects.get().post_id == post.pk


@pytest.mark.parametrize("lost", ["post", "cookie"])
def test_edit_that_cannot_be_stored_is_shown_again(lost, post, client):
    client.post(form(post), form_data())
    comment = Comment.objects.get()
    address = f"/comments/{comment.pk}/edit/"
    if lost == "post":
        unpublish(post)
    else:
        client.cookies.clear()
    answer = client.post(address, {"text": "Better\nwords."})
    assert answer.status_code == 404
    assert typed(answer)["text"] == "Better\nwords."
    assert problems(answer)[0].startswith("This comment can no longer be edited")
    shown = answer.content.decode()
    assert "secret" not in shown
    assert comment.name not in shown
    assert Comment.objects.get().text == comment.text


@pytest.mark.parametrize(
    ("old", "after"),
    [
        ("/2024/03/low/comment/?to=1", "/2024/03/high/comment/?to=1"),
        ("/2024/03/low/comments/feed.atom", "/2024/03/high/comments/feed.atom"),
        ("/2024/03/low/card.png?v=2", "/2024/03/high/card.png?v=2"),
        ("/2024/03/low/no/such/page/", "/2024/03/high/no/such/page/"),
        ("/2024/03/low", "/2024/03/high/"),
    ],
)
def test_pages_below_a_moved_post_move_with_it(old, after, post, client):
    move(post, slug="high")
    assert client.get(old).headers.get("Location") == after


def test_pages_below_a_withdrawn_post_stay_not_found(post, client):
    unpublish_after_moving(post)
    assert client.get("/2024/03/low/comment/").status_code == 404
    assert client.get("/2024/03/low/comments/feed.atom").status_code == 404
