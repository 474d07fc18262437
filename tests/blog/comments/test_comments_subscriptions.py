"""Asking for e-mails about replies: confirmed by the address's owner, ended with one click."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from blog.admin import privacy as blog_privacy
from blog.comments import subscriptions
from blog.comments.models import Comment
from blog.comments.subscriptions import Subscription
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make.site()


@pytest.fixture
def post():
    return make.post(title="Dams")


def ask(post, address="ana@example.org", **fields):
    comment = make.comment(post, **fields)
    return subscriptions.subscribe(comment=comment, address=address, site=make.site())


def link_of(email) -> str:
    (line,) = [line for line in email.body.splitlines() if "/comments/notices/" in line]
    return line.partition("://")[2].partition("/")[2].join(("/", ""))


def test_guest_confirms_by_the_email(post, mailoutbox):
    asked = ask(post, " Ana@example.org ")
    assert (asked.email, asked.is_confirmed) == ("Ana@example.org", False)
    (email,) = mailoutbox
    assert email.to == ["Ana@example.org"]
    assert email.subject == "Pullquote: Confirm that you want replies by e-mail"
    assert "“Dams”" in email.body
    client = Client()
    page = client.get(link_of(email))
    assert "Confirm" in page.content.decode()
    asked.refresh_from_db()
    assert not asked.is_confirmed  # A visit changes nothing.
    page = client.post(link_of(email), {"do": "confirm"})
    assert "You get an e-mail for each reply." in page.content.decode()
    asked.refresh_from_db()
    assert asked.is_confirmed
    assert {*client.cookies} == {"commenter", "wrote"}
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("state", [Comment.State.SPAM, Comment.State.REJECTED])
def test_nothing_is_mailed_for_spam(state, post, mailoutbox):
    assert ask(post, state=state) is None
    assert (mailoutbox, Subscription.objects.count()) == ([], 0)


@pytest.mark.parametrize("address", ["", "ana", "a@b@c", "jörg@example.org", "a\n@example.org"])
def test_what_is_no_address_is_not_kept(address, post, mailoutbox):
    assert ask(post, address) is None
    assert (mailoutbox, Subscription.objects.count()) == ([], 0)


def test_same_comment_asks_once(post, mailoutbox):
    comment = make.comment(post)
    asked = [
        subscriptions.subscribe(comment=comment, address="ana@example.org", site=make.site())
        for _twice in "ab"
    ]
    assert asked[0] == asked[1]
    assert len(mailoutbox) == 1


def test_nobody_can_fill_a_strangers_mailbox(post, mailoutbox):
    for _comment in range(10):
        ask(post, "ana@example.org")
    ask(post, "ANA@example.org")
    ask(post, "bo@example.org")
    assert [email.to for email in mailoutbox] == [["ana@example.org"]] * 3 + [["bo@example.org"]]


def test_one_email_confirms_all_that_wait_under_the_address_and_no_other(post, mailoutbox):
    asked = [ask(post, "ana@example.org") for _comment in range(5)]
    other = ask(post, "bo@example.org")
    Client().post(link_of(mailoutbox[0]), {"do": "confirm"})
    assert Subscription.objects.confirmed().count() == len(asked)
    other.refresh_from_db()
    assert not other.is_confirmed


def test_signed_in_reader_with_a_confirmed_address_needs_no_email(post, mailoutbox):
    reader = make.user(email="ana@example.org")
    EmailAddress.objects.filter(user=reader).delete()
    EmailAddress.objects.create(user=reader, email="ana@example.org", verified=True, primary=True)
    asked = ask(post, "Ana@example.org", user=reader)
    assert (asked.is_confirmed, asked.user, asked.email) == (True, reader, "")
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("verified", "typed"), [(False, "ana@example.org"), (True, "other@example.org")]
)
def test_signed_in_reader_confirms_what_is_not_confirmed(verified, typed, post, mailoutbox):
    reader = make.user(email="ana@example.org")
    EmailAddress.objects.filter(user=reader).delete()
    EmailAddress.objects.create(user=reader, email="ana@example.org", verified=verified)
    asked = ask(post, typed, user=reader)
    assert (asked.is_confirmed, asked.user, asked.email) == (False, None, typed)
    assert [email.to for email in mailoutbox] == [[typed]]


def confirmed(post, address="ana@example.org"):
    asked = ask(post, address)
    subscriptions.confirm_subscriptions(subscription=asked)
    return asked


def test_one_click_ends_it_without_cookie_token_or_visit(post):
    asked, other = confirmed(post), confirmed(post)
    client = Client(enforce_csrf_checks=True)
    sent = {"List-Unsubscribe": "One-Click"}
    for _twice in range(2):
        assert client.post(asked.get_absolute_url(), sent).status_code == 200
    assert [row.pk for row in Subscription.objects.all()] == [other.pk]


def test_visit_by_a_mail_program_ends_nothing(post):
    asked = confirmed(post)
    for method in (Client().get, Client().head):
        assert method(asked.get_absolute_url()).status_code == 200
    Client().post(asked.get_absolute_url())
    assert Subscription.objects.confirmed().count() == 1


def test_all_emails_to_an_address_end_at_once(post):
    asked = [confirmed(post) for _comment in range(3)]
    other = confirmed(post, "bo@example.org")
    page = Client().get(asked[0].get_absolute_url()).content.decode()
    assert "Unsubscribe from all my 3 comments" in " ".join(page.split())
    Client().post(asked[0].get_absolute_url(), {"do": "all"})
    assert [row.pk for row in Subscription.objects.all()] == [other.pk]


def test_all_emails_to_an_account_end_at_once_whatever_its_address_was(post):
    reader, other = make.user(email="a@example.org"), make.user(email="b@example.org")
    theirs, _more, kept = (
        Subscription.objects.create(comment=make.comment(post), user=user, email_hash=email_hash)
        for user, email_hash in ((reader, "old"), (reader, "new"), (other, "new"))
    )
    Client().post(theirs.get_absolute_url(), {"do": "all"})
    assert list(Subscription.objects.all()) == [kept]


def test_ended_while_it_is_confirmed_it_is_over(post, monkeypatch):
    asked, confirm = ask(post), subscriptions.confirm_subscriptions

    def confirm_then_end(*, subscription):
        confirm(subscription=subscription)
        subscriptions.unsubscribe(subscription=subscription)

    monkeypatch.setattr(subscriptions, "confirm_subscriptions", confirm_then_end)
    page = Client().post(asked.get_absolute_url(), {"do": "confirm"})
    assert (page.status_code, "You are unsubscribed" in page.text) == (200, True)


@pytest.mark.parametrize("token", ["x", "A" * 32, "x" * 200])
def test_link_that_leads_nowhere_says_so(token):
    page = Client().get(f"/comments/notices/{token}/")
    assert page.status_code == 404
    assert "You are unsubscribed" in page.content.decode()


def test_address_is_forgotten_after_two_days_without_an_answer(post):
    old, new, sure = ask(post), ask(post), confirmed(post, "bo@example.org")
    long_ago = timezone.now() - timedelta(hours=49)
    Subscription.objects.filter(pk__in=[old.pk, sure.pk]).update(created_at=long_ago)
    subscriptions.confirm_subscriptions(subscription=old)  # Too late.
    assert set(Subscription.objects.confirmed()) == {new, sure}
    subscriptions.delete_unconfirmed.call()
    assert set(Subscription.objects.all()) == {new, sure}


def test_erased_account_gets_no_emails_confirmed_or_not(post):
    reader, other = make.user(), make.user()
    theirs = [make.comment(post, user=reader) for _comment in "ab"]
    Subscription.objects.create(comment=theirs[0], user=reader, email_hash="x")
    make.subscription(theirs[1], confirmed_at=None)
    kept = make.subscription(make.comment(post, user=other))
    assert len([*blog_privacy.export(reader)["reply_subscriptions"]]) == 2
    blog_privacy.erase(reader)
    reader.delete()
    assert list(Subscription.objects.all()) == [kept]


def test_title_of_a_post_that_was_taken_back_is_not_told(post):
    asked = confirmed(post)
    post.status, post.title = "draft", "What nobody knows yet"
    post.save()
    assert "nobody knows" not in Client().get(asked.get_absolute_url()).content.decode()
