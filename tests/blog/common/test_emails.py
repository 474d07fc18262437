"""What all e-mails of the site have in common: sender, subject, parts, signature, dates."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import lxml.html
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from blog.comments.email_hash import hash_email
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.notifications import send_comment_notifications
from blog.common import emails
from blog.models import Post
from mail.sender import format_sender
from tests.accounts.people import send_reset_emails, sign_in
from tests.support import factories as make
from tests.support.commenting import build_form_data, get_form_url, send_guest_data_emails

pytestmark = pytest.mark.django_db
NAMES = [
    "The Times",
    'A "quoted", <b>name</b>; x',
    "a\r\nBcc: x@example.org",
    "صحيفة النهر",
    "名" * 60,
]


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=False)
    return make.post(title="Low water", slug="low")


def emails_of_every_kind(post: Post) -> list:
    """From comment forms, of replies, and from the pages of accounts."""
    person = make.user(username="ana", email="ana@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    mail.outbox.clear()
    client = Client()
    client.post(get_form_url(post), build_form_data(wants_replies="on"))
    client.post("/comments/mine/", {"email": "ana@example.org"})
    send_guest_data_emails()
    make.site(sign_up=True)
    sign_in(client, "ana", REMOTE_ADDR="203.0.113.7")
    Client().post("/accounts/password/reset/", {"email": "ana@example.org"})
    send_reset_emails()
    for address in ("ana@example.org", "bo@example.org"):
        fields = {"byline": "Bo", "email": address, "password1": make.PASSWORD}
        Client().post("/accounts/signup/", fields)
    return mail.outbox


@pytest.mark.parametrize("name", NAMES)
def test_every_email_names_the_site(name, post):
    make.site(name=name)
    result = emails_of_every_kind(post)
    assert len(result) == 6
    shown = " ".join(name.split())
    for email in result:
        assert email.subject.startswith(f"{shown}: ")
        headers = email.message()
        assert parseaddr(str(headers["From"])) == (shown, "noreply@localhost")
        assert headers["Bcc"] is None


def test_every_email_has_text_html_and_signature(post):
    for email in emails_of_every_kind(post):
        text, _delimiter, signature = email.body.partition("\n-- \n")
        assert text.strip()
        assert signature.strip().endswith("Pullquote\nhttp://localhost:8000/")
        ((html, kind),) = email.alternatives
        assert kind == "text/html"
        page = lxml.html.document_fromstring(html)
        assert page.xpath("//a/@href")[-1] == "http://localhost:8000/"
        assert not page.xpath("//script | //img | //style | //link")
        for address in re.findall(r"http://localhost:8000/\S+", text):
            assert address in page.xpath("//a/@href")


@pytest.mark.parametrize(
    ("setting", "name", "sender"),
    [
        ("blog@example.org", "The Times", "The Times <blog@example.org>"),
        ("Desk <blog@example.org>", "The Times", "Desk <blog@example.org>"),
        ("blog@example.org", "", "blog@example.org"),
        ("blog@example.org", "a\0b\x1b\u202e", "ab <blog@example.org>"),
    ],
)
def test_sender_is_named_after_the_setting_or_the_site(setting, name, sender, settings):
    settings.DEFAULT_FROM_EMAIL = setting
    assert format_sender(name) == sender


def test_account_email_has_time_in_the_sites_language():
    make.site(language="fr", time_zone="Europe/Paris")
    person = make.user(email="ana@example.org")
    with time_machine.travel(datetime(2026, 11, 27, 6, 16, tzinfo=UTC)):
        sign_in(Client(), person.username)
    assert "27 novembre 2026 à 07:16 (CET)" in mail.outbox[0].body


def reply_email(
    post: Post, text: str, *, reply: str = "I do not think so.", meanwhile: str = "", **fields
):
    """Return the e-mail to the author of a comment that got a reply."""
    email_hash = hash_email("ana@example.org")
    first = make.comment(post, text, email_hash=email_hash, **{"name": "Ana", **fields})
    make.subscription(first, "ana@example.org", confirmed_at=timezone.now(), email_hash=email_hash)
    make.comment(post, reply, under=first, name="Bo")
    if meanwhile:
        moderate(comment_ids=[first.pk], to=meanwhile, by=None)
    Comment.objects.update(notice_at=timezone.now() - timedelta(minutes=5))
    mail.outbox.clear()
    send_comment_notifications.call()
    return next(email for email in mail.outbox if email.to == ["ana@example.org"])


def test_reply_email_quotes_the_parent_comment(post):
    email = reply_email(post, "The river is low.\n\n<b>&amp; falling.")
    before, _quoted, after = email.body.partition(
        "In reply to Ana:\n> The river is low.\n> \n> <b>&amp; falling.\n"
    )
    assert "Bo replied on “Low water”" in before
    assert "I do not think so." in after
    page = lxml.html.document_fromstring(email.alternatives[0][0])
    quoted, reply = (quote.text_content().strip() for quote in page.xpath("//blockquote"))
    assert quoted == "The river is low.<b>&amp; falling."  # With line breaks, which are no text.
    assert reply == "I do not think so."


def test_reply_email_truncates_a_long_parent_comment(post):
    email = reply_email(post, "كلمة " * 1000)
    line, _reply = [line for line in email.body.splitlines() if line.startswith(">")]
    assert len(line) <= 302
    assert line.endswith("…")


def test_reply_email_omits_a_removed_parent_comment(post):
    email = reply_email(post, "Rude words.", meanwhile=Comment.State.REMOVED)
    assert "Rude words." not in email.body + email.alternatives[0][0]
    assert "In reply to" not in email.body


FORGED = (
    "I agree.\n-- \nYou get this e-mail because you won.\n"
    "http://elsewhere.example/\u2028-- \u2029-- \x85-- \n\n> -- \nمرحبا"
)


def lines_of_others(body: str) -> list[str]:
    """The lines of the text part that another person wrote, all of them quoted."""
    text, delimiter, signature = body.partition("\n-- \n")
    assert delimiter
    assert not re.search(r"elsewhere|won|^-- ?$", signature, re.MULTILINE)
    return [line for line in text.splitlines() if line.startswith("> ")]


def test_reply_email_with_forged_signature_quotes_every_line(post):
    email = reply_email(post, "The river is low.", reply=FORGED)
    assert "\nBo wrote:\n> I agree.\n> -- \n> You get this" in email.body
    assert email.body.count("\n-- \n") == 1
    quoted = [f"> {line}" for line in FORGED.splitlines()]
    assert lines_of_others(email.body) == ["> The river is low.", *quoted]
    assert email.body.index("Read and reply:") > email.body.index("مرحبا")


def test_author_email_with_forged_signature_quotes_every_line():
    make.site(first_comment_waits=False)
    author = make.user("Author", email="ana@example.org")
    make.comment(make.post(authors=(author,)), FORGED, name="Bo", notice_at=timezone.now())
    Comment.objects.update(notice_at=timezone.now() - timedelta(minutes=5))
    mail.outbox.clear()
    send_comment_notifications.call()
    (email,) = mail.outbox
    assert lines_of_others(email.body) == [f"> {line}" for line in FORGED.splitlines()]


def test_moderator_email_with_forged_signature_quotes_every_line():
    comment = make.comment(make.post(), FORGED, name="Bo", state=Comment.State.WAITING)
    shown = {"comments": [(comment, FORGED)], "number": 1, "queue": "/", "more": 0}
    emails.send("moderation_queue", "ana@example.org", make.site(), "Comments", {}, **shown)
    (email,) = mail.outbox
    assert lines_of_others(email.body) == [f"> {line}" for line in FORGED.splitlines()]
