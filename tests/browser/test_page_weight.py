"""Scripts and styles of the desk, in bytes as browsers receive them."""

import brotli
import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import Desk
from tests.support import factories as make

KB = 1000
MAX_EDITOR_BYTES = 249 * KB
MAX_LIST_BYTES = 32 * KB
MAX_EDITOR_REQUESTS = 22


def load(page: Page, path: str) -> list[Response]:
    """Open a page and return its scripts and style sheets."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    kinds = ("script", "stylesheet")
    return [response for response in responses if response.request.resource_type in kinds]


def count_bytes(files: list[Response]) -> int:
    """Return their size as `make serve` sends them, compressed once for all browsers."""
    return sum(len(brotli.compress(file.body())) for file in files)


@pytest.mark.parametrize("model", ["post", "page"])
def test_form_of_a_post_is_light(transactional_db, desk: Desk, model: str) -> None:
    page = desk.page(make.user("superuser"))
    files = load(page, f"/admin/blog/{model}/add/")
    expect(page.locator(".tiptap")).to_be_visible()
    assert count_bytes(files) <= MAX_EDITOR_BYTES
    assert len(files) <= MAX_EDITOR_REQUESTS


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/blog/post/",
        "/admin/blog/post/board/",
        "/admin/blog/photo/",
        "/admin/blog/comment/",
        "/admin/blog/source/",
        "/admin/blog/series/add/",
        "/admin/blog/sitesettings/1/change/",
    ],
)
def test_other_pages_of_the_desk_are_light(transactional_db, desk: Desk, path: str) -> None:
    make.site()
    files = load(desk.page(make.user("superuser")), path)
    assert count_bytes(files) <= MAX_LIST_BYTES, [file.url for file in files]


def test_slug_of_a_series_follows_its_name(transactional_db, desk: Desk) -> None:
    page = desk.page(make.user("superuser"))
    page.goto("/admin/blog/series/add/")
    name, slug = page.locator("#id_name"), page.locator("#id_slug")
    page.wait_for_load_state("load")
    name.fill("Küste & Wasser")
    expect(slug).to_have_value("küste-wasser")
    slug.fill("coast")
    name.fill("Küste")
    expect(slug).to_have_value("coast")
