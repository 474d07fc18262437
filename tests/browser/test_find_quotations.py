"""Quotations found in text that is already in the document."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    caret,
    delayed_requests,
    document_html,
    expect_announcement,
    press,
    record_announcements,
    set_document,
    settle,
    start_document,
)

SPOKEN = (
    "<p>Jane Doe, the mayor, came. “We will not <em>close</em> the gates,” she said at noon.</p>"
)
QUOTED = "<p>“Nobody asked us about it.”</p><p>— Ana Ruiz, harbour master</p>"
PROSE = "<p>The gates were shut at noon.</p>"


def find_quotations(page: Page) -> None:
    press(page, "Control+Shift+f")
    expect(page.locator("[data-splitting]")).to_have_count(0)


def convert(page: Page) -> str:
    page.get_by_role("button", name="Convert to quotations").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)
    return document_html(page)


def test_found_quotations_are_converted_and_undone_at_once(page: Page) -> None:
    start_document(page)
    set_document(page, PROSE + SPOKEN + PROSE + QUOTED + PROSE)
    before = document_html(page)
    page.get_by_role("button", name="Find quotations").click()
    dialog = page.get_by_role("dialog", name="Quotations in the text")
    expect(dialog).to_contain_text("1 quotation with its attribution")
    expect(dialog).to_contain_text("1 quotation within a sentence")
    expect(dialog.get_by_role("checkbox", name="Title")).to_have_count(0)
    assert_accessible(page)
    html = convert(page)
    assert re.search(
        r"^<p>The gates were shut at noon.</p><p>Jane Doe, the mayor, came. “<q [^>]*Jane Doe[^>]*>"
        r"We will not <em>close</em> the gates,</q>” she said at noon.</p>"
        r"<p>The gates were shut at noon.</p><section [^>]*Ana Ruiz[^>]*>"
        r"<p>“Nobody asked us about it.”</p></section><p>The gates were shut at noon.</p>",
        html,
    )
    press(page, "Control+z")
    assert document_html(page) == before


def test_quotations_in_the_selection_alone_are_offered(page: Page) -> None:
    start_document(page)
    set_document(page, QUOTED + PROSE + SPOKEN)
    caret(page.locator(".tiptap > p").last)
    press(page, "Shift+End")
    find_quotations(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 quotation within a sentence")
    expect(dialog).not_to_contain_text("Ana Ruiz")
    assert convert(page).startswith(QUOTED + PROSE + "<p>Jane Doe")


def test_quotation_that_is_not_ticked_is_not_changed(page: Page) -> None:
    start_document(page)
    quote = "<blockquote><p>It was never about it.</p><p>— Bo Berg</p></blockquote>"
    set_document(page, quote + PROSE + "<p>“Nobody asked us.”<br>— Ana Ruiz</p>" + PROSE)
    find_quotations(page)
    group = page.get_by_role("checkbox", name="2 quotations with their attribution")
    group.uncheck()
    page.get_by_role("group", name="Article").get_by_role("checkbox", name="Nobody asked").check()
    html = convert(page)
    assert html.startswith(f"{quote}{PROSE}<section ")
    assert html.count("<section ") == 1


def test_quotation_in_a_list_keeps_its_place(page: Page) -> None:
    start_document(page)
    bullets = f"<ul><li>{PROSE}</li><li>{SPOKEN}</li></ul>"
    set_document(page, PROSE + bullets + PROSE)
    before = document_html(page)
    find_quotations(page)
    html = convert(page)
    assert html.count("<q ") == 1
    assert re.sub(r"</?q[^>]*>", "", html) == before


def test_existing_quotations_are_left_alone_and_nothing_is_found(page: Page) -> None:
    start_document(page)
    set_document(page, SPOKEN + QUOTED)
    find_quotations(page)
    html = convert(page)
    # The credit of the quotation that was there is read in the background.
    expect(page.locator(".quotation-node summary")).to_contain_text(["Ana Ruiz"])
    html = document_html(page)
    record_announcements(page)
    find_quotations(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-form-state]")).to_contain_text("No new quotations were found")
    expect_announcement(page, "No new quotations were found")
    assert document_html(page) == html


def test_text_edited_before_the_answer_is_read_again(page: Page) -> None:
    start_document(page)
    set_document(page, SPOKEN)
    press(page, "Control+Home")
    with delayed_requests(page, "**/editor/quotations/"):
        page.keyboard.press("Control+Shift+f")
        page.keyboard.press("Control+Shift+f")  # One question at a time.
        page.keyboard.type("Once, ")
    expect(page.get_by_role("dialog")).to_have_count(1)
    html = convert(page)
    assert re.search(
        "^<p>Once, Jane Doe[^“]*“<q [^>]*>We will not <em>close</em> the gates,</q>”", html
    )


def test_offer_closed_by_escape_changes_nothing(page: Page) -> None:
    start_document(page)
    set_document(page, SPOKEN)
    find_quotations(page)
    expect(page.get_by_role("button", name="Convert to quotations")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert document_html(page) == SPOKEN
    page.keyboard.type("On")
    assert "On" in document_html(page)
