"""Tables in the editor and in the theme."""

from playwright.sync_api import Page, expect

from blog.models import Post
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    document_html,
    open_editor,
    paste,
    press,
    save,
    start_document,
)
from tests.support import factories as make

TABLE = "<table><tr><th>A</th><th>B</th></tr><tr><td>C</td><td>D</td></tr></table>"


def grid(rows: str) -> str:
    return f"<table><tbody>{rows}</tbody></table>"


def test_table_is_filled_by_keyboard_and_saved(desk: Desk) -> None:
    page = open_editor(desk)
    page.get_by_role("button", name="More formatting").click()
    page.get_by_role("button", name="Table", exact=True).click()
    for word in ("A", "B", "C", "1", "2", "3", "x", "y", "z", "new"):
        page.keyboard.type(word)
        press(page, "Tab")
    press(page, "Shift+Tab", "Backspace", "Backspace")
    page.keyboard.type("last")
    press(page, "Enter")
    page.keyboard.type("line")
    page.get_by_label("Caption of the table").fill("Sums & sources")
    page.locator("#id_title").fill("Table")
    save(page)
    assert Post.objects.get().proses.get().html == (
        "<table><caption>Sums &amp; sources</caption><tbody>"
        '<tr><th scope="col">A</th><th scope="col">B</th><th scope="col">C</th></tr>'
        "<tr><td>1</td><td>2</td><td>3</td></tr><tr><td>x</td><td>y</td><td>z</td></tr>"
        "<tr><td>last<br>line</td><td></td><td></td></tr></tbody></table>"
    )
    expect(page.get_by_label("Caption of the table")).to_have_value("Sums & sources")
    assert page.locator(".tiptap tr").count() == 4


def test_arrow_keys_go_from_cell_to_cell_and_out_of_the_table(page: Page) -> None:
    start_document(page, f"<p>E</p>{TABLE}<p>F</p>")
    page.locator(".tiptap th").first.click()
    press(page, "End", "ArrowRight")
    page.keyboard.type("b")
    press(page, "ArrowLeft", "ArrowLeft")
    page.keyboard.type("a")
    press(page, "ArrowDown")
    page.keyboard.type("c")
    press(page, "ArrowRight", "End", "ArrowRight")
    page.keyboard.type("f")
    assert document_html(page) == (
        "<p>E</p>"
        + grid("<tr><th>Aa</th><th>bB</th></tr><tr><td>cC</td><td>fD</td></tr>")
        + "<p>F</p>"
    )
    press(page, "ArrowDown")
    page.keyboard.type("g")
    assert document_html(page).endswith("<td>fD</td></tr></tbody></table><p>gF</p>")
    press(page, "ArrowUp", "ArrowUp", "ArrowUp")
    page.keyboard.type("e")
    assert document_html(page).startswith("<p>Ee</p><table>")


def test_rows_columns_and_alignment_have_buttons(page: Page) -> None:
    start_document(page, f"<p>E</p>{TABLE}<p>F</p>")
    expect(page.get_by_role("button", name="Add row below")).to_be_hidden()
    page.locator(".tiptap td").first.click()
    press(page, "Alt+F10")
    expect(page.get_by_role("button", name="Add row below")).to_be_focused()
    press(page, "Enter")
    page.get_by_role("button", name="Add column before").click()
    page.get_by_role("button", name="Align column to the end").click()
    assert document_html(page) == (
        "<p>E</p>"
        + grid(
            '<tr><th></th><th data-align="end">A</th><th>B</th></tr>'
            '<tr><td></td><td data-align="end">C</td><td>D</td></tr>'
            '<tr><td></td><td data-align="end"></td><td></td></tr>'
        )
        + "<p>F</p>"
    )
    for name in ("Delete row", "Delete column", "Header row", "Header column"):
        page.get_by_role("button", name=name, exact=True).click()
    assert "<td>A</td>" not in document_html(page)
    page.get_by_role("button", name="Delete table").click()
    assert document_html(page) == "<p>E</p><p>F</p>"
    press(page, "Control+z")
    assert document_html(page).startswith("<p>E</p><table>")


def test_caret_stays_in_its_cell_and_enters_from_outside(page: Page) -> None:
    start_document(page, f"<p>E</p>{TABLE}<p>F</p>")
    page.locator(".tiptap td").first.click()
    press(page, "Home", "Backspace", "End", "Delete")
    assert document_html(page).count("<td>") == 2
    page.locator(".tiptap > p").first.click()
    press(page, "End", "Delete")
    page.keyboard.type("x")
    assert "<th>xA</th>" in document_html(page)
    press(page, "Control+Shift+2", "Control+Shift+q")
    assert "<q" not in document_html(page)
    assert "<section" not in document_html(page)


def test_cells_are_merged_and_pasted(page: Page) -> None:
    start_document(page, f"{TABLE}<p></p>")
    page.locator(".tiptap td").first.click()
    paste(page, html="<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>")
    assert document_html(page).startswith(
        grid(
            "<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
        )
    )
    page.locator(".tiptap td").first.click()
    press(page, "End", "Shift+ArrowRight")
    page.get_by_role("button", name="Merge or split cells").click()
    assert '<td colspan="2">12</td>' in document_html(page)
    press(page, "Alt+F10")
    page.get_by_role("button", name="Merge or split cells").click()
    assert "colspan" not in document_html(page)


def test_wide_table_scrolls_within_itself_on_a_phone(desk: Desk) -> None:
    cells = "".join(f"<th>Column {number}</th>" for number in range(12))
    post = make.post(f"<p>A</p><table><caption>Wide</caption><tr>{cells}</tr></table>")
    page = desk.page(width=390)
    page.goto(post.get_absolute_url())
    region = page.get_by_role("region", name="Wide")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    region.focus()
    press(page, "End")
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    assert_accessible(page)
