"""The comment form: storing, previews, and errors that keep the input."""

import uuid

import pytest
from django.test import Client

from accounts import rate_limits
from blog.comments.models import Comment, ModerationAction
from blog.comments.moderate import moderate
from blog.comments.subscriptions import Subscription
from blog.models import Post
from blog.views import comments
from lib.hashing import keyed_hash
from tests.support import factories as make
from tests.support.commenting import (
    COMMENT_TEXT,
    build_form_data,
    get_form_url,
    get_form_values,
    get_problems,
    parse_page,
)
from tests.support.desk import signed_in
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
State = Comment.State
PENDING_MESSAGE = (
    "Thank you. Your comment is awaiting moderation. Until it is approved, only you can see it."
)


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=False)
    return make.post(title="Low water", published_at=make.moment(2024, 3, 5), slug="low")


def test_guest_submits_a_comment_and_sees_its_state(post, client):
    sent = client.post(get_form_url(post), build_form_data(website="ana.example.org"))
    comment = Comment.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/comments/{comment.pk}/sent/")
    assert (comment.post, comment.parent, comment.user) == (post, None, None)
    assert (comment.name, comment.website) == ("Ana", "https://ana.example.org")
    assert comment.text == COMMENT_TEXT
    assert comment.email_hash == keyed_hash("email", "ana@example.org")
    assert comment.state == State.APPROVED
    page = read(client, sent["Location"])
    assert text(page, "//*[@role='status']") == ["Your comment is published."]
    assert page.xpath(f"//ul[{has_class('actions')}]//a/@href") == [
        f"/comments/{comment.pk}/",
        "/comments/mine/",
    ]


def test_written_cookie_is_limited_to_urls_of_the_comment(post, client):
    sent = client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    cookie = sent.cookies["written"]
    assert cookie["path"] == f"/comments/{comment.pk}/"
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 86_400)
    page = client.get(post.get_absolute_url())
    assert (page.cookies, page["Vary"]) == ({}, "Accept-Encoding")


@pytest.mark.parametrize("page", ["sent", "edit"])
def test_own_comment_pages_are_not_found_for_others(page, post, client):
    client.post(get_form_url(post), build_form_data())
    other = make.comment(post, user=make.user())
    own = Comment.objects.get(name="Ana")
    assert client.get(f"/comments/{own.pk}/{page}/").status_code == 200
    assert Client().get(f"/comments/{own.pk}/{page}/").status_code == 404
    assert client.get(f"/comments/{other.pk}/{page}/").status_code == 404
    stolen = Client()
    stolen.cookies["written"] = client.cookies["written"].value
    assert stolen.get(f"/comments/{other.pk}/{page}/").status_code == 404
    Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT)
    assert client.get(f"/comments/{own.pk}/{page}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (State.APPROVED, "Your comment is published."),
        (State.WAITING, PENDING_MESSAGE),
        (State.SPAM, PENDING_MESSAGE),
        (State.REJECTED, "A moderator decided not to publish your comment."),
        (State.REMOVED, "A moderator decided not to publish your comment."),
    ],
)
def test_sent_page_shows_the_state_to_the_author(state, message, post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    moderate(comment_ids=[comment.pk], to=state, by=None)
    page = read(client, f"/comments/{comment.pk}/sent/")
    assert text(page, "//*[@role='status']") == [message]
    may_edit = state in (State.APPROVED, State.WAITING, State.SPAM)
    assert bool(page.xpath("//a[.='Edit']")) is may_edit


def test_account_comments_under_its_byline(post):
    reader = make.user(byline="Zoë Reader", email="zoe@example.org", url="https://zoe.example.org/")
    client = signed_in(reader)
    page = read(client, get_form_url(post))
    assert page.xpath("//form[@method='post']//input[@type!='hidden']/@name") == ["wants_replies"]
    assert text(page, f"//*[{has_class('signed-in')}]") == ["Signed in as Zoë Reader. Sign out"]
    sent = client.post(get_form_url(post), {"text": "Mine.", "submission": str(uuid.uuid4())})
    comment = Comment.objects.get()
    assert (comment.user, comment.name, comment.website) == (reader, "Zoë Reader", reader.url)
    assert comment.email_hash == keyed_hash("email", "zoe@example.org")
    assert "written" not in sent.cookies
    assert client.get(sent["Location"]).status_code == 200


@pytest.mark.parametrize("reader", [None, "reader"])
def test_form_offers_no_replies_by_email_without_mail_server(reader, post, settings, tmp_path):
    files = {"BACKEND": "mail.files.FileBackend", "OPTIONS": {"folder": tmp_path}}
    settings.MAILERS = settings.MAILERS | {"delivery": files}
    client = signed_in(make.user(email="zoe@example.org")) if reader else Client()
    assert not read(client, get_form_url(post)).xpath("//input[@name='wants_replies']")
    client.post(get_form_url(post), build_form_data(wants_replies="on"))
    assert not Subscription.objects.filter(comment=Comment.objects.get()).exists()


def test_reply_is_stored_below_its_parent(post, client):
    first = make.comment(post, "First words.", name="Bo")
    page = read(client, get_form_url(post, first))
    assert text(page, "//h1") == ["Reply to Bo"]
    assert text(page, f"//*[{has_class('comment-text')}]") == ["First words."]
    client.post(get_form_url(post, first), build_form_data())
    assert Comment.objects.get(name="Ana").parent == first


@pytest.mark.parametrize("key", ["", "x", "-1", "1" * 19, "٣", "1\0"])
def test_reply_with_malformed_parent_is_not_found(key, post, client):
    assert client.get(get_form_url(post), {"to": key}).status_code == 404


def test_reply_to_hidden_or_unrelated_comment_is_not_found(post, client):
    elsewhere = make.comment(make.post())
    hidden = [make.comment(post, state=state) for state in State if state != State.APPROVED]
    for comment in (elsewhere, *hidden):
        assert client.get(get_form_url(post, comment)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"text": ""}, ["Your comment: Enter your comment."]),
        ({"text": " \n\t "}, ["Your comment: Enter your comment."]),
        ({"text": ">\n> \n>>"}, ["Your comment: Enter your comment."]),
        ({"text": "\u200b\u2060\u202e"}, ["Your comment: Enter your comment."]),
        ({"text": "\0\x08"}, ["Your comment: Enter your comment."]),
        ({"text": "x" * 10_001}, ["The text is 1 character too long."]),
        ({"name": ""}, ["Name: Enter a name to be shown with your comment."]),
        ({"name": "\u200b"}, ["Name: Enter a name to be shown with your comment."]),
        ({"name": "x" * 101}, ["Ensure this value has at most 100 characters"]),
        ({"email": ""}, ["E-mail address: Enter your e-mail address."]),
        ({"email": "ana"}, ["E-mail address: Enter a valid email address."]),
        ({"website": "javascript:alert(1)"}, ["Website"]),
        ({"website": "https://x.example/" + "x" * 200}, ["Website"]),
    ],
)
def test_invalid_form_shows_the_error_and_keeps_the_input(fields, errors, post, client):
    data = build_form_data(**fields)
    response = client.post(get_form_url(post), data)
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    page = parse_page(response)
    messages = text(page, f"//*[{has_class('problems')}]//a")
    assert len(messages) == len(errors)
    assert all(error in shown for error, shown in zip(errors, messages, strict=True))
    (wrong,) = page.xpath("//*[@aria-invalid='true']")
    assert wrong.get("autofocus") is not None
    assert page.xpath(f"//*[{has_class('problems')}]//a/@href") == [f"#{wrong.get('id')}"]
    assert page.xpath(f"//*[@id='{wrong.get('aria-describedby').split()[-1]}']")
    values = get_form_values(response)
    assert {name: values[name] for name in data if "\0" not in data[name]} == {
        name: value for name, value in data.items() if "\0" not in value
    }


def test_control_characters_are_removed(post, client):
    client.post(get_form_url(post), build_form_data(text="a\0b\r\nc\x1bd", name=" Ana \n\0 Moor\t"))
    comment = Comment.objects.get()
    assert (comment.text, comment.name) == ("ab\ncd", "Ana Moor")


@pytest.mark.slow
def test_line_break_counts_as_one_character(post, client):
    assert (
        client.post(get_form_url(post), build_form_data(text="x\r\n" * 4_999 + "xy")).status_code
        == 302
    )


def test_preview_stores_nothing(post, client):
    data = build_form_data(preview="1", text="> So.\n\nSee https://example.org/ <b>")
    response = client.post(get_form_url(post), data)
    page = parse_page(response)
    assert response.status_code == 200
    (preview,) = page.xpath(f"//*[{has_class('preview')}]//*[{has_class('comment-text')}]")
    assert [child.tag for child in preview] == ["blockquote", "p"]
    assert preview.xpath(".//a/@rel") == ["nofollow ugc"]
    assert get_form_values(response) == {
        name: value for name, value in data.items() if name != "preview"
    }
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "", "email": ""}, 200),
        ({"name": " ", "email": "ana@example.org"}, 200),
        ({"email": "ana@x"}, 422),
        ({"website": "javascript:alert(1)"}, 422),
        ({"text": ""}, 422),
        ({"text": "", "name": ""}, 422),
    ],
)
def test_preview_without_name_or_address_is_shown(fields, status, post, client):
    response = client.post(get_form_url(post), build_form_data(preview="1", **fields))
    page = parse_page(response)
    assert response.status_code == status
    assert len(page.xpath(f"//*[{has_class('preview')}]")) == (status == 200)
    assert len(page.xpath("//*[@aria-invalid='true']")) == (status == 422)


def test_form_without_csrf_token_keeps_the_input(post):
    client = Client(enforce_csrf_checks=True)
    data = build_form_data()
    response = client.post(get_form_url(post), data)
    assert (response.status_code, Comment.objects.count()) == (403, 0)
    assert get_problems(response)[0].startswith("This form is out of date")
    assert get_form_values(response) == data
    token = parse_page(response).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
    again = client.post(get_form_url(post), data | {"csrfmiddlewaretoken": token})
    assert (again.status_code, Comment.objects.count()) == (302, 1)


def test_form_of_signed_out_user_keeps_the_text(post):
    client = signed_in(make.user())
    client.logout()
    response = client.post(
        get_form_url(post), {"text": COMMENT_TEXT, "submission": str(uuid.uuid4())}
    )
    assert response.status_code == 422
    assert get_form_values(response)["text"] == COMMENT_TEXT


def test_double_submission_stores_one_comment(post, client):
    data = build_form_data()
    first, second = client.post(get_form_url(post), data), client.post(get_form_url(post), data)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == ModerationAction.objects.count() == 1


def test_same_submission_with_another_text_keeps_the_text(post, client):
    data = build_form_data()
    client.post(get_form_url(post), data)
    response = client.post(get_form_url(post), data | {"text": "Other words."})
    assert (response.status_code, Comment.objects.count()) == (409, 1)
    values = get_form_values(response)
    assert values["text"] == "Other words."
    assert values["submission"] != data["submission"]
    assert client.post(get_form_url(post), values).status_code == 302
    assert Comment.objects.count() == 2


def close(post: Post, first: Comment) -> None:
    Post.objects.filter(pk=post.pk).update(comments_mode="closed")


def close_by_time(post: Post, first: Comment) -> None:
    Post.objects.filter(pk=post.pk).update(comments_close_after=1)


def lock(post: Post, first: Comment) -> None:
    Comment.objects.filter(pk=first.pk).update(is_locked=True)


def remove(post: Post, first: Comment) -> None:
    moderate(comment_ids=Comment.objects.values_list("pk", flat=True), to=State.REMOVED, by=None)


def delete(post: Post, first: Comment) -> None:
    first.delete()


@pytest.mark.parametrize(
    ("change", "message", "status"),
    [
        (close, "Comments on this post are closed.", 200),
        (close_by_time, "Comments on this post are closed.", 200),
        (lock, "This thread is closed to new replies.", 200),
        (remove, "The comment you are replying to was removed.", 404),
        (delete, "The comment you are replying to was removed.", 404),
    ],
)
def test_closed_discussion_or_removed_parent_keeps_the_input(change, message, status, post, client):
    first = make.comment(post)
    reply = make.comment(post, under=first)
    data = build_form_data()
    change(post, first)
    before = Comment.objects.count()
    response = client.post(get_form_url(post, reply), data)
    assert (response.status_code, Comment.objects.count()) == (409, before)
    assert message in get_problems(response)[0]
    assert get_form_values(response) == data
    opened = client.get(get_form_url(post, reply))
    assert opened.status_code == status
    if status == 200:
        assert parse_page(opened).xpath("//form[@method='post']") == []


def test_closed_thread_or_post_has_no_reply_links(post, client):
    first, other = make.comment(post), make.comment(post)
    make.comment(post, under=first)
    offered = "//a[contains(@href, '?to=')]/@href"
    assert len(read(client, post.get_absolute_url()).xpath(offered)) == 3
    lock(post, first)
    page = read(client, post.get_absolute_url())
    assert page.xpath(offered) == [get_form_url(post, other)]
    assert page.xpath(f"//a[{has_class('write-link')}]/@href") == [get_form_url(post)]
    close(post, first)
    page = read(client, post.get_absolute_url())
    assert page.xpath(f"{offered} | //a[{has_class('write-link')}]") == []


def test_rate_limited_comment_keeps_its_input(post, client, monkeypatch):
    monkeypatch.setattr(comments, "MAX_PER_CLIENT", 2)
    for number in range(2):
        sent = client.post(get_form_url(post), build_form_data(text=f"Text {number}."))
        assert sent.status_code == 302
    data = build_form_data()
    response = client.post(get_form_url(post), data)
    assert (response.status_code, Comment.objects.count()) == (429, 2)
    assert int(response["Retry-After"]) > 0
    assert get_form_values(response) == data
    assert client.post(get_form_url(post), data, REMOTE_ADDR="203.0.113.7").status_code == 302


@pytest.mark.parametrize("address", ["comment/", "comment/?to=1"])
def test_comment_form_of_unpublished_post_is_not_found(address, client):
    for post in (make.draft(title="Secret"), make.scheduled(title="Secret")):
        for method in (client.get, client.post):
            response = method(post.get_absolute_url() + address)
            assert response.status_code == 404
            assert "Secret" not in response.content.decode()


def test_comment_form_url_with_wrong_month_redirects(post, client):
    response = client.get("/2023/01/low/comment/?to=1")
    assert response["Location"] == "/2024/03/low/comment/?to=1"


def test_static_page_has_no_comment_form(client):
    page = make.page(slug="about")
    assert client.get("/about/comment/").status_code == 404
    assert client.get(f"/2024/01/{page.slug}/comment/").status_code == 404


def test_comment_pages_are_not_cached(post, client):
    client.post(get_form_url(post), build_form_data())
    own = f"/comments/{Comment.objects.get().pk}/"
    for address in (get_form_url(post), f"{own}sent/", f"{own}edit/"):
        response = client.get(address)
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"


def test_rate_limit_counts_comments_by_client_network(post, client):
    client.post(get_form_url(post), build_form_data(), REMOTE_ADDR="203.0.113.9")
    assert rate_limits.count_attempt("comment", "203.0.113.9", 1, 600) > 0


@pytest.mark.parametrize("fields", [{}, {"wants_replies": "on"}])
def test_subscription_is_created_if_requested(fields, post, client):
    client.post(get_form_url(post), build_form_data(**fields))
    subscriptions = Subscription.objects.values_list("comment__name", "email")
    assert list(subscriptions) == ([("Ana", "Ana@Example.org")] if fields else [])


@pytest.mark.parametrize("fields", [{"subject": "Offers"}, {"shown": ""}])
def test_spam_bot_sees_that_its_comment_awaits_moderation(fields, post, client):
    sent = client.post(get_form_url(post), build_form_data(**fields))
    assert Comment.objects.get().state == State.WAITING
    (status,) = text(read(client, sent["Location"]), "//*[@role='status']")
    assert status == PENDING_MESSAGE
