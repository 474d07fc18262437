"""Authors moderate the comments on their own posts by keyboard, on a phone and without scripts."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document, press
from tests.browser.moderation import QUEUE, get_names, get_states, wait_for_requests
from tests.support import factories as make
from tests.support.moderation_queue import wait


@pytest.fixture
def author(transactional_db) -> User:
    return make.user("Author", byline="Ana")


def test_author_decides_by_keyboard_and_cannot_ban(desk: Desk, author: User) -> None:
    post = make.post(authors=(author,), title="Mine")
    waiting = [wait(post, f"Reader {n}", 500 - n) for n in range(3)]
    wait(make.post(), "Elsewhere")
    page = desk.page(author)
    page.goto("/admin/")
    with new_document(page):
        page.get_by_role("link", name="3 comments on your posts await moderation").click()
    assert get_names(page) == ["Reader 0", "Reader 1", "Reader 2"]
    expect(page.get_by_text("Ban…")).to_have_count(0)
    press(page, "b")
    expect(page.locator("dialog[open]")).to_have_count(0)
    press(page, "a", "s")
    wait_for_requests(page)
    assert get_states(waiting) == ["approved", "spam", "waiting"]
    expect(page.locator("[data-waiting]")).to_have_text("1")
    press(page, "u")
    expect(page.locator("[data-waiting]")).to_have_text("2")
    assert get_states(waiting) == ["approved", "waiting", "waiting"]


def test_queue_and_comment_of_author_are_accessible(desk: Desk, author: User) -> None:
    comment = wait(make.post(authors=(author,)), "Reader", score=60)
    page = desk.page(author)
    for address in (QUEUE, f"{QUEUE}{comment.pk}/change/", "/admin/"):
        page.goto(address)
        assert_accessible(page)


def test_author_replies_on_phone_without_scripts(desk: Desk, author: User) -> None:
    comment = wait(make.post(authors=(author,)), "Reader")
    page = desk.page(author, width=390, java_script_enabled=False)
    page.goto(f"{QUEUE}{comment.pk}/change/")
    page.get_by_label("Your reply").fill("Thank you.")
    with new_document(page):
        page.get_by_role("button", name="Approve and reply").click()
    expect(page.locator(".messagelist")).to_contain_text("Your reply is published.")
    assert get_states([comment]) == ["approved"]
