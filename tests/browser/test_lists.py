"""Lists of the desk in a browser: filters, and the bars at the bottom of a phone."""

import pytest
from playwright.sync_api import expect

from blog import revisions
from blog.content import document
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk
from tests.support import factories as make


@pytest.mark.parametrize("width", [390, 768])
def test_filter_is_closed_above_the_list_on_small_screens(width: int, desk: Desk) -> None:
    make.draft()
    page = desk.page(make.user("Editor"), width=width, height=844)
    page.goto("/admin/blog/post/")
    choice = page.locator("#changelist-filter li a").first
    expect(choice).to_be_hidden()
    summary = page.locator(".filter-choices > summary")
    summary.click()
    expect(choice).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    tops = [
        row.evaluate("row => row.getBoundingClientRect().top")
        for row in (summary, page.locator("#result_list"))
    ]
    assert tops == sorted(tops)
    assert_accessible(page, width)


def test_filter_is_open_beside_the_list_on_wide_screens(desk: Desk) -> None:
    make.draft()
    page = desk.page(make.user("Editor"))
    page.goto("/admin/blog/post/")
    expect(page.locator("#changelist-filter li a").first).to_be_visible()
    expect(page.locator(".filter-choices > summary")).to_be_hidden()
    assert_accessible(page)


def test_search_on_a_phone_has_its_number_of_results_in_one_line(desk: Desk) -> None:
    page = desk.page(make.user("superuser"), width=390, height=844)
    page.goto("/admin/accounts/user/?q=nobody")
    field, results = page.locator("#searchbar"), page.locator("#changelist-search .quiet")
    expect(field).to_have_css("font-size", "16px")  # Smaller, and phones zoom in.
    above, below = field.bounding_box(), results.bounding_box()
    assert above and below
    assert above["y"] + above["height"] <= below["y"]
    assert below["height"] < 24


def test_list_controls_are_large_enough_to_touch(desk: Desk) -> None:
    user = make.user("superuser", byline="Ben")
    page = desk.page(user, width=390, height=844, has_touch=True, is_mobile=True)
    page.goto("/admin/accounts/user/")
    page.locator(".filter-choices > summary").click()
    for controls in (".action-select", "#result_list tbody th a", "#changelist-filter li a"):
        box = page.locator(controls).first.bounding_box()
        assert box and box["height"] >= 24, controls
    summaries = page.locator(".filter-choices details > summary")
    assert all(row.bounding_box()["height"] >= 24 for row in summaries.all())


def test_history_with_a_long_name_fits_a_tablet(desk: Desk) -> None:
    editor = make.user(
        "Editor", byline="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    )
    post = make.post(authors=(editor,))
    for text in ("<p>One.</p>", "<p>Two.</p>"):
        document.save(post, document.parse(text), editor)
        revisions.record(post, editor)
    page = desk.page(editor, width=768, height=1024)
    page.goto(f"/admin/blog/post/{post.pk}/history/")
    rows = page.locator(".revision-table")
    expect(rows.get_by_role("button", name="Restore").first).to_be_in_viewport(ratio=1)
    assert rows.evaluate("({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth")


def test_photo_actions_are_above_the_bar_of_a_phone(desk: Desk) -> None:
    editor = make.user("Editor")
    for _ in range(8):
        make.photo(editor)
    page = desk.page(editor, width=390, height=844)
    page.goto("/admin/blog/photo/")
    bottom = page.locator(".photo-selection").evaluate("bar => bar.getBoundingClientRect().bottom")
    bar = page.locator(".desk-bar").evaluate("bar => bar.getBoundingClientRect().top")
    assert 0 < bottom <= bar
