"""The mail queue stores messages in the caller's transaction, and sends them unchanged."""

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from mail.delivery import deliver
from mail.models import QueuedEmail
from tests.mail import server

pytestmark = pytest.mark.django_db


def notice(**fields) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        **{
            "subject": "Réponse à « Мир »",
            "body": "Grüße,\nhttps://blog.example.org/" + "x" * 200,
            "from_email": "Our Blög <blog@example.org>",
            "to": ["Ana <ana@example.org>"],
            "headers": {
                "List-Id": "Replies <replies.blog.example.org>",
                "List-Unsubscribe": "<https://blog.example.org/unsubscribe/" + "y" * 100 + ">",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "In-Reply-To": "<comment-1@blog.example.org>",
            },
        }
        | fields
    )
    message.attach_alternative("<p>Grüße &amp; more</p>", "text/html")
    return message


def test_email_is_delivered_unchanged(smtp):
    notice().send()
    deliver.call()
    ((reader, message),) = smtp.taken
    assert reader == "ana@example.org"
    assert message["Subject"] == "Réponse à « Мир »"
    assert message["From"] == "Our Blög <blog@example.org>"
    assert message["To"] == "Ana <ana@example.org>"
    assert message["List-Id"] == "Replies <replies.blog.example.org>"
    assert message["List-Unsubscribe"] == "<https://blog.example.org/unsubscribe/" + "y" * 100 + ">"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["In-Reply-To"] == "<comment-1@blog.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Date"].datetime.tzinfo is not None
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text.get_content() == "Grüße,\r\nhttps://blog.example.org/" + "x" * 200 + "\r\n"
    assert html.get_content() == "<p>Grüße &amp; more</p>\r\n"
    email = QueuedEmail.objects.get()
    assert (email.attempts, email.due_at, email.given_up_at) == (1, None, None)
    assert email.sent_at


def test_plain_text_and_bare_html_have_one_part(smtp):
    send_mail("Text", "Words", None, ["a@example.org"])
    html = EmailMessage("HTML", "<p>Words</p>", None, ["b@example.org"])
    html.content_subtype = "html"
    html.send()
    deliver.call()
    assert [(reader, m.get_content_type()) for reader, m in smtp.taken] == [
        ("a@example.org", "text/plain"),
        ("b@example.org", "text/html"),
    ]


def test_each_recipient_gets_an_email_without_bcc(smtp):
    notice(
        to=["a@example.org", "b@example.org"], cc=["c@example.org"], bcc=["d@example.org"]
    ).send()
    deliver.call()
    assert smtp.readers == [f"{name}@example.org" for name in "abcd"]
    for _reader, message in smtp.taken:
        assert (message["To"], message["Cc"]) == ("a@example.org, b@example.org", "c@example.org")
        assert b"d@example.org" not in message.as_bytes()


def test_rolled_back_email_is_not_sent(smtp):
    with pytest.raises(RuntimeError), transaction.atomic():
        notice().send()
        raise RuntimeError
    deliver.call()
    assert (smtp.taken, QueuedEmail.objects.count()) == ([], 0)


def test_storing_needs_two_inserts_and_no_mail_server(settings, django_assert_num_queries):
    settings.MAILERS = server.mailers(server.free_port())
    with django_assert_num_queries(4) as queries:  # with the savepoint
        notice(to=["a@example.org", "b@example.org"]).send()
    assert isinstance(queries, CaptureQueriesContext)
    assert [q["sql"].split()[0] for q in queries.captured_queries] == [
        "SAVEPOINT",
        "INSERT",
        "INSERT",
        "RELEASE",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "Two\nlines"},
        {"headers": {"List-Id": "a\r\nBcc: everyone@example.org"}},
        {"to": ["a@example.org\nBcc: everyone@example.org"]},
        {"attachments": [("a.txt", "words", "text/plain")]},
    ],
)
def test_invalid_email_raises_when_queued(smtp, wrong):
    with pytest.raises(ValueError):
        notice(**wrong).send()
    assert QueuedEmail.objects.count() == 0


def test_nul_is_removed(smtp):
    send_mail("A\0B", "c\0d", None, ["a@example.org"])
    email = QueuedEmail.objects.get()
    assert (email.subject, email.text) == ("AB", "cd")


def test_email_without_recipients_is_not_queued(smtp):
    EmailMessage("Hello", "Words").send()
    assert QueuedEmail.objects.count() == 0


def test_emails_without_mail_server_are_readable_files(settings, tmp_path):
    folder = tmp_path / "mail"
    settings.MAILERS = {
        "default": {"BACKEND": "mail.backend.QueueBackend"},
        "delivery": {"BACKEND": "mail.files.FileBackend", "OPTIONS": {"folder": folder}},
    }
    notice().send()
    notice().send()
    deliver.call()
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert [oct(file.stat().st_mode)[-3:] for file in files] == ["600", "600"]
    assert "\nhttps://blog.example.org/" + "x" * 200 + "\n" in files[0].read_text()
