"""The error summary of a form, with links to the fields."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    Desk,
    expect_announcement,
    new_document,
    open_editor,
    record_announcements,
    settle,
)
from tests.support import factories
from tests.support.factories import quotation


def submit_invalid(page: Page, button: str = "[name=_continue]") -> None:
    """Submit the form past the browser's own validation."""
    page.locator("form:has(.submit-row)").evaluate("form => { form.noValidate = true }")
    with new_document(page):
        page.locator(button).click()
    expect(page.locator(".error-summary")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_error_summary_has_focus_and_links_to_fields(desk: Desk, scripts: bool) -> None:
    page = desk.page(factories.user("Editor"), width=390, height=844, java_script_enabled=scripts)
    page.goto("/admin/blog/post/add/")
    page.fill("#id_published_at_0", "2023-03-22")  # Without a time.
    page.fill("#id_title", " ")
    with new_document(page):
        page.locator("[name=_continue]").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    links = summary.get_by_role("link")
    expect(links).to_have_count(2)
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    for number, field in enumerate(("#id_title", "#id_published_at_0")):
        links.nth(number).focus()
        page.keyboard.press("Enter")
        expect(page.locator(field)).to_be_focused()
        expect(page.locator(field)).to_be_in_viewport()


def test_error_summary_links_to_first_invalid_block(desk: Desk) -> None:
    long = "<p>Before.</p>" * 40
    html = long + quotation("“Un.”") + long + factories.figure(None, caption="A photo")
    page = open_editor(desk, html, width=390, height=844)
    page.locator(".quotation-node summary").click()
    page.get_by_label("Date said", exact=True).fill("soon")
    submit_invalid(page)
    link = page.locator(".error-summary a")
    expect(page.locator(".quotation-node")).not_to_be_in_viewport()
    link.press("Enter")
    expect(page.locator(".quotation-node")).to_be_in_viewport()
    expect(page.locator(".tiptap")).to_be_focused()
    settle(page)
    page.keyboard.type("Deux. ")
    expect(page.locator(".quotation-text")).to_have_text("Deux. “Un.”")


@pytest.mark.parametrize(
    "address",
    ["blog/rule/add", "blog/source/add", "blog/label/add", "accounts/user/add", "blog/rule/try"],
)
def test_error_summary_is_in_every_admin_form(desk: Desk, address: str) -> None:
    page = desk.page(factories.user("superuser"), width=390, height=844)
    page.goto(f"/admin/{address}/")
    submit_invalid(page, ".submit-row .default")
    for link in page.locator(".error-summary a").all():
        link.press("Enter")
        expect(page.locator(link.get_attribute("href") or "")).to_be_focused()


def test_error_of_corrected_field_leaves_the_summary(desk: Desk) -> None:
    page = open_editor(desk, quotation("“Un.”"), status="review")
    page.locator(".quotation-node summary").click()
    page.get_by_label("Date said", exact=True).fill("soon")
    page.fill("#id_labels", "y" * 300)
    page.fill("#id_title", "x" * 301)
    submit_invalid(page)
    links = page.locator(".error-summary a")
    expect(links).to_have_count(3)
    page.fill("#id_title", "x" * 302)
    page.locator("#id_title").blur()
    expect(links).to_have_count(3)
    record_announcements(page)
    page.fill("#id_title", "Water")
    page.locator("#id_labels").focus()
    expect(links).to_have_count(2)
    expect(page.locator(".field-title .errorlist")).to_have_count(0)
    expect_announcement(page, "Title")
    page.fill("#id_labels", "Water")
    page.locator("#id_labels").blur()
    expect(links).to_have_count(1)
    page.get_by_label("Date said", exact=True).fill("2024-02-03")
    expect(page.locator(".error-summary")).to_have_count(0)
