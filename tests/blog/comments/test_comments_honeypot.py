"""The honeypot against bots, which never rejects a comment."""

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


def find_codes(after: float = 20, **sent: str) -> list[str]:
    """Find the signs in a form that is sent `after` seconds."""
    with time_machine.travel(NOW, tick=False):
        data = {"shown": honeypot.sign_timestamp(), "subject": ""} | sent
    with time_machine.travel(NOW + timedelta(seconds=after), tick=False):
        form = honeypot.HoneypotFields(data)
        assert form.is_valid()
        return [reason["code"] for reason in form.find_signs()]


@pytest.mark.parametrize(
    ("after", "codes"),
    [(0, ["honeypot-fast"]), (2, ["honeypot-fast"]), (4, []), (3600, []), (86_300, []),
     (86_500, ["honeypot-late"])],
)  # fmt: skip
def test_form_sent_too_fast_or_too_late_has_a_sign(after, codes):
    assert find_codes(after) == codes


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
def test_invalid_timestamp_is_a_sign(sent):
    assert find_codes(**sent) == ["honeypot-unseen"]


@pytest.mark.parametrize("filled", ["https://spam.example", " x", "\x00", "x" * 100_000])
def test_filled_hidden_field_is_a_sign(filled):
    assert find_codes(subject=filled) == ["honeypot-filled"]
    assert find_codes(0, subject=filled) == ["honeypot-filled", "honeypot-fast"]


def test_form_with_errors_keeps_its_timestamp():
    with time_machine.travel(NOW, tick=False):
        first = honeypot.HoneypotFields()
        shown = first["shown"].value()
    with time_machine.travel(NOW + timedelta(seconds=10), tick=False):
        again = honeypot.HoneypotFields({"shown": shown})
        assert again["shown"].value() == shown


def test_honeypot_is_hidden_from_people():
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
def test_honeypot_sign_holds_a_comment_and_never_marks_it_as_spam(codes):
    author = moderation.CommentAuthor("Ana", "ana@example.org", IPv4Address("203.0.113.9"))
    post, site = make.post(), make.site(first_comment_waits=False)
    signs = [{"code": code, "points": honeypot.POINTS[code]} for code in codes]
    sent = submit(post, "Words.", author, site, honeypot=signs)
    assert (sent.state, sent.reasons) == ("waiting", signs)
    assert sent.created_at <= timezone.now()
