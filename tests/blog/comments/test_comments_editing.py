"""Editing comments: who can edit them, for how long, and how the new text is scored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.comments.bans import ban_authors
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.moderation.models import Ban, Rule
from blog.comments.submit import edit_comment
from blog.models import Post
from tests.support import factories as make
from tests.support.commenting import (
    COMMENT_TEXT,
    build_form_data,
    get_form_url,
    get_form_values,
    get_problems,
    parse_page,
)
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=False)
    return make.post(title="Low water", published_at=make.moment(2024, 3, 5), slug="low")


def test_banned_author_can_neither_comment_nor_edit(post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    ban_authors(comments=[comment], kinds=[Ban.Kind.EMAIL], by=None)
    data = build_form_data()
    response = client.post(get_form_url(post), data)
    assert (response.status_code, get_form_values(response)) == (403, data)
    edited = client.post(f"/comments/{comment.pk}/edit/", {"text": "Other words."})
    assert edited.status_code == 403
    assert list(Comment.objects.values_list("text", flat=True)) == [COMMENT_TEXT]


def test_edited_comment_is_marked_and_keeps_its_actions(post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    address = f"/comments/{comment.pk}/edit/"
    assert text(read(client, address), "//textarea") == [" ".join(COMMENT_TEXT.split())]
    response = client.post(address, {"text": "Other words."})
    assert response["Location"] == f"/comments/{comment.pk}/sent/"
    comment.refresh_from_db()
    assert (comment.text, comment.html) == ("Other words.", '<p dir="auto">Other words.</p>')
    assert (comment.state, comment.moderation_actions.count()) == (State.APPROVED, 1)
    assert comment.edited_at is not None


def test_edit_without_change_is_not_marked(post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    client.post(f"/comments/{comment.pk}/edit/", {"text": COMMENT_TEXT})
    comment.refresh_from_db()
    assert comment.edited_at is None


@pytest.mark.parametrize("age", [timedelta(minutes=9), timedelta(minutes=11)])
def test_comment_can_be_edited_for_ten_minutes(age, post, client):
    client.post(get_form_url(post), build_form_data())
    Comment.objects.update(created_at=timezone.now() - age)
    address = f"/comments/{Comment.objects.get().pk}/edit/"
    is_early = age < timedelta(minutes=10)
    assert bool(parse_page(client.get(address)).xpath("//form[@method='post']")) is is_early
    response = client.post(address, {"text": "Other words."})
    assert response.status_code == (302 if is_early else 409)
    assert Comment.objects.get().text == ("Other words." if is_early else COMMENT_TEXT)
    if not is_early:
        assert get_form_values(response)["text"] == "Other words."


@pytest.mark.parametrize(
    ("was", "by_moderator", "edited", "becomes"),
    [
        (State.APPROVED, False, "Fine words.", State.APPROVED),
        (State.APPROVED, False, "A held word.", State.WAITING),
        (State.APPROVED, False, "A blocked word.", State.SPAM),
        (State.APPROVED, True, "Fine words.", State.WAITING),
        (State.WAITING, False, "Fine words.", State.WAITING),
        (State.WAITING, False, "A blocked word.", State.SPAM),
        (State.SPAM, False, "Fine words.", State.SPAM),
        (State.SPAM, True, "A held word.", State.SPAM),
    ],
)
def test_edited_comment_is_assessed_again(was, by_moderator, edited, becomes, post, client):
    for value, action in (("held", Rule.Action.HOLD), ("blocked", Rule.Action.BLOCK)):
        Rule.objects.create(kind=Rule.Kind.WORD, value=value, action=action)
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    by = make.user("Moderator") if by_moderator else None
    moderate(comment_ids=[comment.pk], to=State.WAITING, by=by)
    moderate(comment_ids=[comment.pk], to=was, by=by)
    client.post(f"/comments/{comment.pk}/edit/", {"text": edited})
    comment.refresh_from_db()
    assert (comment.state, comment.text) == (becomes, edited)
    assert comment.trained_as == ""  # The old text was unlearned.


@pytest.mark.parametrize("state", [State.REJECTED, State.REMOVED])
def test_comment_refused_by_moderator_cannot_be_edited(state, post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    moderate(comment_ids=[comment.pk], to=state, by=make.user("Moderator"))
    response = client.post(f"/comments/{comment.pk}/edit/", {"text": "Other words."})
    assert response.status_code == 409
    assert Comment.objects.get().text == COMMENT_TEXT


def test_approved_comment_held_after_edit_is_shown_to_its_guest(post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    Rule(kind="word", value="pills").save()
    response = client.post(f"/comments/{comment.pk}/edit/", {"text": "Cheap pills."})
    comment.refresh_from_db()
    assert (comment.state, "pending" in response.cookies) == (State.WAITING, True)


@pytest.mark.parametrize("by_moderator", [True, False])
def test_edit_form_warns_of_moderation_before_saving(by_moderator, post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    if by_moderator:
        editor = make.user("Moderator")
        moderate(comment_ids=[comment.pk], to=State.WAITING, by=editor)
        moderate(comment_ids=[comment.pk], to=State.APPROVED, by=editor)
    page = client.get(f"/comments/{comment.pk}/edit/").content.decode()
    assert ("awaits moderation again" in page) is by_moderator


@pytest.mark.parametrize(
    ("excess", "message"), [(1, "1 character too"), (2_003, "2,003 characters too")]
)
def test_too_long_text_is_returned_whole_with_its_excess(excess, message, post, client):
    data = build_form_data(text="é" * (10_000 + excess))
    response = client.post(get_form_url(post), data)
    assert response.status_code == 422
    assert get_form_values(response) == data
    (problem,) = get_problems(response)
    assert f"The text is {message} long. A comment can have at most 10,000" in problem
    assert parse_page(response).xpath("//textarea/@maxlength") == []


def test_edit_of_a_comment_deleted_meanwhile_shows_the_text(post, client, monkeypatch):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()

    def edit_deleted(**arguments):
        comment.delete()
        return edit_comment(**arguments)

    monkeypatch.setattr("blog.comments.submit.edit_comment", edit_deleted)
    response = client.post(f"/comments/{comment.pk}/edit/", {"text": "Other words."})
    assert response.status_code == 404
    assert text(parse_page(response), "//textarea") == ["Other words."]
