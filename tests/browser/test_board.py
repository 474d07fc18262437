"""The board: dragging, keyboard, phone, no JavaScript, and concurrent use."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from blog import editing
from blog.models import Post
from blog.notes.models import Note
from tests.browser.conftest import Desk, delayed_requests, press
from tests.browser.test_moderation import find_violations
from tests.support import factories as make

BOARD = "/admin/blog/post/board/"


def editor(name: str = "Ed") -> User:
    return make.user("Editor", byline=name)


def open_board(desk: Desk, person: User, **options) -> Page:
    page = desk.page(person, **options)
    page.goto(BOARD)
    return page


def card(page: Page, post: Post) -> Locator:
    return page.locator(f"[data-item='{post.pk}']")


def column(page: Page, key: str) -> Locator:
    return page.locator(f"[data-place='{key}']")


def status_message(page: Page) -> Locator:
    return page.locator("[data-message]")


def expect_card_in(page: Page, post: Post, key: str) -> None:
    expect(column(page, key).locator(f"[data-item='{post.pk}']")).to_have_count(1)


def test_card_drag_follows_permissions(desk: Desk) -> None:
    author = make.user("Author")
    post = make.draft(title="Harbour", authors=(author,))
    page = open_board(desk, author)
    card(page, post).drag_to(column(page, "public"))
    expect_card_in(page, post, "draft")
    card(page, post).drag_to(column(page, "review"))
    expect(status_message(page)).to_have_text("“Harbour” moved to “In review”.")
    expect_card_in(page, post, "review")
    post.refresh_from_db()
    assert post.status == "review"


def test_changes_can_be_requested_by_keyboard(desk: Desk) -> None:
    first = make.post(title="First", status=Post.Status.REVIEW)
    post = make.post(title="Harbour", status=Post.Status.REVIEW)
    page = open_board(desk, editor())
    card(page, first).locator("a").focus()
    press(page, "ArrowDown")
    expect(card(page, post).locator("a")).to_be_focused()
    press(page, "ArrowLeft")
    expect(status_message(page)).to_contain_text("Harbour: Drafts")
    press(page, "Enter")
    expect(card(page, post).locator("textarea")).to_be_focused()
    page.keyboard.type("Name the source.")
    press(page, "Tab", "Enter")
    expect_card_in(page, post, "draft")
    expect(card(page, post)).to_contain_text("Changes requested by Ed: Name the source.")
    expect(card(page, post).locator("a").first).to_be_focused()


def test_card_can_be_scheduled_with_time(desk: Desk) -> None:
    post = make.draft(title="Harbour", summary="Ships.", labels=("Ports",))
    page = open_board(desk, editor())
    card(page, post).drag_to(column(page, "scheduled"))
    when = page.locator("[name=schedule_at]")
    expect(when).to_be_focused()
    when.fill("2031-05-04T09:30")
    card(page, post).get_by_role("button", name="Move").click()
    expect_card_in(page, post, "scheduled")
    expect(card(page, post)).to_contain_text("Will be published on May 4, 2031, 9:30 a.m.")


def test_publishing_asks_for_confirmation(desk: Desk) -> None:
    post = make.draft(title="Harbour", summary="Ships.", labels=("Ports",))
    page = open_board(desk, editor())
    asked: list[str] = []

    def refuse(dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", refuse)
    with page.expect_response("**/move/"):
        card(page, post).drag_to(column(page, "public"))
    expect(page.locator("[data-planning][aria-busy]")).to_have_count(0)
    post.refresh_from_db()
    assert (post.status, asked) == (
        "draft",
        ["Publish “Harbour” now? Readers will see it immediately."],
    )
    page.once("dialog", lambda dialog: dialog.accept())
    card(page, post).drag_to(column(page, "public"))
    expect_card_in(page, post, "public")
    desk.ignore_error("409")


def test_controls_on_slow_network_wait_for_page_load(desk: Desk) -> None:
    post = make.draft(title="Harbour", summary="Ships.", labels=("Ports",))
    page = open_board(desk, editor())
    card(page, post).locator("summary").click()
    move = card(page, post).get_by_role("button", name="Move")
    page.context.set_offline(True)
    move.click()
    expect(status_message(page)).to_contain_text("The server cannot be reached")
    expect(move).to_be_focused()
    page.context.set_offline(False)
    with delayed_requests(page, "**/move/"):
        press(page, "Enter")
        expect(page.locator("[data-planning]")).to_have_js_property("inert", True)
    expect_card_in(page, post, "review")
    expect(card(page, post).locator("a").first).to_be_focused()
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")


def test_stale_card_shows_concurrent_transition(desk: Desk) -> None:
    post = make.post(title="Harbour", status=Post.Status.REVIEW)
    page = open_board(desk, editor())
    editing.request_changes(post, by=editor("Ana"), reason="Shorter.")
    card(page, post).drag_to(column(page, "scheduled"))
    page.locator("[name=schedule_at]").fill("2031-05-04T09:30")
    card(page, post).get_by_role("button", name="Move").click()
    expect(status_message(page)).to_contain_text(
        "Ana changed the status in the meantime: Changes requested."
    )
    expect_card_in(page, post, "draft")
    desk.ignore_error("409")


def test_form_on_phone_without_javascript_moves_card(desk: Desk) -> None:
    author = make.user("Author")
    post = make.draft(title="Harbour", authors=(author,))
    page = open_board(desk, author, width=390, height=844, java_script_enabled=False)
    card(page, post).locator("summary").click()
    card(page, post).get_by_role("button", name="Move").click()
    expect_card_in(page, post, "review")
    expect(page.locator(".messagelist")).to_contain_text("“Harbour” moved to “In review”.")


@pytest.mark.parametrize("width", [390, 1440])
def test_board_is_accessible(width: int, desk: Desk) -> None:
    person, author = editor(), make.user("Author")
    post = make.post(status=Post.Status.REVIEW, authors=(author,))
    Note.objects.create(post=post, text="Who?", by=person)
    editing.request_changes(post, by=person, reason="Shorter.")
    approved = make.post(status=Post.Status.REVIEW, authors=(author,))
    editing.approve(approved, by=person)
    make.scheduled()
    make.post(published_at=timezone.now())
    page = open_board(desk, person, width=width)
    assert find_violations(page) == []
    page.locator("main details").evaluate_all("all => { for (const d of all) d.open = true }")
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
