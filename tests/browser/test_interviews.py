"""Interviews in the editor and in the theme."""

import pytest
from playwright.sync_api import Page, expect

from blog.models import Post, PullQuote
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    open_editor,
    press,
    save,
    start_document,
)
from tests.support import factories as make

OPENING = '<section data-interview="" data-interviewer="Bo Ek" data-interviewee="Ana Ruiz">'
QUESTION = '<p data-question="">'
INTERVIEW = f"{OPENING}{QUESTION}Why?</p><p>Rain.</p>{QUESTION}And?</p><p>Snow.</p></section>"
TEXT = ".interview-text"


def test_interview_is_written_by_keyboard_and_saved(desk: Desk) -> None:
    page = open_editor(desk)
    page.keyboard.type("/interv")
    press(page, "Enter")
    expect(page.locator(f"{TEXT} > [data-question]")).to_have_count(1)
    page.keyboard.type("Why?")
    press(page, "Enter")
    page.keyboard.type("Rain.")
    press(page, "Enter")
    page.keyboard.type("More rain.")
    press(page, "Enter", "Enter")
    page.keyboard.type("And?")
    press(page, "Enter", "Enter", "Enter")
    page.keyboard.type("Below.")
    content = f"{QUESTION}Why?</p><p>Rain.</p><p>More rain.</p>{QUESTION}And?</p>"
    assert document_html(page) == f'<section data-interview="">{content}</section><p>Below.</p>'
    page.locator(TEXT).get_by_text("Why?").click()
    press(page, "Tab")
    expect(page.get_by_label("Interviewer (optional)")).to_be_focused()
    page.keyboard.type("Bo Ek")
    press(page, "Tab")
    page.keyboard.type("Ana Ruiz")
    press(page, "Enter")
    expect(page.locator(".tiptap")).to_be_focused()
    page.locator("#id_title").fill("Interview")
    save(page)
    assert Post.objects.get().proses.get().html == f"{OPENING}{content}</section><p>Below.</p>"


def test_enter_in_an_empty_question_divides_the_interview(page: Page) -> None:
    start_document(page, INTERVIEW)
    caret(page.locator(TEXT).get_by_text("Rain."), "end")
    press(page, "Enter", "Enter", "Enter")
    page.keyboard.type("Between.")
    assert document_html(page) == (
        f"{OPENING}{QUESTION}Why?</p><p>Rain.</p></section><p>Between.</p>"
        f"{OPENING}{QUESTION}And?</p><p>Snow.</p></section><p></p>"
    )


def test_enter_replaces_a_selection_that_begins_in_an_empty_answer(page: Page) -> None:
    start_document(page, INTERVIEW)
    caret(page.locator(TEXT).get_by_text("Rain."), "end")
    press(page, "Enter", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")
    assert document_html(page).startswith(f"{OPENING}{QUESTION}Why?</p><p>Rain.</p>")
    assert f"{QUESTION}d?</p><p>Snow.</p></section>" in document_html(page)


def test_enter_in_a_question_goes_to_its_empty_answer_or_splits_it(page: Page) -> None:
    start_document(page, f"{OPENING}{QUESTION}Why?</p><p>Rain.</p></section>")
    caret(page.locator(TEXT).get_by_text("Why?"), "end")
    press(page, "Enter")
    press(page, "ArrowUp", "End", "Enter")
    page.keyboard.type("Snow.")
    assert f"{QUESTION}Why?</p><p>Snow.</p><p>Rain.</p>" in document_html(page)
    caret(page.locator(TEXT).get_by_text("Why?"))
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "Enter")
    assert f"{QUESTION}Why</p><p>?</p><p>Snow.</p>" in document_html(page)


def test_question_and_answer_change_places_by_keys_and_button(page: Page) -> None:
    start_document(page, INTERVIEW)
    caret(page.locator(TEXT).get_by_text("And?"))
    press(page, "Backspace")
    assert "<p>Rain.</p><p>And?</p><p>Snow.</p>" in document_html(page)
    page.keyboard.type("? ")
    assert document_html(page).startswith(INTERVIEW)
    page.locator(TEXT).get_by_text("Snow.").click()
    page.get_by_role("button", name="Question or answer").click()
    expect(page.locator(f"{TEXT} > [data-question]")).to_have_count(3)
    assert f"{QUESTION}Snow.</p></section>" in document_html(page)


@pytest.mark.parametrize("key", ["Enter", "Backspace"])
def test_key_in_the_only_empty_question_removes_the_interview(page: Page, key: str) -> None:
    start_document(page)
    page.keyboard.type("/interv")
    press(page, "Enter")
    expect(page.locator(TEXT)).to_have_count(1)
    press(page, key)
    page.keyboard.type("Prose.")
    assert document_html(page) == "<p>Prose.</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p><strong>A.</strong></p><p>B?</p><p><strong>C</strong></p><ul><li><p>D</p></li></ul>",
            f"{QUESTION}A.</p><p>B?</p>{QUESTION}C</p><ul><li><p>D</p></li></ul>",
        ),
        ("<p>“A?”</p><p>B</p><p>C؟</p>", f"{QUESTION}“A?”</p><p>B</p>{QUESTION}C؟</p>"),
        ("<p>A</p><p>B</p>", f"{QUESTION}A</p><p>B</p>"),
    ],
)
def test_selected_paragraphs_become_an_interview_and_paragraphs_again(
    page: Page, html: str, expected: str
) -> None:
    start_document(page, html)
    page.locator(".tiptap p").first.click()
    press(page, "Control+a")
    page.get_by_role("button", name="More formatting").click()
    button = page.get_by_role("button", name="Interview", exact=True)
    button.click()
    expect(page.locator(TEXT)).to_have_count(1)
    assert document_html(page) == f'<section data-interview="">{expected}</section><p></p>'
    button.click()
    expect(page.locator(TEXT)).to_have_count(0)
    assert page.locator(".tiptap > p > strong").count() == expected.count(QUESTION)


def test_next_interview_has_the_names_of_the_one_above(page: Page) -> None:
    start_document(page, f"{INTERVIEW}<p>Between.</p>")
    caret(page.locator(".tiptap > p").first, "end")
    press(page, "Enter")
    page.keyboard.type("/interv")
    press(page, "Enter")
    expect(page.locator(TEXT)).to_have_count(2)
    assert f"<p>Between.</p>{OPENING}{QUESTION}</p></section>" in document_html(page)


def test_quotation_in_an_answer_begins_with_the_interviewee(desk: Desk) -> None:
    page = open_editor(desk, INTERVIEW)
    caret(page.locator(TEXT).get_by_text("Rain."))
    press(page, "Shift+End", "Control+Shift+2")
    field = page.locator(".inline-quotation-panel:not(.footnote-panel) [data-field=attribution]")
    expect(field).to_have_value("Ana Ruiz")
    save(page)
    quotation = PullQuote.objects.get()
    assert (quotation.text, quotation.attribution) == ("Rain.", "Ana Ruiz")
    assert quotation.source and quotation.source.name == "Ana Ruiz"


def test_interview_is_accessible(desk: Desk) -> None:
    post = make.post(INTERVIEW * 2)
    page = desk.page(width=390)
    page.goto(post.get_absolute_url())
    assert_accessible(page)
