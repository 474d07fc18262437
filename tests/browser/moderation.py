"""Helpers for tests of the moderation queue in a browser."""

from playwright.sync_api import Page, expect

from blog.comments.models import Comment
from tests.browser.conftest import Desk
from tests.support import factories as make
from tests.support.moderation_queue import moderator, wait

QUEUE = "/admin/blog/comment/"


def open_queue(desk: Desk, count: int, **options) -> tuple[Page, list[Comment]]:
    """Open the queue with `count` waiting comments, the longest waiting by Reader 0."""
    post = make.post()
    waiting = [wait(post, f"Reader {n}", 500 - n) for n in range(count)]
    page = desk.page(moderator(username="mo", byline="Mo"), **options)
    page.goto(QUEUE)
    return page, waiting


def get_states(comments: list[Comment]) -> list[str]:
    state_by_key = dict(Comment.objects.values_list("pk", "state"))
    return [state_by_key[comment.pk] for comment in comments]


def get_focused_name(page: Page) -> str:
    """Return the author of the focused comment, '' for none."""
    return page.evaluate(
        "document.activeElement.closest('[data-comment]')?.querySelector('h2').textContent ?? ''"
    )


def get_names(page: Page) -> list[str]:
    return page.locator("[data-comment] h2").all_text_contents()


def find_toast(page: Page):
    return page.locator("[data-message]")


def wait_for_requests(page: Page) -> None:
    """Wait until the server has responded to all requests."""
    expect(page.locator("[data-queue][aria-busy=true]")).to_have_count(0)
