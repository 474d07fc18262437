"""Footnotes in the editor and in the theme."""

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
    set_document,
    start_document,
)
from tests.support import factories as make


def note(content: str) -> str:
    return f'<small data-footnote="">{content}</small>'


def test_footnote_is_written_by_keyboard_and_saved(desk: Desk) -> None:
    page = open_editor(desk)
    page.keyboard.type("One[^1]")
    expect(page.get_by_role("textbox", name="Footnote")).to_be_focused()
    page.keyboard.type("First ")
    press(page, "Control+b")
    page.keyboard.type("note")
    press(page, "Enter")
    expect(page.locator(".tiptap").first).to_be_focused()
    page.keyboard.type(" two")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("Second.")  # At once.
    press(page, "Escape")
    page.keyboard.type(".")
    html = f"<p>One{note('First <strong>note</strong>')} two{note('Second.')}.</p>"
    assert document_html(page) == html
    page.locator("#id_title").fill("Notes")
    save(page)
    assert Post.objects.get().proses.get().html == html
    assert document_html(page) == html


def test_footnote_is_opened_edited_deleted_and_restored(page: Page) -> None:
    html = f"<p>One{note('A note')} two.</p>"
    start_document(page, html)
    page.locator(".footnote-reference").click()
    field = page.get_by_role("textbox", name="Footnote")
    expect(field).to_have_text("A note")
    press(page, "Tab")
    page.keyboard.type("!")
    assert document_html(page) == f"<p>One{note('A note!')} two.</p>"
    press(page, "Control+z")
    assert document_html(page) == html
    expect(field).to_have_text("A note")
    press(page, "Escape", "Backspace")
    press(page, *["Backspace"] * document_html(page).count("<small"))
    assert document_html(page) == "<p>One two.</p>"
    press(page, "Control+z")
    assert document_html(page) == html


def test_footnote_without_text_is_removed(page: Page) -> None:
    start_document(page, "<p>One</p>")
    page.locator(".tiptap p").click()
    press(page, "End", "Control+Alt+f", "Escape")
    assert document_html(page) == "<p>One</p>"


def test_footnote_left_empty_is_removed_with_a_message(page: Page) -> None:
    html = "<p>One</p>" + "<p>Two</p>" * 6
    start_document(page, html)
    for leave in (
        lambda: press(page, "Shift+Tab"),
        lambda: page.locator(".tiptap > p").last.click(),
        lambda: page.locator("#id_title").click(),
    ):
        page.locator(".tiptap > p").first.click()
        press(page, "End", "Control+Alt+f")
        expect(page.get_by_role("textbox", name="Footnote")).to_be_focused()
        page.locator("[data-form-state]").evaluate("state => (state.textContent = '')")
        leave()
        expect(page.locator(".footnote-reference")).to_have_count(0)
        expect(page.locator("[data-form-state]")).to_have_text("The empty footnote was removed.")
        assert document_html(page) == html


def test_footnote_at_the_end_of_the_window_is_above_the_buttons(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 600})
    start_document(page, "<p>Words.</p>" * 30)
    page.locator(".tiptap > p").nth(12).click()
    press(page, "End")
    page.evaluate(
        "scrollBy(0, document.querySelectorAll('.tiptap > p')[12].getBoundingClientRect().bottom"
        " - document.querySelector('.submit-row').getBoundingClientRect().top + 4)"
    )
    press(page, "Control+Alt+f")
    field = page.get_by_role("textbox", name="Footnote")
    expect(field).to_be_focused()
    bottom = page.locator(".footnote-panel").bounding_box()
    bar = page.locator(".submit-row").bounding_box()
    assert bottom["y"] + bottom["height"] <= bar["y"]


def test_copied_text_keeps_its_footnotes(page: Page) -> None:
    html = f"<p>One{note('A <em>note</em>')} two.</p>"
    start_document(page, html)
    copied = page.locator(".tiptap").evaluate(
        "e => e.editor.view.serializeForClipboard(e.editor.state.doc.slice(0)).dom.innerHTML"
    )
    set_document(page, "<p></p>")
    page.locator(".tiptap").first.click()
    paste(page, html=copied)
    assert html in document_html(page)


def test_pasted_footnotes_of_other_programs_become_footnotes(page: Page) -> None:
    start_document(page)
    for html in (
        # Word
        '<p>One<a style="mso-footnote-id:ftn1" href="#_ftn1" name="_ftnref1"><span><span>[1]</span>'
        '</span></a> two.</p><div><br clear=all><hr width="33%"><div id=ftn1><p><a href="#_ftnref1"'
        ' name="_ftn1">[1]</a> A <b>note</b>.</p></div></div>',
        # Google Docs
        '<p>One<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup> two.</p><hr><div><p><a'
        ' href="#ftnt_ref1" id="ftnt1">[1]</a> A <b>note</b>.</p></div>',
        # Pages made from Markdown
        '<p>One<a href="#fn1" id="fnref1" role="doc-noteref"><sup>1</sup></a> two.</p>'
        '<section role="doc-endnotes"><hr><ol><li id="fn1"><p>A <b>note</b>. <a'
        ' href="#fnref1">↩</a></p></li></ol></section>',
    ):
        set_document(page, "<p></p>")
        page.locator(".tiptap").first.click()
        paste(page, html=html)
        expected = f"<p>One{note('A <strong>note</strong>.')} two.</p>"
        assert document_html(page).replace("<p></p>", "") == expected


def test_quotation_refuses_footnotes(page: Page) -> None:
    start_document(page, make.quotation("A b") + f"<p>C{note('d')}</p>")
    page.locator(".quotation-text p").click()
    press(page, "Control+Alt+f")
    page.locator(".tiptap > p").first.click()
    press(page, "Home", "Control+Shift+q")
    html = document_html(page)
    assert html.count("<section") == 1
    assert html.count("<small") == 1


def open_post(desk: Desk, width: int) -> Page:
    long = note("A note that is long enough to need several lines in the margin of the page. " * 2)
    post = make.post(f"<p>One{long} two{long} three{note('Third.')}.</p><p>Words.</p>" * 2)
    page = desk.page(width=width)
    page.goto(post.get_absolute_url())
    return page


def test_notes_are_at_the_end_on_a_phone(desk: Desk) -> None:
    page = open_post(desk, 390)
    last = page.locator(".post-body > p").last.bounding_box()
    first_note = page.locator(".footnotes li").first.bounding_box()
    assert first_note["y"] > last["y"] + last["height"]
    page.get_by_role("link", name="1", exact=True).click()
    expect(page.locator(".footnotes li").first).to_be_in_viewport()
    assert_accessible(page)


def test_notes_are_in_the_margin_of_a_wide_page(desk: Desk) -> None:
    page = open_post(desk, 1440)
    boxes = [each.bounding_box() for each in page.locator(".footnotes li").all()]
    text_box = page.locator(".post-body > p").first.bounding_box()
    assert all(box["x"] + box["width"] < text_box["x"] for box in boxes)
    for above, below in zip(boxes, boxes[1:], strict=False):
        assert above["y"] + above["height"] <= below["y"]
    reference = page.locator(".footnote").first.bounding_box()
    assert abs(boxes[0]["y"] - reference["y"]) < 24
