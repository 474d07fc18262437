"""Signing in, signing up, and what nobody is told on the way."""

import json
import re
from datetime import timedelta

import lxml.html
import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import addresses
from accounts.models import Familiar, User
from config import schedule
from tests import factories as make
from tests.desk import signed_in
from tests.visitors import HOUSEHOLDS

pytestmark = pytest.mark.django_db

PHONE = {"HTTP_USER_AGENT": "A phone 1.0"}


def sign_in(client: Client, login: str, password: str = make.PASSWORD, **headers):
    return client.post("/accounts/login/", {"login": login, "password": password}, **headers)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def errors(response) -> list[str]:
    page = lxml.html.fromstring(response.content.decode())
    return [error.text_content().strip() for error in page.find_class("errorlist")]


def link(letter) -> str:
    """The path of the one link in a letter."""
    (found,) = set(re.findall(r"http://localhost:8000(/accounts/\S+)", letter.body))
    return found


@pytest.mark.parametrize("login", ["ana", "ANA", "ana@example.org", "Ana@Example.Org"])
def test_by_user_name_or_address(login):
    make.user(username="ana", email="ana@example.org")
    client = Client()
    assert sign_in(client, login).status_code == 302
    assert is_signed_in(client)


def test_who_writes_goes_to_the_desk_and_a_reader_to_the_profile():
    for person, place in ((make.user("Author"), "/admin/"), (make.user(), "/accounts/profile/")):
        assert sign_in(Client(), person.username).headers["Location"] == place


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("/admin/blog/post/add/", "/admin/blog/post/add/"),
        ("http://testserver/2024/", "http://testserver/2024/"),
        ("https://elsewhere.example/", "/accounts/profile/"),
        ("//elsewhere.example/", "/accounts/profile/"),
        ("http://127.0.0.1/", "/accounts/profile/"),
        ("javascript:alert(1)", "/accounts/profile/"),
        ("/\\elsewhere.example", "/accounts/profile/"),
    ],
)
def test_redirects_stay_on_the_site(asked, place):
    person = make.user()
    sent = {"login": person.username, "password": make.PASSWORD, "next": asked}
    assert Client().post("/accounts/login/", sent).headers["Location"] == place


def test_the_desk_asks_at_the_sites_own_sign_in():
    response = Client().get("/admin/blog/post/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Fblog%2Fpost%2F"


def test_the_desks_own_form_signs_nobody_in():
    make.user("Author", username="ana")
    client = Client()
    sent = {"username": "ana", "password": make.PASSWORD, "next": "/admin/"}
    assert client.post("/admin/login/", sent).status_code == 302
    assert not is_signed_in(client)


def test_a_reader_is_told_that_the_desk_is_not_theirs():
    assert signed_in(make.user()).get("/admin/", follow=True).status_code == 403


def test_what_is_wrong_is_said_alike_whether_there_is_an_account_or_not():
    make.user(username="ana", email="ana@example.org")
    make.user(username="gone", email="gone@example.org", is_active=False)
    said = {
        (response.status_code, *errors(response))
        for login in ("ana", "ana@example.org", "bo", "bo@example.org", "gone", "gone@example.org")
        for response in [sign_in(Client(), login, "wrong")]
    }
    assert said == {(200, "The name or address and the password do not belong together.")}


def test_an_account_that_is_switched_off_says_so_to_its_owner_alone():
    make.user(username="gone", is_active=False)
    client = Client()
    assert sign_in(client, "gone").headers["Location"] == "/accounts/inactive/"
    assert client.get("/accounts/inactive/").status_code == 200
    assert not is_signed_in(client)


def test_nobody_signs_up_unless_the_site_lets_them():
    client = Client()
    assert "not given here" in client.get("/accounts/signup/").content.decode()
    sent = {"byline": "Ana", "email": "ana@example.org", "password1": make.PASSWORD}
    client.post("/accounts/signup/", sent)
    assert (User.objects.count(), mail.outbox) == (0, [])
    make.site(sign_up=True)
    assert "not given here" not in client.get("/accounts/signup/").content.decode()


def sign_up(client: Client, email: str = "ana@example.org", **changes):
    sent = {"byline": "Ana Reader", "email": email, "password1": make.PASSWORD} | changes
    return client.post("/accounts/signup/", sent)


def test_signing_up_ends_with_the_link_in_a_letter():
    make.site(sign_up=True, name="The Times")
    client = Client()
    assert sign_up(client).headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    sign_in(client, "ana@example.org")
    assert not is_signed_in(client)

    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["ana@example.org"], "The Times: Is this your address?")
    assert client.post(link(letter)).status_code == 302
    assert sign_in(client, "ana@example.org").headers["Location"] == "/accounts/profile/"
    person = User.objects.get()
    assert (str(person), person.is_staff, person.get_all_permissions()) == (
        *("Ana Reader", False),
        set(),
    )


def test_account_that_nobody_confirms_is_gone_after_two_days():
    make.site(sign_up=True)
    kept = [make.user(), make.user(email="ana@example.org"), make.user("Author")]
    sign_in(Client(), kept[1].username)
    with time_machine.travel(timezone.now() - timedelta(days=2, hours=1)):
        sign_up(Client(), "late@example.org")
        confirmed = Client()
        sign_up(confirmed, "confirmed@example.org")
        confirmed.post(link(mail.outbox[-1]))
    sign_up(Client(), "today@example.org")
    addresses.forget_unconfirmed.call()
    left = set(User.objects.exclude(email="").values_list("email", flat=True))
    assert left == {"ana@example.org", "confirmed@example.org", "today@example.org"}
    assert User.objects.filter(pk__in=[person.pk for person in kept]).count() == 3


def test_signing_up_with_an_address_that_has_an_account_looks_the_same():
    make.site(sign_up=True)
    make.user(username="ana", email="ana@example.org")
    sign_in(Client(), "ana")  # From then on the address is confirmed.
    mail.outbox.clear()
    answers = []
    for email in ("ana@example.org", "new@example.org"):
        client = Client()
        response = sign_up(client, email)
        page = client.get(response.headers["Location"]).content
        answers.append((response.status_code, response.headers["Location"], page))
    assert answers[0] == answers[1]
    subjects = [(letter.to, letter.subject) for letter in mail.outbox]
    assert subjects == [
        (["ana@example.org"], "Pullquote: You have an account already"),
        (["new@example.org"], "Pullquote: Is this your address?"),
    ]
    assert User.objects.filter(email="ana@example.org").count() == 1


def test_a_forgotten_password_is_replaced_by_a_link_and_nobody_else_is_told():
    make.user(username="ana", email="ana@example.org")
    answers = []
    for email in ("ana@example.org", "new@example.org"):
        client = Client()
        response = client.post("/accounts/password/reset/", {"email": email})
        page = client.get(response.headers["Location"]).content
        answers.append((response.status_code, response.headers["Location"], page))
    assert answers[0] == answers[1]
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]

    client = Client(HTTP_HOST="localhost")
    form = client.get(link(letter), follow=True)
    address = form.redirect_chain[-1][0]
    new = "quite another horse"
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), "ana", new).status_code == 302
    assert client.get(link(letter)).status_code == 200  # Says that it was used.


def test_letters_lead_to_the_site_whatever_name_was_asked():
    make.user(username="ana", email="ana@example.org")
    client = Client(HTTP_HOST="127.0.0.1:9999")
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    assert link(mail.outbox[0]).startswith("/accounts/password/reset/key/")


def test_address_that_an_administrator_gave_needs_no_confirmation():
    person = make.user("Author", email="Ana@example.org")
    sign_in(Client(), person.username)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("ana@example.org", True, True)


def test_a_new_place_or_browser_is_mailed_once():
    person = make.user(email="ana@example.org")
    told = []
    for headers in (
        {},
        {},
        PHONE,
        {"HTTP_USER_AGENT": "A phone 1.1"},  # The same, brought up to date.
        {"REMOTE_ADDR": "127.0.0.77"},  # A neighbour.
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": "203.0.113.7"},
    ):
        mail.outbox.clear()
        sign_in(Client(), person.username, **headers)
        told.append([letter.subject for letter in mail.outbox])
    new = ["Pullquote: A new sign-in"]
    assert told == [new, [], new, [], [], new, []]


def test_letter_of_a_new_sign_in_says_when_where_and_what_to_do():
    person = make.user(email="ana@example.org")
    sign_in(Client(), person.username, REMOTE_ADDR="203.0.113.7", **PHONE)
    body = mail.outbox[0].body
    for words in ("203.0.113.7", "A phone 1.0", "http://localhost:8000/accounts/sessions/"):
        assert words in body


def test_changed_password_is_mailed_and_ends_other_sessions():
    person = make.user(email="ana@example.org")
    here, there = Client(), Client()
    sign_in(here, person.username)
    sign_in(there, person.username)
    mail.outbox.clear()
    new = "quite another horse"
    sent = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", sent).status_code == 302
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]
    assert here.get("/accounts/profile/").status_code == 200
    assert there.get("/accounts/profile/").status_code == 302


def test_sessions_are_listed_and_ended_one_by_one_or_all_but_this():
    person, other = make.user(), make.user()
    here, phone, stranger = Client(), Client(), Client()
    sign_in(here, person.username)
    sign_in(phone, person.username, **PHONE)
    sign_in(stranger, other.username)
    page = lxml.html.fromstring(here.get("/accounts/sessions/").content.decode())
    (key,) = page.xpath("//button[@name='session']/@value")
    theirs = stranger.session.session_key
    stranger.post("/accounts/sessions/", {"session": key})
    assert phone.get("/accounts/profile/").status_code == 200
    here.post("/accounts/sessions/", {"session": key})
    assert phone.get("/accounts/profile/").status_code == 302
    sign_in(phone, person.username)
    here.post("/accounts/sessions/", {})
    assert [client.get("/accounts/profile/").status_code for client in (here, phone, stranger)] == [
        *(200, 302, 200)
    ]
    assert stranger.session.session_key == theirs


@pytest.mark.parametrize("wanted", ["", "0", "x", "-1", "9" * 40, "\0"])
def test_session_that_is_not_there_ends_nothing(wanted):
    client = Client()
    sign_in(client, make.user().username)
    assert client.post("/accounts/sessions/", {"session": wanted}).status_code == 302
    assert client.get("/accounts/profile/").status_code == 200


def test_what_tells_where_people_were_is_forgotten():
    """A session's address with the session, a place after the days that the site's settings say."""
    make.site(retention_days=30)
    person = make.user()
    with time_machine.travel(timezone.now() - timedelta(days=31)):
        sign_in(Client(), person.username)
    sign_in(Client(), make.user().username, **PHONE)
    assert (Session.objects.count(), UserSession.objects.count()) == (2, 2)
    schedule.forget_sessions.call()
    assert (Session.objects.count(), UserSession.objects.count()) == (1, 1)
    places = Familiar.objects.count()
    schedule.forget_places.call()
    assert (places, Familiar.objects.count()) == (4, 2)


def to_confirm(client: Client, email: str):
    sent = {"action_add": "", "email": email}
    response = client.post("/accounts/email/", sent)
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    again = {"password": make.PASSWORD, "next": "/accounts/email/"}
    return client.post("/accounts/reauthenticate/", again)


def test_a_new_address_takes_the_old_ones_place_once_it_is_confirmed():
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
    assert ["old@example.org"] in [letter.to for letter in mail.outbox]
    assert sign_in(Client(), "new@example.org").status_code == 302


def test_a_new_address_that_has_an_account_looks_the_same_and_changes_nothing():
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


def test_a_first_address_that_is_not_confirmed_yet_locks_nobody_out():
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


@pytest.mark.slow
def test_whatever_is_typed_gets_a_page(testdata):
    make.site(sign_up=True)
    for words in json.loads((testdata / "strings" / "blns.json").read_text()):
        for address, fields in (
            ("login", ("login", "password", "next")),
            ("signup", ("byline", "email", "password1", "next")),
            ("password/reset", ("email",)),
        ):
            sent = dict.fromkeys(fields, words)
            response = Client(REMOTE_ADDR=next(HOUSEHOLDS)).post(f"/accounts/{address}/", sent)
            assert response.status_code in {200, 302}, (address, words)
