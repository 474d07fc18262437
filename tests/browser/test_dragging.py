"""A block is dragged by its grip between any two others, and nothing of it is lost on the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, document, press, write
from tests.support.factories import quotation

BLOCKS = "<p>Above.</p>" + quotation("“One.”", attribution="Ana") + quotation("“Two.”") + "<p>Z</p>"


def order(page: Page) -> list[str]:
    found = page.locator(".quotation-words, .tiptap > p").all_text_contents()
    return [words.strip() for words in found if words.strip()]


def drag(page: Page, words: str, to: str, where: float) -> None:
    """By the grip of the block with these words to `to`, that part of its height down."""
    grip = page.locator(".node", has_text=words).locator(".node-grip").bounding_box()
    there = page.locator(to).bounding_box()
    assert grip and there
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 60, grip["y"] + 20, steps=4)
    page.mouse.move(there["x"] + 40, there["y"] + there["height"] * where, steps=6)
    page.mouse.up()


FIRST, SECOND = (f".quotation-node >> nth={number}" for number in (0, 1))


@pytest.mark.parametrize(
    ("words", "to", "where", "becomes"),
    [
        ("Two.", FIRST, 0.02, ["Above.", "“Two.”", "“One.”", "Z"]),
        ("Two.", f"{FIRST} >> .node-handle", 0.5, ["Above.", "“Two.”", "“One.”", "Z"]),
        ("Two.", f"{FIRST} >> .quotation-words", 0.2, ["Above.", "“Two.”", "“One.”", "Z"]),
        ("One.", f"{SECOND} >> input >> nth=0", 0.5, ["Above.", "“Two.”", "“One.”", "Z"]),
        ("Two.", ".tiptap > p >> nth=0", 0.1, ["“Two.”", "Above.", "“One.”", "Z"]),
        ("One.", ".tiptap > p >> nth=1", 0.9, ["Above.", "“Two.”", "Z", "“One.”"]),
        ("One.", f"{FIRST} >> input >> nth=0", 0.5, ["Above.", "“One.”", "“Two.”", "Z"]),
    ],
)
def test_it_goes_above_or_below_whatever_it_is_let_go_on(
    desk: Desk, words: str, to: str, where: float, becomes: list[str]
) -> None:
    page = write(desk, BLOCKS, height=1200)
    before = document(page)
    drag(page, words, to, where)
    expect(page.locator(".tiptap")).to_be_focused()
    assert order(page) == becomes
    assert page.get_by_label("Attribution", exact=True).first.input_value() in {"Ana", ""}
    is_moved = document(page) != before
    assert is_moved == (becomes != ["Above.", "“One.”", "“Two.”", "Z"])
    if is_moved:
        press(page, "Control+z")
        assert document(page) == before
