"""Links to pages of this site are completed by words."""

from playwright.sync_api import expect

from tests.browser.conftest import Desk, document_html, open_editor, press
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
    page.keyboard.type("aubert")
    expect(page.get_by_role("option", name="Signed at Saint-Aubert")).to_be_visible()
    press(page, "Tab")
    expect(page.get_by_role("button", name="Set link")).to_be_focused()
    expect(page.get_by_label("Address")).to_have_value(post.get_absolute_url())
