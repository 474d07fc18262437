"""Timing does not reveal whether an address has an account.

The tests count what takes time: hashed passwords, queries and e-mails.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from tests.accounts.people import send_reset_emails
from tests.support import factories as make

pytestmark = pytest.mark.django_db
QUERY = re.compile(r'^(SELECT|INSERT|UPDATE|DELETE)\b.*?(?:FROM|INTO|UPDATE) "(\w+)"', re.M)
hashed: list[str] = []


class CountingHasher(MD5PasswordHasher):
    def encode(self, password, salt):
        hashed.append(password)
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counting(settings):
    make.site(sign_up=True)
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    mail.outbox.clear()
    hashed.clear()


def measure_work(address: str, path: str, **fields: str) -> dict[str, object]:
    """Send a POST with the address; return the response and the work done for it."""
    client = Client()
    client.get(path)
    cache.clear()  # Reset the rate limits.
    before, emails = len(hashed), len(mail.outbox)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(path, {"email": address, **fields})
    return {
        "answer": (answer.status_code, answer.headers.get("Location")),
        "hashed": len(hashed) - before,
        "emails": len(mail.outbox) - emails,
        "queries": sorted(QUERY.findall("\n".join(query["sql"] for query in captured))),
    }


def sign_up(address: str, password: str = make.PASSWORD) -> dict[str, object]:
    path = "/accounts/signup/"
    return measure_work(address, path, byline="Zoë", password1=password)


def test_password_reset_does_the_same_work_for_every_address():
    known = make.user(username="ana", email="ana@example.org")
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    make.user(username="cy", email="cy@example.org")  # unconfirmed
    make.user(username="di", email="di@example.org", is_active=False)
    path = "/accounts/password/reset/"
    works = [
        measure_work(f"{name}@example.org", path) for name in ("nobody", "ana", "ANA", "cy", "di")
    ]
    assert works == [works[0]] * 5
    assert (works[0]["hashed"], works[0]["emails"]) == (0, 0)
    assert ("SELECT", "accounts_user") not in works[0]["queries"]
    assert ("SELECT", "account_emailaddress") not in works[0]["queries"]
    send_reset_emails()
    sent = sorted(email.to for email in mail.outbox)
    assert sent == [["ana@example.org"], ["ana@example.org"], ["cy@example.org"]]


def test_password_reset_task_encrypts_address():
    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    (stored,) = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert "nobody" not in str(stored)


def test_password_reset_email_is_in_site_language():
    make.site(language="de", name="Der Bote")
    make.user(username="ana", email="ana@example.org")
    Client().post("/accounts/password/reset/", {"email": "ana@example.org"})
    send_reset_emails()
    (email,) = mail.outbox
    assert email.subject.startswith("Der Bote: ")
    assert "Passwort" in email.body
    assert 'lang="de"' in email.alternatives[0].content


def test_undecryptable_password_reset_task_sends_nothing(settings):
    make.user(username="ana", email="ana@example.org")
    Client().post("/accounts/password/reset/", {"email": "ana@example.org"})
    settings.SECRET_KEY = "another " * 10  # Like an expired one, it cannot be decrypted.
    send_reset_emails()
    assert mail.outbox == []


@pytest.mark.parametrize("address", ["ana@example.org", "ANA@Example.org"])
def test_sign_up_with_known_address_does_the_work_of_a_new_one(address):
    person = make.user(username="ana", email="ana@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    known, new = sign_up(address), sign_up("bo@example.org")
    assert known["hashed"] == new["hashed"] == 1
    assert known["emails"] == new["emails"] == 1
    assert known["answer"] == new["answer"]
    assert known["queries"] == new["queries"]
    assert ("INSERT", "accounts_user") in new["queries"]


def test_sign_up_with_known_address_stores_and_changes_nothing():
    person = make.user(username="ana", email="ana@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    password = person.password
    for _ in range(3):
        sign_up("ana@example.org", "another long password")
    assert list(User.objects.filter(email__iexact="ana@example.org")) == [person]
    assert list(EmailAddress.objects.values_list("user", "email", "verified")) == [
        (person.pk, "ana@example.org", True)
    ]
    person.refresh_from_db()
    assert (person.password, person.byline) == (password, str(person))
    assert {tuple(email.to) for email in mail.outbox} == {("ana@example.org",)}


def test_sign_up_with_new_address_stores_the_account():
    sign_up("bo@example.org")
    person = User.objects.get(email="bo@example.org")
    assert person.check_password(make.PASSWORD)
    assert person.byline == "Zoë"
