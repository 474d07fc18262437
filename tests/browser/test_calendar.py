"""The calendar: dragging, keyboard, a phone's date field, and concurrent use."""

from datetime import date, datetime, time, timedelta
from functools import cache

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from blog.models import Post
from blog.planning.calendar import MAX_ENTRIES
from tests.browser.conftest import Desk, press
from tests.browser.test_moderation import find_violations
from tests.support import factories as make

CALENDAR = "/admin/blog/post/calendar/"


@cache  # The month may end during a test.
def next_month() -> date:
    """Return the first day of next month."""
    return (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)


def date_in_next_month(days: int) -> datetime:
    """Return a moment around the middle of next month, `days` later."""
    day = next_month() + timedelta(days=13 + days)
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def editor() -> User:
    return make.user("Editor", byline="Ed")


def open_calendar(desk: Desk, **options) -> Page:
    page = desk.page(editor(), **options)
    page.goto(f"{CALENDAR}?month={date_in_next_month(0):%Y-%m}")
    return page


def entry(page: Page, post: Post) -> Locator:
    return page.locator(f"[data-item='{post.pk}']")


def day(page: Page, days: int) -> Locator:
    return page.locator(f"[data-place='{date_in_next_month(days):%Y-%m-%d}']")


def publication_day(post: Post) -> datetime:
    post.refresh_from_db()
    assert post.published_at is not None
    return post.published_at


def status_message(page: Page) -> Locator:
    return page.locator("[data-message]")


def test_post_dragged_to_another_day_can_be_undone(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=date_in_next_month(0))
    other = make.draft(title="Planned", published_at=date_in_next_month(2))
    page = open_calendar(desk)
    entry(page, post).drag_to(day(page, 2))
    expect(status_message(page)).to_contain_text("“Harbour” moved to")
    expect(day(page, 2).locator("[data-item]")).to_have_count(2)
    assert (publication_day(post), publication_day(other)) == (
        date_in_next_month(2),
        date_in_next_month(2),
    )
    page.get_by_role("button", name="Undo").click()
    expect(status_message(page)).to_have_text("Undone.")
    expect(day(page, 0).locator("[data-item]")).to_have_count(1)
    assert publication_day(post) == date_in_next_month(0)


def test_post_can_be_moved_by_keyboard(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=date_in_next_month(0))
    page = open_calendar(desk)
    entry(page, post).locator("a").focus()
    press(page, "ArrowRight", "ArrowDown")
    expect(status_message(page)).to_contain_text(f"Harbour: {date_in_next_month(8):%A}")
    assert publication_day(post) == date_in_next_month(0)
    press(page, "Escape")
    expect(status_message(page)).to_have_text("Harbour was not moved.")
    press(page, "ArrowRight", "ArrowDown", "ArrowLeft", "Enter")
    expect(day(page, 7).locator("[data-item]")).to_have_count(1)
    expect(entry(page, post).locator("a")).to_be_focused()
    assert publication_day(post) == date_in_next_month(7)
    press(page, "Control+z")
    expect(status_message(page)).to_have_text("Undone.")
    assert publication_day(post) == date_in_next_month(0)


def test_tab_away_from_date_field_moves_nothing(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=date_in_next_month(0))
    page = open_calendar(desk)
    entry(page, post).locator("a").focus()
    press(page, "ArrowRight")
    expect(page.locator(".is-dragged, .is-drop-target")).to_have_count(2)
    press(page, "Tab")
    expect(page.locator(".is-dragged, .is-drop-target")).to_have_count(0)
    assert publication_day(post) == date_in_next_month(0)


def test_published_post_asks_before_move(desk: Desk) -> None:
    now = timezone.localtime()
    post = make.post(title="Out", published_at=now - timedelta(days=40))
    there = (now - timedelta(days=40)).date().replace(day=1)
    page = desk.page(editor())
    page.goto(f"{CALENDAR}?month={there:%Y-%m}")
    asked: list[str] = []

    def answer(dialog, yes: bool) -> None:
        asked.append(dialog.message)
        dialog.accept() if yes else dialog.dismiss()

    target = page.locator(".day:not(.beside):not(:has([data-item]))").first
    page.once("dialog", lambda dialog: answer(dialog, False))
    desk.ignore_error("409")
    with page.expect_response("**/move/"):
        entry(page, post).drag_to(target)
    expect(page.locator("[data-planning][aria-busy]")).to_have_count(0)
    assert publication_day(post) == now - timedelta(days=40)
    page.once("dialog", lambda dialog: answer(dialog, True))
    entry(page, post).drag_to(target)
    expect(status_message(page)).to_contain_text("“Out” moved to")
    assert (len(asked), "is already published" in asked[0]) == (2, True)
    assert publication_day(post).date() < now.date() - timedelta(days=7)
    desk.ignore_error("409")


def test_stale_entry_shows_concurrent_move(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=date_in_next_month(0))
    page = open_calendar(desk)
    other = desk.page(make.user("Editor", byline="Ana"), locale="en")
    other.goto(f"{CALENDAR}?month={date_in_next_month(0):%Y-%m}")
    entry(other, post).drag_to(day(other, 1))
    expect(status_message(other)).to_contain_text("moved to")
    entry(page, post).drag_to(day(page, 3))
    expect(status_message(page)).to_contain_text("Ana saved “Harbour” at")
    expect(day(page, 1).locator("[data-item]")).to_have_count(1)
    assert publication_day(post) == date_in_next_month(1)
    desk.ignore_error("409")


def test_month_on_phone_is_list_with_date_fields(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=date_in_next_month(0))
    page = open_calendar(desk, width=390, height=844)
    expect(page.locator(".day:visible")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    entry(page, post).locator("summary").click()
    entry(page, post).locator("[name=to]").fill(f"{date_in_next_month(4):%Y-%m-%d}")
    entry(page, post).get_by_role("button", name="Move").click()
    expect(day(page, 4).locator("[data-item]")).to_have_count(1)
    assert publication_day(post) == date_in_next_month(4)


def test_form_without_javascript_moves_and_undoes(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=date_in_next_month(0))
    page = open_calendar(desk, java_script_enabled=False)
    entry(page, post).locator("summary").click()
    entry(page, post).locator("[name=to]").fill(f"{date_in_next_month(4):%Y-%m-%d}")
    entry(page, post).get_by_role("button", name="Move").click()
    page.get_by_role("button", name="Undo").click()
    expect(day(page, 0).locator("[data-item]")).to_have_count(1)
    assert publication_day(post) == date_in_next_month(0)


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_calendar_is_accessible(width: int, desk: Desk) -> None:
    for n in range(6):
        make.post(title=f"Post {n}", published_at=date_in_next_month(0))
    for n in range(MAX_ENTRIES + 1):
        make.post(title=f"Busy {n}", published_at=date_in_next_month(1))
    make.draft(title="Planned", published_at=date_in_next_month(2))
    make.post(title="Review", status=Post.Status.REVIEW, published_at=date_in_next_month(2))
    post = make.post(title="Out", published_at=timezone.now() - timedelta(hours=1))
    page = open_calendar(desk, width=width)
    page.locator("main details").evaluate_all("all => { for (const d of all) d.open = true }")
    assert find_violations(page) == []
    page.goto(f"{CALENDAR}?month={timezone.localtime(post.published_at):%Y-%m}")
    entry(page, post).locator("summary").click()
    assert find_violations(page) == []
