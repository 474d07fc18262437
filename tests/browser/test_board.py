"""The board is worked by drag, by keys alone, on a phone, without script and by two at once."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from blog import editing
from blog.models import Post
from blog.notes.models import Note
from tests.browser.conftest import Desk, held, press
from tests.browser.test_moderation import complaints
from tests.support import factories as make

BOARD = "/admin/blog/post/board/"


def editor(name: str = "Ed") -> User:
    return make.user("Editor", byline=name)


def opened(desk: Desk, person: User, **options) -> Page:
    page = desk.page(person, **options)
    page.goto(BOARD)
    return page


def card(page: Page, post: Post) -> Locator:
    return page.locator(f"[data-item='{post.pk}']")


def column(page: Page, key: str) -> Locator:
    return page.locator(f"[data-place='{key}']")


def said(page: Page) -> Locator:
    return page.locator("[data-said]")


def stands(page: Page, post: Post, key: str) -> None:
    expect(column(page, key).locator(f"[data-item='{post.pk}']")).to_have_count(1)


def test_a_card_is_dragged_where_the_role_allows_it(desk: Desk) -> None:
    author = make.user("Author")
    post = make.draft(title="Harbour", authors=(author,))
    page = opened(desk, author)
    card(page, post).drag_to(column(page, "public"))
    stands(page, post, "draft")
    card(page, post).drag_to(column(page, "review"))
    expect(said(page)).to_have_text("“Harbour” moved to “In review”.")
    stands(page, post, "review")
    post.refresh_from_db()
    assert post.status == "review"


def test_changes_are_requested_by_keys_alone(desk: Desk) -> None:
    first = make.post(title="First", status=Post.Status.REVIEW)
    post = make.post(title="Harbour", status=Post.Status.REVIEW)
    page = opened(desk, editor())
    card(page, first).locator("a").focus()
    press(page, "ArrowDown")
    expect(card(page, post).locator("a")).to_be_focused()
    press(page, "ArrowLeft")
    expect(said(page)).to_contain_text("Harbour: Drafts")
    press(page, "Enter")
    expect(card(page, post).locator("textarea")).to_be_focused()
    page.keyboard.type("Name the source.")
    press(page, "Tab", "Enter")
    stands(page, post, "draft")
    expect(card(page, post)).to_contain_text("Changes requested by Ed: Name the source.")
    expect(card(page, post).locator("a").first).to_be_focused()


def test_a_card_is_scheduled_with_its_time(desk: Desk) -> None:
    post = make.draft(title="Harbour", summary="Ships.", labels=("Ports",))
    page = opened(desk, editor())
    card(page, post).drag_to(column(page, "scheduled"))
    when = page.locator("[name=at]")
    expect(when).to_be_focused()
    when.fill("2031-05-04T09:30")
    card(page, post).get_by_role("button", name="Move").click()
    stands(page, post, "scheduled")
    expect(card(page, post)).to_contain_text("Will be published on May 4, 2031, 9:30 a.m.")


def test_publishing_asks_first(desk: Desk) -> None:
    post = make.draft(title="Harbour", summary="Ships.", labels=("Ports",))
    page = opened(desk, editor())
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
    stands(page, post, "public")
    desk.forgive("409")


def test_on_a_slow_network_nothing_is_begun_that_would_go_with_the_page(desk: Desk) -> None:
    post = make.draft(title="Harbour", summary="Ships.", labels=("Ports",))
    page = opened(desk, editor())
    card(page, post).locator("summary").click()
    move = card(page, post).get_by_role("button", name="Move")
    page.context.set_offline(True)
    move.click()
    expect(said(page)).to_contain_text("The server cannot be reached")
    expect(move).to_be_focused()
    page.context.set_offline(False)
    with held(page, "**/move/"):
        press(page, "Enter")
        expect(page.locator("[data-planning]")).to_have_js_property("inert", True)
    stands(page, post, "review")
    expect(card(page, post).locator("a").first).to_be_focused()
    desk.forgive("ERR_INTERNET_DISCONNECTED")


def test_the_second_of_two_sees_what_the_first_decided(desk: Desk) -> None:
    post = make.post(title="Harbour", status=Post.Status.REVIEW)
    page = opened(desk, editor())
    editing.request_changes(post, by=editor("Ana"), words="Shorter.")
    card(page, post).drag_to(column(page, "scheduled"))
    page.locator("[name=at]").fill("2031-05-04T09:30")
    card(page, post).get_by_role("button", name="Move").click()
    expect(said(page)).to_contain_text("Ana changed the status in the meantime: Changes requested.")
    stands(page, post, "draft")
    desk.forgive("409")


def test_on_a_phone_and_without_script_the_form_moves(desk: Desk) -> None:
    author = make.user("Author")
    post = make.draft(title="Harbour", authors=(author,))
    page = opened(desk, author, width=390, height=844, java_script_enabled=False)
    card(page, post).locator("summary").click()
    card(page, post).get_by_role("button", name="Move").click()
    stands(page, post, "review")
    expect(page.locator(".messagelist")).to_contain_text("“Harbour” moved to “In review”.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_has_nothing_to_complain_of(width: int, dark: bool, desk: Desk) -> None:
    person, author = editor(), make.user("Author")
    post = make.post(status=Post.Status.REVIEW, authors=(author,))
    Note.objects.create(post=post, text="Who?", by=person)
    editing.request_changes(post, by=person, words="Shorter.")
    approved = make.post(status=Post.Status.REVIEW, authors=(author,))
    editing.approve(approved, by=person)
    make.scheduled()
    make.post(published_at=timezone.now())
    page = opened(desk, person, width=width, dark=dark)
    assert complaints(page) == []
    page.locator("main details").evaluate_all("all => { for (const d of all) d.open = true }")
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
