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
    press(page, "ArrowDown", "Enter")
    expect(address).to_have_value(post.get_absolute_url())
    press(page, "Enter")
    expect(page.locator(".link-dialog")).to_have_count(0)
    assert f'<a href="{post.get_absolute_url()}"' in document_html(page)
