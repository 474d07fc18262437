"""Keyboard editing at the edges of quotations and figures."""

from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    expect_announcement,
    open_editor,
    paste,
    press,
    record_announcements,
    set_document,
    start_document,
)
from tests.support import factories
from tests.support.factories import figure, quotation

TWO = quotation("“One.”", "“Two.”", attribution="Ana Ruiz")
HEAD = '<section data-block="quotation" data-attribution="Ana Ruiz"'
BEFORE, AFTER = "<p>Before.</p>", "<p>After.</p>"


def block_texts(page: Page) -> list[str]:
    """Return the texts of the top-level blocks: a quotation's paragraphs, a figure's caption."""
    return page.evaluate(
        """[...document.querySelectorAll(".tiptap > :not(.ProseMirror-gapcursor)")].map(block =>
            block.matches(".quotation-node")
                ? "Q: " + [...block.querySelectorAll(".quotation-text p")]
                    .map(p => p.textContent).join(" / ")
            : block.matches(".figure-node")
                ? "F: " + block.querySelector("[data-field=caption]").value
            : block.textContent)"""
    )


def test_selected_paragraphs_become_quotation_with_attribution(page: Page) -> None:
    start_document(page, "<p>Before.</p><p>“One.”</p><p>“Two.”</p><p>Ana Ruiz, judge</p>")
    page.locator(".tiptap > p").nth(1).click()
    press(page, "Home", "Shift+Control+End", "Control+Shift+Q")
    expect(page.locator(".quotation-node [data-field=attribution]")).to_have_value(
        "Ana Ruiz, judge"
    )
    assert block_texts(page)[:2] == ["Before.", "Q: “One.” / “Two.”"]
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new source)")
    page.keyboard.press("Control+z")  # The parsed source is not an undo step of its own.
    assert block_texts(page)[:4] == ["Before.", "“One.”", "“Two.”", "Ana Ruiz, judge"]
    press(page, "Control+Shift+z", "Control+Shift+Q")
    assert block_texts(page)[:4] == ["Before.", "“One.”", "“Two.”", "Ana Ruiz, judge"]


def test_button_converts_current_paragraph_to_quotation(page: Page) -> None:
    start_document(page)
    page.keyboard.type("“Said.”")
    page.get_by_role("button", name="Quotation (Ctrl+Shift+Q)").click()
    page.keyboard.type(" On.")
    assert block_texts(page)[0] == "Q: “Said.” On."


# A line, and the text and attribution of the quotation that Ctrl+Shift+Q creates from it.
ATTRIBUTED = [
    ("“Not <em>now</em>.” — Ana Ruiz, judge", "“Not now.”", "Ana Ruiz, judge"),
    ("« Non ! » – Le maire, le 3 mai", "« Non ! »", "Le maire, le 3 mai"),
    ("„Nein.“―Der Minister", "„Nein.“", "Der Minister"),
    ("“A “b” c.” - Bo Berg, “The Title”", "“A “b” c.”", "Bo Berg, “The Title”"),
    ("“One.” — he said — “Two.”", "“One.” — he said — “Two.”", ""),
    (
        "“We open,” Anna Berg, the minister, told us.",
        "“We open,”",
        "Anna Berg, the minister, told us.",
    ),
    ("„Nein“, sagte Ana Ruiz.", "„Nein“", "sagte Ana Ruiz."),
    ("“One,” she said, “two.”", "“One,” she said, “two.”", ""),
    ("“Free” is his word", "“Free” is his word", ""),
    ("“A well-known fact.”", "“A well-known fact.”", ""),
    ("Prose — and more", "Prose — and more", ""),
]


def test_quotation_key_parts_a_line_from_its_attribution(
    page: Page, subtests: pytest.Subtests
) -> None:
    for line, quoted, attribution in ATTRIBUTED:
        with subtests.test(line=line):
            set_document(page, f"<p>{line}</p><p>After.</p>")
            caret(page.locator(".tiptap > p").first)
            press(page, "Control+Shift+Q")
            assert block_texts(page)[:2] == [f"Q: {quoted}", "After."]
            field = page.locator(".quotation-node [data-field=attribution]")
            expect(field).to_have_value(attribution)
            press(page, "Control+z")
            assert "section" not in document_html(page)


def test_greater_than_sign_begins_a_quotation(page: Page) -> None:
    start_document(page)
    page.keyboard.type("> ")
    page.keyboard.insert_text("“Said.”")  # One undo step, however slow the machine is.
    assert block_texts(page)[0] == "Q: “Said.”"
    press(page, "Control+z", "Control+z")
    assert "section" not in document_html(page)


PLAIN = "<blockquote><p>Plain.</p></blockquote>"
QUAY = figure(caption="Quay")
# Document, paragraph of the caret, edge of the caret, keys, and the resulting blocks.
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


def test_keys_at_block_edges_change_blocks(page: Page) -> None:
    start_document(page)
    lines = page.locator(".tiptap > p, .quotation-text p")
    for name, (html, paragraph, edge, keys, expected) in EDGES.items():
        set_document(page, html)
        before = block_texts(page)
        caret(lines.nth(paragraph), edge)
        press(page, *keys.split())
        after = block_texts(page)
        assert after[: len(expected)] == expected, name
        undone = 0
        while block_texts(page) != before and undone < 5:
            press(page, "Control+z")
            undone += 1
        assert block_texts(page) == before, name
        press(page, *["Control+Shift+z"] * 5)
        assert block_texts(page) == after, name


def test_split_quotation_keeps_attribution(page: Page) -> None:
    start_document(page, TWO)
    caret(page.locator(".quotation-text p").first, "end")
    press(page, "Enter", "Enter")
    assert document_html(page).count(HEAD) == 2


def test_delete_at_end_of_blockquote_keeps_prose_below(page: Page) -> None:
    start_document(page, PLAIN + AFTER)
    caret(page.locator("blockquote p"), "end")
    press(page, "Delete", "x")
    assert document_html(page) == f"{PLAIN}<p>xAfter.</p>"


def test_backspace_below_quotation_only_moves_caret(page: Page, subtests: pytest.Subtests) -> None:
    for tag, text in product(("h2", "p"), ("After.", "بعد ذلك.")):
        with subtests.test(tag=tag, text=text):
            set_document(page, f"{quotation('“One.”')}<{tag}>{text}</{tag}>")
            before = document_html(page)
            caret(page.locator(f".tiptap > {tag}").first)
            press(page, "Backspace")
            assert document_html(page) == before
            press(page, "x")
            expect(page.locator(".quotation-text")).to_have_text("“One.”x")


# HTML, and the text and attribution of the quotation that Ctrl+Shift+Q creates from it.
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


def test_quotation_key_converts_blockquotes_and_lists(page: Page) -> None:
    start_document(page)
    for name, (html, lines, attribution) in CONVERTED.items():
        set_document(page, BEFORE + html + AFTER)
        page.locator(".tiptap blockquote p, .tiptap li p").first.click()
        press(page, "Home", "Control+Shift+Q", "x")
        shown = page.locator(".quotation-text p")
        assert shown.all_text_contents() == [f"x{lines[0]}", *lines[1:]], name
        field = page.locator(".quotation-node [data-field=attribution]")
        expect(field).to_have_value(attribution)
        expect(page.locator(".tiptap > p").first).to_have_text("Before.")
        expect(page.locator(".tiptap > p").nth(1)).to_have_text("After.")
        press(page, "Control+z", "Control+z")
        expect(page.locator(".quotation-node")).to_have_count(0)


def test_quotation_key_in_heading_explains_refusal(page: Page) -> None:
    start_document(page, "<h2>Heading</h2><p>After.</p>")
    before = document_html(page)
    record_announcements(page)
    page.locator(".tiptap h2").click()
    press(page, "Control+Shift+Q")
    expect(page.locator("[data-form-state]")).to_contain_text(
        "Not changed: a quotation can contain"
    )
    expect(page.locator("[data-form-state]")).to_be_visible()
    expect_announcement(page, "Not changed")
    assert document_html(page) == before


def test_credit_names_the_language_in_that_of_the_desk(desk: Desk):
    factories.site(language="en")
    editor = factories.user("Editor", language="de")
    page = open_editor(desk, quotation("« Oui. »", attribution="Ana", lang="fr"), editor)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    summary = page.locator(".quotation-node summary").first
    expect(summary).to_contain_text("Französisch")
    summary.click()
    page.locator("[data-field=lang]").fill("f!")  # No code.
    expect(summary).to_contain_text("f!")


def test_escape_in_details_folds_them_and_returns_to_the_text(page: Page) -> None:
    start_document(page, "<p>Before.</p>" + quotation("“One.”", attribution="Ana Ruiz"))
    hint = page.locator(".quotation-node .node-fields > small")
    expect(hint).to_be_hidden()
    page.locator(".quotation-node summary").first.click()
    page.locator(".quotation-node [data-field=sourceRole]").click()
    expect(hint).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".quotation-node details[open]")).to_have_count(0)
    expect(page.locator(".tiptap")).to_be_focused()
    expect(hint).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1440])
def test_pasted_sentence_with_speaker_is_offered_as_quotation(desk: Desk, width: int) -> None:
    page = open_editor(desk, width=width, height=844)
    paste(page, "“The harbour opens in May,” said Ana Ruiz, the harbour master.")
    offer = page.get_by_role("button", name="Make this a quotation")
    expect(offer).to_be_in_viewport(ratio=1)
    if width == 390:
        assert_accessible(page)
    offer.click()
    expect(offer).to_have_count(0)
    assert block_texts(page)[0] == "Q: “The harbour opens in May,”"
    attribution = page.locator("[data-field=attribution]")
    expect(attribution).to_have_value("said Ana Ruiz, the harbour master.")
    press(page, "Control+z")
    assert block_texts(page)[0].startswith("“The harbour opens in May,” said")


@pytest.mark.parametrize(
    "line", ["The harbour opens in May.", "“The harbour opens in May.”", "They call it “the lock”."]
)
def test_pasted_line_without_speaker_is_not_offered(desk: Desk, line: str) -> None:
    page = open_editor(desk)
    with page.expect_response("**/autosave/"):
        paste(page, line)
    expect(page.get_by_text("Make this a quotation")).to_have_count(0)


def test_offer_of_a_quotation_ends_with_the_next_key(page: Page) -> None:
    start_document(page)
    paste(page, "“The harbour opens in May,” said Ana Ruiz, the harbour master.")
    offer = page.get_by_role("button", name="Make this a quotation")
    expect(offer).to_be_visible()
    page.keyboard.type(" ")
    expect(offer).to_have_count(0)
