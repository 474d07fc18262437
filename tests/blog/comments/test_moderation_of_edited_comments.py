"""Moderation of comments that were edited after a moderator read them."""

from ipaddress import ip_address

import pytest

from blog.comments.models import Comment
from blog.comments.moderate import moderate, undo_moderation
from blog.comments.moderation import CommentAuthor
from blog.comments.privacy import erase_guest_data
from blog.comments.submit import edit_comment
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.moderation_queue import QUEUE, decide, moderator, state, wait
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State
EDITED_MESSAGE = "Edited since you read it. Read the new text before you decide."


@pytest.fixture
def desk():
    return signed_in(moderator(username="mo", byline="Mo Derator"))


def edit(comment: Comment, text: str = "Swapped words.") -> None:
    author = CommentAuthor(name=comment.name, email="", ip=ip_address("203.0.113.9"))
    edit_comment(comment=comment, text=text, author=author, site=make.site())


def test_action_on_comment_edited_since_is_a_conflict(desk):
    post = make.post()
    swapped, other = wait(post, "Ana", 2), wait(post, "Bo", 1)
    seen = read(desk, QUEUE).xpath("//input[@name='about']/@value")
    edit(swapped)
    response = decide(desk, to="approved", about=seen).json()
    assert [state(swapped), state(other)] == ["waiting", "approved"]
    (conflict,) = response["others"]
    swapped.refresh_from_db()
    assert conflict == {
        "key": swapped.pk,
        "state": "waiting",
        "version": swapped.version,
        "html": swapped.html,
        "message": EDITED_MESSAGE,
    }
    again = [f"{swapped.pk}:{conflict['version']}"]
    assert decide(desk, to="approved", about=again).json()["others"] == []
    assert state(swapped) == "approved"


@pytest.mark.parametrize("page", [QUEUE, QUEUE + "{}/change/"])
def test_button_on_page_opened_before_an_edit_changes_nothing(page, desk):
    comment = wait(make.post(), "Ana")
    edit(comment, "First edit.")
    address = page.format(comment.pk)
    shown = read(desk, address)
    (button,) = shown.xpath("//button[@name='one'][starts-with(@value,'approved:')]/@value")
    edit(comment)
    sent = {"one": button, "next": address}
    response = desk.post(f"{QUEUE}decide/", sent, follow=True)
    assert (state(comment), EDITED_MESSAGE in response.text) == ("waiting", True)


@pytest.mark.parametrize("page", [QUEUE, QUEUE + "{}/change/"])
def test_reply_to_a_comment_edited_since_is_not_published(page, desk):
    comment = wait(make.post(), "Ana")
    shown = read(desk, page.format(comment.pk))
    (seen,) = shown.xpath("//form[contains(@action,'/reply/')]//input[@name='seen']/@value")
    edit(comment)
    address = f"{QUEUE}{comment.pk}/reply/"
    sent = {"text": "Yes.", "seen": seen}
    refused = desk.post(address, sent, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()) == (400, {"error": EDITED_MESSAGE})
    assert (comment.replies.count(), state(comment)) == (0, "waiting")


def test_ban_leaves_a_comment_edited_since_in_the_queue(desk):
    comment = wait(make.post(), "Ana")
    (link,) = read(desk, QUEUE).xpath("//a[@data-ban-link]/@href")
    edit(comment)
    page = read(desk, link)
    (seen,) = page.xpath("//input[@name='about']/@value")
    sent = {"kinds": "name", "is_spam": "on", "about": seen}
    response = desk.post(f"{QUEUE}ban/", sent, headers={"accept": "application/json"})
    assert [other["message"] for other in response.json()["others"]] == [EDITED_MESSAGE]
    assert state(comment) == "waiting"


def test_undo_never_approves_a_text_edited_since():
    by, comment = moderator(), make.comment(make.post())
    batch = moderate(comment_ids=[comment.pk], to=State.SPAM, by=by).batch
    edit(comment)
    undone = undo_moderation(batch=batch, by=by)
    assert [conflict.message for conflict in undone.conflicts] == [EDITED_MESSAGE]
    assert state(comment) == "spam"


def test_queue_row_has_the_version_of_its_text(desk):
    comment = wait(make.post(), "Ana")
    edit(comment)
    comment.refresh_from_db()
    page = read(desk, QUEUE)
    assert page.xpath("//li/@data-version") == [comment.version]
    assert text(page, "//li//div[@class='comment-text']") == ["Swapped words."]


def test_comment_page_shows_earlier_texts(desk):
    comment = wait(make.post(), "Ana", text="First <words>.")
    edit(comment, "Second words.")
    edit(comment, "Third words.")
    page = read(desk, f"{QUEUE}{comment.pk}/change/")
    section = "//section[h2='Earlier texts']//div"
    assert text(page, section) == ["Second words.", "First <words>."]


def test_earlier_texts_are_deleted_on_erasure(desk):
    comment = wait(make.post(), "Ana")
    edit(comment)
    assert comment.earlier_texts.exists()
    erase_guest_data(email_hash=comment.email_hash)
    assert not comment.earlier_texts.exists()
