"""Marks of words in the editor: by typing, keys and buttons."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import document_html, paste, press, set_document, start_document


def test_marks_are_typed_and_pressed(page: Page) -> None:
    start_document(page)
    page.keyboard.type("A ~~b~~ `c` d")
    assert document_html(page) == "<p>A <s>b</s> <code>c</code> d</p>"
    set_document(page, "<p></p>")
    page.locator(".tiptap").click()
    for key, tag in [
        ("Control+Shift+x", "s"),
        ("Control+u", "ins"),
        ("Control+.", "sup"),
        ("Control+,", "sub"),
        ("Control+e", "code"),
    ]:
        press(page, key)
        page.keyboard.type("x")
        press(page, key)
        page.keyboard.type(" ")
        assert document_html(page).endswith(f"<{tag}>x</{tag}> </p>")


def test_more_buttons_are_unfolded_by_keyboard(page: Page) -> None:
    start_document(page, "<p>word</p>")
    struck_out = page.get_by_role("button", name="Struck out (Ctrl+Shift+X)")
    expect(struck_out).to_be_hidden()
    page.locator(".tiptap p").click()
    press(page, "Control+a")
    more = page.get_by_role("button", name="More formatting")
    more.focus()
    expect(more).to_have_attribute("aria-expanded", "false")
    press(page, "Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(more).to_be_focused()
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(struck_out).to_be_focused()
    press(page, "Enter")
    assert document_html(page) == "<p><s>word</s></p>"
    expect(struck_out).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>H<sub>2</sub>O <del>a</del> <ins>b</ins> <tt>c</tt></p>",
         "<p>H<sub>2</sub>O <s>a</s> <ins>b</ins> <code>c</code></p>"),
        ("<p>Costs `5` and ~~6~~ now.</p>", "<p>Costs `5` and ~~6~~ now.</p>"),
    ],
)  # fmt: skip
def test_marks_are_pasted(page: Page, html: str, stored: str) -> None:
    start_document(page)
    paste(page, html=html)
    assert document_html(page) == stored


def test_marks_within_a_quotation_keep_it_whole(page: Page) -> None:
    start_document(page, '<p>“<q data-block="quotation">m 3 x</q>”</p>')
    page.locator(".tiptap q").click()
    press(page, "Home", "ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Control+e")
    assert document_html(page).count("<q") == 1
    assert "<code>3</code>" in document_html(page)
