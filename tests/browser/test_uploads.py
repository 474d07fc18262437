"""Uploads of many pictures: two at a time, each with its own result."""

from datetime import datetime, timedelta

from playwright.sync_api import Page, Route, expect

from blog.models import Photo
from tests.browser.conftest import (
    Desk,
    expect_announcement,
    open_editor,
    press,
    record_announcements,
)
from tests.browser.test_figures import choose_file, drop_files, file_payload
from tests.support import factories

UPLOAD_URL = "**/editor/upload/"


class HeldUploads:
    """Holds the uploads of a page until they are released, in the order of arrival."""

    def __init__(self, page: Page) -> None:
        self.page, self.routes, self.is_open = page, list[Route](), False
        page.route(UPLOAD_URL, self._take)

    def _take(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.routes.append(route)

    def wait_for(self, count: int) -> None:
        while len(self.routes) < count:
            self.page.wait_for_timeout(10)

    def release(self) -> None:
        self.is_open = True
        for route in self.routes:
            route.continue_()


def drop_pictures(page: Page, count: int, *more: bytes) -> None:
    pictures = [factories.picture((number, 60, 90)) for number in range(count)]
    drop_files(page.locator(".tiptap > p").first, *pictures, *more)


def test_many_dropped_files_are_uploaded_two_at_a_time(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    record_announcements(page)
    held = HeldUploads(page)
    drop_pictures(page, 5)
    nodes, waits = page.locator(".figure-node"), page.get_by_text("is queued.")
    expect(nodes).to_have_count(5)
    held.wait_for(2)
    expect(waits).to_have_count(3)
    expect(page.get_by_text("Uploading 0.png…")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Upload of 4.png")).to_be_visible()
    held.routes.pop(0).continue_()
    held.wait_for(2)  # The next one started by itself.
    expect(waits).to_have_count(2)
    expect_announcement(page, "1 of 5 pictures uploaded.")
    page.locator("[name=_save]").click()
    expect(page.locator("[data-form-state]")).to_contain_text("still being uploaded")
    held.release()
    expect(page.locator(".figure-node img:visible")).to_have_count(5)
    expect_announcement(page, "5 of 5 pictures uploaded.")
    assert Photo.objects.count() == 5


def test_upload_to_busy_server_is_retried(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(hours=1))  # It waits until it has been seen.
    answers = iter(["1", "1"])

    def be_busy(route: Route) -> None:
        if (seconds := next(answers, "")) == "":
            return route.continue_()
        body = '{"error": "Busy."}'
        headers = {"Retry-After": seconds, "Content-Type": "application/json"}
        return route.fulfill(status=503, headers=headers, body=body)

    page.route(UPLOAD_URL, be_busy)
    desk.ignore_error("status of 503")
    drop_pictures(page, 1)
    for _try in range(2):
        expect(page.locator(".figure-state")).to_have_text(
            "The server is busy. 0.png will be retried in a few seconds."
        )
        with page.expect_request(UPLOAD_URL):
            page.clock.fast_forward(1000)
    expect(page.locator(".figure-node img:visible")).to_have_count(1)
    expect(page.locator(".figure-state")).to_be_hidden()


def test_refused_file_does_not_affect_others(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    desk.ignore_error("status of 400")
    drop_pictures(page, 2, b"%PDF-1.7 no picture", factories.picture((7, 7, 7)))
    expect(page.locator(".figure-node img:visible")).to_have_count(3)
    refused = page.locator(".figure-node").nth(2)
    expect(refused.locator(".figure-state.is-error")).to_contain_text("2.png was not uploaded.")
    expect(refused.get_by_role("button", name="Try again")).to_have_count(0)  # It cannot help.
    assert Photo.objects.count() == 3


def test_too_large_file_shows_name_and_limit(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    desk.ignore_error("status of 413")
    page.route(UPLOAD_URL, lambda route: route.fulfill(status=413))
    drop_pictures(page, 1)
    refused = page.locator(".figure-state.is-error")
    expect(refused).to_contain_text("0.png was not uploaded.")
    expect(refused).to_contain_text("at most 20 MB")


def test_cancelled_uploads_can_be_started_again(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    held = HeldUploads(page)
    drop_pictures(page, 4)
    held.wait_for(2)
    nodes = page.locator(".figure-node")
    desk.ignore_error("ERR_FAILED")
    for number in (3, 0):  # A waiting one and a running one.
        nodes.nth(number).get_by_role("button", name="Cancel upload").focus()
        press(page, "Enter")
        state = nodes.nth(number).locator(".figure-state")
        expect(state).to_have_text(f"Upload of {number}.png cancelled.")
        expect(nodes.nth(number).get_by_role("button", name="Try again")).to_be_focused()
    held.wait_for(3)  # The third replaced the first.
    del held.routes[0]
    held.release()
    expect(page.locator(".figure-node img:visible")).to_have_count(2)
    press(page, "Enter")
    expect(page.locator(".figure-node img:visible")).to_have_count(3)
    expect(nodes.nth(0).get_by_role("button", name="Cancel upload")).to_be_hidden()
    assert Photo.objects.count() == 3


def test_focus_stays_in_the_figure_during_and_after_an_upload(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    page.get_by_role("button", name="Picture").click()
    node = page.locator(".figure-node")
    expect(node.get_by_role("button", name="Upload picture…")).to_be_focused()
    held = HeldUploads(page)
    choose_file(node, file_payload(factories.picture((1, 2, 3))))
    held.wait_for(1)
    expect(node.get_by_role("button", name="Cancel upload")).to_be_focused()
    held.release()
    expect(node.get_by_label("Caption")).to_be_focused()


def test_another_file_can_replace_cancelled_upload(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    held = HeldUploads(page)
    drop_pictures(page, 1)
    held.wait_for(1)
    node = page.locator(".figure-node")
    node.get_by_role("button", name="Cancel upload").click()
    held.is_open = True
    choose_file(node, file_payload(factories.picture((1, 2, 3)), name="عين & <b>%(name)s</b>.png"))
    expect(node.locator("img")).to_be_visible()
    expect(node.locator(".figure-state")).to_be_hidden()
    assert Photo.objects.count() == 1


def test_several_files_chosen_for_new_picture_become_figures(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    page.get_by_role("button", name="Picture").click()
    data = [factories.picture((number, 60, 90)) for number in range(3)]
    with page.expect_file_chooser() as opened:
        page.get_by_role("button", name="Upload picture…").click()
    names = ["صورة.png", "<b>.png", "again.png"]
    files = zip((*data, b"no picture"), (*names, "text.png"), strict=True)
    opened.value.set_files([file_payload(content, name) for content, name in files])
    nodes = page.locator(".figure-node")
    expect(nodes).to_have_count(4)
    expect(page.locator(".figure-node img:visible")).to_have_count(3)
    expect(nodes.last.locator(".figure-state.is-error")).to_be_visible()
    desk.ignore_error("status of 400")
    assert Photo.objects.count() == 3
