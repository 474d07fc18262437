"""Comments on posts that were moved or unpublished while the form was open."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment
from blog.content.redirects import add_redirect
from blog.models import Post
from tests.support import factories as make
from tests.support.commenting import (
    build_form_data,
    get_form_url,
    get_form_values,
    get_problems,
    parse_page,
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


def open_form(client: Client, url: str) -> dict[str, str]:
    """Open the form and return its data as filled in by a guest."""
    page = read(client, url)
    (form,) = page.xpath("//form[@method='post']")
    hidden = {field.name: field.value for field in form.xpath(".//input[@type='hidden']")}
    return {**hidden, **build_form_data(submission=hidden["submission"])}


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
    """Without the ID, the URL identifies the post."""
    url = get_form_url(post)
    data = open_form(client, url)
    for fields in moves:
        move(post, **fields)
    if not has_key:
        data.pop("post", None)
    for _sent in range(2):
        response = client.post(url, data, follow=True)
        assert response.status_code == 200
        assert response.redirect_chain[-1][0].endswith("/sent/")
    comment = Comment.objects.get()
    assert (comment.post_id, comment.text) == (post.pk, data["text"])


def test_reply_on_post_moved_in_admin_keeps_its_parent(post, client):
    first = make.comment(post, "First words.", name="Bo")
    url = get_form_url(post, first)
    data = open_form(client, url)
    response = send(signed_in(make.user("Editor")), change(post), slug="moved-at-the-desk")
    assert response.status_code == 302
    assert client.post(url, data).status_code == 302
    assert Comment.objects.get(name="Ana").parent == first


def test_comment_is_stored_on_post_of_its_form_when_url_is_reused(post, client):
    url = get_form_url(post)
    data = open_form(client, url)
    Post.objects.filter(pk=post.pk).update(slug="elsewhere")
    other = make.post(title="Another", published_at=post.published_at, slug="low")
    assert get_form_url(other) == url
    client.post(url, data)
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


def unpublish_and_reuse_url(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT, slug="a-secret-by-now")
    make.post(title="Another", published_at=post.published_at, slug="low")


def unpublish_after_moving(post: Post) -> None:
    move(post, slug="a-secret-by-now")
    unpublish(post)


@pytest.mark.parametrize(
    "meanwhile",
    [unpublish, postpone, trash, delete, unpublish_and_reuse_url, unpublish_after_moving],
)
def test_comment_on_unpublished_post_is_returned_in_the_form(meanwhile, post, client):
    url = get_form_url(post)
    data = open_form(client, url)
    meanwhile(post)
    for text in TEXTS:
        for button in ({}, {"preview": "1"}):
            response = client.post(url, data | {"text": text} | button)
            assert (response.status_code, Comment.objects.count()) == (404, 0)
            assert get_problems(response)[0].startswith(GONE)
            shown = get_form_values(response)
            assert shown.pop("text") == text
            assert shown == {name: data[name] for name in ("shown", "name", "email", "website")}
            assert "secret" not in response.content.decode().lower()
            assert parse_page(response).xpath("//form[@method='post']//button") == []
            assert response["Cache-Control"] == "private, no-store"


def test_comment_of_account_on_unpublished_post_is_returned(post):
    client = signed_in(make.user())
    url = get_form_url(post)
    data = open_form(client, url) | {"text": "Mine."}
    unpublish(post)
    response = client.post(url, data)
    assert response.status_code == 404
    assert get_form_values(response)["text"] == "Mine."


def test_comment_on_draft_has_same_response_as_on_no_post(post, client):
    """The response does not reveal the existence of a draft."""
    draft = make.draft(title="Not yet", slug="not-yet")
    data = build_form_data()
    on_draft = client.post(get_form_url(draft), data | {"post": str(draft.pk)})
    on_nothing = client.post("/2024/03/nothing/comment/", data | {"post": "99999999"})

    def normalize(response) -> str:
        body = response.content.decode()
        token = parse_page(response).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
        for part in (
            token,
            str(draft.pk),
            "99999999",
            get_form_url(draft),
            "/2024/03/nothing/comment/",
        ):
            body = body.replace(f'"{part}"', '""')
        return body

    assert (on_draft.status_code, on_nothing.status_code) == (404, 404)
    assert normalize(on_draft) == normalize(on_nothing)


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 30, "\0", "٣"])
def test_comment_with_malformed_post_id_is_stored_by_its_url(key, post, client):
    assert client.post(get_form_url(post), build_form_data(post=key)).status_code == 302
    assert Comment.objects.get().post_id == post.pk


@pytest.mark.parametrize("lost", ["post", "cookie"])
def test_edit_that_cannot_be_stored_is_returned_in_the_form(lost, post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    url = f"/comments/{comment.pk}/edit/"
    if lost == "post":
        unpublish(post)
    else:
        client.cookies.clear()
    response = client.post(url, {"text": "Better\nwords."})
    assert response.status_code == 404
    assert get_form_values(response)["text"] == "Better\nwords."
    assert get_problems(response)[0].startswith("This comment can no longer be edited")
    shown = response.content.decode()
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
def test_urls_below_a_moved_post_redirect(old, after, post, client):
    move(post, slug="high")
    assert client.get(old).headers.get("Location") == after


def test_urls_below_an_unpublished_post_are_not_found(post, client):
    unpublish_after_moving(post)
    assert client.get("/2024/03/low/comment/").status_code == 404
    assert client.get("/2024/03/low/comments/feed.atom").status_code == 404
