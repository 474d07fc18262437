"""Quotations within sentences: a mark in prose with the credit of a quotation."""

import pytest
from playwright.sync_api import Locator, Page, expect

from blog.models import PullQuote, Source
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    expect_announcement,
    new_document,
    open_editor,
    paste,
    press,
    record_announcements,
    save,
    set_document,
    settle,
    start_document,
)
from tests.support import factories

SENTENCE = "<p>She said “We will not close” twice.</p>"
QUOTED = (
    '<p>She said “<q data-block="quotation">We will not close</q>” twice.</p>'  # SENTENCE, marked
)
CREDIT = 'data-attribution="Ana Ruiz, judge" data-source-name="Ana Ruiz" data-source-role="judge"'
WORDS_START, WORDS_END = 10, 27  # of the words in SENTENCE


def select(page: Page, start: int, end: int | None = None, paragraph: int = 0) -> None:
    """Select the text of a top-level paragraph between two offsets, as a mouse would."""
    page.locator(".tiptap").evaluate(
        """({ editor }, [index, start, end]) => {
            let pos = 1
            for (let i = 0; i < index; i++) pos += editor.state.doc.child(i).nodeSize
            editor.view.focus()
            editor.commands.setTextSelection({ from: pos + start, to: pos + end })
        }""",
        [paragraph, start, start if end is None else end],
    )
    settle(page)


def panel(page: Page) -> Locator:
    return page.locator(".inline-quotation-panel:not(.footnote-panel)")


def field(page: Page, name: str) -> Locator:
    return panel(page).locator(f"[data-field={name}]")


def test_document_with_inline_quotations_keeps_them_as_they_are(page: Page) -> None:
    start_document(page)
    html = (
        f'<p>She: “<q data-block="quotation" {CREDIT} data-id="3">We <strong>will</strong><br>'
        '<a href="https://example.org/">not</a> close</q>” and '
        '<q data-block="quotation">one</q><q data-block="quotation" data-said="2024">two</q></p>'
        '<ul><li><p><q data-block="quotation">three</q></p></li></ul><p>After.</p>'
    )
    set_document(page, html)
    assert document_html(page) == html


def test_inline_quotation_in_heading_or_block_becomes_text(page: Page) -> None:
    start_document(page)
    set_document(page, '<h2><q data-block="quotation">A</q> <strong>B</strong></h2><p>C</p>')
    assert document_html(page) == "<h2>A <strong>B</strong></h2><p>C</p>"
    set_document(page, QUOTED)
    select(page, 0)
    press(page, "Control+Shift+Q")
    assert document_html(page).startswith(f'<section data-block="quotation">{SENTENCE}</section>')
    press(page, "Control+z")
    assert document_html(page) == QUOTED


# Selected offsets in SENTENCE; without an end it is a caret.
SELECTIONS = {
    "words": (WORDS_START, WORDS_END),
    "words with their marks": (WORDS_START - 1, WORDS_END + 1),
    "words with spaces and marks": (WORDS_START - 2, WORDS_END + 2),
    "caret in the words": (WORDS_START + 3, None),
    "caret at the opening mark": (WORDS_START, None),
}


def test_inline_quotation_key_marks_words_and_removes_mark(page: Page) -> None:
    start_document(page)
    record_announcements(page)
    for name, (start, end) in SELECTIONS.items():
        set_document(page, SENTENCE)
        select(page, start, end)
        press(page, "Control+Shift+2")
        assert document_html(page) == QUOTED, name
        expect_announcement(page, "Quotation added. Press Tab to enter its source.")
        expect(panel(page)).to_be_visible()
        press(page, "Control+Shift+2")
        assert document_html(page) == SENTENCE, name
        expect_announcement(page, "No longer a quotation. The text has not changed.")
        expect(panel(page)).to_be_hidden()
        press(page, "Control+z")
        assert document_html(page) == QUOTED, name
        press(page, "Control+z")
        assert document_html(page) == SENTENCE, name


def test_inline_quotation_button_shows_state_and_toggles_mark(page: Page) -> None:
    start_document(page)
    set_document(page, SENTENCE)
    button = page.get_by_role("button", name="Quotation within a sentence (Ctrl+Shift+2)")
    select(page, WORDS_START, WORDS_END)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert document_html(page) == QUOTED
    panel(page).get_by_role("button", name="Remove quotation, keep text").click()
    expect(panel(page)).to_be_hidden()
    assert document_html(page) == SENTENCE


def test_inline_quotations_of_other_scripts_leave_marks_outside(page: Page) -> None:
    start_document(page)
    for text, offset, quoted in (
        ("قال «لن نغلق» ثم", 6, "لن نغلق"),
        ("הוא אמר „לא נסגור” שוב", 10, "לא נסגור"),
        ("她说「不关」。", 3, "不关"),
        ("Elle dit « non » et part", 11, "non"),
    ):
        set_document(page, f"<p>{text}</p>")
        select(page, offset)
        press(page, "Control+Shift+2")
        marked = text.replace(quoted, f'<q data-block="quotation">{quoted}</q>')
        assert document_html(page) == f"<p>{marked}</p>"


def test_inline_quotation_key_with_more_words_extends_quotation(page: Page) -> None:
    start_document(page)
    quotation = f'<q data-block="quotation" {CREDIT}>'
    set_document(page, f"<p>a {quotation}b</q> c d</p>")
    select(page, 2, 5)
    press(page, "Control+Shift+2")
    assert document_html(page) == f"<p>a {quotation}b c</q> d</p>"


# HTML, the selection in it, and the reason.
REFUSALS = {
    "nothing quoted": ("<p>Nobody said it.</p>", (3, None), "select the quoted words"),
    "two paragraphs": ("<p>One.</p><p>Two.</p>", (1, 9), "a quotation within a sentence cannot"),
    "heading": ("<h2>A “b” c</h2><p>D</p>", (4, None), "a heading cannot contain"),
    "block": (factories.quotation("A “b” c"), (5, None), "these words are already part"),
    "several": (
        '<p><q data-block="quotation">a</q> <q data-block="quotation">b</q></p>',
        (0, 3),
        "the selection contains several",
    ),
}


def test_inline_quotation_key_where_impossible_explains_refusal(page: Page) -> None:
    start_document(page)
    record_announcements(page)
    for name, (html, (start, end), reason) in REFUSALS.items():
        set_document(page, html)
        before = document_html(page)
        select(page, start, end)
        press(page, "Control+Shift+2")
        message = f"Not changed: {reason}"
        expect_announcement(page, message)
        expect(page.locator("[data-form-state]")).to_contain_text(message)
        assert document_html(page) == before, name


def test_attribution_in_panel_fills_source_and_date(page: Page) -> None:
    start_document(page)
    set_document(page, QUOTED)
    select(page, WORDS_START + 3)
    expect(panel(page)).to_contain_text("No source yet")
    press(page, "Tab")
    expect(field(page, "attribution")).to_be_focused()
    page.keyboard.insert_text("Ana Ruiz, harbour master, Port of Vik, 3 March 2023")
    expect(panel(page).locator("summary")).to_have_text("Ana Ruiz (new source) · March 3, 2023")
    expect(panel(page).get_by_text("No source yet")).to_be_hidden()
    press(page, "Tab", "Enter")
    expect(field(page, "sourceName")).to_have_value("Ana Ruiz")
    expect(field(page, "sourceRole")).to_have_value("harbour master")
    expect(field(page, "sourceAffiliation")).to_have_value("Port of Vik")
    html = document_html(page)
    assert html.count("<q ") == 1
    assert 'data-source-name="Ana Ruiz"' in html
    assert 'data-said="2023-03-03"' in html
    press(page, "Escape", "Control+z")  # The parsed source is not an undo step of its own.
    assert document_html(page) == QUOTED


def test_date_by_hand_stays_when_attribution_changes(page: Page) -> None:
    start_document(page)
    set_document(page, QUOTED)
    select(page, WORDS_START)
    field(page, "attribution").fill("Ana Ruiz, 3 March 2023")
    expect(panel(page).locator("summary")).to_have_text("Ana Ruiz (new source) · March 3, 2023")
    panel(page).locator("summary").click()
    field(page, "said").fill("2022")
    field(page, "attribution").press("End")
    field(page, "url").fill("https://example.org/a")
    html = document_html(page)
    assert 'data-said="2022"' in html
    assert 'data-by-hand="date_said url"' in html
    assert 'data-url="https://example.org/a"' in html


def test_source_in_panel_completes_known_sources(desk: Desk) -> None:
    source = Source.objects.create(name="Ana Ruiz", role="judge")
    page = open_editor(desk)
    set_document(page, QUOTED)
    select(page, WORDS_START)
    panel(page).locator("summary").click()
    field(page, "sourceName").press_sequentially("Ana")
    panel(page).get_by_role("option", name="Ana Ruiz").click()
    expect(field(page, "attribution")).to_have_value("Ana Ruiz, judge")
    assert f'data-source="{source.pk}"' in document_html(page)


def test_keys_in_panel_return_to_text(page: Page) -> None:
    start_document(page)
    set_document(page, QUOTED)
    select(page, WORDS_START + 3)
    press(page, "Tab", "Escape", "x")
    assert "We xwill" in document_html(page)
    expect(panel(page)).to_be_visible()
    press(page, "Escape")
    expect(panel(page)).to_be_hidden()
    press(page, "y", "Backspace", "Tab")
    expect(field(page, "attribution")).to_be_focused()
    press(page, "Shift+Tab", "Shift+Tab", "Shift+Tab", "z")
    assert "We xzwill" in document_html(page)
    press(page, "Tab", "Enter", "!")
    expect(panel(page)).to_be_hidden()
    assert "</q>”! twice." in document_html(page)


def test_panel_follows_caret_between_quotations(page: Page) -> None:
    start_document(page)
    one = f'<q data-block="quotation" {CREDIT}>One</q>'
    two = '<q data-block="quotation" data-attribution="Bo Berg" data-source-name="Bo Berg">Two</q>'
    set_document(page, f"<p>{one}{two} and three.</p><ul><li><p>“four”</p></li></ul><p>E</p>")
    select(page, 1)
    expect(field(page, "attribution")).to_have_value("Ana Ruiz, judge")
    record_announcements(page)
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(field(page, "attribution")).to_have_value("Bo Berg")
    expect_announcement(page, "Quotation. Press Tab to edit its source.")
    press(page, "End")
    expect(panel(page)).to_be_hidden()
    caret(page.locator(".tiptap li p"))
    press(page, "ArrowRight", "Control+Shift+2", "Tab")
    expect(field(page, "attribution")).to_be_focused()
    expect(field(page, "attribution")).to_have_value("")
    page.locator("#id_title").click()
    expect(panel(page)).to_be_hidden()
    html = document_html(page)
    assert f"<p>{one}{two} and three.</p>" in html
    assert '“<q data-block="quotation">four</q>”' in html


def test_typing_at_the_end_of_quotation_belongs_to_it(page: Page) -> None:
    start_document(page)
    set_document(page, QUOTED)
    select(page, WORDS_END)
    press(page, "x")
    select(page, WORDS_START)
    press(page, "y")
    assert "“y<q" in document_html(page)
    assert "closex</q>”" in document_html(page)
    select(page, WORDS_START + 4)
    press(page, "Shift+Enter", "Enter", "Backspace")
    html = document_html(page)
    assert html.count("<q ") == 1
    assert "We <br>will" in html


def test_corrected_last_word_stays_in_the_quotation(page: Page) -> None:
    start_document(page)
    set_document(page, QUOTED)
    select(page, WORDS_END)
    press(page, "Backspace", "Backspace")
    page.keyboard.type("sed")
    assert "We will not closed</q>” twice." in document_html(page)


def test_words_replaced_as_a_whole_stay_a_quotation(page: Page) -> None:
    start_document(page)
    set_document(page, QUOTED)
    select(page, WORDS_START, WORDS_END)
    page.keyboard.type("Never")
    assert '“<q data-block="quotation">Never</q>” twice.' in document_html(page)


def test_pasted_copy_of_quotation_loses_key(page: Page) -> None:
    start_document(page)
    quotation = f'<q data-block="quotation" {CREDIT} data-id="3">Yes</q>'
    set_document(page, f"<p>{quotation} a</p>")
    select(page, 5)
    paste(page, html=f'<p data-pm-slice="1 1 []">{quotation}</p>')
    assert document_html(page) == f"<p>{quotation} a{quotation.replace(' data-id="3"', '')}</p>"
    select(page, 1)
    paste(page, html="<b>oh</b>")
    assert ">Y<strong>oh</strong>es</q>" in document_html(page)
    assert document_html(page).count("<q ") == 2


def test_pasted_q_element_gets_typed_quotation_marks(page: Page) -> None:
    start_document(page)
    paste(page, html="<p>She said <q>No</q> twice.</p>")
    assert document_html(page) == "<p>She said “No” twice.</p>"


def test_quotation_errors_are_shown_in_panel(page: Page) -> None:
    start_document(page)
    set_document(
        page, '<p>“<q data-block="quotation" data-said="x" data-errors="Enter a date.">No</q>”</p>'
    )
    select(page, 2)
    expect(panel(page).get_by_role("alert")).to_have_text("Enter a date.")
    field(page, "said").fill("2023")
    expect(panel(page).get_by_role("alert")).to_be_hidden()
    assert "data-errors" not in document_html(page)


def test_saved_inline_quotation_is_stored_with_source_and_key(desk: Desk) -> None:
    page = open_editor(desk, SENTENCE)
    select(page, WORDS_START)
    press(page, "Control+Shift+2", "Tab")
    page.keyboard.insert_text("Ana Ruiz, judge, 3 March 2023")
    page.locator("#id_title").fill("Harbour")
    save(page)
    quote = PullQuote.objects.get()
    assert (quote.text, quote.is_inline) == ("“We will not close”", True)
    assert (quote.attribution, quote.source.name) == ("Ana Ruiz, judge, 3 March 2023", "Ana Ruiz")
    assert f'data-id="{quote.pk}"' in document_html(page)
    select(page, WORDS_START + 3)
    press(page, "x")
    save(page)
    changed = PullQuote.objects.get()
    assert (changed.pk, changed.text) == (quote.pk, "“We xwill not close”")


def test_error_of_inline_quotation_is_reached_from_error_list(desk: Desk) -> None:
    page = open_editor(desk, SENTENCE)
    select(page, WORDS_START)
    press(page, "Control+Shift+2")
    panel(page).locator("summary").click()
    field(page, "said").fill("soon")
    with new_document(page):
        page.locator("[name=_continue]").click()
    page.locator(".error-summary a[href='#id_document']").click()
    expect(field(page, "said")).to_have_value("soon")
    expect(field(page, "said")).to_be_visible()
    expect(panel(page).get_by_role("alert")).not_to_be_empty()


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_panel_leaves_quoted_line_visible(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    start_document(page)
    set_document(page, QUOTED * 12)
    select(page, WORDS_START, paragraph=11)
    expect(panel(page)).to_be_visible()
    settle(page)  # It follows the text that was scrolled.
    line = page.locator(".tiptap q").last.bounding_box()
    box = panel(page).bounding_box()
    bar = page.locator(".submit-row").bounding_box()
    assert line and box and bar
    assert line["y"] + line["height"] <= box["y"] or box["y"] + box["height"] <= line["y"]
    assert width > 390 or box["y"] + box["height"] <= bar["y"]
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("room", ["below", "above"])
def test_panel_is_where_the_bar_of_buttons_does_not_cover_it(page: Page, room: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    start_document(page)
    set_document(page, QUOTED * 12 + "<p>After.</p>" * 30)
    quoted = page.locator(".tiptap q").last
    bar = page.locator(".submit-row").bounding_box()
    line = quoted.bounding_box()
    assert bar and line
    space = 500 if room == "below" else 60  # Pixels between the line and the bar.
    page.evaluate("y => scrollBy(0, y)", line["y"] + line["height"] + space - bar["y"])
    quoted.click(position={"x": 5, "y": 5})
    expect(panel(page)).to_be_visible()
    settle(page)
    line, box = quoted.bounding_box(), panel(page).bounding_box()
    assert line and box
    if room == "below":
        assert line["y"] + line["height"] <= box["y"]
    else:
        assert box["y"] + box["height"] <= line["y"]
    panel(page).locator("summary").click()  # The panel grows away from the words.
    expect(field(page, "said")).to_be_visible()
    settle(page)
    line, box = quoted.bounding_box(), panel(page).bounding_box()
    assert line and box
    assert line["y"] + line["height"] <= box["y"] or box["y"] + box["height"] <= line["y"]


def test_open_panel_is_accessible(desk: Desk) -> None:
    page = open_editor(desk)
    set_document(page, f'{SENTENCE}<p>“<q data-block="quotation" {CREDIT}>No</q>”</p>')
    page.locator("#id_title").fill("Harbour")
    select(page, 2, paragraph=1)
    panel(page).locator("summary").click()
    assert_accessible(page)
