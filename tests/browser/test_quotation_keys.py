"""Keys at the edges of quotations and figures, as in any good editor."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, caret, document, fill, press, write
from tests.support.factories import figure, quotation

TWO = quotation("“One.”", "“Two.”", attribution="Ana Ruiz")
HEAD = '<section data-block="quotation" data-attribution="Ana Ruiz"'


def words(page: Page) -> list[str]:
    """The top-level blocks: a quotation as its paragraphs, a figure as its caption."""
    return page.evaluate(
        """[...document.querySelectorAll(".tiptap > :not(.ProseMirror-gapcursor)")].map(block =>
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
    expect(page.locator(".quotation-node [data-field=attribution]")).to_have_value(
        "Ana Ruiz, judge"
    )
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


PLAIN = "<blockquote><p>Plain.</p></blockquote>"
BEFORE, AFTER, QUAY = "<p>Before.</p>", "<p>After.</p>", figure(caption="Quay")
# A document, the paragraph with the caret and its end of it, keys, and what is there then.
EDGES = {
    "leave below": (TWO, 1, "end", "Enter Enter x", ["Q: “One.” / “Two.”", "x"]),
    "divide": (TWO, 0, "end", "Enter Enter x", ["Q: “One.”", "x", "Q: “Two.”"]),
    "leave above": (TWO, 0, "start", "Enter ArrowUp Enter", ["", "Q: “One.” / “Two.”"]),
    "take out": (TWO, 0, "start", "Backspace x", ["x“One.”", "Q: “Two.”"]),
    "take out the only one": (quotation("“A.”"), 0, "start", "Backspace x", ["x“A.”"]),
    "join": (TWO, 1, "start", "Backspace x", ["Q: “One.”x“Two.”"]),
    "join forward": (TWO, 0, "end", "Delete x", ["Q: “One.”x“Two.”"]),
    "back over": (TWO + AFTER, 2, "start", "Backspace x", ["Q: “One.” / “Two.”x", "After."]),
    "on over": (TWO + AFTER, 1, "end", "Delete x", ["Q: “One.” / “Two.”", "xAfter."]),
    "into": (BEFORE + TWO, 0, "end", "Delete x", ["Before.", "Q: x“One.” / “Two.”"]),
    "select a figure": (QUAY + AFTER, 0, "start", "Backspace x", ["F: Quay", "x", "After."]),
    "select it forward": (BEFORE + QUAY, 0, "end", "Delete x", ["Before.", "F: Quay", "x"]),
    "erase it then": (QUAY + AFTER, 0, "start", "Backspace Backspace", ["After."]),
    "between": (
        TWO + TWO,
        1,
        "end",
        "ArrowDown x",
        ["Q: “One.” / “Two.”", "x", "Q: “One.” / “Two.”"],
    ),
    "before the first": (TWO, 0, "start", "ArrowUp x", ["x", "Q: “One.” / “Two.”"]),
    "after the last": (TWO, 1, "end", "ArrowDown x", ["Q: “One.” / “Two.”", "x"]),
    "over a plain blockquote": (PLAIN + AFTER, 0, "start", "Backspace x", ["Plain.x", "After."]),
    "empty below a plain one": (PLAIN + "<p></p>", 0, "start", "Backspace x", ["Plain.x"]),
    "into a plain blockquote": (BEFORE + PLAIN, 0, "end", "Delete x", ["Before.", "xPlain."]),
    "above a first figure": (QUAY + AFTER, 0, "start", "Backspace ArrowUp x", ["x", "F: Quay"]),
}


def test_edges(desk: Desk) -> None:
    page = write(desk)
    lines = page.locator(".tiptap > p, .quotation-words p")
    for name, (html, paragraph, at, keys, expected) in EDGES.items():
        fill(page, html)
        before = words(page)
        caret(lines.nth(paragraph), at)
        press(page, *keys.split())
        after = words(page)
        assert after[: len(expected)] == expected, name
        undone = 0
        while words(page) != before and undone < 5:
            press(page, "Control+z")
            undone += 1
        assert words(page) == before, name
        press(page, *["Control+Shift+z"] * 5)
        assert words(page) == after, name


def test_quotations_divided_keep_their_attribution(desk: Desk):
    page = write(desk, TWO)
    caret(page.locator(".quotation-words p").first, "end")
    press(page, "Enter", "Enter")
    assert document(page).count(HEAD) == 2


def test_delete_at_the_end_of_a_plain_blockquote_leaves_the_prose_below(desk: Desk) -> None:
    page = write(desk, PLAIN + AFTER)
    caret(page.locator("blockquote p"), "end")
    press(page, "Delete", "x")
    assert document(page) == f"{PLAIN}<p>xAfter.</p>"


@pytest.mark.parametrize("tag", ["h2", "p"])
@pytest.mark.parametrize("text", ["After.", "بعد ذلك."])
def test_backspace_under_a_quotation_moves_the_caret_alone(tag, text, desk: Desk) -> None:
    page = write(desk, f"{quotation('“One.”')}<{tag}>{text}</{tag}>")
    before = document(page)
    caret(page.locator(f".tiptap > {tag}").first)
    press(page, "Backspace")
    assert document(page) == before
    press(page, "x")
    expect(page.locator(".quotation-words")).to_have_text("“One.”x")


# What stands there, and the quotation that Ctrl+Shift+Q makes of it: its words, its attribution.
CONVERTED = {
    "blockquote": ("<blockquote><p>One.</p><p>Two.</p></blockquote>", ["One.", "Two."], ""),
    "with a dash": (
        "<blockquote><p>One.</p><p>— Ana Ruiz</p></blockquote>",
        ["One."],
        "— Ana Ruiz",
    ),
    "with marks": ("<blockquote><p>“One.”</p><p>Ana Ruiz</p></blockquote>", ["“One.”"], "Ana Ruiz"),
    "list": ("<ul><li><p>One.</p></li><li><p>Two.</p></li></ul>", ["One.", "Two."], ""),
    "numbers": ("<ol><li><p>One.</p><ul><li><p>Two.</p></li></ul></li></ol>", ["One.", "Two."], ""),
    "right to left": (
        "<blockquote><p>«نعم»</p><p>آنا رويث</p></blockquote>",
        ["«نعم»"],
        "آنا رويث",
    ),
    "list in it": ("<blockquote><ul><li><p>A</p></li></ul></blockquote>", ["A"], ""),
}


def test_quotation_key_converts_blockquotes_and_lists(desk: Desk) -> None:
    page = write(desk)
    for name, (html, lines, attribution) in CONVERTED.items():
        fill(page, BEFORE + html + AFTER)
        page.locator(".tiptap blockquote p, .tiptap li p").first.click()
        press(page, "Home", "Control+Shift+Q", "x")
        shown = page.locator(".quotation-words p")
        assert shown.all_text_contents() == [f"x{lines[0]}", *lines[1:]], name
        expect(page.locator("[data-field=attribution]")).to_have_value(attribution)
        expect(page.locator(".tiptap > p").first).to_have_text("Before.")
        expect(page.locator(".tiptap > p").nth(1)).to_have_text("After.")
        press(page, "Control+z", "Control+z")
        expect(page.locator(".quotation-node")).to_have_count(0)


def test_quotation_key_in_a_heading_says_why_not(desk: Desk) -> None:
    page = write(desk, "<h2>Heading</h2><p>After.</p>")
    before = document(page)
    page.locator(".tiptap h2").click()
    press(page, "Control+Shift+Q")
    expect(page.locator("[data-form-state]")).to_contain_text(
        "Not changed: a quotation can contain"
    )
    expect(page.locator("[data-form-state]")).to_be_visible()
    expect(page.locator(".editor-announcer")).to_contain_text("Not changed")
    assert document(page) == before
