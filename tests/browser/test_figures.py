"""Add pictures by dialog, drop and paste, with progress; their text is never lost."""

import io
import os
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, expect

from blog.models import Figure, Photo
from tests.browser.conftest import Desk, document_html, open_editor, press, save, settle
from tests.support import factories
from tests.support.factories import figure, quotation


def large_picture() -> bytes:
    """Return a picture of about 400 KB."""
    file = io.BytesIO()
    Image.frombytes("RGB", (360, 360), os.urandom(360 * 360 * 3)).save(file, "PNG")
    return file.getvalue()


def file_payload(data: bytes, name: str = "any.png", type: str = "image/png") -> dict[str, Any]:
    return {"name": name, "mimeType": type, "buffer": data}


def choose_file(node: Locator, *files: dict[str, Any]) -> None:
    node.locator("input[type=file]").set_input_files(list(files))


def drop_files(target: Locator, *files: bytes, type: str = "image/png", y: float = 4) -> None:
    """Drop files on an element, `y` pixels below its upper edge."""
    target.evaluate(
        """(element, [files, type, y]) => {
            const data = new DataTransfer()
            files.forEach((bytes, i) =>
                data.items.add(new File([new Uint8Array(bytes)], `${i}.png`, { type })))
            const { left, top } = element.getBoundingClientRect()
            for (const name of ["dragover", "drop"])
                element.dispatchEvent(new DragEvent(name, {
                    dataTransfer: data, bubbles: true, cancelable: true,
                    clientX: left + 20, clientY: top + y,
                }))
        }""",
        [[list(data) for data in files], type, y],
    )


def test_text_typed_during_upload_stays(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    page.get_by_role("button", name="Picture").click()
    node = page.locator(".figure-node")
    expect(node.get_by_role("button", name="Upload picture…")).to_be_focused()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")

    def limit(upload: int) -> None:
        """Limit uploads to so many bytes a second; -1 is no limit."""
        speeds = {"downloadThroughput": -1, "uploadThroughput": upload}
        network.send("Network.emulateNetworkConditions", speeds | {"offline": False, "latency": 0})

    limit(10_000)
    choose_file(node, file_payload(large_picture()))
    expect(node.get_by_role("progressbar", name="Upload")).to_be_visible()
    page.wait_for_function("() => document.querySelector('progress').value % 1 > 0")
    limit(1_000)  # It takes minutes now, however slow this test is.
    node.get_by_label("Caption").fill("The quay")
    page.locator("[name=_save]").click()
    expect(page.locator("[data-form-state]")).to_contain_text("still being uploaded")
    node.get_by_role("button", name="Move up").click()  # Its upload moves with it.
    limit(-1)
    expect(node.locator("img")).to_be_visible()
    expect(node.get_by_role("progressbar")).to_be_hidden()
    node.get_by_label("Alternative text").fill("A quay at dawn")
    save(page)
    assert Figure.objects.get().caption == "The quay"
    assert Photo.objects.get().alt == "A quay at dawn"
    assert Figure.objects.get().position == 1


def test_files_dropped_between_paragraphs_become_figures(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p><p>Two.</p>")
    drop_files(page.locator(".tiptap > p").first, factories.picture((1, 2, 3)), factories.picture())
    expect(page.locator(".figure-node img:visible")).to_have_count(2)
    blocks = page.locator(".tiptap > *")
    expect(blocks.nth(0)).to_have_text("One.")
    expect(blocks.nth(3)).to_have_text("Two.")
    press(page, "Control+z")  # Undo removes the picture and its figure together.
    expect(page.locator(".figure-node")).to_have_count(0)
    press(page, "Control+Shift+z")
    expect(page.locator(".figure-node img:visible")).to_have_count(2)


def test_picture_dropped_on_figure_keeps_its_text(desk: Desk) -> None:
    page = open_editor(desk, figure(caption="Quay", credit="Jo Ek", alt="Stones") + "<p>After.</p>")
    node = page.locator(".figure-node")
    drop_files(node, factories.picture(), y=40)
    expect(node.locator("img")).to_be_visible()
    for label, text in (("Caption", "Quay"), ("Credit", "Jo Ek"), ("Alternative text", "Stones")):
        expect(node.get_by_label(label)).to_have_value(text)
    first = node.locator("img").get_attribute("src")
    choose_file(node, file_payload(factories.picture((9, 9, 9))))  # Replace the picture.
    expect(node.locator("img")).not_to_have_attribute("src", first or "")
    expect(node.get_by_label("Caption")).to_have_value("Quay")


def test_failed_upload_shows_error_and_can_be_retried(desk: Desk):
    # The form's other requests: one from before the sign-in is led on to an address for POST only.
    desk.ignore_error("405 (Method Not Allowed)")
    page = open_editor(desk, figure(caption="Quay") + "<p>After.</p>")
    node = page.locator(".figure-node")
    state = node.locator(".figure-state")
    choose_file(node, file_payload(b"%PDF-1.7 no picture", "paper.png"))
    expect(state).to_contain_text("file type")
    expect(state).to_have_class("figure-state is-error")
    desk.ignore_error("status of 400")

    page.context.set_offline(True)
    choose_file(node, file_payload(factories.picture()))
    expect(state).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")

    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    node.get_by_role("button", name="Try again").click()
    expect(state).to_contain_text("signed out")
    desk.ignore_error("status of 403")
    page.context.add_cookies([c for c in cookies if c["name"] == "sessionid"])  # Another tab.
    page.context.clear_cookies(name="csrftoken")
    page.context.add_cookies(
        [{**c, "value": "b" * 32} for c in cookies if c["name"] == "csrftoken"]
    )

    page.route("**/editor/upload/", lambda route: route.fulfill(status=503))
    node.get_by_role("button", name="Try again").click()
    expect(state).to_contain_text("could not store the picture")
    desk.ignore_error("status of 503")
    page.unroute("**/editor/upload/")

    node.get_by_role("button", name="Try again").click()
    expect(node.locator("img")).to_be_visible()
    expect(state).to_be_hidden()
    expect(node.get_by_label("Caption")).to_have_value("Quay")


def test_existing_photo_can_be_chosen_by_keyboard(desk: Desk) -> None:
    user = factories.user("Editor")
    for number in range(26):
        factories.photo(user, caption=f"Quay {number}", credit="Agency")
    lock = factories.photo(user, caption="The lock", alt="Gates", credit="Jo Ek")
    factories.photo(user, caption="Quay last")
    page = open_editor(desk, figure() + "<p>After.</p>", user)
    node = page.locator(".figure-node")
    node.get_by_role("button", name="Choose existing…").focus()
    press(page, "Enter")
    dialog = page.get_by_role("dialog", name="Choose a photo")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    expect(dialog.locator("li")).to_have_count(24)
    dialog.get_by_role("button", name="Show more").click()
    expect(dialog.locator("li")).to_have_count(28)
    dialog.get_by_role("searchbox").fill("lock")
    expect(dialog.locator("li")).to_have_count(1)
    press(page, "Tab", "Enter")
    expect(dialog).to_be_hidden()
    expect(node.get_by_role("button", name="Choose existing…")).to_be_focused()
    expect(node.get_by_label("Credit")).to_have_value("Jo Ek")
    press(page, "Escape", "Control+z")
    expect(node.locator("img")).to_be_hidden()
    press(page, "Control+Shift+z")
    save(page)
    assert Figure.objects.get().photo == lock


def test_decorative_and_alt_text_are_mutually_exclusive(desk: Desk) -> None:
    user = factories.user("Editor")
    page = open_editor(desk, figure(factories.photo(user, alt="Gates")) + "<p>After.</p>", user)
    alt = page.get_by_label("Alternative text")
    page.get_by_label("Decorative").check()
    expect(alt).to_be_disabled()
    expect(alt).to_have_value("")
    page.get_by_label("Decorative").uncheck()
    alt.fill("Gates again")
    assert 'data-alt="Gates again"' in document_html(page)
    assert "data-decorative" not in document_html(page)


def test_file_dropped_outside_editor_does_not_replace_page(desk: Desk) -> None:
    page = open_editor(desk, quotation())
    is_default_allowed = page.locator("#id_slug").evaluate(
        """field => {
            const data = new DataTransfer()
            data.items.add(new File(["x"], "paper.pdf", { type: "application/pdf" }))
            const drop = { dataTransfer: data, bubbles: true, cancelable: true }
            return field.dispatchEvent(new DragEvent("drop", drop))
        }"""
    )
    assert is_default_allowed is False  # Chromium's default would open the file.


def test_figure_can_be_dragged_by_its_handle(desk: Desk) -> None:
    page = open_editor(desk, figure(caption="Quay") + "<p>One.</p><p>Two.</p>")
    grip: Locator = page.locator(".figure-node .node-grip")
    grip.drag_to(page.locator(".tiptap > p").nth(1), target_position={"x": 30, "y": 28})
    settle(page)
    blocks = page.locator(".tiptap > *")
    expect(blocks.nth(0)).to_have_text("One.")
    expect(page.locator(".figure-node")).to_have_count(1)
    expect(page.locator(".figure-node [data-field=caption]")).to_have_value("Quay")
    assert 'data-id="' in document_html(page)  # The same row, because it was not copied.
