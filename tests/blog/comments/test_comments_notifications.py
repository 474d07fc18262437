"""E-mails about comments to subscribers, post authors and moderators."""

import json
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP, default
from ipaddress import IPv4Address

import lxml.html
import pytest
from django.utils import timezone

from blog.comments import moderation
from blog.comments.email_hash import hash_email
from blog.comments.models import Comment
from blog.comments.moderate import moderate, undo_moderation
from blog.comments.notifications import (
    notify_moderators,
    notify_moderators_daily,
    send_comment_notifications,
)
from blog.comments.submit import submit_comment
from blog.comments.subscriptions import Subscription
from blog.models import Post
from tests.support import factories as make
from tests.support.concurrency import run_concurrently

pytestmark = pytest.mark.django_db
State = Comment.State
# The elements in the HTML of e-mails.
EMAIL_TAGS = {"html", "head", "meta", "title", "body", "p", "a", "hr", "small", "br", "blockquote"}


def make_comment(post, name, *, under=None, **fields):
    """Create a comment by a guest with the address NAME@example.org."""
    email_hash = hash_email(f"{name}@example.org")
    return make.comment(post, name=name, email_hash=email_hash, under=under, **fields)


def subscribe(to, name, confirmed=True, **fields):
    """Subscribe the author of the comment `to` to replies."""
    address = f"{name}@example.org"
    fields = {"email": address, "email_hash": hash_email(address)} | fields
    when = timezone.now() if confirmed else None
    return Subscription.objects.create(comment=to, confirmed_at=when, **fields)


def approve(*comments) -> None:
    """Approve comments, and make their e-mails due."""
    moderate(comment_ids=[c.pk for c in comments], to=State.APPROVED, by=None)
    make_notices_due()


def make_notices_due() -> None:
    Comment.objects.filter(notice_at__isnull=False).update(notice_at=timezone.now())


@pytest.fixture
def post():
    """A post by an author who opted out of e-mails."""
    return make.post(
        authors=(make.user("Author", notify_of_comments=False),), title="Dams & rivers"
    )


def pop_recipients(mailoutbox) -> list[str]:
    names = sorted(to.removesuffix("@example.org") for email in mailoutbox for to in email.to)
    mailoutbox.clear()
    return names


def test_reply_is_notified_once_after_approval(post, mailoutbox):
    ana = make_comment(post, "ana")
    subscribe(ana, "ana")
    reply = make_comment(post, "eve", under=ana, state=State.WAITING)
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == []
    approve(reply)
    send_comment_notifications.call()
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == ["ana"]
    moderate(comment_ids=[reply.pk], to=State.REMOVED, by=None)
    approve(reply)
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == []


def test_approval_undone_within_two_minutes_is_not_notified(post, mailoutbox):
    ana = make_comment(post, "ana")
    subscribe(ana, "ana")
    reply = make_comment(post, "eve", under=ana, state=State.WAITING)
    batch = moderate(comment_ids=[reply.pk], to=State.APPROVED, by=None).batch
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == []
    undo_moderation(batch=batch, by=None)
    make_notices_due()
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == []


@pytest.mark.parametrize("state", [State.WAITING, State.SPAM, State.REJECTED, State.REMOVED])
def test_hidden_reply_is_not_notified(state, post, mailoutbox):
    ana = make_comment(post, "ana")
    subscribe(ana, "ana")
    reply = make_comment(post, "eve", under=ana)
    moderate(comment_ids=[reply.pk], to=state, by=None)
    make_notices_due()
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == []


@pytest.mark.parametrize(
    "hidden",
    [{"status": "draft"}, {"published_at": timezone.now() + timedelta(days=1)}],
    ids=["unpublished", "scheduled"],
)
def test_reply_under_unpublished_post_is_notified_after_publication(hidden, post, mailoutbox):
    ana = make_comment(post, "ana")
    subscribe(ana, "ana")
    shown = {"status": post.status, "published_at": post.published_at}
    reply = make_comment(post, "eve", under=ana, state=State.WAITING)
    approve(reply)
    Post.all_objects.filter(pk=post.pk).update(**hidden)
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == []
    Post.all_objects.filter(pk=post.pk).update(**shown)
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == ["ana"]


@pytest.mark.slow
def test_reply_is_notified_to_authors_of_its_ancestors_only(post, mailoutbox):
    """Authors of siblings, descendants and other threads get no e-mail."""
    ana = make_comment(post, "ana")
    bo = make_comment(post, "bo", under=ana)
    cy = make_comment(post, "cy", under=bo)
    dee = make_comment(post, "dee", under=cy)  # On the level of cy, the last one.
    beside, other = make_comment(post, "beside", under=ana), make_comment(post, "other")
    rows = {"ana": ana, "bo": bo, "cy": cy, "dee": dee, "beside": beside, "other": other}
    for name, row in rows.items():
        subscribe(row, name)
    for under, expected in {
        "ana": ["ana"],
        "bo": ["ana", "bo"],
        "cy": ["ana", "bo", "cy"],
        "dee": ["ana", "bo", "dee"],
        "other": ["other"],
    }.items():
        approve(make_comment(post, "new", under=rows[under], state=State.WAITING))
        send_comment_notifications.call()
        assert pop_recipients(mailoutbox) == expected, under


def test_nobody_is_notified_of_own_comments_or_twice_of_one(mailoutbox):
    author = make.user("Author", email="ana@example.org")
    post = make.post(authors=(author,))
    first = make_comment(post, "ana")
    second = make_comment(post, "ana", under=first)
    subscribe(first, "ana")
    subscribe(second, "ana", email="ANA@example.org")
    approve(make_comment(post, "ana", under=second, state=State.WAITING))
    approve(make_comment(post, "x", under=second, user=author, state=State.WAITING))
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == [
        "ana"
    ]  # As author of the post, about the comment with the account.
    approve(make_comment(post, "eve", under=second, state=State.WAITING))
    send_comment_notifications.call()
    assert len(mailoutbox) == 1


def test_unconfirmed_address_gets_no_notification(post, mailoutbox):
    ana = make_comment(post, "ana")
    subscribe(ana, "ana", confirmed=False)
    approve(make_comment(post, "eve", under=ana, state=State.WAITING))
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == []


def test_account_is_notified_at_its_current_address(post, mailoutbox):
    reader = make.user(email="old@example.org")
    ana = make_comment(post, "ana", user=reader)
    subscribe(ana, "ana", user=reader, email="")
    reader.email = "new@example.org"
    reader.save()
    reply = make_comment(post, "eve", under=ana, state=State.WAITING)
    approve(reply)
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == ["new"]
    reader.is_active = False
    reader.save()
    approve(make_comment(post, "eve", under=ana, state=State.WAITING))
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == []


def test_post_authors_are_notified_unless_they_opted_out(mailoutbox):
    willing = make.user("Author", email="willing@example.org")
    unwilling = make.user("Author", email="unwilling@example.org", notify_of_comments=False)
    gone = make.user("Author", email="gone@example.org", is_active=False)
    make.post(authors=(make.user("Author", email="elsewhere@example.org"),))
    post = make.post(authors=(willing, unwilling, gone), title="Dams & rivers")
    approve(make_comment(post, "Eve", state=State.WAITING, text="A <b>word</b> & two"))
    send_comment_notifications.call()
    (email,) = mailoutbox
    assert email.to == ["willing@example.org"]
    assert email.subject == "Pullquote: Eve commented on “Dams & rivers”"
    assert "A <b>word</b> & two\n" in email.body


def test_comment_published_without_moderation_is_notified(mailoutbox):
    post = make.post(authors=(make.user("Author", email="author@example.org"),))
    author = moderation.CommentAuthor("Eve", "eve@example.org", IPv4Address("203.0.113.9"))
    site = make.site(first_comment_waits=False)
    submit_comment(post=post, text="Words.", author=author, site=site)
    make_notices_due()
    send_comment_notifications.call()
    assert pop_recipients(mailoutbox) == ["author"]


def test_reply_email_has_text_permalink_and_unsubscribe_link(settings, post, mailoutbox):
    settings.SITE_URL = "https://blog.example.org"
    make.site(name="Our <blog>")
    ana = make_comment(post, "ana")
    bo = make_comment(post, "bo", under=ana)
    cy = make_comment(post, "cy", under=bo)
    subscription = subscribe(cy, "cy")
    reply = make_comment(post, "Eve\nBcc: x", under=cy, state=State.WAITING, text="A & b.\n\nMore.")
    approve(reply)
    send_comment_notifications.call()
    (email,) = mailoutbox
    end = f"https://blog.example.org/comments/notices/{subscription.token}/"
    assert email.subject == "Our <blog>: Eve Bcc: x replied on “Dams & rivers”"
    address = f"https://blog.example.org/comments/{reply.pk}/"
    for part in ("> A & b.\n> \n> More.", f"{address}\n", f"{end}\n"):
        assert part in email.body
    (html,) = [alternative.content for alternative in email.alternatives]
    for part in ("A &amp; b.</p>", f'"https://blog.example.org/comments/{reply.pk}/"', f'"{end}"'):
        assert part in html
    message = email.message()
    assert message["List-Unsubscribe"] == f"<{end}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "Our blog <comments.blog.example.org>"
    assert message["Message-ID"] == f"<comment-{reply.pk}@blog.example.org>"
    assert message["In-Reply-To"] == f"<comment-{cy.pk}@blog.example.org>"
    assert message["References"].split() == [
        f"<post-{post.pk}@blog.example.org>",
        *(f"<comment-{c.pk}@blog.example.org>" for c in (ana, bo, cy)),
    ]


def test_emails_use_the_language_of_the_site(post, mailoutbox):
    make.site(language="ar")
    ana = make_comment(post, "ana")
    subscribe(ana, "ana")
    approve(make_comment(post, "eve", under=ana, state=State.WAITING))
    send_comment_notifications.call()
    (html,) = [alternative.content for alternative in mailoutbox[0].alternatives]
    assert '<html lang="ar" dir="rtl">' in html


@pytest.mark.slow
def test_many_replies_are_notified_once_each(post, mailoutbox):
    ana = make_comment(post, "ana")
    subscribe(ana, "ana")
    approve(*[make_comment(post, f"eve{n}", under=ana, state=State.WAITING) for n in range(30)])
    send_comment_notifications.call()
    assert len({email.extra_headers["Message-ID"] for email in mailoutbox}) == 30


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_concurrent_workers_notify_of_each_reply_once(post, mailoutbox):
    ana = make_comment(post, "ana")
    subscribe(ana, "ana")
    approve(*[make_comment(post, f"eve{n}", under=ana, state=State.WAITING) for n in range(12)])
    run_concurrently(*[send_comment_notifications.call] * 3)
    assert len(mailoutbox) == len({email.extra_headers["Message-ID"] for email in mailoutbox})
    assert len(mailoutbox) == 12


@pytest.mark.slow
def test_notifications_accept_every_naughty_string(testdata, post, mailoutbox):
    """E-mails are valid, and no string becomes a header or an element."""
    ana = make_comment(post, "ana")
    subscribe(ana, "ana")
    naughty = json.loads((testdata / "strings" / "blns.json").read_text())[::4]
    texts = [string.replace("\0", "") for string in naughty]
    replies = [
        make.comment(post, text or "x", name=text[:100], under=ana, state=State.WAITING)
        for text in texts
    ]
    approve(*replies)
    send_comment_notifications.call()
    headers = {"list-unsubscribe", "list-unsubscribe-post", "list-id", "references"}
    headers |= {"message-id", "in-reply-to", "subject", "from", "to", "date"}
    for email in mailoutbox:
        sent = message_from_bytes(email.message(policy=SMTP).as_bytes(), policy=default)
        assert {name.lower() for name in sent} - {"mime-version", "content-type"} == headers
        html = lxml.html.document_fromstring(sent.get_body(("html",)).get_content())
        assert {str(element.tag) for element in html.iter()} <= EMAIL_TAGS
    assert len(mailoutbox) == len(replies)


# Moderators.


@pytest.fixture
def moderators():
    return {
        preference: make.user(
            "superuser", email=f"{preference}@example.org", moderation_emails=preference
        )
        for preference in ("each", "daily", "never")
    }


def test_moderators_are_notified_according_to_their_preference(post, moderators, mailoutbox):
    make.user("Author", email="author@example.org", moderation_emails="each")
    make.user(email="reader@example.org", moderation_emails="each")
    first = make_comment(post, "eve")
    moderate(comment_ids=[first.pk], to=State.WAITING, by=None)
    notify_moderators.call()
    assert pop_recipients(mailoutbox) == []
    make_notices_due()
    notify_moderators.call()
    assert pop_recipients(mailoutbox) == ["each"]
    notify_moderators.call()
    assert pop_recipients(mailoutbox) == []
    notify_moderators_daily.call()
    assert pop_recipients(mailoutbox) == ["daily"]
    approve(first)
    notify_moderators_daily.call()
    notify_moderators.call()
    assert pop_recipients(mailoutbox) == []


@pytest.mark.slow
def test_long_queue_is_one_email_with_some_comments(post, moderators, mailoutbox):
    rows = [make_comment(post, f"eve{n}", text="Long words. " * 200) for n in range(25)]
    moderate(comment_ids=[row.pk for row in rows], to=State.WAITING, by=None)
    make_notices_due()
    notify_moderators.call()
    (email,) = mailoutbox
    assert email.subject == "Pullquote: 25 comments awaiting moderation"
    assert email.body.count("“Dams & rivers”:") == 20
    assert "And 5 more." in email.body
    assert len(email.body) < 10_000
    assert "/admin/blog/comment/" in email.body


@pytest.mark.parametrize("state", [State.SPAM, State.APPROVED, State.REJECTED])
def test_moderators_are_not_notified_of_other_states(state, post, moderators, mailoutbox):
    row = make_comment(post, "eve", state=State.WAITING)
    moderate(comment_ids=[row.pk], to=state, by=None)
    make_notices_due()
    notify_moderators.call()
    notify_moderators_daily.call()
    assert pop_recipients(mailoutbox) == []
