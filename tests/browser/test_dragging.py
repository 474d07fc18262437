"""Drag a block by its handle between any two others without losing anything."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, document_html, open_editor, press
from tests.support.factories import quotation

BLOCKS = "<p>Above.</p>" + quotation("“One.”", attribution="Ana") + quotation("“Two.”") + "<p>Z</p>"


def order(page: Page) -> list[str]:
    texts = page.locator(".quotation-text, .tiptap > p").all_text_contents()
    return [text.strip() for text in texts if text.strip()]


def drag(page: Page, text: str, to: str, fraction: float) -> None:
    """Drag the block with this text by its handle to `to`, at this fraction of its height."""
    grip = page.locator(".node", has_text=text).locator(".node-grip").bounding_box()
    target = page.locator(to).bounding_box()
    assert grip and target
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 60, grip["y"] + 20, steps=4)
    page.mouse.move(target["x"] + 40, target["y"] + target["height"] * fraction, steps=6)
    page.mouse.up()


FIRST, SECOND = (f".quotation-node >> nth={number}" for number in (0, 1))


@pytest.mark.parametrize(
    ("text", "to", "fraction", "expected"),
    [
        ("Two.", FIRST, 0.02, ["Above.", "“Two.”", "“One.”", "Z"]),
        ("Two.", f"{FIRST} >> .node-handle", 0.5, ["Above.", "“Two.”", "“One.”", "Z"]),
        ("Two.", f"{FIRST} >> .quotation-text", 0.2, ["Above.", "“Two.”", "“One.”", "Z"]),
        ("One.", f"{SECOND} >> input >> nth=0", 0.5, ["Above.", "“Two.”", "“One.”", "Z"]),
        ("Two.", ".tiptap > p >> nth=0", 0.1, ["“Two.”", "Above.", "“One.”", "Z"]),
        ("One.", ".tiptap > p >> nth=1", 0.9, ["Above.", "“Two.”", "Z", "“One.”"]),
        ("One.", f"{FIRST} >> input >> nth=0", 0.5, ["Above.", "“One.”", "“Two.”", "Z"]),
    ],
)
def test_dragged_block_lands_above_or_below_drop_target(
    desk: Desk, text: str, to: str, fraction: float, expected: list[str]
) -> None:
    page = open_editor(desk, BLOCKS, height=1200)
    before = document_html(page)
    drag(page, text, to, fraction)
    expect(page.locator(".tiptap")).to_be_focused()
    assert order(page) == expected
    assert page.get_by_label("Attribution", exact=True).first.input_value() in {"Ana", ""}
    is_moved = document_html(page) != before
    assert is_moved == (expected != ["Above.", "“One.”", "“Two.”", "Z"])
    if is_moved:
        press(page, "Control+z")
        assert document_html(page) == before
