"""Posts in series: what readers see of them, and the field of the post's form."""

import pytest
from playwright.sync_api import expect

from blog.models import Post, SeriesPart
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, open_editor, save
from tests.browser.test_draft_saves import wait_for_draft
from tests.support import factories as make


@pytest.mark.parametrize("width", [390, 1440])
def test_reader_goes_through_the_parts_by_keyboard(width: int, desk: Desk) -> None:
    posts = [make.post(title=title, published_at=make.moment(2024)) for title in ("One", "Two")]
    make.series(*posts, name="The river report", introduction="What the gauges said.")
    page = desk.page(width=width, java_script_enabled=False)
    page.goto(posts[0].get_absolute_url())
    place = page.locator(".series-place")
    place.get_by_role("link", name="Next part").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Part 2 of 2 in The river report")).to_be_visible()
    foot = page.get_by_role("navigation", name="Other parts of the series")
    expect(foot.get_by_role("link")).to_have_text("Previous part One")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    place.get_by_role("link", name="The river report").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text(["One", "Two"])


def test_pages_of_series_are_accessible(desk: Desk) -> None:
    posts = [make.post(published_at=make.moment(2024)) for _part in range(3)]
    make.series(*posts, name="The river report", introduction="What the gauges said.")
    page = desk.page(width=390)
    for path in ("/series/", "/series/the-river-report/", posts[1].get_absolute_url()):
        page.goto(path)
        assert_accessible(page)


def test_series_of_a_draft_is_saved_while_typing_and_can_be_emptied(desk: Desk) -> None:
    make.series(name="The river report")
    page = open_editor(desk, user=make.user("Author"))
    page.fill("#id_title", "Ice")
    page.fill("#id_series", "The river report")
    page.locator(".tiptap").click()
    page.keyboard.type("The harbour froze.")
    post = wait_for_draft(page)
    expect(page.locator("#initial-id_series")).to_have_value("The river report")
    assert SeriesPart.objects.get(post=post).series.name == "The river report"
    page.fill("#id_series", "")
    save(page)
    assert not SeriesPart.objects.exists()
    assert Post.objects.get().title == "Ice"
