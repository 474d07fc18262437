"""Commenting in a real browser: with and without JavaScript, and with failures."""

import re

import pytest
from playwright.sync_api import Page, expect

from blog.comments.models import Comment
from blog.models import Post
from tests.browser.conftest import delayed_requests
from tests.support import factories as make

pytestmark = pytest.mark.usefixtures("comments_are_held")
COMMENT_TEXT = "Words of mine.\n\n> and a quotation"


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=False)
    post = make.post("<p>The river is low.</p>", title="Low water", slug="low")
    make.comment(post, "First words.", name="Bo")
    return post


def fill_form(page: Page, text: str = COMMENT_TEXT) -> None:
    page.get_by_role("textbox", name="Your comment").fill(text)
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("E-mail address").fill("ana@example.org")


def get_stored_comments() -> list[tuple[str, str | None]]:
    rows = Comment.objects.exclude(name="Bo").order_by("pk")
    return list(rows.values_list("text", "parent__name"))


@pytest.mark.parametrize("has_javascript", [True, False])
def test_guest_comments_replies_and_edits(has_javascript, desk, post):
    page = desk.page(java_script_enabled=has_javascript)
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_role("textbox", name="Your comment").fill(COMMENT_TEXT)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview blockquote")).to_have_text("and a quotation")
    assert get_stored_comments() == []
    fill_form(page)
    page.get_by_label("Website").fill("ana.example")  # Without a scheme, as many people write it.
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_contain_text("awaiting moderation")
    assert get_stored_comments() == [(COMMENT_TEXT, None)]
    is_on_post_page = page.url.endswith("/low/")
    assert is_on_post_page is has_javascript

    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Reply to Bo").click()
    fill_form(page, "An answer.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_contain_text("An answer.")
    assert get_stored_comments()[1:] == [("An answer.", "Bo")]

    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value("An answer.")
    page.get_by_role("textbox", name="Your comment").fill("A better answer.")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/sent/$"))
    expect(page.locator(".comment-text")).to_have_text("A better answer.")
    assert get_stored_comments()[1:] == [("A better answer.", "Bo")]


def test_comment_form_opens_inline_and_is_replaced_by_the_comment(desk, post):
    page = desk.page(width=390, height=844)
    page.goto(post.get_absolute_url())
    link = page.get_by_role("link", name="Reply to Bo")
    link.focus()
    page.keyboard.press("Enter")
    area = page.get_by_role("textbox", name="Your comment")
    expect(area).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    fill_form(page)
    page.get_by_label("E-mail address").fill("ana@x")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    desk.ignore_error("422")
    expect(area).to_have_value(COMMENT_TEXT)
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.keyboard.press("Enter")
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile("awaiting moderation"))
    expect(page.locator("li .sent .comment")).to_be_focused()
    assert get_stored_comments() == [(COMMENT_TEXT, "Bo")]
    assert page.url.endswith("/low/")


def test_slow_network_opens_one_form_and_loses_no_input(desk, post):
    page = desk.page()
    page.goto(post.get_absolute_url())
    link = page.get_by_role("link", name="Reply to Bo")
    with delayed_requests(page, "**/comment/*"):
        link.click()
        link.click()
    expect(page.get_by_role("textbox", name="Your comment")).to_be_focused()
    fill_form(page)
    page.get_by_label("E-mail address").fill("ana@x")
    with delayed_requests(page, "**/comment/*"):
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("textbox", name="Your comment")).not_to_be_editable()
    desk.ignore_error("422")
    page.keyboard.type("ana@example.org")
    expect(page.get_by_role("textbox", name="Your comment")).to_be_editable()


def test_double_click_stores_one_comment(desk, post):
    for has_javascript in (True, False):
        page = desk.page(java_script_enabled=has_javascript)
        page.goto(f"{post.get_absolute_url()}comment/")
        fill_form(page, f"With JavaScript: {has_javascript}")
        page.get_by_role("button", name="Send").dblclick()
        expect(page.locator(".sent")).to_be_visible()
    assert [text for text, _ in get_stored_comments()] == [
        "With JavaScript: True",
        "With JavaScript: False",
    ]


@pytest.mark.parametrize("has_javascript", [True, False])
def test_lost_csrf_cookie_requires_one_more_click(has_javascript, desk, post):
    page = desk.page(java_script_enabled=has_javascript)
    page.goto(f"{post.get_absolute_url()}comment/")
    fill_form(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".problems")).to_contain_text("This form is out of date")
    desk.ignore_error("403")
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value(COMMENT_TEXT)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_be_visible()
    assert get_stored_comments() == [(COMMENT_TEXT, None)]


def test_draft_survives_offline_sending_and_going_back(desk, post):
    page = desk.page()
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    fill_form(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".problems")).to_contain_text("you are offline")
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value(COMMENT_TEXT)
    page.context.set_offline(False)
    page.goto("/")
    page.go_back()
    page.get_by_role("link", name="Write a comment").click()
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value(COMMENT_TEXT)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_be_visible()
    assert get_stored_comments() == [(COMMENT_TEXT, None)]
    page.reload()
    page.get_by_role("link", name="Write a comment").click()
    # `exact` excludes the region of the pending comment.
    expect(page.get_by_label("Your comment", exact=True)).to_have_value("")


def test_print_shows_comments_without_forms(desk, post):
    page = desk.page()
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    expect(page.locator("#write")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("First words.")).to_be_visible()
    for hidden in ("#write", ".reply", ".write-link"):
        expect(page.locator(hidden)).to_be_hidden()
