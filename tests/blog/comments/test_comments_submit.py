"""Writing a comment: what becomes of it, and that nothing is lost on the way."""

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
    form,
    form_data,
    page_of,
    problems,
    typed,
)
from tests.support.desk import signed_in
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
State = Comment.State
PENDING = (
    "Thank you. Your comment is awaiting moderation. Until it is approved, only you can see it."
)


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=False)
    return make.post(title="Low water", published_at=make.moment(2024, 3, 5), slug="low")


def test_a_guest_comments_and_sees_what_became_of_it(post, client):
    sent = client.post(form(post), form_data(website="ana.example.org"))
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


def test_the_cookie_goes_to_the_addresses_of_the_comment_alone(post, client):
    sent = client.post(form(post), form_data())
    comment = Comment.objects.get()
    cookie = sent.cookies["written"]
    assert cookie["path"] == f"/comments/{comment.pk}/"
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 86_400)
    page = client.get(post.get_absolute_url())
    assert (page.cookies, page["Vary"]) == ({}, "Accept-Encoding")


@pytest.mark.parametrize("page", ["sent", "edit"])
def test_what_one_wrote_nobody_else_sees_there(page, post, client):
    client.post(form(post), form_data())
    other = make.comment(post, user=make.user())
    mine = Comment.objects.get(name="Ana")
    assert client.get(f"/comments/{mine.pk}/{page}/").status_code == 200
    assert Client().get(f"/comments/{mine.pk}/{page}/").status_code == 404
    assert client.get(f"/comments/{other.pk}/{page}/").status_code == 404
    stolen = Client()
    stolen.cookies["written"] = client.cookies["written"].value
    assert stolen.get(f"/comments/{other.pk}/{page}/").status_code == 404
    Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT)
    assert client.get(f"/comments/{mine.pk}/{page}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.APPROVED, "Your comment is published."),
        (State.WAITING, PENDING),
        (State.SPAM, PENDING),
        (State.REJECTED, "A moderator decided not to publish your comment."),
        (State.REMOVED, "A moderator decided not to publish your comment."),
    ],
)
def test_its_writer_is_told_its_state(state, told, post, client):
    client.post(form(post), form_data())
    comment = Comment.objects.get()
    moderate(comment_ids=[comment.pk], to=state, by=None)
    page = read(client, f"/comments/{comment.pk}/sent/")
    assert text(page, "//*[@role='status']") == [told]
    may_edit = state in (State.APPROVED, State.WAITING, State.SPAM)
    assert bool(page.xpath("//a[.='Edit']")) is may_edit


def test_whoever_is_signed_in_writes_under_their_byline(post):
    reader = make.user(byline="Zoë Reader", email="zoe@example.org", url="https://zoe.example.org/")
    client = signed_in(reader)
    page = read(client, form(post))
    assert page.xpath("//form[@method='post']//input[@type!='hidden']/@name") == ["told"]
    assert text(page, f"//*[{has_class('signed-in')}]") == ["Signed in as Zoë Reader. Sign out"]
    sent = client.post(form(post), {"text": "Mine.", "submission": str(uuid.uuid4())})
    comment = Comment.objects.get()
    assert (comment.user, comment.name, comment.website) == (reader, "Zoë Reader", reader.url)
    assert comment.email_hash == keyed_hash("email", "zoe@example.org")
    assert "written" not in sent.cookies
    assert client.get(sent["Location"]).status_code == 200


def test_an_answer_stands_under_what_it_answers(post, client):
    first = make.comment(post, "First words.", name="Bo")
    page = read(client, form(post, first))
    assert text(page, "//h1") == ["Reply to Bo"]
    assert text(page, f"//*[{has_class('comment-text')}]") == ["First words."]
    client.post(form(post, first), form_data())
    assert Comment.objects.get(name="Ana").parent == first


@pytest.mark.parametrize("key", ["", "x", "-1", "1" * 19, "٣", "1\0"])
def test_an_answer_to_no_comment_is_not_found(key, post, client):
    assert client.get(form(post), {"to": key}).status_code == 404


def test_nobody_answers_what_is_not_shown_or_stands_elsewhere(post, client):
    elsewhere = make.comment(make.post())
    hidden = [make.comment(post, state=state) for state in State if state != State.APPROVED]
    for comment in (elsewhere, *hidden):
        assert client.get(form(post, comment)).status_code == 404


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
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(fields, errors, post, client):
    given = form_data(**fields)
    answer = client.post(form(post), given)
    assert (answer.status_code, Comment.objects.count()) == (422, 0)
    page = page_of(answer)
    found = text(page, f"//*[{has_class('problems')}]//a")
    assert len(found) == len(errors)
    assert all(error in shown for error, shown in zip(errors, found, strict=True))
    (wrong,) = page.xpath("//*[@aria-invalid='true']")
    assert wrong.get("autofocus") is not None
    assert page.xpath(f"//*[{has_class('problems')}]//a/@href") == [f"#{wrong.get('id')}"]
    assert page.xpath(f"//*[@id='{wrong.get('aria-describedby').split()[-1]}']")
    kept = typed(answer)
    assert {name: kept[name] for name in given if "\0" not in given[name]} == {
        name: value for name, value in given.items() if "\0" not in value
    }


def test_odd_characters_are_cleaned(post, client):
    client.post(form(post), form_data(text="a\0b\r\nc\x1bd", name=" Ana \n\0 Moor\t"))
    comment = Comment.objects.get()
    assert (comment.text, comment.name) == ("ab\ncd", "Ana Moor")


@pytest.mark.slow
def test_line_ends_count_once(post, client):
    assert client.post(form(post), form_data(text="x\r\n" * 4_999 + "xy")).status_code == 302


def test_a_preview_stores_nothing(post, client):
    given = form_data(preview="1", text="> So.\n\nSee https://example.org/ <b>")
    answer = client.post(form(post), given)
    page = page_of(answer)
    assert answer.status_code == 200
    (preview,) = page.xpath(f"//*[{has_class('preview')}]//*[{has_class('comment-text')}]")
    assert [child.tag for child in preview] == ["blockquote", "p"]
    assert preview.xpath(".//a/@rel") == ["nofollow ugc"]
    assert typed(answer) == {name: value for name, value in given.items() if name != "preview"}
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"name": "", "email": ""}, 200),
        ({"name": " ", "email": "ana@example.org"}, 200),
        ({"email": "ana@x"}, 422),
        ({"website": "javascript:alert(1)"}, 422),
        ({"text": ""}, 422),
        ({"text": "", "name": ""}, 422),
    ],
)
def test_a_preview_asks_for_no_name_yet(given, status, post, client):
    answer = client.post(form(post), form_data(preview="1", **given))
    page = page_of(answer)
    assert answer.status_code == status
    assert len(page.xpath(f"//*[{has_class('preview')}]")) == (status == 200)
    assert len(page.xpath("//*[@aria-invalid='true']")) == (status == 422)


def test_a_form_that_was_open_for_too_long_keeps_the_words(post):
    client = Client(enforce_csrf_checks=True)
    given = form_data()
    answer = client.post(form(post), given)
    assert (answer.status_code, Comment.objects.count()) == (403, 0)
    assert problems(answer)[0].startswith("This form is out of date")
    assert typed(answer) == given
    token = page_of(answer).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
    again = client.post(form(post), given | {"csrfmiddlewaretoken": token})
    assert (again.status_code, Comment.objects.count()) == (302, 1)


def test_whoever_was_signed_out_meanwhile_keeps_the_words(post):
    client = signed_in(make.user())
    client.logout()
    answer = client.post(form(post), {"text": COMMENT_TEXT, "submission": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert typed(answer)["text"] == COMMENT_TEXT


def test_a_double_click_is_one_comment(post, client):
    given = form_data()
    first, second = client.post(form(post), given), client.post(form(post), given)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == ModerationAction.objects.count() == 1


def test_other_words_sent_from_the_same_page_are_not_dropped(post, client):
    given = form_data()
    client.post(form(post), given)
    answer = client.post(form(post), given | {"text": "Other words."})
    assert (answer.status_code, Comment.objects.count()) == (409, 1)
    kept = typed(answer)
    assert kept["text"] == "Other words."
    assert kept["submission"] != given["submission"]
    assert client.post(form(post), kept).status_code == 302
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
    ("meanwhile", "told", "on_opening"),
    [
        (close, "Comments on this post are closed.", 200),
        (close_by_time, "Comments on this post are closed.", 200),
        (lock, "This thread is closed to new replies.", 200),
        (remove, "The comment you are replying to was removed.", 404),
        (delete, "The comment you are replying to was removed.", 404),
    ],
)
def test_what_happened_meanwhile_is_said_and_the_words_are_kept(
    meanwhile, told, on_opening, post, client
):
    first = make.comment(post)
    reply = make.comment(post, under=first)
    given = form_data()
    meanwhile(post, first)
    before = Comment.objects.count()
    answer = client.post(form(post, reply), given)
    assert (answer.status_code, Comment.objects.count()) == (409, before)
    assert told in problems(answer)[0]
    assert typed(answer) == given
    opened = client.get(form(post, reply))
    assert opened.status_code == on_opening
    if on_opening == 200:
        assert page_of(opened).xpath("//form[@method='post']") == []


def test_where_a_thread_is_closed_no_link_offers_to_answer(post, client):
    first, other = make.comment(post), make.comment(post)
    make.comment(post, under=first)
    offered = "//a[contains(@href, '?to=')]/@href"
    assert len(read(client, post.get_absolute_url()).xpath(offered)) == 3
    lock(post, first)
    page = read(client, post.get_absolute_url())
    assert page.xpath(offered) == [form(post, other)]
    assert page.xpath(f"//a[{has_class('write-link')}]/@href") == [form(post)]
    close(post, first)
    page = read(client, post.get_absolute_url())
    assert page.xpath(f"{offered} | //a[{has_class('write-link')}]") == []


def test_too_many_at_once_wait_and_keep_their_words(post, client, monkeypatch):
    monkeypatch.setattr(comments, "MOST", 2)
    for number in range(2):
        sent = client.post(form(post), form_data(text=f"Text {number}."))
        assert sent.status_code == 302
    given = form_data()
    answer = client.post(form(post), given)
    assert (answer.status_code, Comment.objects.count()) == (429, 2)
    assert int(answer["Retry-After"]) > 0
    assert typed(answer) == given
    assert client.post(form(post), given, REMOTE_ADDR="203.0.113.7").status_code == 302


@pytest.mark.parametrize("address", ["comment/", "comment/?to=1"])
def test_the_form_of_a_hidden_post_is_not_found(address, client):
    for post in (make.draft(title="Secret"), make.scheduled(title="Secret")):
        for method in (client.get, client.post):
            answer = method(post.get_absolute_url() + address)
            assert answer.status_code == 404
            assert "Secret" not in answer.content.decode()


def test_a_wrong_month_leads_to_the_right_one(post, client):
    answer = client.get("/2023/01/low/comment/?to=1")
    assert answer["Location"] == "/2024/03/low/comment/?to=1"


def test_a_page_that_stands_by_itself_takes_no_comment(client):
    page = make.page(slug="about")
    assert client.get("/about/comment/").status_code == 404
    assert client.get(f"/2024/01/{page.slug}/comment/").status_code == 404


def test_pages_of_whoever_writes_are_kept_by_nobody(post, client):
    client.post(form(post), form_data())
    own = f"/comments/{Comment.objects.get().pk}/"
    for address in (form(post), f"{own}sent/", f"{own}edit/"):
        answer = client.get(address)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"


def test_only_the_hash_of_a_client_is_counted(post, client):
    client.post(form(post), form_data(), REMOTE_ADDR="203.0.113.9")
    assert rate_limits.count_attempt("comment", "203.0.113.9", 1, 600) > 0


@pytest.mark.parametrize("told", [{}, {"told": "on"}])
def test_whoever_wants_to_be_told_of_answers_is_asked(told, post, client):
    client.post(form(post), form_data(**told))
    asked = Subscription.objects.values_list("comment__name", "email")
    assert list(asked) == ([("Ana", "Ana@Example.org")] if told else [])


@pytest.mark.parametrize("fields", [{"subject": "Offers"}, {"shown": ""}])
def test_a_program_reads_that_all_went_well(fields, post, client):
    sent = client.post(form(post), form_data(**fields))
    assert Comment.objects.get().state == State.WAITING
    (told,) = text(read(client, sent["Location"]), "//*[@role='status']")
    assert told == PENDING
