"""Slug, labels, sources, preview, and the phone."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests import factories
from tests.browser.conftest import Desk, save, write


def test_the_slug_follows_the_title_until_publication(desk: Desk) -> None:
    editor = factories.user("Editor")
    page = write(desk, user=editor)
    page.locator("#id_title").press_sequentially("One Title")
    assert page.input_value("#id_slug") == "one-title"
    page.locator(".tiptap").click()
    page.keyboard.type("Words.")
    page.select_option("#id_status", "published")
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.fill("#id_title", "Another")
    assert page.input_value("#id_slug") == "one-title"


def test_labels_and_sources_complete_by_keyboard(desk: Desk) -> None:
    factories.post(
        factories.quotation("Said.", source_name="Ana Ruiz", source_role="Judge"), labels=["China"]
    )
    page = write(desk)
    page.locator("#id_labels").press_sequentially("Press, chi")
    expect(page.get_by_role("option", name="China")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#id_labels") == "Press, China, "

    page.locator(".tiptap").click()
    page.keyboard.type("“Here.”")
    page.keyboard.press("Control+Shift+q")
    page.locator(".quotation-node summary").click()
    source = page.get_by_role("combobox", name="Source")
    source.press_sequentially("ruiz")
    expect(page.get_by_role("option", name="Ana Ruiz")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(source).to_have_value("Ana Ruiz")
    expect(page.get_by_label("Role")).to_have_value("Judge")
    assert page.get_by_label("Attribution", exact=True).input_value() == "Ana Ruiz, Judge"


def test_a_preview_shows_unsaved_words_in_the_template_readers_see(desk: Desk) -> None:
    page = write(desk)
    page.fill("#id_title", "Not saved")
    page.locator(".tiptap").click()
    page.keyboard.type("Words to look at.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    preview = opened.value
    expect(preview.locator("main h1")).to_have_text("Not saved")
    expect(preview.locator("main")).to_contain_text("Words to look at.")
    assert not Post.objects.exists()


def test_blocks_move_by_keyboard(desk: Desk) -> None:
    page = write(desk, "<p>One.</p><p>Two.</p>" + factories.quotation("“Three.”"))
    page.locator(".tiptap > p").first.click()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".tiptap > p").first).to_have_text("Two.")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".tiptap > :nth-child(2)")).to_contain_text("Three.")
    page.get_by_role("button", name="Move up (Alt+↑)").click()
    expect(page.locator(".tiptap > :nth-child(1)")).to_contain_text("Three.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_wider_than_a_phone(dark: bool, desk: Desk) -> None:
    editor = factories.user("Editor")
    html = (
        factories.quotation("“" + "Long " * 60 + "”", attribution="A name " * 20)
        + factories.figure(factories.photo(editor), caption="Word " * 40)
        + "<p>" + "x" * 300 + "</p>"
    )  # fmt: skip
    page = write(desk, html, editor, width=390, height=844, dark=dark)
    page.locator(".quotation-node summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(Post.objects.get().get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
