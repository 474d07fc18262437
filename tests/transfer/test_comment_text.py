"""Texts of imported comments."""

import pytest

from transfer.comment_text import to_plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br />\nTwo</p>\n<p>Three</p>", "One\nTwo\n\nThree"),
        ("One<br>  two &lt;b&gt;", "One\ntwo <b>"),
        ("<b>One</b>\n  two", "One\n  two"),
        ("<blockquote><p>One</p></blockquote><p>Two</p>", "> One\n\nTwo"),
    ],
)
def test_lines_begin_without_the_spaces_of_the_markup(html, text):
    assert to_plain_text(html) == text
