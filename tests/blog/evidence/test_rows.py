"""Rows of pages and quotations, judged by hand."""

import re
from pathlib import Path

import pytest

from blog.evidence.page_text import read_page
from blog.evidence.verdict import judge

HERE = Path(__file__).parent
OTHER_TEXT = """
The harbour office publishes the tide tables on the first day of each month. Fishermen collect
them at the counter, where a clerk stamps every copy. Last year the printer broke down twice, so
a retired teacher wrote the figures by hand on blue paper. Visitors liked these sheets so much
that a local shop began to frame and sell them to tourists from abroad.
"""
ESCAPE_RE = re.compile(r"\\(n|u[0-9a-f]{4})")


def read_rows(name: str) -> list[tuple[str, str, str, str]]:
    rows = []
    for line in (HERE / name).read_text().splitlines():
        if line and not line.startswith("#"):
            verdict, language, page, quotation = line.split(" || ")
            rows.append((verdict, language, unescape(page), unescape(quotation)))
    return rows


def unescape(text: str) -> str:
    return ESCAPE_RE.sub(
        lambda match: "\n" if match[1] == "n" else chr(int(match[1][1:], 16)), text
    )


ROWS = read_rows("rows.txt")
UNSEEN_ROWS = read_rows("unseen_rows.txt")


def build_page(language: str, text: str) -> str:
    if language.endswith("!"):
        return text
    if text.startswith("<"):
        return f"<html lang={language}><body>{text}<p>{OTHER_TEXT}</p></body></html>"
    return f"{text}\n\n{OTHER_TEXT}"


def test_rows_are_many_and_in_many_languages():
    assert len(ROWS) >= 120
    assert len({language.rstrip("!") for _, language, *_ in ROWS}) >= 12


@pytest.mark.parametrize(("verdict", "language", "page", "quotation"), ROWS + UNSEEN_ROWS)
def test_row_has_expected_verdict(verdict, language, page, quotation):
    result = judge(quotation, read_page(build_page(language, page).encode()))
    assert result.kind == verdict, result.there
