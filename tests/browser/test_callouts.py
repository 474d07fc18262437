"""Call-outs and definition lists in the editor and in the theme."""

from playwright.sync_api import Page

from blog.models import Post
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, document_html, open_editor, press, save, start_document
from tests.support import factories as make


def test_callout_is_written_by_keyboard_and_saved(desk: Desk) -> None:
    page = open_editor(desk)
    page.keyboard.type("Words.")
    press(page, "Control+Shift+a")
    page.keyboard.type("Heading")
    press(page, "End", "ArrowDown", "End", "Enter", "Enter")
    page.keyboard.type("Below.")
    page.get_by_label("Kind of call-out").select_option("Background")
    page.locator("#id_title").fill("Call-out")
    save(page)
    assert Post.objects.get().proses.get().html == (
        '<aside data-kind="background"><h3>Heading</h3><p>Words.</p></aside><p>Below.</p>'
    )
    page.locator(".callout-text p").click()
    press(page, "Control+Shift+a")
    assert document_html(page) == "<h3>Heading</h3><p>Words.</p><p>Below.</p>"


def test_definitions_are_typed(page: Page) -> None:
    start_document(page)
    page.keyboard.type("Weir")
    press(page, "Enter")
    page.keyboard.type(": A low dam")
    press(page, "Enter")
    page.keyboard.type("Gauge")
    press(page, "Enter")
    page.keyboard.type("It measures")
    press(page, "Enter", "Enter")
    page.keyboard.type("After")
    assert document_html(page) == (
        "<dl><dt>Weir</dt><dd>A low dam</dd><dt>Gauge</dt><dd>It measures</dd></dl><p>After</p>"
    )


def test_definition_list_has_a_button(page: Page) -> None:
    start_document(page, "<p>Weir</p><p>b</p>")
    page.locator(".tiptap p").first.click()
    page.get_by_role("button", name="More formatting").click()
    button = page.get_by_role("button", name="Definition list")
    button.click()
    assert document_html(page) == "<dl><dt>Weir</dt></dl><p>b</p>"
    button.click()
    assert document_html(page) == "<p>Weir</p><p>b</p>"


def test_callouts_and_definitions_are_accessible(desk: Desk) -> None:
    post = make.post(
        "<h2>One</h2><aside><h3>Two</h3><p>Words.</p></aside>"
        '<aside data-kind="warning"><p>Words.</p></aside><dl><dt>A</dt><dd>B</dd></dl>'
    )
    page = desk.page(width=390)
    page.goto(post.get_absolute_url())
    assert_accessible(page)
