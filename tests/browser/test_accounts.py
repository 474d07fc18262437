"""Signing in with a password, passkey, authenticator app and recovery code; and the accessibility
of all account pages."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts import second
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document
from tests.support import factories as make


@pytest.fixture(autouse=True)
def empty_rate_limits(desk: Desk) -> None:
    """Reset the rate limits, because all tests share one client IP."""
    cache.clear()


def add_passkey_device(page: Page) -> None:
    """Add a virtual authenticator that verifies its user."""
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


def sign_in_with_password(page: Page, person: User, to: str = "/accounts/profile/") -> None:
    page.goto(f"/accounts/login/?next={to}")
    page.get_by_label("Username or e-mail address").fill(person.username)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm_identity(page: Page) -> None:
    expect(page.get_by_role("heading", name="Confirm your identity")).to_be_visible()
    page.get_by_label("Password").fill(make.PASSWORD)
    with new_document(page):
        page.get_by_role("button", name="Continue").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("[0-9]/$"))


def expect_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_password_after_wrong_attempt_signs_in(desk: Desk) -> None:
    page = desk.page(None)
    person = make.user(byline="Ana")
    page.goto("/accounts/login/")
    assert_accessible(page)
    page.get_by_label("Username or e-mail address").fill(person.username)
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("do not match")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    expect_heading(page, "Profile")
    assert page.get_by_label("Name").input_value() == "Ana"


def test_passkey_without_password_signs_in(desk: Desk) -> None:
    page = desk.page(None)
    add_passkey_device(page)
    sign_in_with_password(page, make.user("Author"), "/accounts/2fa/webauthn/add/")
    confirm_identity(page)
    assert_accessible(page)
    page.get_by_label("Name of the key").fill("My phone")
    expect(page.get_by_label("Use it instead of a password")).to_be_checked()
    page.get_by_label("Name of the key").press("Enter")
    expect_heading(page, "Recovery codes")
    assert_accessible(page)
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("My phone · replaces the password")).to_be_visible()
    assert_accessible(page)
    page.goto("/accounts/2fa/")
    assert_accessible(page)
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))


def test_unknown_passkey_shows_error_and_password_still_works(desk: Desk) -> None:
    page = desk.page(None)
    add_passkey_device(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The key could not be used")
    assert_accessible(page)
    sign_in_with_password(page, make.user())
    expect_heading(page, "Profile")


def test_security_key_as_second_factor_signs_in(desk: Desk) -> None:
    page = desk.page(None)
    add_passkey_device(page)
    person = make.user("Author")
    sign_in_with_password(page, person, "/accounts/2fa/webauthn/add/")
    confirm_identity(page)
    page.get_by_label("Use it instead of a password").uncheck()
    page.get_by_role("button", name="Add key").click()
    expect_heading(page, "Recovery codes")
    sign_out(page)
    sign_in_with_password(page, person)
    expect_heading(page, "Second step")
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect_heading(page, "Profile")


def test_authenticator_app_then_recovery_code_sign_in(desk: Desk) -> None:
    page = desk.page(None)
    person = make.user()
    sign_in_with_password(page, person, "/accounts/2fa/totp/activate/")
    confirm_identity(page)
    expect(page.get_by_role("img", name="QR code for an authenticator app")).to_be_visible()
    assert_accessible(page)
    secret = page.locator(".secret").inner_text().strip()
    page.get_by_role("textbox", name="Code").fill(second.code(secret))
    page.get_by_role("button", name="Set up").click()
    expect_heading(page, "Recovery codes")
    recovery = page.locator(".codes li").first.inner_text()
    sign_out(page)

    sign_in_with_password(page, person)
    expect_heading(page, "Second step")
    assert_accessible(page)
    page.get_by_role("textbox", name="Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(
        page.get_by_text("The code or key was not accepted. Try again.", exact=True)
    ).to_be_visible()
    assert_accessible(page)
    page.get_by_role("textbox", name="Code").fill(recovery)
    page.get_by_role("button", name="Continue").click()
    expect_heading(page, "Profile")
    page.goto("/accounts/2fa/")
    expect(page.get_by_text("9 codes are left.")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    confirm_identity(page)
    assert_accessible(page)


def test_staff_without_second_factor_set_one_up_and_reach_admin(desk: Desk) -> None:
    make.site(staff_second_factor=True)
    page = desk.page(None)
    add_passkey_device(page)
    sign_in_with_password(page, make.user("Editor"), "/admin/blog/post/")
    expect_heading(page, "Two-step sign-in")
    expect(page.get_by_text("Set up two-step sign-in")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Add a key").click()
    confirm_identity(page)
    page.get_by_role("button", name="Add key").click()
    expect_heading(page, "Recovery codes")
    page.get_by_role("link", name="Go to the desk").click()
    page.get_by_role("link", name="Posts", exact=True).first.click()
    expect(page.locator("#changelist")).to_be_visible()


def test_other_account_pages_are_accessible(desk: Desk) -> None:
    make.site(sign_up=True)
    page = desk.page(None)
    for address in ("signup", "password/reset", "password/reset/done", "confirm-email"):
        page.goto(f"/accounts/{address}/")
        assert_accessible(page)
    page.goto("/accounts/confirm-email/x/")
    assert_accessible(page)
    sign_in_with_password(page, make.user(email="ana@example.org"))
    for address in ("sessions", "email", "password/change", "2fa", "data", "erase", "logout"):
        page.goto(f"/accounts/{address}/")
        assert_accessible(page)
    page.goto("/accounts/erase/")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Delete account").click()
    expect_heading(page, "Account deleted")
    assert_accessible(page)
    assert User.objects.count() == 0
