"""The calendar is worked by drag, by keys alone, by a phone's date field, and by two at once."""

from datetime import date, datetime, time, timedelta
from functools import cache

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from blog.models import Post
from blog.planning.calendar import MOST
from tests.browser.conftest import Desk, press
from tests.browser.test_moderation import complaints
from tests.support import factories as make

CALENDAR = "/admin/blog/post/calendar/"


@cache  # A month may end while a test runs.
def coming() -> date:
    """The first of the coming month."""
    return (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)


def at(days: int) -> datetime:
    """On a day of the coming month, in the middle of it."""
    day = coming() + timedelta(days=13 + days)
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def editor() -> User:
    return make.user("Editor", byline="Ed")


def opened(desk: Desk, **options) -> Page:
    page = desk.page(editor(), **options)
    page.goto(f"{CALENDAR}?month={at(0):%Y-%m}")
    return page


def entry(page: Page, post: Post) -> Locator:
    return page.locator(f"[data-item='{post.pk}']")


def day(page: Page, days: int) -> Locator:
    return page.locator(f"[data-place='{at(days):%Y-%m-%d}']")


def when(post: Post) -> datetime:
    post.refresh_from_db()
    assert post.published_at is not None
    return post.published_at


def said(page: Page) -> Locator:
    return page.locator("[data-said]")


def test_a_post_is_dragged_to_another_day_and_taken_back(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=at(0))
    other = make.draft(title="Planned", published_at=at(2))
    page = opened(desk)
    entry(page, post).drag_to(day(page, 2))
    expect(said(page)).to_contain_text("“Harbour” moved to")
    expect(day(page, 2).locator("[data-item]")).to_have_count(2)
    assert (when(post), when(other)) == (at(2), at(2))
    page.get_by_role("button", name="Undo").click()
    expect(said(page)).to_have_text("Undone.")
    expect(day(page, 0).locator("[data-item]")).to_have_count(1)
    assert when(post) == at(0)


def test_a_post_is_moved_by_keys_alone(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=at(0))
    page = opened(desk)
    entry(page, post).locator("a").focus()
    press(page, "ArrowRight", "ArrowDown")
    expect(said(page)).to_contain_text(f"Harbour: {at(8):%A}")
    assert when(post) == at(0)
    press(page, "Escape")
    expect(said(page)).to_have_text("Harbour was not moved.")
    press(page, "ArrowRight", "ArrowDown", "ArrowLeft", "Enter")
    expect(day(page, 7).locator("[data-item]")).to_have_count(1)
    expect(entry(page, post).locator("a")).to_be_focused()
    assert when(post) == at(7)
    press(page, "Control+z")
    expect(said(page)).to_have_text("Undone.")
    assert when(post) == at(0)


def test_who_tabs_away_has_moved_nothing(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=at(0))
    page = opened(desk)
    entry(page, post).locator("a").focus()
    press(page, "ArrowRight")
    expect(page.locator(".carried, .aimed")).to_have_count(2)
    press(page, "Tab")
    expect(page.locator(".carried, .aimed")).to_have_count(0)
    assert when(post) == at(0)


def test_what_is_out_asks_before_it_moves(desk: Desk) -> None:
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
    desk.forgive("409")
    with page.expect_response("**/move/"):
        entry(page, post).drag_to(target)
    expect(page.locator("[data-planning][aria-busy]")).to_have_count(0)
    assert when(post) == now - timedelta(days=40)
    page.once("dialog", lambda dialog: answer(dialog, True))
    entry(page, post).drag_to(target)
    expect(said(page)).to_contain_text("“Out” moved to")
    assert (len(asked), "is already published" in asked[0]) == (2, True)
    assert when(post).date() < now.date() - timedelta(days=7)
    desk.forgive("409")


def test_the_second_of_two_sees_what_the_first_did(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=at(0))
    page = opened(desk)
    other = desk.page(make.user("Editor", byline="Ana"), locale="en")
    other.goto(f"{CALENDAR}?month={at(0):%Y-%m}")
    entry(other, post).drag_to(day(other, 1))
    expect(said(other)).to_contain_text("moved to")
    entry(page, post).drag_to(day(page, 3))
    expect(said(page)).to_contain_text("Ana saved “Harbour” at")
    expect(day(page, 1).locator("[data-item]")).to_have_count(1)
    assert when(post) == at(1)
    desk.forgive("409")


def test_on_a_phone_the_month_is_a_list_and_a_date_field_moves(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=at(0))
    page = opened(desk, width=390, height=844)
    expect(page.locator(".day:visible")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    entry(page, post).locator("summary").click()
    entry(page, post).locator("[name=to]").fill(f"{at(4):%Y-%m-%d}")
    entry(page, post).get_by_role("button", name="Move").click()
    expect(day(page, 4).locator("[data-item]")).to_have_count(1)
    assert when(post) == at(4)


def test_without_script_the_same_form_moves_and_takes_back(desk: Desk) -> None:
    post = make.post(title="Harbour", published_at=at(0))
    page = opened(desk, java_script_enabled=False)
    entry(page, post).locator("summary").click()
    entry(page, post).locator("[name=to]").fill(f"{at(4):%Y-%m-%d}")
    entry(page, post).get_by_role("button", name="Move").click()
    page.get_by_role("button", name="Undo").click()
    expect(day(page, 0).locator("[data-item]")).to_have_count(1)
    assert when(post) == at(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_axe_has_nothing_to_complain_of(width: int, dark: bool, desk: Desk) -> None:
    for n in range(6):
        make.post(title=f"Post {n}", published_at=at(0))
    for n in range(MOST + 1):
        make.post(title=f"Busy {n}", published_at=at(1))
    make.draft(title="Planned", published_at=at(2))
    make.post(title="Review", status=Post.Status.REVIEW, published_at=at(2))
    post = make.post(title="Out", published_at=timezone.now() - timedelta(hours=1))
    page = opened(desk, width=width, dark=dark)
    page.locator("main details").evaluate_all("all => { for (const d of all) d.open = true }")
    assert complaints(page) == []
    page.goto(f"{CALENDAR}?month={timezone.localtime(post.published_at):%Y-%m}")
    entry(page, post).locator("summary").click()
    assert complaints(page) == []
