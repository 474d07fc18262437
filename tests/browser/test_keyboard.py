"""The editor by keyboard only."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    expect_announcement,
    open_editor,
    press,
    record_announcements,
    set_document,
    start_document,
)
from tests.support.factories import figure, quotation

THREE = "<p>One.</p>" + quotation("“Two.”", attribution="Ana Ruiz") + figure(caption="Three")


def block_order(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll(".tiptap > *")].map(block =>
            block.className.split(" ")[1]?.split("-")[0] ?? block.textContent)"""
    )


def focused_name(page: Page) -> str:
    return page.evaluate(
        """() => {
            const at = document.activeElement
            return at.dataset.field ?? at.getAttribute("aria-label") ?? at.id
        }"""
    )


def test_toolbar_is_one_tab_stop_with_arrow_keys(desk: Desk) -> None:
    page = open_editor(desk)
    press(page, "Shift+Tab")
    assert focused_name(page) == "Quotation (Ctrl+Shift+Q)"
    press(page, "ArrowRight")
    assert focused_name(page) == "Picture"
    press(page, "End", "ArrowRight", "ArrowLeft")
    assert focused_name(page) == "Redo (Ctrl+Shift+Z)"
    press(page, "Escape")
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Shift+Tab")  # The last position in the toolbar.
    assert focused_name(page) == "Redo (Ctrl+Shift+Z)"
    press(page, "Shift+Tab")
    assert focused_name(page) == "id_title"
    press(page, "Enter")
    expect(page.locator(".tiptap")).to_be_focused()


def test_toolbar_shows_button_states(page: Page) -> None:
    start_document(page)
    bold = page.get_by_role("button", name="Bold (Ctrl+B)")
    undo = page.get_by_role("button", name="Undo (Ctrl+Z)")
    expect(undo).to_have_attribute("aria-disabled", "true")
    press(page, "Control+b")
    expect(bold).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("strong")
    expect(undo).to_have_attribute("aria-disabled", "false")
    assert document_html(page) == "<p><strong>strong</strong></p>"
    names = page.locator(".prose-menubar button:visible").evaluate_all(
        "buttons => buttons.map(button => button.getAttribute('aria-label'))"
    )
    assert all(name and name[0].isupper() for name in names)


def test_tab_moves_from_text_to_its_fields_and_out_of_editor(page: Page) -> None:
    start_document(page, THREE)
    caret(page.locator(".quotation-text p"))
    press(page, "Tab")
    assert focused_name(page) == "attribution"
    press(page, "Escape")
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Tab", "Enter")  # A new paragraph below, because a figure follows.
    page.keyboard.type("Below.")
    assert block_order(page)[:3] == ["One.", "quotation", "Below."]
    press(page, "Delete", "Tab")  # The figure is selected.
    assert page.evaluate("() => document.activeElement.textContent") == "Upload picture…"
    press(page, "Escape", "Escape")
    caret(page.locator(".tiptap > p").first)
    press(page, "Tab")
    expect(page.get_by_role("button", name="Go to publishing")).to_be_focused()
    press(page, "Tab")
    expect(page.locator(".checks > summary")).to_be_focused()


def test_tab_in_list_nests_item(page: Page) -> None:
    start_document(page)
    page.keyboard.type("- one")
    press(page, "Enter")
    page.keyboard.type("two")
    press(page, "Tab")
    assert document_html(page).startswith(
        "<ul><li><p>one</p><ul><li><p>two</p></li></ul></li></ul>"
    )


def test_tab_that_passes_through_a_list_changes_nothing(desk: Desk) -> None:
    html = "<ul><li><p>one</p></li><li><p>two</p></li></ul><p></p>"
    page = open_editor(desk, html)
    page.locator(".tiptap li").last.click()
    press(page, "Tab")
    expect(page.get_by_role("button", name="Go to publishing")).to_be_focused()
    press(page, "Shift+Tab", "Shift+Tab")
    expect(page.locator(".prose-menubar button").first).to_be_focused()
    page.locator("#id_title").focus()
    press(page, "Tab", "ArrowDown", "Tab")
    expect(page.get_by_role("button", name="Go to publishing")).to_be_focused()
    assert document_html(page) == html
    page.locator(".tiptap li").last.click()
    press(page, "Control+]")
    assert "<ul><li><p>two</p></li></ul>" in document_html(page)
    press(page, "Control+[")
    assert document_html(page) == html
    page.keyboard.type("x")
    press(page, "Tab")
    expect(page.locator("[data-form-state]")).to_contain_text("Shift+Tab takes it back")
    press(page, "Shift+Tab", "Backspace")
    assert document_html(page) == html


def test_tab_that_enters_the_text_does_not_indent_code(page: Page) -> None:
    html = "<pre><code>x</code></pre>"
    start_document(page, html)
    page.locator("#id_title").focus()
    press(page, "Tab", "Tab")
    expect(page.get_by_role("button", name="Go to publishing")).to_be_focused()
    assert "<code>x</code>" in document_html(page)
    page.locator(".tiptap code").click()
    press(page, "End", "Tab")
    assert "<code>x    </code>" in document_html(page)


def test_shortcuts_lead_from_the_text_to_panel_and_preview(desk: Desk) -> None:
    page = open_editor(desk, "<p>Text.</p>")
    text = page.locator(".tiptap")
    page.get_by_role("button", name="Hide the panel").click()
    text.click()
    press(page, "Alt+Shift+S")
    expect(page.locator(".checks > summary")).to_be_focused()
    press(page, "Tab", "Alt+Shift+S")
    expect(text).to_be_focused()
    press(page, "Alt+Shift+P")
    preview = page.locator(".live-preview")
    expect(preview).to_be_visible()
    expect(text).to_be_focused()
    preview.get_by_role("button", name="Close").focus()
    press(page, "Escape")
    expect(preview).to_be_hidden()
    expect(page.get_by_role("button", name="Preview", exact=True)).to_be_focused()


def test_blocks_can_be_moved_by_keyboard_with_caret(page: Page) -> None:
    start_document(page, THREE)
    record_announcements(page)
    caret(page.locator(".tiptap > p").first, "end")
    press(page, "Alt+ArrowDown")
    assert block_order(page)[:3] == ["quotation", "One.", "figure"]
    expect_announcement(page, "Moved down: 2 / 4")
    page.keyboard.type("x")
    press(page, "Alt+ArrowUp", "Alt+ArrowUp")
    expect_announcement(page, "This is the first block.")
    assert block_order(page)[:3] == ["One.x", "quotation", "figure"]
    set_document(page, "<p>One.</p><p>Two.</p><p>Three.</p>")
    caret(page.locator(".tiptap > p").nth(1))
    press(page, "Shift+ArrowDown", "Alt+ArrowUp")
    assert block_order(page) == ["Two.", "Three.", "One."]  # Selected blocks move together.


def test_focus_and_open_details_move_with_block(page: Page) -> None:
    start_document(page, THREE)
    node = page.locator(".quotation-node")
    node.locator("summary").click()
    date_said = node.get_by_label("Date said", exact=True)
    for key, place in (("Alt+ArrowDown", 2), ("Alt+ArrowUp", 1), ("Alt+ArrowUp", 0)):
        date_said.focus()
        press(page, key)
        assert block_order(page)[place] == "quotation"
        expect(date_said).to_be_focused()
    down = node.get_by_role("button", name="Move down")
    down.focus()
    press(page, "Enter", "Space")
    assert block_order(page)[2] == "quotation"
    expect(down).to_be_focused()
    press(page, "Escape", "Control+z", "Control+z")
    assert block_order(page)[0] == "quotation"


def test_buttons_insert_above_and_remove_block(page: Page) -> None:
    start_document(page, quotation("“Two.”"))
    node = page.locator(".quotation-node")
    node.get_by_role("button", name="Insert a paragraph above").click()
    page.keyboard.type("One.")
    assert block_order(page)[:2] == ["One.", "quotation"]
    node.get_by_role("button", name="Remove").click()
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Control+z")
    assert block_order(page)[:2] == ["One.", "quotation"]


def test_undo_stops_at_start_of_history(page: Page) -> None:
    start_document(page)
    page.keyboard.type("Words")
    press(page, "Control+z", "Control+z", "Control+Shift+z", "Control+Shift+z", "Control+y")
    assert document_html(page) == "<p>Words</p>"


def test_link_dialog_adds_changes_and_removes_link(page: Page) -> None:
    start_document(page)
    page.keyboard.type("A word")
    link = page.locator(".tiptap a")
    for typed, address in (
        ("example.org", "https://example.org"),
        ("http://example.org/a?b", "http://example.org/a?b"),
        ("desk@example.org", "mailto:desk@example.org"),
    ):
        press(page, "Shift+Control+ArrowLeft", "Control+k")
        expect(page.get_by_role("dialog").get_by_label("Address")).to_be_focused()
        page.keyboard.type(typed)
        press(page, "Enter")
        expect(link).to_have_attribute("href", address)
        press(page, "End")
    assert document_html(page) == '<p>A <a href="mailto:desk@example.org">word</a></p>'
    press(page, "ArrowLeft", "Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".tiptap")).to_be_focused()
    expect(link).to_have_count(1)
    press(page, "Control+k")
    page.get_by_role("button", name="Remove link", exact=True).last.click()
    expect(link).to_have_count(0)
    press(page, "Control+a", "Control+k")
    expect(page.get_by_role("dialog").get_by_label("Address")).to_be_focused()
    page.keyboard.type("javascript:alert(1)")
    press(page, "Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("https://")
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert document_html(page) == "<p>A word</p>"


def test_caret_and_focus_are_never_covered_by_bars(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 600})
    start_document(page, "<p>Line.</p>" * 12 + quotation("“Last.”"))
    caret(page.locator(".tiptap > p").first)
    covered = """() => {
        const at = getSelection().getRangeAt(0).getBoundingClientRect()
        const { top, bottom } = document.activeElement.matches(".tiptap")
            ? at : document.activeElement.getBoundingClientRect()
        return bottom > document.querySelector(".submit-row").getBoundingClientRect().top
            || top < document.querySelector(".prose-menubar").getBoundingClientRect().bottom
    }"""
    for line in range(12):
        press(page, "ArrowDown", "x")
        assert not page.evaluate(covered), line
    press(page, "Tab")
    assert focused_name(page) == "attribution"
    assert not page.evaluate(covered)
    page.locator(".quotation-node summary").click()
    for _ in range(10):
        press(page, "Tab")
        assert not page.evaluate(covered), focused_name(page)


def test_tab_in_title_moves_to_text_without_undo_step(desk: Desk) -> None:
    page = open_editor(desk, THREE)
    undo = page.get_by_role("button", name="Undo (Ctrl+Z)")
    expect(undo).to_have_attribute("aria-disabled", "true")
    page.locator("#id_title").focus()
    press(page, "Tab")
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Shift+Tab")
    assert focused_name(page) == "Quotation (Ctrl+Shift+Q)"


def test_link_to_invalid_url_is_refused_at_field(page: Page) -> None:
    start_document(page, "<p>Words to link.</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "Home", "Shift+End", "Control+k")
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("Address")
    for address in ("javascript:alert(1)", "not a url", "word", "https://a b/", "mailto:"):
        field.fill(address)
        press(page, "Enter")
        expect(dialog.get_by_role("alert")).to_be_visible()
        expect(field).to_be_focused()
    for address, href in (("example.org", "https://example.org"), ("http://localhost/", "")):
        field.fill(address)
        press(page, "Enter")
        expect(dialog).to_have_count(0)
        assert f'href="{href or address}"' in document_html(page)
        press(page, "Control+k")


def test_short_last_line_without_quotes_becomes_attribution(page: Page) -> None:
    start_document(page)
    line = "Professor Ada Lind, fisheries, University of Vik"
    set_document(
        page, f"<p>The catch has halved in nine years, and nobody counted it.</p><p>{line}</p>"
    )
    page.locator(".tiptap > p").first.click()
    press(page, "Control+a", "Control+Shift+q")
    assert f'data-attribution="{line}"' in document_html(page)
    set_document(page, "<p>The catch has halved in nine years.</p><p>Nobody counted it.</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "Control+a", "Control+Shift+q")
    assert 'data-attribution=""' in document_html(page) or "data-attribution" not in document_html(
        page
    )


def test_alt_f10_without_a_selection_leads_to_the_toolbar(desk: Desk) -> None:
    page = open_editor(desk)
    press(page, "Alt+F10")
    assert focused_name(page) == "Quotation (Ctrl+Shift+Q)"
    press(page, "Escape")
    expect(page.locator(".tiptap")).to_be_focused()


def test_existing_post_has_a_link_to_its_text(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    link = page.get_by_role("link", name="Skip to the text")
    link.focus()
    expect(link).to_be_in_viewport()
    press(page, "Enter")
    expect(page.locator(".tiptap")).to_be_focused()
