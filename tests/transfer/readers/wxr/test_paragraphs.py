"""Paragraphs of the classic editor."""

import pytest

from tests.transfer.readers.wxr.conftest import list_rows
from transfer.readers.wxr.body.paragraphs import add_paragraphs


@pytest.mark.parametrize(("text", "expected"), list_rows("paragraphs.txt"))
def test_paragraphs_are_added(text, expected):
    assert add_paragraphs(text) == expected


def test_line_ends_of_other_systems_are_the_same():
    text = "One.\r\n\r\n \r\nTwo\rthree."
    assert add_paragraphs(text) == "<p>One.</p>\n<p>Two<br>\nthree.</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<" * 20_000,
        "<a " * 20_000,
        '<a "' * 20_000,
        "<em>\n\n" * 3_000,
        "<div>" * 20_000,
        "\n \n" * 20_000,
    ],
)
def test_hostile_text_takes_linear_time(text):
    assert add_paragraphs(text) is not None
