"""Edit conflicts: both versions of a block stand side by side until one is chosen."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from blog.models import Post, PullQuote
from tests.browser.autosaves import autosaved
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    new_document,
    press,
    save,
    set_document,
)
from tests.support import factories
from tests.support.desk import change, fields, signed_in


def open_outdated_form(desk: Desk, html: str, old: str, new: str, **options) -> Page:
    """Open Ben's form; then Ana replaces `old` by `new` in the document."""
    ana, ben = (factories.user("Editor", byline=name) for name in ("Ana", "Ben"))
    language = options.pop("language", "en")
    post = factories.draft(html, authors=(ana,), language=language)
    page = desk.page(ben, **options)
    page.goto(change(post))
    expect(page.locator(".tiptap")).to_be_visible()
    client = signed_in(ana)
    submitted = fields(client, change(post))
    submitted["document"] = submitted["document"].replace(old, new)
    assert client.post(change(post), submitted).status_code == 302
    return page


def open_conflict(desk: Desk, html: str = "<p>One.</p><p>Two.</p>", **options) -> Page:
    """Open Ben's form after he submitted 'One, Ben.' while Ana had saved 'One, Ana.'."""
    page = open_outdated_form(desk, html, "One.", "One, Ana.", **options)
    caret(page.locator(".tiptap > p", has_text="One."), "end")
    press(page, "Backspace")
    page.keyboard.type(", Ben.")
    send(page)
    expect(conflict(page)).to_be_visible()
    return page


def send(page: Page) -> None:
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator(".tiptap")).to_be_visible()


def conflict(page: Page) -> Locator:
    return page.get_by_role("group", name="Block with two versions")


def version(page: Page, whose: str) -> Locator:
    return page.get_by_role("group", name=re.compile(f"{whose}.* version"))


@pytest.mark.parametrize(
    ("button", "text"),
    [
        ("Keep theirs", "<p>One, Ana.</p><p>Two.</p>"),
        ("Keep mine", "<p>One, Ben.</p><p>Two.</p>"),
        ("Keep both", "<p>One, Ana.</p><p>One, Ben.</p><p>Two.</p>"),
    ],
)
def test_conflict_button_resolves_undoes_and_saves(button: str, text: str, desk: Desk) -> None:
    page = open_conflict(desk)
    expect(conflict(page)).to_contain_text("Ana saved a change to this block")
    expect(version(page, "Their")).to_contain_text("One, Ana.")
    expect(version(page, "Your")).to_contain_text("One, Ben.")
    send(page)  # Again, without a choice.
    expect(conflict(page).get_by_role("alert")).to_contain_text("Choose which version to keep")
    page.get_by_role("button", name=button).click()
    expect(conflict(page)).to_have_count(0)
    expect(page.locator(".tiptap")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="kept")).to_have_count(1)
    assert document_html(page) == text
    press(page, "ControlOrMeta+z")
    expect(conflict(page)).to_be_visible()
    press(page, "ControlOrMeta+Shift+z")
    expect(conflict(page)).to_have_count(0)
    save(page)
    assert Post.objects.get().html.strip() == text


def test_conflict_can_be_resolved_by_keyboard(desk: Desk) -> None:
    page = open_conflict(desk)
    caret(version(page, "Their").locator("p", has_text="One, Ana."), "end")
    page.keyboard.type(" Edited.")
    press(page, "Tab")
    expect(page.get_by_role("button", name="Keep theirs")).to_be_focused()
    press(page, "Tab", "Escape")
    page.keyboard.type("?")
    expect(version(page, "Your")).to_contain_text("One, Ben.?")
    press(page, "Tab", "Enter")
    assert document_html(page) == "<p>One, Ana. Edited.</p><p>Two.</p>"


def test_conflict_edited_until_both_agree_is_resolved(desk: Desk) -> None:
    page = open_conflict(desk)
    caret(version(page, "Your").locator("p", has_text="One, Ben."), "end")
    press(page, *["Backspace"] * 4)
    page.keyboard.type("Ana.")
    expect(conflict(page)).to_have_count(0)
    page.keyboard.insert_text(" On.")  # One undo step, however slow the machine is.
    assert document_html(page) == "<p>One, Ana. On.</p><p>Two.</p>"
    press(page, "ControlOrMeta+z", "ControlOrMeta+z")
    expect(conflict(page)).to_be_visible()


def test_backspace_below_a_conflict_does_not_delete_it(desk: Desk) -> None:
    page = open_conflict(desk)
    caret(page.locator(".tiptap > p", has_text="Two."))
    press(page, "Backspace", "Backspace", "Backspace")
    expect(conflict(page)).to_be_visible()
    expect(page.locator(".tiptap > p", has_text="Two.")).to_be_visible()


def test_conflict_with_deleted_block_is_explained(desk: Desk) -> None:
    page = open_conflict(desk)
    html = document_html(page)
    start = html.index('<section data-version="mine">')
    set_document(
        page, html[:start] + '<section data-version="mine"></section></section><p>Two.</p>'
    )
    expect(version(page, "Your")).to_contain_text("This block was deleted.")
    page.get_by_role("button", name="Keep mine").click()
    assert document_html(page) == "<p>Two.</p>"


def test_conflict_left_unsaved_is_restored_as_a_conflict(desk: Desk) -> None:
    page = open_conflict(desk)
    caret(page.locator(".tiptap > p", has_text="Two."), "end")
    with autosaved(page, " And more."):
        page.keyboard.type(" And more.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(page.url)
    expect(conflict(page)).to_be_visible()
    expect(page.locator(".tiptap > p", has_text="And more.")).to_be_visible()
    send(page)
    expect(conflict(page)).to_be_visible()
    assert "Ben" not in Post.objects.get().html


def open_credit_conflict(desk: Desk, html: str, **options) -> Page:
    """Open Ben's form after Ana and he changed the date and the source of a quotation."""
    page = open_outdated_form(desk, html, "2021", "2022", **options)
    if page.locator(".tiptap q").count():
        page.locator(".tiptap q").first.click()
    page.locator(".quotation-details:visible > summary").click()
    page.locator("[data-field=said]:visible").first.fill("2023-05")
    page.locator("[data-field=url]:visible").first.fill("https://example.org/speech")
    with new_document(page):
        press(page, "Control+s")
    expect(conflict(page)).to_be_visible()
    return page


CREDIT = {"attribution": "Ana Ruiz", "source_name": "Ana Ruiz", "said": "2021"}


@pytest.mark.parametrize("is_inline", [True, False])
def test_conflict_of_credits_shows_the_fields_that_differ(is_inline: bool, desk: Desk) -> None:
    html = factories.quotation("“We close.”", **CREDIT)
    if is_inline:
        html = f"<p>She said: “{factories.inline_quotation('We close.', **CREDIT)}”</p>"
    page = open_credit_conflict(desk, html)
    table = conflict(page).get_by_role("table", name="These fields differ:")
    expect(table).to_be_visible()  # Its module is loaded when there is a conflict.
    rows = [
        " | ".join(row.locator("th, td").all_text_contents())
        for row in table.get_by_role("row").all()
    ]
    assert rows == [
        " | Their saved version | Your unsaved version",
        "We close." if is_inline else "“We close.”",
        "Date said | 2022 | 2023-05",
        "Source URL | – | https://example.org/speech",
    ]
    page.get_by_role("button", name="Keep theirs").click()
    expect(table).to_have_count(0)
    save(page)
    assert PullQuote.objects.get().date_said == "2022"


def test_conflict_of_credits_is_accessible_and_fits_a_phone(desk: Desk) -> None:
    html = f"<p>She said: “{factories.inline_quotation('We close.', **CREDIT)}”</p>"
    page = open_credit_conflict(desk, html, width=390, dark=True)
    box = conflict(page).get_by_role("table").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert_accessible(page)


def test_conflict_of_texts_shows_no_table(desk: Desk) -> None:
    page = open_conflict(desk)
    expect(conflict(page).get_by_role("table")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Two."), ("ar", "أُغلق الميناء صباح اليوم بعد العاصفة.")],
)
def test_conflict_versions_stand_side_by_side_or_stacked(language, text, desk: Desk) -> None:
    page = open_conflict(desk, f"<p>One.</p><p>{text}</p>", language=language)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        theirs, yours = page.locator(".conflict-version").evaluate_all(
            "versions => versions.map((version) => version.getBoundingClientRect().toJSON())"
        )
        if width == 390:
            assert yours["y"] >= theirs["y"] + theirs["height"]
        else:
            assert theirs["y"] == yours["y"]
            assert (yours["x"] < theirs["x"]) == (language == "ar")
    assert_accessible(page)
