"""The honeypot for programs that send comments, which never loses what a person wrote."""

from datetime import timedelta
from ipaddress import IPv4Address

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone

from blog.comments import moderation
from blog.comments.moderation import honeypot
from tests.support import factories as make
from tests.support.commenting import submit

pytestmark = pytest.mark.django_db
NOW = make.moment(2026, 3, 5)


def findings(after: float = 20, **sent: str) -> list[str]:
    """What a form finds that is sent so many seconds after it was shown."""
    with time_machine.travel(NOW, tick=False):
        given = {"shown": honeypot.sign_timestamp(), "subject": ""} | sent
    with time_machine.travel(NOW + timedelta(seconds=after), tick=False):
        form = honeypot.HoneypotFields(given)
        assert form.is_valid()
        return [reason["code"] for reason in form.find_signs()]


@pytest.mark.parametrize(
    ("after", "codes"),
    [(0, ["honeypot-fast"]), (2, ["honeypot-fast"]), (4, []), (3600, []), (86_300, []),
     (86_500, ["honeypot-late"])],
)  # fmt: skip
def test_the_time_between_seeing_and_sending(after, codes):
    assert findings(after) == codes


@pytest.mark.parametrize(
    "sent",
    [
        {"shown": ""},
        {"shown": "shown:1abcde:forged"},
        {"shown": "\x00"},
        {"shown": "x" * 100_000},
        {"shown": ":::"},
    ],
)
def test_a_stamp_that_is_none_of_ours(sent):
    assert findings(**sent) == ["honeypot-unseen"]


@pytest.mark.parametrize("filled", ["https://spam.example", " x", "\x00", "x" * 100_000])
def test_a_field_that_people_do_not_see(filled):
    assert findings(subject=filled) == ["honeypot-filled"]
    assert findings(0, subject=filled) == ["honeypot-filled", "honeypot-fast"]


def test_a_form_that_comes_back_with_errors_keeps_its_stamp():
    with time_machine.travel(NOW, tick=False):
        first = honeypot.HoneypotFields()
        shown = first["shown"].value()
    with time_machine.travel(NOW + timedelta(seconds=10), tick=False):
        again = honeypot.HoneypotFields({"shown": shown})
        assert again["shown"].value() == shown


def test_people_do_not_see_the_honeypot():
    html = render_to_string("blog/comments/honeypot.html", {"form": honeypot.HoneypotFields()})
    assert 'class="honeypot"' in html
    assert 'tabindex="-1"' in html
    assert 'autocomplete="off"' in html
    assert "required" not in html


@pytest.mark.parametrize(
    "codes",
    [
        ["honeypot-filled"],
        ["honeypot-fast"],
        ["honeypot-late"],
        ["honeypot-unseen"],
        ["honeypot-filled", "honeypot-fast"],
    ],
)
def test_honeypot_finding_makes_a_comment_wait_and_never_spam(codes):
    writer = moderation.CommentAuthor("Ana", "ana@example.org", IPv4Address("203.0.113.9"))
    post, site = make.post(), make.site(first_comment_waits=False)
    found = [{"code": code, "points": honeypot.POINTS[code]} for code in codes]
    sent = submit(post, "Words.", writer, site, honeypot=found)
    assert (sent.state, sent.reasons) == ("waiting", found)
    assert sent.created_at <= timezone.now()
