"""Everything is reached, used and left by keyboard alone."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, caret, document, fill, press, write
from tests.support.factories import figure, quotation

THREE = "<p>One.</p>" + quotation("“Two.”", attribution="Ana Ruiz") + figure(caption="Three")


def order(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll(".tiptap > *")].map(block =>
            block.className.split(" ")[1]?.split("-")[0] ?? block.textContent)"""
    )


def focused(page: Page) -> str:
    return page.evaluate(
        """() => {
            const at = document.activeElement
            return at.dataset.field ?? at.getAttribute("aria-label") ?? at.id
        }"""
    )


def test_toolbar_is_one_stop_with_arrows_within(desk: Desk) -> None:
    page = write(desk)
    press(page, "Shift+Tab")
    assert focused(page) == "Quotation (Ctrl+Shift+Q)"
    press(page, "ArrowRight")
    assert focused(page) == "Picture"
    press(page, "End", "ArrowRight", "ArrowLeft")
    assert focused(page) == "Redo (Ctrl+Shift+Z)"
    press(page, "Escape")
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Shift+Tab")  # Where it was left.
    assert focused(page) == "Redo (Ctrl+Shift+Z)"
    press(page, "Shift+Tab")
    assert focused(page) == "id_title"
    press(page, "Enter")
    expect(page.locator(".tiptap")).to_be_focused()


def test_toolbar_says_what_is_on_and_off(desk: Desk) -> None:
    page = write(desk)
    bold = page.get_by_role("button", name="Bold (Ctrl+B)")
    undo = page.get_by_role("button", name="Undo (Ctrl+Z)")
    expect(undo).to_have_attribute("aria-disabled", "true")
    press(page, "Control+b")
    expect(bold).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("strong")
    expect(undo).to_have_attribute("aria-disabled", "false")
    assert document(page) == "<p><strong>strong</strong></p>"
    names = page.locator(".prose-menubar button:visible").evaluate_all(
        "buttons => buttons.map(button => button.getAttribute('aria-label'))"
    )
    assert all(name and name[0].isupper() for name in names)


def test_tab_goes_from_the_words_to_their_fields_and_past_the_editor(desk: Desk) -> None:
    page = write(desk, THREE)
    caret(page.locator(".quotation-words p"))
    press(page, "Tab")
    assert focused(page) == "attribution"
    press(page, "Escape")
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Tab", "Enter")  # On below: a new paragraph, as a figure stands there.
    page.keyboard.type("Below.")
    assert order(page)[:3] == ["One.", "quotation", "Below."]
    press(page, "Delete", "Tab")  # The figure is selected.
    assert page.evaluate("() => document.activeElement.textContent") == "Upload picture…"
    press(page, "Escape", "Escape")
    caret(page.locator(".tiptap > p").first)
    press(page, "Tab")
    expect(page.locator(".checks > summary")).to_be_focused()


def test_tab_in_a_list_nests(desk: Desk) -> None:
    page = write(desk)
    page.keyboard.type("- one")
    press(page, "Enter")
    page.keyboard.type("two")
    press(page, "Tab")
    assert document(page).startswith("<ul><li><p>one</p><ul><li><p>two</p></li></ul></li></ul>")


def test_blocks_move_by_keys_with_the_caret(desk: Desk) -> None:
    page = write(desk, THREE)
    caret(page.locator(".tiptap > p").first, "end")
    press(page, "Alt+ArrowDown")
    assert order(page)[:3] == ["quotation", "One.", "figure"]
    expect(page.locator(".editor-announcer")).to_have_text("Moved down: 2 / 4")
    page.keyboard.type("x")
    press(page, "Alt+ArrowUp", "Alt+ArrowUp")
    expect(page.locator(".editor-announcer")).to_have_text("This is the first block.")
    assert order(page)[:3] == ["One.x", "quotation", "figure"]
    fill(page, "<p>One.</p><p>Two.</p><p>Three.</p>")
    caret(page.locator(".tiptap > p").nth(1))
    press(page, "Shift+ArrowDown", "Alt+ArrowUp")
    assert order(page) == ["Two.", "Three.", "One."]  # What is selected goes together.


def test_focus_and_unfolded_details_move_with_their_block(desk: Desk) -> None:
    page = write(desk, THREE)
    node = page.locator(".quotation-node")
    node.locator("summary").click()
    said = node.get_by_label("Date said", exact=True)
    for key, place in (("Alt+ArrowDown", 2), ("Alt+ArrowUp", 1), ("Alt+ArrowUp", 0)):
        said.focus()
        press(page, key)
        assert order(page)[place] == "quotation"
        expect(said).to_be_focused()
    down = node.get_by_role("button", name="Move down")
    down.focus()
    press(page, "Enter", "Space")
    assert order(page)[2] == "quotation"
    expect(down).to_be_focused()
    press(page, "Escape", "Control+z", "Control+z")
    assert order(page)[0] == "quotation"


def test_buttons_write_above_and_remove(desk: Desk) -> None:
    page = write(desk, quotation("“Two.”"))
    node = page.locator(".quotation-node")
    node.get_by_role("button", name="Insert a paragraph above").click()
    page.keyboard.type("One.")
    assert order(page)[:2] == ["One.", "quotation"]
    node.get_by_role("button", name="Remove").click()
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Control+z")
    assert order(page)[:2] == ["One.", "quotation"]


def test_undo_ends_where_the_history_ends(desk: Desk) -> None:
    page = write(desk)
    page.keyboard.type("Words")
    press(page, "Control+z", "Control+z", "Control+Shift+z", "Control+Shift+z", "Control+y")
    assert document(page) == "<p>Words</p>"


def test_link_is_set_changed_and_removed_by_its_dialog(desk: Desk) -> None:
    page = write(desk)
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
    assert document(page) == '<p>A <a href="mailto:desk@example.org">word</a></p>'
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
    page.keyboard.type("javascript:alert(1)")
    press(page, "Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("https://")
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert document(page) == "<p>A word</p>"


def test_caret_and_focus_are_never_beneath_the_bars(desk: Desk) -> None:
    page = write(desk, "<p>Line.</p>" * 12 + quotation("“Last.”"), height=600)
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
    assert focused(page) == "attribution"
    assert not page.evaluate(covered)
    page.locator(".quotation-node summary").click()
    for _ in range(10):
        press(page, "Tab")
        assert not page.evaluate(covered), focused(page)


def test_tab_in_the_title_goes_to_the_text_and_nothing_is_to_undo(desk: Desk) -> None:
    page = write(desk, THREE)
    undo = page.get_by_role("button", name="Undo (Ctrl+Z)")
    expect(undo).to_have_attribute("aria-disabled", "true")
    page.locator("#id_title").focus()
    press(page, "Tab")
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Shift+Tab")
    assert focused(page) == "Quotation (Ctrl+Shift+Q)"


def test_link_to_what_is_no_address_is_refused_at_the_field(desk: Desk) -> None:
    page = write(desk, "<p>Words to link.</p>")
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
        assert f'href="{href or address}"' in document(page)
        press(page, "Control+k")


def test_last_short_line_without_quotation_marks_attributes(desk: Desk) -> None:
    page = write(desk)
    line = "Professor Ada Lind, fisheries, University of Vik"
    fill(page, f"<p>The catch has halved in nine years, and nobody counted it.</p><p>{line}</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "Control+a", "Control+Shift+q")
    assert f'data-attribution="{line}"' in document(page)
    fill(page, "<p>The catch has halved in nine years.</p><p>Nobody counted it.</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "Control+a", "Control+Shift+q")
    assert 'data-attribution=""' in document(page) or "data-attribution" not in document(page)
