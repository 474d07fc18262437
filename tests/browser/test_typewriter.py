"""Typewriter scrolling keeps the line with the caret in the middle, if the author wants it."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, document_html, open_editor, press, set_document

LINES = "".join(f"<p>Line {number}.</p>" for number in range(60))
# The distance of the caret from the middle of the window, in lines of 30 pixels.
DISTANCE_JS = """({ editor }) => {
    const { top, bottom } = editor.view.coordsAtPos(editor.state.selection.head)
    return Math.abs(top + bottom - innerHeight) / 60
}"""


def distance(page: Page) -> float:
    return page.locator(".tiptap").evaluate(DISTANCE_JS)


def expect_middle(page: Page) -> None:
    """The browser reports a moved caret in one frame, and the text is scrolled in a later one."""
    page.wait_for_function(f"() => ({DISTANCE_JS})(document.querySelector('.tiptap')) < 0.5")


def test_caret_stays_in_the_middle_while_typing_and_is_remembered(desk: Desk) -> None:
    page = open_editor(desk, "<p>x</p>")
    page.get_by_role("button", name="Focus mode").click()
    page.get_by_role("button", name="Typewriter scrolling").click()
    page.reload()
    switch = page.get_by_role("button", name="Typewriter scrolling")
    expect(switch).to_have_attribute("aria-pressed", "true")
    set_document(page, LINES)
    page.locator(".tiptap > p", has_text="Line 58.").click()
    for keys in (["End", "Enter", "a"], ["ArrowUp", "ArrowUp", "ArrowUp"], ["Control+End", "b"]):
        press(page, *keys)
        expect_middle(page)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.locator(".tiptap").evaluate("({ editor }) => editor.commands.focus('start')")
    press(page, "ArrowDown")
    assert distance(page) > 2


def test_click_leaves_the_text_where_it_is(desk: Desk) -> None:
    page = open_editor(desk, "<p>x</p>")
    page.get_by_role("button", name="Focus mode").click()
    page.get_by_role("button", name="Typewriter scrolling").click()
    set_document(page, LINES)
    page.locator(".tiptap > p", has_text="Line 30.").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.locator(".tiptap > p", has_text="Line 28.").click()
    press(page)
    assert page.evaluate("scrollY") == before
    page.keyboard.type("z")
    expect_middle(page)
    assert "z" in document_html(page)
