"""Commenting in a real browser: with the script, without it, and when things go wrong."""

import re

import pytest
from playwright.sync_api import Page, expect

from blog.comments.models import Comment
from blog.models import Post
from tests.browser.conftest import delayed_requests
from tests.support import factories as make

pytestmark = pytest.mark.usefixtures("comments_are_held")
WORDS = "Words of mine.\n\n> and a quotation"


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=False)
    made = make.post("<p>The river is low.</p>", title="Low water", slug="low")
    make.comment(made, "First words.", name="Bo")
    return made


def fill(page: Page, text: str = WORDS) -> None:
    page.get_by_role("textbox", name="Your comment").fill(text)
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("E-mail address").fill("ana@example.org")


def stored() -> list[tuple[str, str | None]]:
    rows = Comment.objects.exclude(name="Bo").order_by("pk")
    return list(rows.values_list("text", "parent__name"))


@pytest.mark.parametrize("script", [True, False])
def test_a_guest_comments_answers_and_edits(script, desk, post):
    page = desk.page(java_script_enabled=script)
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_role("textbox", name="Your comment").fill(WORDS)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview blockquote")).to_have_text("and a quotation")
    assert stored() == []
    fill(page)
    page.get_by_label("Website").fill("ana.example")  # As people write it.
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_contain_text("awaiting moderation")
    assert stored() == [(WORDS, None)]
    on_the_post = page.url.endswith("/low/")
    assert on_the_post is script

    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Reply to Bo").click()
    fill(page, "An answer.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_contain_text("An answer.")
    assert stored()[1:] == [("An answer.", "Bo")]

    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value("An answer.")
    page.get_by_role("textbox", name="Your comment").fill("A better answer.")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/sent/$"))
    expect(page.locator(".comment-text")).to_have_text("A better answer.")
    assert stored()[1:] == [("A better answer.", "Bo")]


def test_the_form_opens_in_its_place_and_what_was_sent_takes_it(desk, post):
    page = desk.page(width=390, height=844)
    page.goto(post.get_absolute_url())
    link = page.get_by_role("link", name="Reply to Bo")
    link.focus()
    page.keyboard.press("Enter")
    area = page.get_by_role("textbox", name="Your comment")
    expect(area).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    fill(page)
    page.get_by_label("E-mail address").fill("ana@x")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    desk.ignore_error("422")
    expect(area).to_have_value(WORDS)
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.keyboard.press("Enter")
    told = page.get_by_role("status")
    expect(told).to_have_text(re.compile("awaiting moderation"))
    expect(page.locator("li .sent .comment")).to_be_focused()
    assert stored() == [(WORDS, "Bo")]
    assert page.url.endswith("/low/")


def test_on_a_slow_network_two_touches_are_one_form_and_nothing_goes_with_it(desk, post):
    page = desk.page()
    page.goto(post.get_absolute_url())
    link = page.get_by_role("link", name="Reply to Bo")
    with delayed_requests(page, "**/comment/*"):
        link.click()
        link.click()
    expect(page.get_by_role("textbox", name="Your comment")).to_be_focused()
    fill(page)
    page.get_by_label("E-mail address").fill("ana@x")
    with delayed_requests(page, "**/comment/*"):
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("textbox", name="Your comment")).not_to_be_editable()
    desk.ignore_error("422")
    page.keyboard.type("ana@example.org")
    expect(page.get_by_role("textbox", name="Your comment")).to_be_editable()


def test_a_double_click_is_one_comment(desk, post):
    for script in (True, False):
        page = desk.page(java_script_enabled=script)
        page.goto(f"{post.get_absolute_url()}comment/")
        fill(page, f"With script: {script}")
        page.get_by_role("button", name="Send").dblclick()
        expect(page.locator(".sent")).to_be_visible()
    assert [text for text, _ in stored()] == ["With script: True", "With script: False"]


@pytest.mark.parametrize("script", [True, False])
def test_a_cookie_that_is_gone_costs_one_more_click(script, desk, post):
    page = desk.page(java_script_enabled=script)
    page.goto(f"{post.get_absolute_url()}comment/")
    fill(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".problems")).to_contain_text("This form is out of date")
    desk.ignore_error("403")
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value(WORDS)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_be_visible()
    assert stored() == [(WORDS, None)]


def test_a_draft_outlives_a_dead_network_and_going_back(desk, post):
    page = desk.page()
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    fill(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".problems")).to_contain_text("you are offline")
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value(WORDS)
    page.context.set_offline(False)
    page.goto("/")
    page.go_back()
    page.get_by_role("link", name="Write a comment").click()
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value(WORDS)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sent")).to_be_visible()
    assert stored() == [(WORDS, None)]
    page.reload()
    page.get_by_role("link", name="Write a comment").click()
    # Not the region of the one that waits.
    expect(page.get_by_label("Your comment", exact=True)).to_have_value("")


def test_paper_has_comments_and_no_forms(desk, post):
    page = desk.page()
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    expect(page.locator("#write")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("First words.")).to_be_visible()
    for hidden in ("#write", ".reply", ".write-link"):
        expect(page.locator(hidden)).to_be_hidden()
