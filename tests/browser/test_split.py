"""A pasted article offers to be split. The seed itself is pasted by test_seed_post."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, caret, document, fill, held, paste, press, settle, write

ARTICLE = """Friday, March 3, 2023

The Lock Keepers

“Nobody asked us.”
“Nobody ever did.”
Ana Ruiz, harbour master

The gates were shut at noon, and what follows is told by those who shut them, one after another.

Labels: Ports, Water
"""
FIELDS = ("title", "slug", "published_at_0", "labels")


def expect_fields(page: Page, *values: str) -> None:
    for name, value in zip(FIELDS, values, strict=True):
        expect(page.locator(f"#id_{name}")).to_have_value(value)


def offer(page: Page, answer: str) -> None:
    paste(page, ARTICLE)
    expect(page.get_by_role("dialog")).to_contain_text("2 × Ana Ruiz, harbour master")
    page.get_by_role("button", name=answer).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)


def test_one_undo_takes_back_the_document_and_the_fields_and_redo_brings_them(desk: Desk) -> None:
    page = write(desk)
    offer(page, "Split into blocks")
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new)")
    split = document(page)
    expect_fields(page, "The Lock Keepers", "the-lock-keepers", "2023-03-03", "Ports, Water")
    press(page, "Control+z")
    expect_fields(page, "", "", "", "")
    assert document(page) == ""
    press(page, "Control+Shift+z")
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new)")
    assert document(page) == split
    expect_fields(page, "The Lock Keepers", "the-lock-keepers", "2023-03-03", "Ports, Water")
    page.keyboard.type("More")
    press(page, "Control+z")  # What was written after it is a step of its own.
    expect_fields(page, "The Lock Keepers", "the-lock-keepers", "2023-03-03", "Ports, Water")


def test_fields_that_were_filled_before_come_back(desk: Desk) -> None:
    page = write(desk)
    page.fill("#id_title", "Mine")
    page.fill("#id_slug", "by-hand")
    page.fill("#id_labels", "water, Law")
    page.locator(".tiptap").click()
    paste(page, ARTICLE)
    expect(page.get_by_role("dialog")).to_contain_text("Title (replaces Mine)")
    page.get_by_role("button", name="Split into blocks").click()
    expect_fields(page, "The Lock Keepers", "by-hand", "2023-03-03", "water, Law, Ports")
    press(page, "Control+z")
    expect_fields(page, "Mine", "by-hand", "", "water, Law")


def test_pasted_as_it_is(desk: Desk) -> None:
    page = write(desk)
    offer(page, "Paste as it is")
    assert document(page).startswith("<p>Friday, March 3, 2023</p><p>The Lock Keepers</p>")
    expect_fields(page, "", "", "", "")


def test_cancelled_by_button_and_by_key_changes_nothing(desk: Desk) -> None:
    page = write(desk)
    offer(page, "Cancel")
    paste(page, ARTICLE)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert document(page) == ""
    page.keyboard.type("On")
    assert document(page) == "<p>On</p>"


def test_goes_between_the_halves_of_a_paragraph_and_over_a_selection(desk: Desk) -> None:
    page = write(desk)
    fill(page, "<p>First half, second half.</p><p>Then.</p>")
    caret(page.locator(".tiptap > p").first)
    press(page, "Control+ArrowRight", "Control+ArrowRight")
    offer(page, "Split into blocks")
    made = document(page)
    assert made.startswith("<p>First half</p><section ")
    assert made.endswith("another.</p><p>, second half.</p><p>Then.</p>")
    caret(page.locator(".tiptap > p").first)
    press(page, "Shift+Control+End")
    offer(page, "Split into blocks")
    assert document(page).startswith("<section ")
    assert document(page).count("<section ") == 1


def test_nobody_waits_for_what_an_attribution_says(desk: Desk) -> None:
    page = write(desk)
    with held(page, "**/editor/attribution/"):
        offer(page, "Split into blocks")
        expect(page.locator(".quotation-node")).to_have_count(1)
        page.keyboard.type(" More.")
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new)")
    assert "one after another. More.</p>" in document(page)


def test_twice_makes_two(desk: Desk) -> None:
    page = write(desk)
    offer(page, "Split into blocks")
    offer(page, "Split into blocks")
    expect(page.locator(".quotation-node")).to_have_count(2)
    expect(page.locator("#id_labels")).to_have_value("Ports, Water")
    press(page, "Control+z")
    expect(page.locator(".quotation-node")).to_have_count(1)
    expect(page.locator("#id_title")).to_have_value("The Lock Keepers")
