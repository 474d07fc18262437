"""Pasted content becomes clean blocks, whichever program it comes from."""

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser import clipboards
from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    open_editor,
    paste,
    press,
    set_document,
    start_document,
)
from tests.support.factories import quotation


def paste_into_empty(page: Page, text: str = "", html: str = "") -> str:
    """Paste into an empty document; return it without its empty last paragraph."""
    set_document(page, "")
    page.locator(".tiptap").focus()
    paste(page, text, html)
    return document_html(page).removesuffix("<p></p>")


def record_requests(page: Page) -> list[str]:
    """Record later requests, except the admin's own `fetch` requests and modules: those of the
    review are loaded when there is something to review."""
    urls: list[str] = []

    def record(request: Request) -> None:
        is_module = request.resource_type == "script" and "/static/editor/" in request.url
        if request.resource_type != "fetch" and not is_module:
            urls.append(request.url)

    page.on("request", record)
    return urls


def test_html_of_other_programs_becomes_clean_blocks(page: Page) -> None:
    start_document(page)
    requests = record_requests(page)
    assert paste_into_empty(page, html=clipboards.WORD) == clipboards.WORD_BECOMES
    assert paste_into_empty(page, html=clipboards.GOOGLE_DOCS) == clipboards.GOOGLE_DOCS_BECOMES
    assert paste_into_empty(page, html=clipboards.BLOGGER) == clipboards.BLOGGER_BECOMES
    assert paste_into_empty(page, html=clipboards.WORDPRESS) == clipboards.WORDPRESS_BECOMES
    assert paste_into_empty(page, html=clipboards.TABLES) == clipboards.TABLES_BECOME
    assert requests == []


def test_hostile_html_runs_and_loads_nothing(page: Page) -> None:
    start_document(page)
    page.evaluate("void (window.hit = number => console.error(`hit ${number}`))")
    requests = record_requests(page)
    for prefix in ("", '<p data-pm-slice="0 0 []">From an editor of this kind</p>'):
        html = paste_into_empty(page, html=prefix + clipboards.HOSTILE)
        assert not any(word in html for word in ("hit", "script", "style", "onclick", "data:"))
    assert paste_into_empty(page, html=clipboards.HOSTILE) == clipboards.HOSTILE_BECOMES
    assert requests == []


def test_plain_text_keeps_its_paragraphs_and_spaces(page: Page) -> None:
    start_document(page)
    assert paste_into_empty(page, "One\r\n\r\nTwo  words\r\nThree") == (
        "<p>One</p><p>Two  words</p><p>Three</p>"
    )


def test_long_text_is_pasted_and_editable_at_once(desk: Desk) -> None:
    page = open_editor(desk)
    lines = [f"Paragraph {number} {'of many words ' * 20}" for number in range(2000)]
    paste_into_empty(page, "\n\n".join(lines))
    expect(page.locator(".tiptap > p")).to_have_count(2000)
    page.keyboard.type("The end.")
    assert document_html(page).count("The end.") == 1


def test_paste_into_text_and_over_selection(page: Page) -> None:
    start_document(page, "<p>Beginning end.</p>")
    caret(page.locator(".tiptap > p").first)
    press(page, *["Control+ArrowRight"])
    paste(page, html="<p>, <b>middle</b>,</p>")
    assert document_html(page).startswith("<p>Beginning, <strong>middle</strong>, end.</p>")
    press(page, "Control+a")
    paste(page, "All of it")
    assert document_html(page) == "<p>All of it</p>"


def test_copied_blocks_keep_fields_and_lose_ids(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”", "“Two.”", attribution="Ana Ruiz", said="2023"))
    original = document_html(page)
    assert original.count("data-id") == 2
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".quotation-text p").first.click()
    press(page, "Control+a", "Control+c", "ArrowRight", "Control+End", "Control+v")
    expect(page.locator(".quotation-node")).to_have_count(2)
    sections = document_html(page).split("<section ")[1:]
    assert len(sections) == 2
    assert sections[0].count("data-id") == 2
    assert sections[1].startswith(
        'data-block="quotation" data-attribution="Ana Ruiz" data-said="2023"><p>“One.”</p>'
    )


@pytest.mark.parametrize("picture", ["image/png", "text/html"])
def test_picture_beside_pasted_text_is_ignored(desk: Desk, picture: str) -> None:
    page = open_editor(desk)
    page.locator(".tiptap").evaluate(
        """(editor, type) => {
            const data = new DataTransfer()
            data.items.add(new File(["x"], "any.png", { type: "image/png" }))
            if (type === "text/html") data.setData(type, "<p>Words of a table</p>")
            const paste = { clipboardData: data, bubbles: true, cancelable: true }
            editor.dispatchEvent(new ClipboardEvent("paste", paste))
        }""",
        picture,
    )
    if picture == "text/html":
        assert document_html(page) == "<p>Words of a table</p>"
    else:
        expect(page.locator(".figure-node .figure-state")).to_contain_text("any.png")
        desk.ignore_error("status of 400")
