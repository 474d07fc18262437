"""Who is told of a comment: whoever asked for replies, the post's authors, moderators. When, once,
and of nothing that is not public."""

import json
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP, default
from ipaddress import IPv4Address

import lxml.html
import pytest
from django.utils import timezone

from blog.comments import moderation
from blog.comments.models import Comment
from blog.comments.moderate import moderate, undo_moderation
from blog.comments.notifications import (
    notify_moderators,
    notify_moderators_daily,
    send_comment_notifications,
)
from blog.comments.submit import submit_comment
from blog.comments.subscriptions import Subscription, hash_email
from blog.models import Post
from tests.support import factories as make
from tests.support.concurrency import run_concurrently

pytestmark = pytest.mark.django_db
State = Comment.State
# What an e-mail's HTML is made of.
PLAIN = {"html", "head", "meta", "title", "body", "p", "a", "hr", "small", "br", "blockquote"}


def comment(post, name, *, under=None, **fields):
    """By a guest whose address is their name's."""
    email_hash = hash_email(f"{name}@example.org")
    return make.comment(post, name=name, email_hash=email_hash, under=under, **fields)


def wants_replies(to, name, confirmed=True, **fields):
    """Whoever wrote `to` asked for e-mails."""
    address = f"{name}@example.org"
    fields = {"email": address, "email_hash": hash_email(address)} | fields
    when = timezone.now() if confirmed else None
    return Subscription.objects.create(comment=to, confirmed_at=when, **fields)


def approve(*comments) -> None:
    """By a moderator, and time goes by."""
    moderate(comment_ids=[c.pk for c in comments], to=State.APPROVED, by=None)
    later()


def later() -> None:
    Comment.objects.filter(notice_at__isnull=False).update(notice_at=timezone.now())


@pytest.fixture
def post():
    """By an author who wants no e-mails."""
    return make.post(
        authors=(make.user("Author", notify_of_comments=False),), title="Dams & rivers"
    )


def told(mailoutbox) -> list[str]:
    names = sorted(to.removesuffix("@example.org") for email in mailoutbox for to in email.to)
    mailoutbox.clear()
    return names


def test_reply_is_told_once_it_is_approved_and_once_only(post, mailoutbox):
    ana = comment(post, "ana")
    wants_replies(ana, "ana")
    reply = comment(post, "eve", under=ana, state=State.WAITING)
    send_comment_notifications.call()
    assert told(mailoutbox) == []
    approve(reply)
    send_comment_notifications.call()
    send_comment_notifications.call()
    assert told(mailoutbox) == ["ana"]
    moderate(comment_ids=[reply.pk], to=State.REMOVED, by=None)
    approve(reply)
    send_comment_notifications.call()
    assert told(mailoutbox) == []


def test_approval_that_is_taken_back_within_two_minutes_is_told_to_nobody(post, mailoutbox):
    ana = comment(post, "ana")
    wants_replies(ana, "ana")
    reply = comment(post, "eve", under=ana, state=State.WAITING)
    batch = moderate(comment_ids=[reply.pk], to=State.APPROVED, by=None).batch
    send_comment_notifications.call()
    assert told(mailoutbox) == []
    undo_moderation(batch=batch, by=None)
    later()
    send_comment_notifications.call()
    assert told(mailoutbox) == []


@pytest.mark.parametrize("state", [State.WAITING, State.SPAM, State.REJECTED, State.REMOVED])
def test_what_is_not_public_is_told_to_no_reader(state, post, mailoutbox):
    ana = comment(post, "ana")
    wants_replies(ana, "ana")
    reply = comment(post, "eve", under=ana)
    moderate(comment_ids=[reply.pk], to=state, by=None)
    later()
    send_comment_notifications.call()
    assert told(mailoutbox) == []


@pytest.mark.parametrize(
    "hidden",
    [{"status": "draft"}, {"published_at": timezone.now() + timedelta(days=1)}],
    ids=["taken back", "scheduled"],
)
def test_reply_under_a_post_that_is_taken_back_waits_until_it_is_out_again(
    hidden, post, mailoutbox
):
    ana = comment(post, "ana")
    wants_replies(ana, "ana")
    shown = {"status": post.status, "published_at": post.published_at}
    reply = comment(post, "eve", under=ana, state=State.WAITING)
    approve(reply)
    Post.all_objects.filter(pk=post.pk).update(**hidden)
    send_comment_notifications.call()
    assert told(mailoutbox) == []
    Post.all_objects.filter(pk=post.pk).update(**shown)
    send_comment_notifications.call()
    assert told(mailoutbox) == ["ana"]


@pytest.mark.slow
def test_who_is_told_of_which_reply(post, mailoutbox):
    """Everybody above, however deep the reply stands; nobody beside, below or in another thread."""
    ana = comment(post, "ana")
    bo = comment(post, "bo", under=ana)
    cy = comment(post, "cy", under=bo)
    dee = comment(post, "dee", under=cy)  # Beside cy, as there is no fourth level.
    beside, other = comment(post, "beside", under=ana), comment(post, "other")
    rows = {"ana": ana, "bo": bo, "cy": cy, "dee": dee, "beside": beside, "other": other}
    for name, row in rows.items():
        wants_replies(row, name)
    for under, expected in {
        "ana": ["ana"],
        "bo": ["ana", "bo"],
        "cy": ["ana", "bo", "cy"],
        "dee": ["ana", "bo", "dee"],
        "other": ["other"],
    }.items():
        approve(comment(post, "new", under=rows[under], state=State.WAITING))
        send_comment_notifications.call()
        assert told(mailoutbox) == expected, under


def test_nobody_is_told_of_their_own_comment_nor_twice_of_one(mailoutbox):
    author = make.user("Author", email="ana@example.org")
    post = make.post(authors=(author,))
    first = comment(post, "ana")
    second = comment(post, "ana", under=first)
    wants_replies(first, "ana")
    wants_replies(second, "ana", email="ANA@example.org")
    approve(comment(post, "ana", under=second, state=State.WAITING))
    approve(comment(post, "x", under=second, user=author, state=State.WAITING))
    send_comment_notifications.call()
    assert told(mailoutbox) == ["ana"]  # An author, of what somebody wrote under their address.
    approve(comment(post, "eve", under=second, state=State.WAITING))
    send_comment_notifications.call()
    assert len(mailoutbox) == 1


def test_unconfirmed_address_gets_nothing(post, mailoutbox):
    ana = comment(post, "ana")
    wants_replies(ana, "ana", confirmed=False)
    approve(comment(post, "eve", under=ana, state=State.WAITING))
    send_comment_notifications.call()
    assert told(mailoutbox) == []


def test_account_is_written_to_at_its_own_address(post, mailoutbox):
    reader = make.user(email="old@example.org")
    ana = comment(post, "ana", user=reader)
    wants_replies(ana, "ana", user=reader, email="")
    reader.email = "new@example.org"
    reader.save()
    reply = comment(post, "eve", under=ana, state=State.WAITING)
    approve(reply)
    send_comment_notifications.call()
    assert told(mailoutbox) == ["new"]
    reader.is_active = False
    reader.save()
    approve(comment(post, "eve", under=ana, state=State.WAITING))
    send_comment_notifications.call()
    assert told(mailoutbox) == []


def test_authors_are_told_of_comments_on_their_posts_unless_they_do_not_want_to(mailoutbox):
    willing = make.user("Author", email="willing@example.org")
    unwilling = make.user("Author", email="unwilling@example.org", notify_of_comments=False)
    gone = make.user("Author", email="gone@example.org", is_active=False)
    make.post(authors=(make.user("Author", email="elsewhere@example.org"),))
    post = make.post(authors=(willing, unwilling, gone), title="Dams & rivers")
    approve(comment(post, "Eve", state=State.WAITING, text="A <b>word</b> & two"))
    send_comment_notifications.call()
    (email,) = mailoutbox
    assert email.to == ["willing@example.org"]
    assert email.subject == "Pullquote: Eve commented on “Dams & rivers”"
    assert "A <b>word</b> & two\n" in email.body


def test_comment_that_needs_no_approval_is_told_as_well(mailoutbox):
    post = make.post(authors=(make.user("Author", email="author@example.org"),))
    writer = moderation.CommentAuthor("Eve", "eve@example.org", IPv4Address("203.0.113.9"))
    site = make.site(first_comment_waits=False)
    submit_comment(post=post, text="Words.", author=writer, site=site)
    later()
    send_comment_notifications.call()
    assert told(mailoutbox) == ["author"]


def test_email_says_what_was_said_where_to_answer_and_how_to_end_it(settings, post, mailoutbox):
    settings.SITE_URL = "https://blog.example.org"
    make.site(name="Our <blog>")
    ana = comment(post, "ana")
    bo = comment(post, "bo", under=ana)
    cy = comment(post, "cy", under=bo)
    subscription = wants_replies(cy, "cy")
    reply = comment(post, "Eve\nBcc: x", under=cy, state=State.WAITING, text="A & b.\n\nMore.")
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


def test_emails_speak_the_sites_language(post, mailoutbox):
    make.site(language="ar")
    ana = comment(post, "ana")
    wants_replies(ana, "ana")
    approve(comment(post, "eve", under=ana, state=State.WAITING))
    send_comment_notifications.call()
    (html,) = [alternative.content for alternative in mailoutbox[0].alternatives]
    assert '<html lang="ar" dir="rtl">' in html


@pytest.mark.slow
def test_a_thousand_comments_at_once_are_each_told_and_each_once(post, mailoutbox):
    ana = comment(post, "ana")
    wants_replies(ana, "ana")
    approve(*[comment(post, f"eve{n}", under=ana, state=State.WAITING) for n in range(30)])
    send_comment_notifications.call()
    assert len({email.extra_headers["Message-ID"] for email in mailoutbox}) == 30


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_workers_tell_of_each_comment_once(post, mailoutbox):
    ana = comment(post, "ana")
    wants_replies(ana, "ana")
    approve(*[comment(post, f"eve{n}", under=ana, state=State.WAITING) for n in range(12)])
    run_concurrently(*[send_comment_notifications.call] * 3)
    assert len(mailoutbox) == len({email.extra_headers["Message-ID"] for email in mailoutbox})
    assert len(mailoutbox) == 12


@pytest.mark.slow
def test_emails_carry_every_naughty_string(testdata, post, mailoutbox):
    """A server can take each, and none of them becomes a header or an element."""
    ana = comment(post, "ana")
    wants_replies(ana, "ana")
    naughty = json.loads((testdata / "strings" / "blns.json").read_text())[::4]
    said = [words.replace("\0", "") for words in naughty]
    replies = [
        make.comment(post, words or "x", name=words[:100], under=ana, state=State.WAITING)
        for words in said
    ]
    approve(*replies)
    send_comment_notifications.call()
    headers = {"list-unsubscribe", "list-unsubscribe-post", "list-id", "references"}
    headers |= {"message-id", "in-reply-to", "subject", "from", "to", "date"}
    for email in mailoutbox:
        sent = message_from_bytes(email.message(policy=SMTP).as_bytes(), policy=default)
        assert {name.lower() for name in sent} - {"mime-version", "content-type"} == headers
        html = lxml.html.document_fromstring(sent.get_body(("html",)).get_content())
        assert {str(element.tag) for element in html.iter()} <= PLAIN
    assert len(mailoutbox) == len(replies)


# Moderators.


@pytest.fixture
def moderators():
    return {
        wish: make.user("superuser", email=f"{wish}@example.org", moderation_emails=wish)
        for wish in ("each", "daily", "never")
    }


def test_moderators_are_told_of_what_waits_as_they_wish(post, moderators, mailoutbox):
    make.user("Author", email="author@example.org", moderation_emails="each")
    make.user(email="reader@example.org", moderation_emails="each")
    first = comment(post, "eve")
    moderate(comment_ids=[first.pk], to=State.WAITING, by=None)
    notify_moderators.call()
    assert told(mailoutbox) == []
    later()
    notify_moderators.call()
    assert told(mailoutbox) == ["each"]
    notify_moderators.call()
    assert told(mailoutbox) == []
    notify_moderators_daily.call()
    assert told(mailoutbox) == ["daily"]
    approve(first)
    notify_moderators_daily.call()
    notify_moderators.call()
    assert told(mailoutbox) == []


@pytest.mark.slow
def test_many_that_wait_are_one_email_which_shows_some(post, moderators, mailoutbox):
    rows = [comment(post, f"eve{n}", text="Long words. " * 200) for n in range(25)]
    moderate(comment_ids=[row.pk for row in rows], to=State.WAITING, by=None)
    later()
    notify_moderators.call()
    (email,) = mailoutbox
    assert email.subject == "Pullquote: 25 comments awaiting moderation"
    assert email.body.count("“Dams & rivers”:") == 20
    assert "And 5 more." in email.body
    assert len(email.body) < 10_000
    assert "/admin/blog/comment/" in email.body


@pytest.mark.parametrize("state", [State.SPAM, State.APPROVED, State.REJECTED])
def test_moderators_hear_nothing_of_what_does_not_wait(state, post, moderators, mailoutbox):
    row = comment(post, "eve", state=State.WAITING)
    moderate(comment_ids=[row.pk], to=state, by=None)
    later()
    notify_moderators.call()
    notify_moderators_daily.call()
    assert told(mailoutbox) == []
