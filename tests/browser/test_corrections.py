"""An author corrects a published post by keyboard, and a reader sees the correction."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from blog.corrections.models import Correction
from blog.models import Post
from tests.browser.conftest import (
    Desk,
    choose_transition,
    finish_transition,
    new_document,
    open_publish_panel,
    press,
    save,
)
from tests.support import factories
from tests.support.desk import change, send, signed_in

WORDS = "It was two, not one."


@pytest.fixture
def post(transactional_db) -> Post:
    ada = factories.user("Author", byline="Ada")
    return factories.post("<p>It was one.</p>", authors=(ada,), title="How many")


def open_post(desk: Desk, post: Post, **options) -> Page:
    page = desk.page(post.authors.get(), **options)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def test_correction_by_keyboard_is_shown_to_readers(desk: Desk, post: Post) -> None:
    page = open_post(desk, post)
    expect(page.locator("fieldset.correction-note")).to_be_hidden()
    page.locator(".tiptap > p").first.click()
    press(page, "End", "Backspace", "Backspace", "Backspace", "Backspace")
    page.keyboard.type("two.")
    press(page, "Control+s")
    dialog = page.get_by_role("dialog", name="Update")
    expect(dialog.get_by_role("group", name="Note to readers")).to_be_visible()
    expect(page.locator("[name=change_kind][value=typo]")).to_be_focused()
    press(page, "ArrowDown", "ArrowDown", "Enter")
    expect(dialog.get_by_role("alert")).to_have_text("Write a note to readers.")
    page.keyboard.type(WORDS)
    with new_document(page):
        press(page, "Control+Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    correction = Correction.objects.get()
    assert (correction.kind, correction.text, str(correction.by)) == ("correction", WORDS, "Ada")

    reader = desk.page(width=390)
    reader.goto(post.get_absolute_url())
    reader.get_by_role("link", name="Corrected on").click()
    expect(reader.locator("#corrections")).to_be_in_viewport()
    expect(reader.locator("#corrections")).to_contain_text(WORDS)
    reader.locator("#corrections").get_by_role("link", name="What changed").click()
    expect(reader.locator("del").last).to_contain_text("one")
    reader.get_by_role("contentinfo").get_by_role("link", name="Corrections").click()
    expect(reader.get_by_role("main")).to_contain_text(WORDS)


def test_dialog_cancelled_returns_focus_and_submits_nothing(desk: Desk, post: Post) -> None:
    page = open_post(desk, post)
    page.fill("#id_title", "How many more")
    page.locator("[name=_save]").focus()
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("[name=_save]")).to_be_focused()
    assert Post.objects.get().title == "How many"


def test_typo_is_proposed_only_while_the_change_is_one(desk: Desk) -> None:
    author = factories.user("Author", byline="Ada")
    post = factories.post("<p>It was one.</p>", authors=(author,), title="The habrour")
    page = open_post(desk, post)
    panel = open_publish_panel(page)
    title, typo = panel.locator("#id_title"), panel.get_by_label("A typo")
    title.fill("The harbour")
    expect(typo).to_be_checked()
    title.fill("The harbour of 1926")
    expect(typo).not_to_be_checked()
    panel.get_by_role("button", name="Update").click()
    expect(panel.get_by_role("alert").last).to_have_text("Choose what kind of change it is.")
    panel.get_by_label("An update").check()
    title.fill("The harbour")
    expect(panel.get_by_label("An update")).to_be_checked()  # What was chosen stays.
    expect(panel.get_by_role("textbox", name="Note to readers")).to_be_visible()


def test_invisible_change_is_saved_without_dialog(desk: Desk, post: Post) -> None:
    page = open_post(desk, post)
    page.fill("#id_labels", "China")
    save(page)
    assert Correction.objects.count() == 0


def test_form_without_javascript_keeps_input(desk: Desk, post: Post) -> None:
    page = desk.page(post.authors.get(), java_script_enabled=False)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.fill("#id_title", "How many more")
    page.locator("[name=_continue]").click()
    expect(page.locator(".field-change_kind .errorlist")).to_be_visible()
    question, buttons = (
        page.locator(f"#post_form {name}") for name in (".correction-note", ".submit-row")
    )
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    above, below = question.bounding_box(), buttons.bounding_box()
    assert above and below and above["y"] + above["height"] <= below["y"] + 1
    expect(page.locator("#id_title")).to_have_value("How many more")
    page.get_by_label("An update").check()
    page.fill("#id_change_text", WORDS)
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Correction.objects.get().text == WORDS


def test_editor_publishing_changed_post_sees_comparison(desk: Desk, post: Post) -> None:
    Post.all_objects.update(published_at=datetime(2024, 5, 3, 12, tzinfo=UTC))
    editor = factories.user("Editor", byline="Ed")
    client = signed_in(editor)
    send(client, change(post), transition="taken_back", change_kind="")
    send(client, change(post), title="How many more", change_kind="")
    page = desk.page(editor)
    page.goto(change(post))
    dialog = choose_transition(page, "Publish now")
    link = dialog.get_by_role("link", name="Show what changed")
    expect(link).to_have_attribute("href", re.compile("/history/compare/"))
    dialog.get_by_label("A correction").check()
    dialog.get_by_role("textbox", name="Note to readers").fill(WORDS)
    finish_transition(page, "Publish, dated May 3, 2024")
    assert Correction.objects.get().text == WORDS
