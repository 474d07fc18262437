"""Signing in as people do, in a real browser: by password, passkey, app and recovery code; and
every account page seen by axe on the way."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts import second
from tests.browser.axe import judge
from tests.browser.conftest import Desk
from tests.support import factories as make


@pytest.fixture(autouse=True)
def nothing_counted(desk: Desk) -> None:
    """Guesses of the last test count in the next one's limits, as both come from this machine."""
    cache.clear()


def has_key(page: Page) -> None:
    """The browser has a phone's passkeys: a device that knows its owner's finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def first_step(page: Page, person: User, to: str = "/accounts/profile/") -> None:
    page.goto(f"/accounts/login/?next={to}")
    page.get_by_label("User name or e-mail address").fill(person.username)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def say_who_it_is(page: Page) -> None:
    expect(page.get_by_role("heading", name="Confirm your identity")).to_be_visible()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Continue").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("[0-9]/$"))


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_by_password_after_a_wrong_one(desk: Desk) -> None:
    page = desk.page(None)
    person = make.user(byline="Ana")
    page.goto("/accounts/login/")
    judge(page)
    page.get_by_label("User name or e-mail address").fill(person.username)
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("don’t match")).to_be_visible()
    judge(page)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Profile")
    assert page.get_by_label("Name").input_value() == "Ana"


def test_with_a_passkey_alone(desk: Desk) -> None:
    page = desk.page(None)
    has_key(page)
    first_step(page, make.user("Author"), "/accounts/2fa/webauthn/add/")
    say_who_it_is(page)
    judge(page)
    page.get_by_label("Name of the key").fill("My phone")
    expect(page.get_by_label("Use it instead of a password")).to_be_checked()
    page.get_by_label("Name of the key").press("Enter")
    heading(page, "Recovery codes")
    judge(page)
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("My phone · replaces the password")).to_be_visible()
    judge(page)
    page.goto("/accounts/2fa/")
    judge(page)
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))


def test_passkey_of_nobody_says_so_and_the_password_still_works(desk: Desk) -> None:
    page = desk.page(None)
    has_key(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The key could not be used")
    judge(page)
    first_step(page, make.user())
    heading(page, "Profile")


def test_key_as_the_second_step(desk: Desk) -> None:
    page = desk.page(None)
    has_key(page)
    person = make.user("Author")
    first_step(page, person, "/accounts/2fa/webauthn/add/")
    say_who_it_is(page)
    page.get_by_label("Use it instead of a password").uncheck()
    page.get_by_role("button", name="Add key").click()
    heading(page, "Recovery codes")
    sign_out(page)
    first_step(page, person)
    heading(page, "Second step")
    page.get_by_role("button", name="Use a passkey or security key").click()
    heading(page, "Profile")


def test_with_an_app_then_with_a_recovery_code(desk: Desk) -> None:
    page = desk.page(None)
    person = make.user()
    first_step(page, person, "/accounts/2fa/totp/activate/")
    say_who_it_is(page)
    expect(page.get_by_role("img", name="QR code for an authenticator app")).to_be_visible()
    judge(page)
    secret = page.locator(".secret").inner_text().strip()
    page.get_by_role("textbox", name="Code").fill(second.code(secret))
    page.get_by_role("button", name="Set up").click()
    heading(page, "Recovery codes")
    recovery = page.locator(".codes li").first.inner_text()
    sign_out(page)

    first_step(page, person)
    heading(page, "Second step")
    judge(page)
    page.get_by_role("textbox", name="Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Incorrect code.", exact=True)).to_be_visible()
    judge(page)
    page.get_by_role("textbox", name="Code").fill(recovery)
    page.get_by_role("button", name="Continue").click()
    heading(page, "Profile")
    page.goto("/accounts/2fa/")
    expect(page.get_by_text("9 codes are left.")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    say_who_it_is(page)
    judge(page)


def test_staff_without_a_second_factor_set_one_up_and_go_on_to_the_desk(desk: Desk) -> None:
    make.site(staff_second_factor=True)
    page = desk.page(None)
    has_key(page)
    first_step(page, make.user("Editor"), "/admin/blog/post/")
    heading(page, "Two-step sign-in")
    expect(page.get_by_text("Set up two-step sign-in")).to_be_visible()
    judge(page)
    page.get_by_role("link", name="Add a key").click()
    say_who_it_is(page)
    page.get_by_role("button", name="Add key").click()
    heading(page, "Recovery codes")
    page.get_by_role("link", name="Go to the desk").click()
    page.get_by_role("link", name="Posts", exact=True).first.click()
    expect(page.locator("#changelist")).to_be_visible()


def test_other_pages_of_an_account(desk: Desk) -> None:
    make.site(sign_up=True)
    page = desk.page(None)
    for address in ("signup", "password/reset", "password/reset/done", "confirm-email"):
        page.goto(f"/accounts/{address}/")
        judge(page)
    page.goto("/accounts/confirm-email/x/")
    judge(page)
    first_step(page, make.user(email="ana@example.org"))
    for address in ("sessions", "email", "password/change", "2fa", "data", "erase", "logout"):
        page.goto(f"/accounts/{address}/")
        judge(page)
    page.goto("/accounts/erase/")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Delete account").click()
    heading(page, "Account deleted")
    judge(page)
    assert User.objects.count() == 0
