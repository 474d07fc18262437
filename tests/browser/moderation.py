"""Open and inspect the moderation queue in a browser."""

from playwright.sync_api import Page, expect

from blog.comments.models import Comment
from tests.browser.conftest import Desk
from tests.support import factories as make
from tests.support.moderation_queue import moderator, wait

QUEUE = "/admin/blog/comment/"


def queue(desk: Desk, count: int, **options) -> tuple[Page, list[Comment]]:
    """Open the queue with `count` held comments; the one by Reader 0 is the oldest."""
    post = make.post()
    waiting = [wait(post, f"Reader {n}", 500 - n) for n in range(count)]
    page = desk.page(moderator(username="mo", byline="Mo"), **options)
    page.goto(QUEUE)
    return page, waiting


def states(comments: list[Comment]) -> list[str]:
    state_by_key = dict(Comment.objects.values_list("pk", "state"))
    return [state_by_key[comment.pk] for comment in comments]


def focused(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.closest('[data-comment]')?.querySelector('h2').textContent ?? ''"
    )


def shown(page: Page) -> list[str]:
    return page.locator("[data-comment] h2").all_text_contents()


def toast(page: Page):
    return page.locator("[data-said]")


def wait_for_requests(page: Page) -> None:
    """Wait until all requests have been answered."""
    expect(page.locator("[data-queue][aria-busy=true]")).to_have_count(0)
