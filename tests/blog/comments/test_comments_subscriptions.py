"""Subscriptions to replies: double opt-in, and unsubscribing with one click."""

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


def subscribe(post, address="ana@example.org", **fields):
    comment = make.comment(post, **fields)
    return subscriptions.subscribe(comment=comment, address=address, site=make.site())


def find_link(email) -> str:
    (line,) = [line for line in email.body.splitlines() if "/comments/notices/" in line]
    return line.partition("://")[2].partition("/")[2].join(("/", ""))


def test_guest_confirms_subscription_by_email(post, mailoutbox):
    subscription = subscribe(post, " Ana@example.org ")
    assert (subscription.email, subscription.is_confirmed) == ("Ana@example.org", False)
    (email,) = mailoutbox
    assert email.to == ["Ana@example.org"]
    assert email.subject == "Pullquote: Confirm that you want replies by e-mail"
    assert "“Dams”" in email.body
    client = Client()
    page = client.get(find_link(email))
    assert "Confirm" in page.content.decode()
    subscription.refresh_from_db()
    assert not subscription.is_confirmed  # A visit changes nothing.
    page = client.post(find_link(email), {"do": "confirm"})
    assert "You get an e-mail for each reply." in page.content.decode()
    subscription.refresh_from_db()
    assert subscription.is_confirmed
    assert {*client.cookies} == {"commenter", "wrote"}
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("state", [Comment.State.SPAM, Comment.State.REJECTED])
def test_refused_comment_sends_no_confirmation_email(state, post, mailoutbox):
    assert subscribe(post, state=state) is None
    assert (mailoutbox, Subscription.objects.count()) == ([], 0)


@pytest.mark.parametrize("address", ["", "ana", "a@b@c", "jörg@example.org", "a\n@example.org"])
def test_invalid_address_is_not_stored(address, post, mailoutbox):
    assert subscribe(post, address) is None
    assert (mailoutbox, Subscription.objects.count()) == ([], 0)


def test_second_subscription_to_a_comment_sends_no_email(post, mailoutbox):
    comment = make.comment(post)
    both = [
        subscriptions.subscribe(comment=comment, address="ana@example.org", site=make.site())
        for _twice in "ab"
    ]
    assert both[0] == both[1]
    assert len(mailoutbox) == 1


def test_confirmation_emails_are_limited_per_address(post, mailoutbox):
    for _comment in range(10):
        subscribe(post, "ana@example.org")
    subscribe(post, "ANA@example.org")
    subscribe(post, "bo@example.org")
    assert [email.to for email in mailoutbox] == [["ana@example.org"]] * 3 + [["bo@example.org"]]


def test_confirmation_confirms_all_subscriptions_of_the_address_only(post, mailoutbox):
    own = [subscribe(post, "ana@example.org") for _comment in range(5)]
    other = subscribe(post, "bo@example.org")
    Client().post(find_link(mailoutbox[0]), {"do": "confirm"})
    assert Subscription.objects.confirmed().count() == len(own)
    other.refresh_from_db()
    assert not other.is_confirmed


def test_account_with_confirmed_address_needs_no_confirmation(post, mailoutbox):
    reader = make.user(email="ana@example.org")
    EmailAddress.objects.filter(user=reader).delete()
    EmailAddress.objects.create(user=reader, email="ana@example.org", verified=True, primary=True)
    subscription = subscribe(post, "Ana@example.org", user=reader)
    assert (subscription.is_confirmed, subscription.user, subscription.email) == (True, reader, "")
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("verified", "typed"), [(False, "ana@example.org"), (True, "other@example.org")]
)
def test_account_with_unconfirmed_address_needs_confirmation(verified, typed, post, mailoutbox):
    reader = make.user(email="ana@example.org")
    EmailAddress.objects.filter(user=reader).delete()
    EmailAddress.objects.create(user=reader, email="ana@example.org", verified=verified)
    subscription = subscribe(post, typed, user=reader)
    assert (subscription.is_confirmed, subscription.user, subscription.email) == (
        False,
        None,
        typed,
    )
    assert [email.to for email in mailoutbox] == [[typed]]


def subscribe_and_confirm(post, address="ana@example.org"):
    subscription = subscribe(post, address)
    subscriptions.confirm_subscriptions(subscription=subscription)
    return subscription


def test_one_click_unsubscribe_needs_no_cookie_or_csrf_token(post):
    subscription, other = subscribe_and_confirm(post), subscribe_and_confirm(post)
    client = Client(enforce_csrf_checks=True)
    sent = {"List-Unsubscribe": "One-Click"}
    for _twice in range(2):
        assert client.post(subscription.get_absolute_url(), sent).status_code == 200
    assert [row.pk for row in Subscription.objects.all()] == [other.pk]


def test_visit_by_a_mail_program_does_not_unsubscribe(post):
    subscription = subscribe_and_confirm(post)
    for method in (Client().get, Client().head):
        assert method(subscription.get_absolute_url()).status_code == 200
    Client().post(subscription.get_absolute_url())
    assert Subscription.objects.confirmed().count() == 1


def test_unsubscribe_all_deletes_subscriptions_of_the_address(post):
    own = [subscribe_and_confirm(post) for _comment in range(3)]
    other = subscribe_and_confirm(post, "bo@example.org")
    page = Client().get(own[0].get_absolute_url()).content.decode()
    assert "Unsubscribe from all my 3 comments" in " ".join(page.split())
    Client().post(own[0].get_absolute_url(), {"do": "all"})
    assert [row.pk for row in Subscription.objects.all()] == [other.pk]


def test_unsubscribe_all_deletes_subscriptions_of_the_account(post):
    reader, other = make.user(email="a@example.org"), make.user(email="b@example.org")
    own, _other_own, other_subscription = (
        Subscription.objects.create(comment=make.comment(post), user=user, email_hash=email_hash)
        for user, email_hash in ((reader, "old"), (reader, "new"), (other, "new"))
    )
    Client().post(own.get_absolute_url(), {"do": "all"})
    assert list(Subscription.objects.all()) == [other_subscription]


def test_unsubscribe_during_confirmation_wins(post, monkeypatch):
    subscription, confirm = subscribe(post), subscriptions.confirm_subscriptions

    def confirm_then_end(*, subscription):
        confirm(subscription=subscription)
        subscriptions.unsubscribe(subscription=subscription)

    monkeypatch.setattr(subscriptions, "confirm_subscriptions", confirm_then_end)
    page = Client().post(subscription.get_absolute_url(), {"do": "confirm"})
    assert (page.status_code, "You are unsubscribed" in page.text) == (200, True)


@pytest.mark.parametrize("token", ["x", "A" * 32, "x" * 200])
def test_unknown_subscription_link_shows_unsubscribed(token):
    page = Client().get(f"/comments/notices/{token}/")
    assert page.status_code == 404
    assert "You are unsubscribed" in page.content.decode()


def test_unconfirmed_subscription_is_deleted_after_two_days(post):
    old, new, sure = subscribe(post), subscribe(post), subscribe_and_confirm(post, "bo@example.org")
    long_ago = timezone.now() - timedelta(hours=49)
    Subscription.objects.filter(pk__in=[old.pk, sure.pk]).update(created_at=long_ago)
    subscriptions.confirm_subscriptions(subscription=old)  # Too late.
    assert set(Subscription.objects.confirmed()) == {new, sure}
    subscriptions.delete_unconfirmed.call()
    assert set(Subscription.objects.all()) == {new, sure}


def test_erased_account_has_no_subscriptions(post):
    reader, other = make.user(), make.user()
    own = [make.comment(post, user=reader) for _comment in "ab"]
    Subscription.objects.create(comment=own[0], user=reader, email_hash="x")
    make.subscription(own[1], confirmed_at=None)
    other_subscription = make.subscription(make.comment(post, user=other))
    assert len([*blog_privacy.export(reader)["reply_subscriptions"]]) == 2
    blog_privacy.erase(reader)
    reader.delete()
    assert list(Subscription.objects.all()) == [other_subscription]


def test_title_of_unpublished_post_is_not_shown(post):
    subscription = subscribe_and_confirm(post)
    post.status, post.title = "draft", "What nobody knows yet"
    post.save()
    assert "nobody knows" not in Client().get(subscription.get_absolute_url()).content.decode()
