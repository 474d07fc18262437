"""Two-step sign-in, and its enforcement for staff."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts import second
from tests.accounts.people import errors
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db

DESK = [
    *("/admin/", "/admin/blog/post/", "/admin/blog/post/add/", "/admin/password_change/"),
    *("/admin/blog/post/editor/sources/?q=s", "/admin/blog/post/editor/photos/"),
    *("/admin/jsi18n/", "/admin/nowhere/", "/admin/accounts/user/"),
]


def first_step(client: Client, person: User):
    return client.post("/accounts/login/", {"login": person.username, "password": make.PASSWORD})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_password_alone_does_not_sign_in_with_totp():
    person = second.add_totp(make.user("Author"))
    client = Client()
    assert first_step(client, person).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert (wrong.status_code, is_signed_in(client)) == (200, False)
    client.post("/accounts/2fa/authenticate/", {"code": second.code()})
    assert is_signed_in(client)


def test_used_totp_code_is_refused():
    person = second.add_totp(make.user())
    code = second.code()
    for expected in (True, False):
        client = Client()
        first_step(client, person)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client) == expected


def test_recovery_code_works_only_once():
    person = second.add_totp(make.user())
    code = second.recovery_codes(person)[0]
    for expected in (True, False):
        client = Client()
        first_step(client, person)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client) == expected


ACTIVATE = "/accounts/2fa/totp/activate/"


def open_app_setup(client: Client) -> str:
    """Open the setup page of an app, and return the code it expects."""
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": ACTIVATE})
    return second.code(client.get(ACTIVATE).context["form"].secret)


@pytest.mark.slow
def test_first_factor_ends_other_sessions_with_message():
    person, other = make.user(), make.user()
    here, there, theirs = Client(), Client(), Client()
    for client, who in ((here, person), (there, person), (theirs, other)):
        first_step(client, who)
    code = open_app_setup(here)
    wrong = here.post(ACTIVATE, {"code": "x"})
    assert (wrong.status_code, is_signed_in(there)) == (200, True)
    html = here.post(ACTIVATE, {"code": code}, follow=True).content.decode()
    assert "signed out on 1 other device " in html
    assert [is_signed_in(client) for client in (here, there, theirs)] == [True, False, True]


def test_further_factor_ends_no_sessions():
    person = make.user()
    here, there = Client(), Client()
    for client in (here, there):
        first_step(client, person)
    code = open_app_setup(here)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Key"})
    assert here.post(ACTIVATE, {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert is_signed_in(there)


@pytest.mark.slow
def test_code_guesses_are_refused_after_five():
    person = second.add_totp(make.user())
    client = Client()
    first_step(client, person)
    for number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": f"00000{number}"})
    refused = client.post("/accounts/2fa/authenticate/", {"code": second.code()})
    assert errors(refused) == ["Too many attempts. Try again in 5 minutes."]
    assert not is_signed_in(client)


def test_totp_secret_is_encrypted_in_database(settings):
    person = second.add_totp(make.user())
    code = second.recovery_codes(person)[0]
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert second.SECRET not in stored
    settings.SECRET_KEY = "another " * 10
    for wrong in (second.code(), code):
        client = Client()
        first_step(client, person)
        response = client.post("/accounts/2fa/authenticate/", {"code": wrong})
        assert (response.status_code, is_signed_in(client)) == (200, False)


@pytest.mark.slow
def test_totp_setup_reauthenticates_and_sends_email(django_capture_on_commit_callbacks):
    person = make.user(email="ana@example.org")
    client = Client()
    first_step(client, person)
    mail.outbox.clear()
    address = "/accounts/2fa/totp/activate/"
    asked = client.get(address)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": address})
    page = client.get(address)
    secret = page.context["form"].secret
    assert page.context["totp_svg"] in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        shown = client.post(address, {"code": second.code(secret)}, follow=True)
    assert shown.redirect_chain[-1][0] == "/accounts/2fa/recovery-codes/"
    assert [email.to for email in mail.outbox] == [["ana@example.org"]]
    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


@pytest.mark.slow
@pytest.mark.parametrize("role", ["Author", "Editor", "superuser"])
def test_staff_without_required_factor_is_redirected_to_setup(role):
    make.site(staff_second_factor=True)
    client = signed_in(make.user(role))
    for address in DESK:
        response = client.get(address, follow=True)
        assert response.redirect_chain[-1][0] == "/accounts/2fa/", address
    assert "two-step sign-in" in response.content.decode()
    data = {"title": "Written all the same"}
    assert client.post("/admin/blog/post/add/", data).status_code == 302
    upload = client.post("/admin/blog/post/editor/upload/", {"file": "x"})
    assert upload.status_code == 302


@pytest.mark.parametrize("role", ["Author", "superuser"])
def test_staff_with_second_factor_can_open_desk(role):
    make.site(staff_second_factor=True)
    client = signed_in(second.add_totp(make.user(role)))
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/blog/post/editor/sources/?q=s").status_code == 200


def test_recovery_codes_alone_do_not_count_as_factor():
    make.site(staff_second_factor=True)
    person = make.user("Author")
    second.recovery_codes(person)
    assert signed_in(person).get("/admin/").status_code == 302


@pytest.mark.parametrize("role", ["Author", "Editor", "superuser"])
def test_draft_without_required_factor_is_404(role):
    """At public URLs, which the desk's permission check does not cover."""
    make.site(staff_second_factor=True)
    person = make.user(role)
    drafts = [make.draft(authors=(person,)), make.scheduled(authors=(person,))]
    if role != "Author":  # an author, who may not edit pages
        drafts.append(make.page(status="draft", slug="not-yet"))
    public = make.post(authors=(person,))
    addresses = [draft.get_absolute_url() for draft in drafts]
    without, with_one = signed_in(person), signed_in(second.add_totp(make.user("Editor")))
    assert [without.get(address).status_code for address in addresses] == [404] * len(drafts)
    assert [with_one.get(address).status_code for address in addresses] == [200] * len(drafts)
    assert without.get(public.get_absolute_url()).status_code == 200
    make.site(staff_second_factor=False)
    assert [without.get(address).status_code for address in addresses] == [200] * len(drafts)


def test_second_factor_is_optional_unless_required():
    assert signed_in(make.user("Author")).get("/admin/").status_code == 200
    make.site(staff_second_factor=True)
    reader = signed_in(make.user())
    assert reader.get("/accounts/profile/").status_code == 200
    assert reader.get("/admin/", follow=True).status_code == 403


CREDENTIALS = [
    *("", "null", "[]", "{}", '"x"', "1", "{", "\0", '{"id": "x"}', '{"response": null}'),
    '{"response": {"userHandle": "//8"}}',
    '{"id":"a","rawId":"a","type":"public-key","response":{"userHandle":"MQ","clientDataJSON":"e30",'
    '"authenticatorData":"AA","signature":"AA"},"clientExtensionResults":{}}',
    '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"userHandle":["x"],'
    '"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}',
    "[" * 2000,
]


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_forged_credential_is_refused_on_sign_in(credential):
    person = second.add_totp(make.user())
    client = Client()
    accept = {"HTTP_ACCEPT": "application/json"}
    options = client.get("/accounts/2fa/webauthn/login/", **accept).json()
    assert options["request_options"]["publicKey"]["rpId"] == "localhost"
    response = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert (response.status_code, is_signed_in(client)) == (302, False)
    first_step(client, person)
    response = client.post("/accounts/2fa/authenticate/", {"credential": credential})
    assert (response.status_code, is_signed_in(client)) == (200, False)


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_forged_credential_is_refused_on_setup(credential):
    client = Client()
    first_step(client, make.user())
    address = "/accounts/2fa/webauthn/add/"
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": address})
    assert client.get(address).status_code == 200
    response = client.post(address, {"name": "Key", "credential": credential})
    assert (response.status_code, Authenticator.objects.count()) == (200, 0)
