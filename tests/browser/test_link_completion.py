"""Links to pages of this site are completed by words."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    open_editor,
    press,
    set_document,
    start_document,
)
from tests.support import factories


def test_link_to_a_post_is_completed_by_keyboard(desk: Desk) -> None:
    post = factories.post(title="Signed at Saint-Aubert")
    page = open_editor(desk, "<p>Words.</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "Control+a", "Control+k")
    address = page.get_by_label("Address")
    expect(address).to_be_focused()
    page.keyboard.type("aubert")
    expect(page.get_by_role("option", name="Signed at Saint-Aubert")).to_be_visible()
    press(page, "Enter")
    expect(page.locator(".link-dialog")).to_have_count(0)
    assert f'<a href="{post.get_absolute_url()}"' in document_html(page)


def test_address_of_a_site_is_not_replaced_by_a_suggestion(desk: Desk) -> None:
    factories.post(title="What example.org says")
    page = open_editor(desk, "<p>Words.</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "Control+a", "Control+k")
    expect(page.get_by_label("Address")).to_be_focused()
    page.keyboard.type("example.org")
    option = page.get_by_role("option", name="What example.org says")
    expect(option).to_be_visible()
    expect(option).to_have_attribute("aria-selected", "false")
    press(page, "Enter")
    expect(page.locator(".link-dialog")).to_have_count(0)
    assert '<a href="https://example.org"' in document_html(page)


def test_tab_completes_the_address_and_leaves_the_dialog_open(desk: Desk) -> None:
    post = factories.post(title="Signed at Saint-Aubert")
    page = open_editor(desk, "<p>Words.</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "Control+a", "Control+k")
    expect(page.get_by_label("Address")).to_be_focused()
    page.keyboard.type("aubert")
    expect(page.get_by_role("option", name="Signed at Saint-Aubert")).to_be_visible()
    press(page, "Tab")
    expect(page.get_by_role("button", name="Set link")).to_be_focused()
    expect(page.get_by_label("Address")).to_have_value(post.get_absolute_url())


def test_button_links_the_word_at_the_caret_on_a_phone(desk: Desk) -> None:
    page = open_editor(desk, "<p>first second third</p><p>…</p>", width=390, has_touch=True)
    button = page.get_by_role("button", name="Link (Ctrl+K)")
    caret(page.locator(".tiptap > p").last)
    expect(button).to_have_attribute("aria-disabled", "true")
    caret(page.locator(".tiptap > p").first)
    press(page, *["ArrowRight"] * 8)
    expect(button).to_have_attribute("aria-disabled", "false")
    button.tap()
    page.get_by_label("Address").fill("example.org")
    page.get_by_role("button", name="Set link").tap()
    expect(page.locator(".tiptap a")).to_have_text("second")
    expect(page.locator(".tiptap")).to_be_focused()
    page.keyboard.type("X")  # The caret is where it was.
    expect(page.locator(".tiptap a")).to_have_text("seXcond")
    press(page, "Control+z", "Control+z")
    expect(page.locator(".tiptap a")).to_have_count(0)


# A document, the place of the caret, and the word that is linked.
WORDS = [
    ("<p>don’t, she <strong>sa</strong>id</p>", 16, "said"),
    ("<p>don’t, she</p>", 5, "don’t"),
    ("<p>一九六二年的书</p>", 7, "书"),
    ("<p>بيت الحكمة</p>", 10, "الحكمة"),
    ('<p>note<small data-footnote="">x</small> after</p>', 5, ""),
    ("<p>one, two</p>", 4, ""),
    ("<pre><code>code</code></pre>", 4, ""),
]


def test_word_at_the_caret_is_linked(page: Page, subtests: pytest.Subtests) -> None:
    for html, steps, word in WORDS:
        with subtests.test(html=html):
            set_document(page, html)
            page.locator(".tiptap").evaluate(
                "({ editor }, pos) => editor.chain().setTextSelection(pos).focus().run()", steps + 1
            )
            press(page, "Control+k")
            if not word:
                expect(page.get_by_role("dialog")).to_have_count(0)
                continue
            expect(page.get_by_label("Address")).to_be_focused()
            page.keyboard.type("example.org")
            press(page, "Enter")
            expect(page.locator(".link-dialog")).to_have_count(0)
            assert "".join(page.locator(".tiptap a").all_text_contents()) == word


def test_cancelled_link_leaves_the_caret_where_it_was(page: Page) -> None:
    start_document(page, "<p>first second</p>")
    caret(page.locator(".tiptap > p"), "end")
    press(page, "Control+k")
    expect(page.get_by_label("Address")).to_be_focused()
    press(page, "Escape")
    expect(page.locator(".link-dialog")).to_have_count(0)
    expect(page.locator(".tiptap")).to_be_focused()
    page.keyboard.type("ly")
    assert document_html(page) == "<p>first secondly</p>"


def test_text_after_a_new_link_is_not_part_of_it(page: Page) -> None:
    start_document(page, "<p>As we wrote</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "End", "Control+Shift+ArrowLeft", "Control+k")
    expect(page.get_by_label("Address")).to_be_focused()
    expect(page.locator("#link-error")).to_be_hidden()
    page.keyboard.type("https://example.org/")
    press(page, "Enter")
    expect(page.locator(".link-dialog")).to_have_count(0)
    press(page, "ArrowRight")
    page.keyboard.type(". See https://example.com/a-b now")
    assert document_html(page) == (
        '<p>As we <a href="https://example.org/">wrote</a>. See '
        '<a href="https://example.com/a-b">https://example.com/a-b</a> now</p>'
    )
