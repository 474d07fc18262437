"""The preview panel: it follows the typed text and keeps its scroll position."""

import re

from playwright.sync_api import FrameLocator, Page, Route, expect

from blog import revisions
from blog.content import document
from blog.models import Post
from blog.revisions.models import Revision
from tests.browser.conftest import Desk, open_editor, press, settle
from tests.support import factories
from tests.support.factories import quotation

PREVIEW = "**/admin/blog/post/preview/"
PARAGRAPHS = "".join(f"<p>Paragraph {number}. {'Words. ' * 60}</p>" for number in range(40))


def open_preview(page: Page) -> FrameLocator:
    button = page.get_by_role("button", name="Preview", exact=True)
    if button.get_attribute("aria-expanded") == "false":  # The state is remembered between tests.
        button.click()
    preview = page.frame_locator(".live-preview iframe")
    expect(preview.locator(".post-body")).to_be_attached()
    # Its style sheets may come later, and then the panel reacts to it.
    expect(page.locator(".preview-stage[aria-busy]")).to_have_count(0)
    return preview


def evaluate_in_frame(page: Page, script: str):
    """Return the result of a function in the frame's window."""
    panel = page.locator(".live-preview iframe")
    return panel.evaluate(f"(frame) => ({script})(frame.contentWindow)")


def test_preview_shows_typed_text_and_stores_nothing(desk: Desk) -> None:
    html = "<p>Stored.</p>" + quotation("“Said.”", attribution="A judge")
    page = open_editor(desk, html, status="review")
    preview = open_preview(page)
    expect(preview.locator("blockquote")).to_have_text("“Said.”")
    page.locator(".tiptap p").first.click()
    press(page, "End")
    page.keyboard.type(" Typed.")
    expect(preview.locator(".post-body > p")).to_have_text("Stored. Typed.")
    page.fill("#id_title", "Another title")
    expect(preview.locator("h1")).to_have_text("Another title")
    assert Post.objects.get().title != "Another title"
    expect(page.locator(".preview-state")).to_be_empty()


def test_preview_ignores_concurrent_saves(desk: Desk) -> None:
    page = open_editor(desk, "<p>Mine.</p>", status="review")
    post = Post.objects.get()
    preview = open_preview(page)
    editor = factories.user("Editor")
    nodes = document.parse("<p>Theirs.</p>")
    document.save(post, nodes, editor)
    revisions.record(post, editor)
    before = Revision.objects.count()
    page.locator(".tiptap p").first.click()
    press(page, "End")
    page.keyboard.type(" More.")
    expect(preview.locator(".post-body > p")).to_have_text("Mine. More.")
    assert Revision.objects.count() == before


def test_preview_keeps_unchanged_blocks_and_scroll_position(desk: Desk) -> None:
    page = open_editor(desk, PARAGRAPHS)
    preview = open_preview(page)
    expect(preview.locator(".post-body > p")).to_have_count(40)
    paragraphs = "[...view.document.querySelectorAll('.post-body > p')]"
    evaluate_in_frame(page, f"(view) => {paragraphs}.forEach((p) => p.mine = true)")
    evaluate_in_frame(page, "(view) => view.scrollTo(0, 900)")
    page.fill("#id_summary", "A field that the page does not show.")
    page.fill("#id_labels", "Rivers")
    expect(preview.locator(".labels li")).to_have_text("Rivers")
    assert evaluate_in_frame(page, "(view) => view.scrollY") == 900
    assert evaluate_in_frame(page, f"(view) => {paragraphs}.every((p) => p.mine)")


def test_preview_panel_covers_no_field(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", width=1400, height=900)
    page.locator("[data-live-preview]").click()
    expect(page.locator(".live-preview")).to_be_visible()
    for name in ("labels", "summary", "slug", "comments_mode"):
        field = page.locator(f"#id_{name}")
        field.scroll_into_view_if_needed()
        panel, box = page.locator(".live-preview").bounding_box(), field.bounding_box()
        assert panel and box
        assert box["x"] + box["width"] <= panel["x"]


def test_preview_scrolls_with_caret(desk: Desk) -> None:
    page = open_editor(desk, PARAGRAPHS + quotation("“The last.”"))
    preview = open_preview(page)
    expect(preview.locator("blockquote")).not_to_be_in_viewport()
    page.locator(".quotation-text p").click()
    expect(preview.locator("blockquote")).to_be_in_viewport()
    press(page, "End")
    page.keyboard.type(" It was.")
    expect(preview.locator("blockquote")).to_have_text("“The last.” It was.")
    expect(preview.locator("blockquote")).to_be_in_viewport()
    page.locator("#id_title").focus()
    expect(preview.locator("h1")).to_be_in_viewport()


def test_preview_click_focuses_block_and_follows_no_link(desk: Desk) -> None:
    page = open_editor(desk, '<p>One.</p><p>Two, <a href="https://example.org/">a link</a>.</p>')
    preview = open_preview(page)
    preview.get_by_role("link", name="a link").click()
    expect(page.locator(".tiptap")).to_be_focused()
    settle(page)
    page.keyboard.type("In ")
    expect(page.locator(".tiptap p").nth(1)).to_have_text("In Two, a link.")
    preview.locator(".site-name a").click()
    expect(preview.locator(".post-body p").nth(1)).to_have_text("In Two, a link.")
    assert evaluate_in_frame(page, "(view) => view.location.href") == "about:srcdoc"


def test_preview_width_and_colour_scheme_are_remembered(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    preview = open_preview(page)
    width = "(view) => view.innerWidth"
    paper = "(view) => view.getComputedStyle(view.document.body).backgroundColor"
    for name, pixels in (("Phone", 390), ("Tablet", 768), ("Desktop", 1440)):
        page.get_by_role("button", name=name).click()
        assert evaluate_in_frame(page, width) == pixels
        box = page.locator(".live-preview iframe").bounding_box()
        stage = page.locator(".preview-stage").bounding_box()
        assert box and stage and box["width"] <= stage["width"] + 1
        assert abs(box["height"] - stage["height"]) < 2
    page.get_by_role("button", name="Light").click()
    light = evaluate_in_frame(page, paper)
    page.get_by_role("button", name="Dark").click()
    assert evaluate_in_frame(page, paper) != light
    page.reload()
    expect(preview.locator(".post-body > p")).to_have_text("Words.")
    pressed = page.locator(".live-preview [aria-pressed=true]")
    expect(pressed).to_have_text(["Desktop", "Dark"])
    page.get_by_role("button", name="Close", exact=True).click()
    page.reload()
    expect(page.locator(".live-preview")).to_be_hidden()


def test_preview_shows_only_latest_response(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    preview = open_preview(page)
    held: list[Route] = []
    page.route(PREVIEW, lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(PREVIEW):
        page.fill("#id_title", "First")
    page.fill("#id_title", "Second")
    expect(preview.locator("h1")).to_have_text("Second")
    (first,) = held
    assert first.request.failure  # It was aborted, so its response cannot arrive late.


def test_preview_shows_that_it_is_outdated_and_updates(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    preview = open_preview(page)
    state = page.locator(".preview-state")
    page.context.set_offline(True)
    page.fill("#id_title", "Typed offline")
    expect(state).to_have_text("The preview is behind: offline.")
    page.context.set_offline(False)
    expect(preview.locator("h1")).to_have_text("Typed offline")
    expect(state).to_be_empty()
    page.context.clear_cookies()
    page.fill("#id_title", "Signed out")
    expect(state).to_have_text(re.compile("You may be signed out"))
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")
    desk.ignore_error("403")


def test_preview_on_phone_covers_form_and_closes_with_escape(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>", width=390, height=800)
    preview = open_preview(page)
    expect(preview.locator(".post-body > p")).to_have_text("Words.")
    box = page.locator(".live-preview").bounding_box()
    assert box and box["width"] > 350 and box["height"] > 700
    press(page, "Escape")
    expect(page.locator(".live-preview")).to_be_hidden()
    expect(page.get_by_role("button", name="Preview", exact=True)).to_be_focused()


def test_click_on_preview_that_was_left_open_is_not_lost_while_it_loads(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>", status="review")
    open_preview(page)
    held: list[Route] = []
    page.route(re.compile(r"/preview(\.\w+)?\.js"), lambda route: held.append(route))
    page.reload()
    button = page.get_by_role("button", name="Preview", exact=True)
    while not held:
        settle(page)
    button.click()
    desk.ignore_error("net::ERR_FAILED")
    for route in held:
        route.abort()
    expect(page.locator("[data-form-state]")).to_contain_text("The server cannot be reached")
    page.unroute_all(behavior="ignoreErrors")
    button.click()
    expect(page.frame_locator(".live-preview iframe").locator(".post-body")).to_be_attached()
    expect(button).to_have_attribute("aria-expanded", "true")
