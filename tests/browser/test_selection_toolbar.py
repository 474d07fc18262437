"""The toolbar at selected text: for a mouse and the keyboard, never in the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, caret, document_html, open_editor, press, start_document
from tests.support.factories import quotation

BAR = ".selection-toolbar"


def select_word(page: Page) -> None:
    """Select the last word of the first paragraph."""
    caret(page.locator(".tiptap p").first, "end")
    press(page, "Control+Shift+ArrowLeft")


def test_toolbar_offers_commands_of_the_menu(page: Page) -> None:
    start_document(page, "<p>The old bridge</p>")
    select_word(page)
    bar = page.get_by_role("toolbar", name="Formatting of the selection")
    expect(bar).to_be_visible()
    names = bar.get_by_role("button").evaluate_all("all => all.map(b => b.ariaLabel)")
    assert names == [
        "Quotation",
        "Quotation within a sentence",
        "Bold",
        "Italic",
        "Link",
        "Footnote",
    ]
    bold = bar.get_by_role("button", name="Bold")
    bold.click()
    expect(bold).to_have_attribute("aria-pressed", "true")
    assert document_html(page).endswith("The old <strong>bridge</strong></p>")
    expect(page.locator(".tiptap")).to_be_focused()
    page.keyboard.type("dam")
    expect(bar).to_be_hidden()
    assert document_html(page).endswith("The old <strong>dam</strong></p>")


def test_keyboard_reaches_toolbar_and_returns(desk: Desk) -> None:
    page = open_editor(desk, "<p>The old bridge</p>")
    select_word(page)
    press(page, "Alt+F10")
    bar = page.locator(BAR)
    expect(bar.get_by_label("Quotation", exact=True)).to_be_focused()
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(bar.get_by_label("Italic")).to_be_focused()
    press(page, "Escape")
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Alt+F10", "Enter")
    assert document_html(page).endswith("The old <em>bridge</em></p>")
    press(page, "Escape")
    expect(bar).to_be_hidden()
    page.keyboard.type("dam")
    assert document_html(page).endswith("The old <em>dam</em></p>")


@pytest.mark.parametrize("html", ["<p>The old bridge</p>", "<h2>The old bridge</h2>"])
def test_toolbar_waits_for_the_end_of_a_drag_and_covers_no_text(page: Page, html: str) -> None:
    start_document(page, html + "<p>Below.</p>")
    box = page.locator(".tiptap > *").first.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, y, steps=5)
    # Longer than its pause: it would be shown by now.
    page.evaluate("new Promise(done => setTimeout(done, 400))")
    expect(page.locator(BAR)).to_have_count(1)
    expect(page.locator(BAR)).to_be_hidden()
    page.mouse.up()
    expect(page.locator(BAR)).to_be_visible()
    bar = page.locator(BAR).bounding_box()
    menu = page.locator(".prose-menubar").bounding_box()
    assert bar and menu
    assert bar["y"] >= menu["y"] + menu["height"] - 1
    assert bar["y"] + bar["height"] <= y or bar["y"] >= y + 8
    press(page, "Shift+ArrowRight")  # It stays where it is.
    assert page.locator(BAR).bounding_box() == bar
    page.mouse.click(box["x"] + 40, y)
    expect(page.locator(BAR)).to_be_hidden()


@pytest.mark.parametrize(
    "html", ["<pre><code>one two</code></pre>", "<p> </p>", '<hr data-jump=""><p>x</p>']
)
def test_selection_without_prose_has_no_toolbar(page: Page, html: str) -> None:
    start_document(page, html)
    page.locator(".tiptap").evaluate("({ editor }) => editor.commands.focus('start')")
    press(page, "Shift+ArrowRight", "Alt+F10")
    expect(page.locator(f"{BAR}:visible")).to_have_count(0)


def test_text_in_fields_has_no_toolbar(page: Page) -> None:
    start_document(page, quotation("“Two words.”", attribution="Ana Ruiz"))
    select_word(page)
    expect(page.locator(BAR)).to_be_visible()
    page.locator(".quotation-node").get_by_label("Attribution", exact=True).select_text()
    expect(page.locator(BAR)).to_be_hidden()


def test_touch_screen_has_no_toolbar(desk: Desk) -> None:
    page = open_editor(desk, "<p>The old bridge</p>", has_touch=True, is_mobile=True, width=390)
    page.locator(".tiptap p").first.tap()
    press(page, "End", "Control+Shift+ArrowLeft", "Alt+F10")
    expect(page.locator(f"{BAR}:visible")).to_have_count(0)


def test_printed_page_has_no_toolbar(desk: Desk) -> None:
    page = open_editor(desk, "<p>The old bridge</p>")
    select_word(page)
    expect(page.locator(BAR)).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(BAR)).to_be_hidden()


@pytest.mark.parametrize("width", [768, 1440])
def test_button_with_focus_shows_its_name_within_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    start_document(page, "<p>The old bridge</p>")
    name = page.locator(".button-name:visible")
    page.locator(".tiptap").focus()
    press(page, "Alt+F10")
    for key in ("Home", "ArrowRight", "End"):
        press(page, key)
        label = page.evaluate("document.activeElement.ariaLabel")
        expect(name).to_have_text(label)
        button = page.locator(":focus").bounding_box()
        box = name.bounding_box()
        assert button and box
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= button["y"] + button["height"]
    press(page, "Escape")
    expect(name).to_have_count(0)
    page.locator(".prose-menubar button").first.hover()
    expect(name).to_have_count(0)
