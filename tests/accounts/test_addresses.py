"""Sign-up, password reset and change of address by e-mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import addresses
from accounts.models import User
from tests.accounts.people import is_signed_in, link, send_reset_emails, sign_in
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted

pytestmark = pytest.mark.django_db


def test_sign_up_is_closed_by_default():
    client = Client()
    assert "Sign-up is closed" in client.get("/accounts/signup/").content.decode()
    sent = {"byline": "Ana", "email": "ana@example.org", "password1": make.PASSWORD}
    client.post("/accounts/signup/", sent)
    assert (User.objects.count(), mail.outbox) == (0, [])
    make.site(sign_up=True)
    assert "Sign-up is closed" not in client.get("/accounts/signup/").content.decode()


def sign_up(client: Client, email: str = "ana@example.org", **changes):
    sent = {"byline": "Ana Reader", "email": email, "password1": make.PASSWORD} | changes
    return client.post("/accounts/signup/", sent)


def test_sign_up_completes_with_emailed_link():
    make.site(sign_up=True, name="The Times")
    client = Client()
    assert sign_up(client).headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    sign_in(client, "ana@example.org")
    assert not is_signed_in(client)

    email = mail.outbox[0]
    assert (email.to, email.subject) == (
        ["ana@example.org"],
        "The Times: Confirm your e-mail address",
    )
    assert client.post(link(email)).status_code == 302
    assert sign_in(client, "ana@example.org").headers["Location"] == "/accounts/profile/"
    person = User.objects.get()
    assert (str(person), person.is_staff, person.get_all_permissions()) == (
        *("Ana Reader", False),
        set(),
    )


def test_unconfirmed_account_is_deleted_after_two_days():
    make.site(sign_up=True)
    users = [make.user(), make.user(email="ana@example.org"), make.user("Author")]
    sign_in(Client(), users[1].username)
    with time_machine.travel(timezone.now() - timedelta(days=2, hours=1)):
        sign_up(Client(), "late@example.org")
        confirmed = Client()
        sign_up(confirmed, "confirmed@example.org")
        confirmed.post(link(mail.outbox[-1]))
    sign_up(Client(), "today@example.org")
    addresses.delete_unconfirmed_accounts.call()
    left = set(User.objects.exclude(email="").values_list("email", flat=True))
    assert left == {"ana@example.org", "confirmed@example.org", "today@example.org"}
    assert User.objects.filter(pk__in=[person.pk for person in users]).count() == 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_account_confirmed_during_cleanup_stays():
    make.site(sign_up=True)
    with time_machine.travel(timezone.now() - timedelta(days=2, hours=1)):
        for name in ("confirmed", "late"):
            sign_up(Client(), f"{name}@example.org")
    mine = EmailAddress.objects.filter(email="confirmed@example.org")
    while_uncommitted(
        lambda: mine.update(verified=True), addresses.delete_unconfirmed_accounts.call
    )
    assert User.objects.get().email == "confirmed@example.org"


def test_sign_up_with_known_address_looks_the_same():
    make.site(sign_up=True)
    make.user(username="ana", email="ana@example.org")
    sign_in(Client(), "ana")  # The address is confirmed now.
    mail.outbox.clear()
    answers = []
    for email in ("ana@example.org", "new@example.org"):
        client = Client()
        response = sign_up(client, email)
        page = client.get(response.headers["Location"]).content
        answers.append((response.status_code, response.headers["Location"], page))
    assert answers[0] == answers[1]
    subjects = [(email.to, email.subject) for email in mail.outbox]
    assert subjects == [
        (["ana@example.org"], "Pullquote: You already have an account"),
        (["new@example.org"], "Pullquote: Confirm your e-mail address"),
    ]
    assert User.objects.filter(email="ana@example.org").count() == 1


def test_password_reset_works_and_ignores_unknown_addresses():
    make.user(username="ana", email="ana@example.org")
    answers = []
    for email in ("ana@example.org", "new@example.org"):
        client = Client()
        response = client.post("/accounts/password/reset/", {"email": email})
        page = client.get(response.headers["Location"]).content
        answers.append((response.status_code, response.headers["Location"], page))
    assert answers[0] == answers[1]
    send_reset_emails()
    (email,) = mail.outbox
    assert email.to == ["ana@example.org"]

    client = Client(HTTP_HOST="localhost")
    form = client.get(link(email), follow=True)
    address = form.redirect_chain[-1][0]
    new = "quite another horse"
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), "ana", new).status_code == 302
    assert client.get(link(email)).status_code == 200  # The link was used already.


def test_email_links_use_site_url_regardless_of_host():
    make.user(username="ana", email="ana@example.org")
    client = Client(HTTP_HOST="127.0.0.1:9999")
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    send_reset_emails()
    assert link(mail.outbox[0]).startswith("/accounts/password/reset/key/")


def test_address_set_by_administrator_needs_no_confirmation():
    person = make.user("Author", email="Ana@example.org")
    sign_in(Client(), person.username)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("ana@example.org", True, True)


def to_confirm(client: Client, email: str):
    sent = {"action_add": "", "email": email}
    response = client.post("/accounts/email/", sent)
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    again = {"password": make.PASSWORD, "next": "/accounts/email/"}
    return client.post("/accounts/reauthenticate/", again)


@pytest.mark.slow
def test_new_address_replaces_old_one_after_confirmation():
    person = make.user(email="old@example.org")
    client = Client()
    sign_in(client, person.username)
    mail.outbox.clear()
    to_confirm(client, "new@example.org")
    person.refresh_from_db()
    assert (person.email, mail.outbox[-1].to) == ("old@example.org", ["new@example.org"])
    assert "new@example.org" in client.get("/accounts/email/").content.decode()
    address = link(mail.outbox[-1])
    assert Client().get(address).status_code == 200
    mail.outbox.clear()
    client.post(address)
    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert ["old@example.org"] in [email.to for email in mail.outbox]
    assert sign_in(Client(), "new@example.org").status_code == 302


@pytest.mark.slow
def test_changing_to_known_address_looks_the_same_and_fails():
    person, other = make.user(email="old@example.org"), make.user(email="taken@example.org")
    sign_in(Client(), other.username)
    pages = []
    for email in ("taken@example.org", "new@example.org"):
        client = Client()
        sign_in(client, person.username)
        to_confirm(client, email)
        page = client.get("/accounts/email/").content.decode().replace(email, "…")
        pages.append(re.sub('value="[^"]+"', "", page))
    assert pages[0] == pages[1]
    person.refresh_from_db()
    assert person.email == "old@example.org"
    assert EmailAddress.objects.get(email="taken@example.org", verified=True).user == other


@pytest.mark.slow
def test_unconfirmed_first_address_does_not_lock_user_out():
    person = make.user("Author")
    client = Client()
    sign_in(client, person.username)
    to_confirm(client, "new@example.org")
    again = Client()
    sign_in(again, person.username)
    assert is_signed_in(again)
    again.post(link(mail.outbox[-1]))
    person.refresh_from_db()
    assert person.email == "new@example.org"
