"""The share links of a page and the citation formats in a browser."""

import pytest
from playwright.sync_api import expect

from tests.support import factories as make


@pytest.fixture
def quotation():
    html = make.quotation("“Words.”", source_name="Anne", said="2023-03")
    post = make.post(f"<p>Before.</p>{html}<p>After.</p>", slug="a-long-address-" * 10)
    return post.pullquotes.get()


def test_share_links_fit_phone_width(desk, quotation):
    page = desk.page(width=390, height=844)
    for path in (f"/quotes/{quotation.pk}/", quotation.post.get_absolute_url()):
        page.goto(path)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        expect(page.get_by_role("navigation", name="Share")).to_be_visible()


def test_citation_can_be_selected_by_keyboard(desk, quotation):
    page = desk.page()
    page.goto(f"/quotes/{quotation.pk}/")
    page.get_by_text("As text", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    chosen = "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    area = page.get_by_role("textbox", name="As text")
    assert page.evaluate(chosen) == [0, len(area.input_value())]
    page.keyboard.type("x")
    assert area.input_value().startswith("“Words.”\n\n— Anne, March 2023\n")


def test_print_has_no_share_links(desk, quotation):
    page = desk.page()
    page.goto(f"/quotes/{quotation.pk}/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Share")).to_be_hidden()
    expect(page.locator(".citing")).to_be_hidden()
    expect(page.locator(".one-quotation blockquote")).to_be_visible()
