"""Duplicating a post from its form and from the list."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document
from tests.support import factories as make


@pytest.mark.parametrize("width", [390, 1440])
def test_form_and_list_duplicate_post(desk: Desk, width: int) -> None:
    author = make.user("Author", byline="Ana")
    post = make.draft("<p>Every week.</p>", authors=(author,), title="Weekly")
    page = desk.page(author, width=width)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    expect(page.locator(".tiptap")).to_be_visible()
    if width < 768:  # There, the actions are folded.
        page.locator(".tools-more summary").click()
    with new_document(page):
        page.get_by_role("button", name="Duplicate").click()
    expect(page.locator("#id_title")).to_have_value("Weekly (copy)")
    expect(page.locator(".tiptap")).to_contain_text("Every week.")
    message = page.locator(".messagelist .success")
    expect(message).to_contain_text("Duplicated as a draft of yours:")
    assert_accessible(page, width)

    page.goto("/admin/blog/post/")
    page.get_by_role("row", name="Weekly").locator("input[name=_selected_action]").last.check()
    page.locator("select[name=action]").select_option("duplicate_selected")
    with new_document(page):
        page.locator("button[name=index]").click()
    assert Post.objects.count() == 3
    with new_document(page):
        message.get_by_role("link", name="Move to trash").click()
    with new_document(page):
        page.get_by_role("button", name="Move to trash").click()
    assert Post.objects.exclude(status="trashed").count() == 2
