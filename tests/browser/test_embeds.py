"""Embeds: by paste, typing and button; and the frame that readers load with a click."""

import pytest
from playwright.sync_api import Page, expect

from blog.models import Embed, LinkPreview, Post
from tests.browser.conftest import (
    Desk,
    document_html,
    open_editor,
    paste,
    press,
    save,
    start_document,
)
from tests.support import factories

SHORT, URL = "https://youtu.be/abcdefghij_", "https://www.youtube.com/watch?v=abcdefghij_"


def embed(url: str = URL, caption: str = "") -> str:
    return factories.embed(url, caption=caption)


def test_pasted_address_becomes_an_embed_and_undo_makes_it_a_link(page: Page) -> None:
    start_document(page)
    paste(page, SHORT)
    node = page.locator(".embed-node")
    expect(node.get_by_label("Address")).to_have_value(URL)
    expect(node).to_contain_text("YouTube")
    page.keyboard.insert_text("After it.")  # The caret went on below. One undo step.
    expect(page.locator(".tiptap > p").first).to_have_text("After it.")
    press(page, "Control+z", "Control+z")
    expect(node).to_have_count(0)
    expect(page.locator(f'.tiptap a[href="{SHORT}"]')).to_be_visible()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_paste_with_an_address_is_undone_as_a_whole(page: Page, place: int) -> None:
    start_document(page)
    parts = ["One.", "Two."]
    parts.insert(place, SHORT)
    paste(page, html="".join(f"<p>{part}</p>" for part in parts))
    node = page.locator(".embed-node")
    expect(node.get_by_label("Address")).to_have_value(URL)
    page.locator(".tiptap > p").first.click()
    press(page, "Control+z")
    expect(node).to_have_count(0)
    assert page.locator(".tiptap > p").all_text_contents() == [""]
    press(page, "Control+Shift+z")
    expect(page.locator(".tiptap")).to_contain_text("Two.")


def test_address_stays_a_link_within_text_and_of_other_sites(page: Page) -> None:
    start_document(page, "<p>See </p>")
    page.locator(".tiptap > p").first.click()
    press(page, "End")
    paste(page, SHORT)
    expect(page.locator(".tiptap > p").first).to_contain_text(SHORT)
    press(page, "Enter")
    with page.expect_response("**/editor/embed/**"):
        paste(page, "https://example.org/a")
    expect(page.locator('.tiptap a[href="https://example.org/a"]')).to_be_visible()
    expect(page.locator(".embed-node")).to_have_count(0)


def test_typed_address_becomes_an_embed_with_enter(page: Page) -> None:
    start_document(page)
    page.keyboard.type(SHORT)
    press(page, "Enter")
    expect(page.locator(".embed-node").get_by_label("Address")).to_have_value(URL)
    page.keyboard.type("Next.")
    assert "<p>Next.</p>" in document_html(page)


def test_embed_is_written_and_saved_by_keyboard(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    page.get_by_role("button", name="Embed", exact=True).focus()
    press(page, "Enter")
    node = page.locator(".embed-node")
    address = node.get_by_label("Address")
    expect(address).to_be_focused()
    page.keyboard.type("example")
    press(page, "Tab")
    expect(node.get_by_role("alert")).to_contain_text("must be a web address")
    press(page, "Shift+Tab", "Control+a")
    page.keyboard.type(SHORT)
    press(page, "Tab")
    expect(address).to_have_value(URL)
    expect(node.get_by_role("alert")).to_be_hidden()
    page.keyboard.type("A title")
    press(page, "Tab")
    page.keyboard.type("A caption")
    save(page)
    row = Embed.objects.get()
    assert (row.preview.url, row.title, row.caption) == (URL, "A title", "A caption")


def open_as_reader(desk: Desk, post: Post, **options) -> tuple[Page, list[str]]:
    """Open a post; the list gets the URLs of requests to other sites, which are answered here."""
    page = desk.page(**options)
    asked: list[str] = []

    def answer(route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<p>Player</p>", content_type="text/html")

    page.route(lambda url: not url.startswith(desk.url), answer)
    page.goto(post.get_absolute_url())
    return page, asked


def test_other_site_is_asked_only_after_the_click(desk: Desk) -> None:
    LinkPreview.objects.create(url=URL, provider="youtube", title="Low water")
    page, asked = open_as_reader(desk, factories.post(embed(caption="C")))
    button = page.get_by_role("button", name="Play from youtube.com: Low water")
    expect(button).to_be_visible()
    expect(page.get_by_text("This connects you to YouTube")).to_be_visible()
    assert asked == []
    button.focus()
    press(page, "Enter")
    frame = page.locator("iframe[title='Low water']")
    expect(frame).to_be_focused()
    expect(page.frame_locator("iframe").locator("p")).to_have_text("Player")
    assert asked == ["https://www.youtube-nocookie.com/embed/abcdefghij_?rel=0&autoplay=1"]


def test_frame_of_another_host_is_refused(desk: Desk) -> None:
    desk.ignore_error("Content Security Policy")
    page, asked = open_as_reader(desk, factories.post(embed()))
    page.evaluate("""() => {
        const frame = document.createElement("iframe")
        frame.src = "https://player.vimeo.com/video/1"
        document.body.append(frame)
    }""")
    expect(page.locator("iframe")).to_have_count(1)
    page.get_by_role("button", name="Play from youtube.com").click()
    expect(page.frame_locator(".embed iframe").locator("p")).to_have_text("Player")
    assert not [url for url in asked if "vimeo" in url]


def test_frame_tells_its_height_but_no_other_window_does(desk: Desk) -> None:
    url = "https://mastodon.social/@Gargron/100254678717223630"
    page, _asked = open_as_reader(desk, factories.post(embed(url)))
    page.get_by_role("button", name="Show from mastodon.social").click()
    frame = page.locator(".embed iframe")
    page.evaluate("window.postMessage({ type: 'setHeight', height: 999 }, '*')")
    inner = page.frame_locator(".embed iframe").locator("body")
    inner.evaluate("parent.postMessage({ type: 'setHeight', height: 321 }, '*')")
    expect(frame).to_have_css("block-size", "321px")


def test_without_scripts_there_is_a_link(desk: Desk) -> None:
    page, asked = open_as_reader(desk, factories.post(embed()), java_script_enabled=False)
    expect(page.get_by_role("link", name="Open on youtube.com")).to_have_attribute("href", URL)
    expect(page.locator(".embed button")).to_have_count(0)
    assert asked == []
