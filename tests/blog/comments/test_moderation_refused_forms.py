"""Refused forms of moderators without JavaScript keep their input."""

import pytest

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from tests.support import factories as make
from tests.support.commenting import parse_page
from tests.support.desk import signed_in
from tests.support.moderation_queue import QUEUE, about, moderator, state, wait
from tests.support.pages import text

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def desk():
    return signed_in(moderator(username="mo", byline="Mo Derator"))


@pytest.mark.parametrize("change", ["locked", "rejected", "edited"])
@pytest.mark.parametrize("from_queue", [True, False])
def test_refused_reply_form_keeps_its_text(change, from_queue, desk):
    comment = wait(make.post(), "Ana")
    own = f"{QUEUE}{comment.pk}/change/"
    address = f"{QUEUE}?q=harbour" if from_queue else own
    sent = {"text": "A long <answer>.", "seen": comment.version, "next": address}
    sent["submission"] = "0b8f8a52-6e5e-4f3e-9f58-6f5dbd1b0a11"
    changes = {
        "locked": {"is_locked": True},
        "rejected": {"state": State.REJECTED},
        "edited": {"edited_at": make.moment(2024)},
    }
    Comment.objects.filter(pk=comment.pk).update(**changes[change])
    refused = desk.post(f"{QUEUE}{comment.pk}/reply/", sent)
    page = parse_page(refused)
    (form,) = page.xpath("//form[contains(@action,'/reply/')]")
    typed = {field.get("name"): field.value for field in form.xpath(".//input|.//textarea")}
    comment.refresh_from_db()
    values = {name: typed[name].strip() for name in ("text", "submission", "next", "seen")}
    assert (refused.status_code, values) == (409, {**sent, "seen": comment.version})
    assert len(text(page, "//*[@role='alert']")) == 1
    assert not comment.replies.exists()


def test_refused_action_form_keeps_its_reason(desk):
    comment = wait(make.post(), "Ana")
    own = f"{QUEUE}{comment.pk}/change/"
    (seen,) = about(comment)
    moderate(comment_ids=[comment.pk], to=State.SPAM, by=moderator(byline="Bo First"))
    sent = {"one": f"approved:{seen}", "reason": "Knows <it>", "next": own}
    refused = desk.post(f"{QUEUE}decide/", sent)
    page = parse_page(refused)
    assert (refused.status_code, state(comment)) == (409, "spam")
    assert page.xpath("//input[@name='reason']/@value") == ["Knows <it>"]
    assert "Spam by Bo First" in text(page, "//*[@role='alert']")[0]
    assert page.xpath("//form[@id='decide']//input[@name='next']/@value") == [own]
