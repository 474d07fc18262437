"""The preview beside the sheet: it keeps up with what is typed and stays where it is."""

import re

from playwright.sync_api import FrameLocator, Page, Route, expect

from blog import revisions
from blog.content import document
from blog.models import Post
from blog.revisions.models import Revision
from tests.browser.conftest import Desk, press, settle, write
from tests.support import factories
from tests.support.factories import quotation

PREVIEW = "**/admin/blog/post/preview/"
PARAGRAPHS = "".join(f"<p>Paragraph {number}. {'Words. ' * 60}</p>" for number in range(40))


def opened(page: Page) -> FrameLocator:
    button = page.get_by_role("button", name="Live preview")
    if button.get_attribute("aria-expanded") == "false":  # It is remembered from test to test.
        button.click()
    shown = page.frame_locator(".live-preview iframe")
    expect(shown.locator(".post-body")).to_be_attached()
    return shown


def frame(page: Page, script: str):
    """What a function of the frame's window says."""
    panel = page.locator(".live-preview iframe")
    return panel.evaluate(f"(frame) => ({script})(frame.contentWindow)")


def test_it_shows_what_is_typed_and_stores_nothing(desk: Desk) -> None:
    page = write(desk, "<p>Stored.</p>" + quotation("“Said.”", attribution="A judge"))
    shown = opened(page)
    expect(shown.locator("blockquote")).to_have_text("“Said.”")
    page.locator(".tiptap p").first.click()
    press(page, "End")
    page.keyboard.type(" Typed.")
    expect(shown.locator(".post-body > p")).to_have_text("Stored. Typed.")
    page.fill("#id_title", "Another title")
    expect(shown.locator("h1")).to_have_text("Another title")
    assert Post.objects.get().title != "Another title"
    expect(page.locator(".preview-state")).to_be_empty()


def test_what_others_saved_meanwhile_is_left_alone(desk: Desk) -> None:
    page = write(desk, "<p>Mine.</p>")
    post = Post.objects.get()
    shown = opened(page)
    editor = factories.user("Editor")
    nodes = document.parse("<p>Theirs.</p>")
    document.save(post, nodes, editor)
    revisions.record(post, editor)
    before = Revision.objects.count()
    page.locator(".tiptap p").first.click()
    press(page, "End")
    page.keyboard.type(" More.")
    expect(shown.locator(".post-body > p")).to_have_text("Mine. More.")
    assert Revision.objects.count() == before


def test_what_did_not_change_stays_with_its_place(desk: Desk) -> None:
    page = write(desk, PARAGRAPHS)
    shown = opened(page)
    expect(shown.locator(".post-body > p")).to_have_count(40)
    paragraphs = "[...view.document.querySelectorAll('.post-body > p')]"
    frame(page, f"(view) => {paragraphs}.forEach((p) => p.mine = true)")
    frame(page, "(view) => view.scrollTo(0, 900)")
    page.fill("#id_summary", "A field that the page does not show.")
    page.fill("#id_labels", "Rivers")
    expect(shown.locator(".labels li")).to_have_text("Rivers")
    assert frame(page, "(view) => view.scrollY") == 900
    assert frame(page, f"(view) => {paragraphs}.every((p) => p.mine)")


def test_preview_beside_the_sheet_covers_no_field(desk: Desk) -> None:
    page = write(desk, "<p>One.</p>", width=1400, height=900)
    page.locator("[data-live-preview]").click()
    expect(page.locator(".live-preview")).to_be_visible()
    for name in ("labels", "summary", "slug", "comments_mode"):
        field = page.locator(f"#id_{name}")
        field.scroll_into_view_if_needed()
        panel, box = page.locator(".live-preview").bounding_box(), field.bounding_box()
        assert panel and box
        assert box["x"] + box["width"] <= panel["x"]


def test_it_follows_the_caret(desk: Desk) -> None:
    page = write(desk, PARAGRAPHS + quotation("“The last.”"))
    shown = opened(page)
    expect(shown.locator("blockquote")).not_to_be_in_viewport()
    page.locator(".quotation-words p").click()
    expect(shown.locator("blockquote")).to_be_in_viewport()
    press(page, "End")
    page.keyboard.type(" It was.")
    expect(shown.locator("blockquote")).to_have_text("“The last.” It was.")
    expect(shown.locator("blockquote")).to_be_in_viewport()
    page.locator("#id_title").focus()
    expect(shown.locator("h1")).to_be_in_viewport()


def test_a_click_leads_to_the_block_and_nowhere_else(desk: Desk) -> None:
    page = write(desk, '<p>One.</p><p>Two, <a href="https://example.org/">a link</a>.</p>')
    shown = opened(page)
    shown.get_by_role("link", name="a link").click()
    settle(page)
    page.keyboard.type("In ")
    expect(page.locator(".tiptap p").nth(1)).to_have_text("In Two, a link.")
    shown.locator(".site-name a").click()
    expect(shown.locator(".post-body p").nth(1)).to_have_text("In Two, a link.")
    assert frame(page, "(view) => view.location.href") == "about:srcdoc"


def test_widths_and_colours_are_those_of_the_screens_and_are_remembered(desk: Desk) -> None:
    page = write(desk, "<p>Words.</p>")
    shown = opened(page)
    width = "(view) => view.innerWidth"
    paper = "(view) => view.getComputedStyle(view.document.body).backgroundColor"
    for name, pixels in (("Phone", 390), ("Tablet", 768), ("Desktop", 1440)):
        page.get_by_role("button", name=name).click()
        assert frame(page, width) == pixels
        box = page.locator(".live-preview iframe").bounding_box()
        stage = page.locator(".preview-stage").bounding_box()
        assert box and stage and box["width"] <= stage["width"] + 1
        assert abs(box["height"] - stage["height"]) < 2
    page.get_by_role("button", name="Light").click()
    light = frame(page, paper)
    page.get_by_role("button", name="Dark").click()
    assert frame(page, paper) != light
    page.reload()
    expect(shown.locator(".post-body > p")).to_have_text("Words.")
    pressed = page.locator(".live-preview [aria-pressed=true]")
    expect(pressed).to_have_text(["Desktop", "Dark"])
    page.get_by_role("button", name="Close").click()
    page.reload()
    expect(page.locator(".live-preview")).to_be_hidden()


def test_only_the_last_answer_is_shown(desk: Desk) -> None:
    page = write(desk, "<p>Words.</p>")
    shown = opened(page)
    held: list[Route] = []
    page.route(PREVIEW, lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(PREVIEW):
        page.fill("#id_title", "First")
    page.fill("#id_title", "Second")
    expect(shown.locator("h1")).to_have_text("Second")
    (first,) = held
    assert first.request.failure  # It was given up, so no answer can come late.


def test_it_says_that_it_is_behind_and_catches_up(desk: Desk) -> None:
    page = write(desk, "<p>Words.</p>")
    shown = opened(page)
    state = page.locator(".preview-state")
    page.context.set_offline(True)
    page.fill("#id_title", "Typed offline")
    expect(state).to_have_text("The preview is behind: offline.")
    page.context.set_offline(False)
    expect(shown.locator("h1")).to_have_text("Typed offline")
    expect(state).to_be_empty()
    page.context.clear_cookies()
    page.fill("#id_title", "Signed out")
    expect(state).to_have_text(re.compile("You may be signed out"))
    desk.forgive("ERR_INTERNET_DISCONNECTED")
    desk.forgive("403")


def test_on_a_phone_it_lies_over_the_form_and_escape_closes_it(desk: Desk) -> None:
    page = write(desk, "<p>Words.</p>", width=390, height=800)
    shown = opened(page)
    expect(shown.locator(".post-body > p")).to_have_text("Words.")
    box = page.locator(".live-preview").bounding_box()
    assert box and box["width"] > 350 and box["height"] > 700
    press(page, "Escape")
    expect(page.locator(".live-preview")).to_be_hidden()
    expect(page.get_by_role("button", name="Live preview")).to_be_focused()
