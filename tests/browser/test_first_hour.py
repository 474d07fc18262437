"""What a new user needs is in sight, and keys lead to it."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from mail.files import FileBackend
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, press
from tests.support import factories as make

SETTINGS = "/admin/blog/sitesettings/1/change/"


@pytest.fixture
def superuser() -> User:
    make.site(name="Low Water")
    return make.user("superuser")


@pytest.mark.parametrize("width", [390, 1366])
def test_message_and_save_button_are_in_sight_far_down(
    desk: Desk, superuser: User, width: int
) -> None:
    page = desk.page(superuser, width=width, height=768)
    page.goto(SETTINGS)
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_in_viewport(ratio=1)
    page.goto(f"{SETTINGS}#id_follow")
    with page.expect_navigation():
        save.click()
    page.wait_for_function("() => scrollY > 0")
    # As in its first ten seconds, after which it is scrolled away.
    page.locator(".messagelist").evaluate("list => { list.style.animation = 'none' }")
    expect(page.get_by_text("The new settings are in effect")).to_be_in_viewport(ratio=1)


def test_search_goes_to_a_field_of_the_open_form(desk: Desk, superuser: User) -> None:
    page = desk.page(superuser)
    page.goto(SETTINGS)
    page.get_by_label("Name").first.fill("Not stored yet")
    press(page, "Control+k")
    expect(page.get_by_role("dialog").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("tagline")
    result = page.get_by_role("dialog").get_by_role("link", name=re.compile("Tagline"))
    expect(result).to_be_visible()
    press(page, "Enter")
    expect(page.locator("#id_tagline")).to_be_focused()
    expect(page.locator("#id_name")).to_have_value("Not stored yet")


def test_keys_of_the_desk_work_in_the_preview(desk: Desk, superuser: User) -> None:
    page = desk.page(superuser)
    page.goto("/admin/blog/appearance/1/change/")
    preview = page.frame_locator(".live-preview iframe")
    link = preview.get_by_role("link", name="Low Water").first
    expect(link).to_have_attribute("tabindex", "-1")
    link.focus()
    press(page, "Control+k")
    expect(page.get_by_role("dialog", name="Search the desk")).to_be_visible()


def test_invitation_is_sent_and_its_link_copied(
    desk: Desk, superuser: User, settings, tmp_path
) -> None:
    folder = {"BACKEND": f"{FileBackend.__module__}.FileBackend", "OPTIONS": {"folder": tmp_path}}
    settings.MAILERS = settings.MAILERS | {"delivery": folder}
    page = desk.page(superuser, width=390)
    page.goto("/admin/accounts/user/add/")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    assert_accessible(page)
    page.keyboard.type("nia@example.org")
    page.get_by_role("checkbox", name=re.compile("^Author:")).check()
    page.get_by_role("button", name="Invite a person").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    expect(page.get_by_label("Link to choose a password")).to_have_value(re.compile("/reset/key/"))
    assert_accessible(page)
    page.evaluate("""() => {
        navigator.clipboard.writeText = () => Promise.reject()
        document.execCommand = () => false
    }""")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_be_empty()


def test_form_of_a_comment_opens_in_sight_and_replaces_its_link(desk: Desk) -> None:
    make.site()
    post = make.post("<p>Words.</p>" * 30)
    page = desk.page(width=390, height=844)
    page.goto(post.get_absolute_url())
    link = page.get_by_role("link", name="Write a comment")
    link.click()
    expect(page.get_by_role("textbox", name="Your comment")).to_be_in_viewport(ratio=1)
    expect(link).to_be_hidden()
