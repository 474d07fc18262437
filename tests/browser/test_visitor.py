"""Personal elements that scripts add to cached public pages."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Page, Request, expect

from blog.models import Post
from tests.browser.conftest import new_document
from tests.support import factories as make

pytestmark = pytest.mark.usefixtures("comments_are_held")


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=True)
    instance = make.post("<p>The river is low.</p>", title="Low water", slug="low")
    make.comment(instance, "First words.", name="Bo")
    return instance


def record_script_requests(page: Page) -> list[str]:
    """Record the URLs of later script requests."""
    urls: list[str] = []

    def record(request: Request) -> None:
        if request.resource_type == "fetch":
            urls.append(request.url)

    page.on("request", record)
    return urls


def test_reader_without_cookies_sends_no_script_requests(desk, post):
    page = desk.page()
    requests = record_script_requests(page)
    page.goto(post.get_absolute_url(), wait_until="networkidle")
    expect(page.locator("#account-link")).to_have_text("Sign in")
    assert requests == []
    assert page.context.cookies() == []


def test_held_comment_stays_visible_to_its_author(desk, post):
    page = desk.page()
    page.goto(f"{post.get_absolute_url()}comment/")
    page.get_by_role("textbox", name="Your comment").fill("Let me say this.")
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_contain_text("awaiting moderation")
    page.goto(post.get_absolute_url())
    pending = page.get_by_role("region", name="Your comment is awaiting moderation")
    expect(pending).to_contain_text("Let me say this.")
    expect(page.locator("#account-link")).to_have_text("Sign in")
    readable = page.evaluate("document.cookie")
    assert "visitor=1" in readable
    assert "pending" not in readable
    pending.get_by_role("link", name="View its status").click()
    expect(page.get_by_role("status")).to_contain_text("awaiting moderation")
    stranger = desk.page()
    stranger.goto(post.get_absolute_url(), wait_until="networkidle")
    expect(stranger.locator(".pending")).to_have_count(0)


def test_first_comment_that_is_held_replaces_the_note_that_there_is_none(desk):
    post = make.post(title="Quiet")
    page = desk.page()
    page.goto(f"{post.get_absolute_url()}comment/")
    page.get_by_role("textbox", name="Your comment").fill("First of all.")
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_contain_text("awaiting moderation")
    page.goto(post.get_absolute_url())
    expect(page.locator(".pending")).to_contain_text("First of all.")
    expect(page.locator(".no-comments")).to_have_count(0)
    stranger = desk.page()
    stranger.goto(post.get_absolute_url())
    expect(stranger.locator(".no-comments")).to_have_text("No comments yet.")


def test_signed_in_editor_sees_name_admin_and_edit_link(desk, post):
    editor = make.user("Editor", username="ed", byline="Ed Itor")
    page = desk.page()
    page.goto("/accounts/login/")
    page.get_by_label("Username or e-mail address").fill("ed")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")
    page.goto(post.get_absolute_url())
    footer = page.get_by_role("contentinfo").last
    expect(footer.get_by_role("link", name=str(editor))).to_be_visible()
    expect(footer.get_by_role("link", name="Sign in")).to_have_count(0)
    before = page.locator("h1").bounding_box()
    link = page.get_by_role("link", name="Edit this post")
    expect(link).to_be_visible()
    assert page.locator("h1").bounding_box() == before
    assert link.evaluate("e => getComputedStyle(e.parentElement).position") == "fixed"
    assert settings.SESSION_COOKIE_NAME not in page.evaluate("document.cookie")
    link.click()
    page.wait_for_url(f"**/admin/blog/post/{post.pk}/change/")
    page.goto("/accounts/logout/")
    with new_document(page):
        page.get_by_role("button", name="Sign out").click()
    page.goto(post.get_absolute_url(), wait_until="networkidle")
    expect(page.locator("#account-link")).to_have_text("Sign in")
    assert "visitor" not in page.evaluate("document.cookie")


def test_address_and_citations_of_a_quotation_are_copied_by_a_button(desk):
    post = make.post(make.quotation("“Low.”", attribution="Ana Ruiz"))
    quotation = post.pullquotes.get()
    page = desk.page(width=390, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/quotes/{quotation.pk}/")
    address = page.get_by_label("Address to copy")
    button = page.locator(".share .copy")
    expect(button).to_have_text("Copy")
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(hours=1))  # "Copied" is shown for five seconds.
    button.press("Enter")
    expect(button).to_have_text("Copied")
    page.clock.fast_forward(5000)
    expect(button).to_have_text("Copy")
    assert page.evaluate("navigator.clipboard.readText()") == address.input_value()
    page.locator(".citing summary").first.click()
    page.locator("details[open] .copy").click()
    expect(page.locator("details[open] .copy")).to_have_text("Copied")
    assert "Low." in page.evaluate("navigator.clipboard.readText()")


def test_copy_button_is_hidden_without_scripts(desk, post):
    page = desk.page(java_script_enabled=False)
    page.goto(post.get_absolute_url())
    expect(page.get_by_label("Address to copy")).to_be_visible()
    expect(page.locator(".share .copy")).to_be_hidden()
