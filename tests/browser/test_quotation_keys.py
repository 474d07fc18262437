"""Keys at the edges of quotations and figures, as in any good editor."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, caret, document, press, write
from tests.factories import figure, quotation

TWO = quotation("“One.”", "“Two.”", attribution="Ana Ruiz")
HEAD = '<section data-block="quotation" data-attribution="Ana Ruiz"'


def words(page: Page) -> list[str]:
    """The top-level blocks: a quotation as its paragraphs, a figure as its caption."""
    return page.evaluate(
        """[...document.querySelectorAll(".tiptap > *")].map(block =>
            block.matches(".quotation-node")
                ? "Q: " + [...block.querySelectorAll(".quotation-words p")]
                    .map(p => p.textContent).join(" / ")
            : block.matches(".figure-node")
                ? "F: " + block.querySelector("[data-field=caption]").value
            : block.textContent)"""
    )


def test_selected_paragraphs_become_a_quotation_and_their_last_line_attributes_it(desk: Desk):
    page = write(desk, "<p>Before.</p><p>“One.”</p><p>“Two.”</p><p>Ana Ruiz, judge</p>")
    page.locator(".tiptap > p").nth(1).click()
    press(page, "Home", "Shift+Control+End", "Control+Shift+Q")
    expect(page.locator(".quotation-node [data-field=attribution]")).to_have_value("Ana Ruiz, judge")
    assert words(page)[:2] == ["Before.", "Q: “One.” / “Two.”"]
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new)")
    page.keyboard.press("Control+z")  # What the line said of its source is no step of its own.
    assert words(page)[:4] == ["Before.", "“One.”", "“Two.”", "Ana Ruiz, judge"]
    press(page, "Control+Shift+z", "Control+Shift+Q")
    assert words(page)[:4] == ["Before.", "“One.”", "“Two.”", "Ana Ruiz, judge"]


def test_button_makes_a_quotation_of_the_paragraph_with_the_caret(desk: Desk):
    page = write(desk)
    page.keyboard.type("“Said.”")
    page.get_by_role("button", name="Quotation (Ctrl+Shift+Q)").click()
    page.keyboard.type(" On.")
    assert words(page)[0] == "Q: “Said.” On."


@pytest.mark.parametrize(
    ("html", "paragraph", "at", "keys", "expected"),
    [
        pytest.param(TWO, 1, "end", "Enter Enter x", ["Q: “One.” / “Two.”", "x"], id="leave"),
        pytest.param(TWO, 0, "end", "Enter Enter x", ["Q: “One.”", "x", "Q: “Two.”"], id="divide"),
        pytest.param(TWO, 0, "start", "Enter ArrowUp Enter", ["", "Q: “One.” / “Two.”"], id="above"),
        pytest.param(TWO, 0, "start", "Backspace x", ["x“One.”", "Q: “Two.”"], id="take out"),
        pytest.param(TWO, 1, "start", "Backspace x", ["Q: “One.”x“Two.”"], id="join"),
        pytest.param(TWO, 0, "end", "Delete x", ["Q: “One.”x“Two.”"], id="join forward"),
        pytest.param(
            TWO + "<p>After.</p>", 2, "start", "Backspace x", ["Q: “One.” / “Two.”x", "After."],
            id="back over the edge",
        ),
        pytest.param(
            TWO + "<p>After.</p>", 1, "end", "Delete x", ["Q: “One.” / “Two.”", "xAfter."],
            id="on over the edge",
        ),
        pytest.param(
            "<p>Before.</p>" + TWO, 0, "end", "Delete x", ["Before.", "Q: x“One.” / “Two.”"],
            id="into a quotation",
        ),
        pytest.param(
            figure(caption="Quay") + "<p>After.</p>", 0, "start", "Backspace x",
            ["F: Quay", "x", "After."], id="a figure is selected, not erased",
        ),
        pytest.param(
            figure(caption="Quay") + "<p>After.</p>", 0, "start", "Backspace Backspace",
            ["After."], id="a selected figure is erased",
        ),
        pytest.param(
            TWO + quotation("“Three.”"), 1, "end", "ArrowDown x",
            ["Q: “One.” / “Two.”", "x", "Q: “Three.”"], id="between two quotations",
        ),
        pytest.param(TWO, 0, "start", "ArrowUp x", ["x", "Q: “One.” / “Two.”"], id="before the first"),
        pytest.param(
            quotation("“Alone.”"), 0, "start", "Backspace x", ["x“Alone.”"], id="one paragraph",
        ),
    ],
)
def test_edges(desk: Desk, html: str, paragraph: int, at: str, keys: str, expected: list[str]):
    page = write(desk, html)
    lines = page.locator(".tiptap > p, .quotation-words p")
    before = words(page)
    caret(lines.nth(paragraph), at)
    press(page, *keys.split())
    after = words(page)
    assert after[: len(expected)] == expected
    press(page, *["Control+z"] * 5)
    assert words(page)[: len(before)] == before
    press(page, *["Control+Shift+z"] * 5)
    assert words(page) == after


def test_quotations_divided_keep_their_attribution(desk: Desk):
    page = write(desk, TWO)
    caret(page.locator(".quotation-words p").first, "end")
    press(page, "Enter", "Enter")
    assert document(page).count(HEAD) == 2
