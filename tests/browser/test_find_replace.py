"""Find and replace in the whole text, captions and footnotes, as one undoable step."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    Desk,
    delayed_requests,
    document_html,
    open_editor,
    press,
    set_document,
    start_document,
)
from tests.support.factories import figure, quotation

STATUS = ".find-status"
CURRENT = ".search-match.is-current"
NOTE = '<small data-footnote="">A bridge of <strong>wood</strong></small>'
EVERYWHERE = (
    "<h2>The Bridge</h2>"
    f"<p>A brídge, and an<em>other bri</em>dge{NOTE}.</p>"
    + quotation("“No bridge.”", attribution="Bridge owner")
    + figure(caption="Our bridge", alt="A bridge")
    + "<ul><li><p>bridges</p></li></ul>"
    + "<table><caption>Bridges</caption><tbody><tr><td>bridge</td></tr></tbody></table>"
    + "<pre><code>bridge()</code></pre>"
)


def open_bar(page: Page) -> None:
    page.locator(".tiptap").evaluate("({ editor }) => editor.commands.focus('start')")
    press(page, "Control+h")
    expect(page.get_by_label("Find", exact=True)).to_be_focused()


def find(page: Page, text: str) -> None:
    page.get_by_label("Find", exact=True).fill(text)


def replace_all(page: Page, text: str) -> None:
    page.get_by_label("Replace with").fill(text)
    page.get_by_role("button", name="Replace all").click()


def test_matches_are_found_everywhere_in_order(desk: Desk) -> None:
    page = open_editor(desk, EVERYWHERE)
    open_bar(page)
    find(page, "bridge")
    status = page.locator(STATUS)
    seen = []
    for number in range(1, 11):
        expect(status).to_have_text(re.compile(f"^{number} of 10"))
        seen.append((status.text_content() or "", page.locator(CURRENT).first.text_content()))
        press(page, "Enter")
    places = [place.partition(", ")[2] for place, _ in seen]
    assert places == ["", "", "", "in a footnote", "", "in a caption", "", "in a caption", "", ""]
    assert [seen[0][1], seen[1][1]] == ["Bridge", "brídge"]
    expect(status).to_have_text("1 of 10")  # After the last comes the first.
    press(page, "Shift+Enter")
    expect(status).to_have_text("10 of 10")
    expect(page.get_by_label("Find", exact=True)).to_be_focused()


def test_options_narrow_the_search_and_nothing_is_said(desk: Desk) -> None:
    page = open_editor(desk, EVERYWHERE)
    open_bar(page)
    find(page, "bridge")
    page.get_by_label("Whole words").check()
    expect(page.locator(STATUS)).to_have_text("1 of 8")
    page.get_by_label("Match case and accents").check()
    expect(page.locator(STATUS)).to_have_text("1 of 6")
    find(page, "tunnel")
    expect(page.locator(STATUS)).to_have_text("No matches")
    before = document_html(page)
    replace_all(page, "x")
    press(page, "Enter")
    assert document_html(page) == before


def test_replacing_all_keeps_marks_and_is_undone_at_once(desk: Desk) -> None:
    page = open_editor(desk, EVERYWHERE)
    before = document_html(page)
    open_bar(page)
    find(page, "bridge")
    replace_all(page, "ford")
    expect(page.locator(STATUS)).to_have_text("10 matches replaced. You can undo this.")
    html = document_html(page)
    assert "bridge" not in html.lower().replace("bridge owner", "").replace("a bridge", "")
    assert "A ford, and an<em>other ford</em><small" in html
    assert '<small data-footnote="">A ford of <strong>wood</strong></small>' in html
    assert 'data-caption="Our ford"' in html
    assert "<caption>fords</caption>" in html
    assert 'data-attribution="Bridge owner"' in html
    press(page, "Escape", "Control+z")
    assert document_html(page) == before
    press(page, "Control+Shift+z")
    assert document_html(page) == html


def test_replacing_one_goes_on_to_the_next(page: Page) -> None:
    start_document(page, "<p>one two one</p><p>one</p>")
    open_bar(page)
    find(page, "one")
    page.get_by_label("Replace with").fill("one more")
    press(page, "Enter")
    expect(page.locator(STATUS)).to_have_text("2 of 3")
    expect(page.locator(CURRENT)).to_have_text("one")
    press(page, "Enter")
    expect(page.locator(STATUS)).to_have_text("3 of 3")
    page.get_by_role("button", name="Replace", exact=True).click()
    expect(page.locator(".tiptap > p").nth(1)).to_have_text("one more")
    texts = page.locator(".tiptap > p").all_text_contents()
    assert texts[:2] == ["one more two one more", "one more"]
    press(page, "Escape", "Control+z")
    assert page.locator(".tiptap > p").all_text_contents()[:2] == ["one more two one more", "one"]


def test_empty_replacement_deletes_and_no_block_is_joined(page: Page) -> None:
    start_document(page, "<p>one</p><p>two one</p><p>o<br>ne</p>")
    open_bar(page)
    find(page, "one")
    expect(page.locator(STATUS)).to_have_text("1 of 2")
    replace_all(page, "")
    expect(page.locator(STATUS)).to_contain_text("2 matches replaced")
    assert page.locator(".tiptap > p").all_text_contents()[:3] == ["", "two ", "one"]
    expect(page.locator(".tiptap br:not(.ProseMirror-trailingBreak)")).to_have_count(1)


def test_bar_takes_selection_and_returns_to_the_match(page: Page) -> None:
    start_document(page, "<p>one two one</p>")
    page.locator(".tiptap p").first.click()
    press(page, "Home", "Control+Shift+ArrowRight", "Control+h")
    expect(page.get_by_label("Find", exact=True)).to_have_value("one")
    expect(page.locator(STATUS)).to_have_text("1 of 2")
    press(page, "Enter", "Escape")
    expect(page.locator(".find-bar")).to_be_hidden()
    expect(page.locator(".search-match")).to_have_count(0)
    expect(page.locator(".tiptap")).to_be_focused()
    page.keyboard.type("three")
    assert page.locator(".tiptap p").first.text_content() == "one two three"


def test_keys_before_the_bar_arrives_replace_no_text(desk: Desk) -> None:
    page = open_editor(desk, "<p>one two</p>")
    page.locator(".tiptap p").first.click()
    press(page, "Home", "Control+Shift+ArrowRight")
    with delayed_requests(page, "**/editor/find_bar.js"):
        press(page, "Control+h", "x")
    expect(page.get_by_label("Find", exact=True)).to_be_focused()
    assert document_html(page) == "<p>one two</p>"


def test_typing_updates_the_matches(page: Page) -> None:
    start_document(page, "<p>one two</p>")
    open_bar(page)
    find(page, "one")
    page.locator(".tiptap p").first.click()
    press(page, "End")
    page.keyboard.type(" one")
    expect(page.locator(STATUS)).to_have_text("1 of 2")
    expect(page.locator(".search-match")).to_have_count(2)


def test_search_is_no_change_of_the_post(desk: Desk) -> None:
    page = open_editor(desk, "<p>one</p>")
    page.get_by_role("button", name="More formatting").click()
    page.get_by_role("button", name="Find and replace (Ctrl+H)").click()
    find(page, "one")
    press(page, "Enter")
    assert page.url.endswith("/change/")
    page.reload()  # No question about unsaved changes.
    expect(page.locator(".tiptap")).to_have_text("one")


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_current_match_is_in_view_below_the_bar(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    html = "".join(f"<p>Line {number}.</p>" for number in range(80))
    set_document(page, f"{html}<p>needle</p>{html}<p>needle</p>")
    open_bar(page)
    find(page, "needle")
    for number in (1, 2, 1):
        expect(page.locator(STATUS)).to_have_text(f"{number} of 2")
        expect(page.locator(CURRENT)).to_be_in_viewport()
        bar, match = page.locator(".find-bar").bounding_box(), page.locator(CURRENT).bounding_box()
        assert bar and match
        assert match["y"] >= bar["y"] + bar["height"]
        assert bar["x"] >= 0 and bar["x"] + bar["width"] <= width
        press(page, "Enter")
