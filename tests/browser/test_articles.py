"""Pasted articles of many layouts and languages: the stored rows must match exactly.

The articles are in tests/blog/extraction/articles. The file of the same name in articles/ lists
what is expected: the stored `rows` in order, and the `lines` that the dialog shows as fields or as
left out. `dropped` lists the words dropped before a credit, a question or an answer.
"""

import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from blog.common.markup import plain_text
from blog.models import Figure, Post, Prose, PullQuote
from blog.models.blocks import Block
from tests.blog.extraction.score import ARTICLES
from tests.browser.conftest import Desk, open_editor, paste, save

EXPECTED = sorted(Path(__file__).with_name("articles").glob("*.json"))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_pasted_article_is_stored_letter_by_letter(desk: Desk, path: Path) -> None:
    expected = json.loads(path.read_text())
    page = open_editor(desk)
    source = paste_file(page, path.stem)
    lines = list_lines(page)
    page.get_by_role("button", name="Split into blocks").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    save(page)
    post = Post.objects.get()
    assert describe(post) | {"lines": lines, "dropped": expected["dropped"]} == expected
    stored = " ".join([post.title, *lines, *expected["dropped"], *list_texts(expected["rows"])])
    assert count_words(source) - count_words(stored) == Counter()


def paste_file(page: Page, name: str) -> str:
    """Paste an article as its file has it; return its text."""
    (path,) = [path for path in ARTICLES.glob(f"{name}.*") if path.suffix != ".json"]
    content = path.read_text()
    if path.suffix == ".txt":
        paste(page, content)
        return content
    paste(page, html=content)
    return html.unescape(re.sub(r"<[^>]*>", " ", content))


def list_lines(page: Page) -> list[str]:
    """Return the lines that the offer does not take over as text, each after what is ticked."""
    expect(page.get_by_role("dialog")).to_be_visible()
    return page.locator(".split-row[data-type=surrounding]").evaluate_all(
        """rows => rows.map(row => {
            const boxes = [...row.querySelectorAll("label")].filter(label => label.control.checked)
            boxes.forEach(label => label.querySelector(".visually-hidden").remove())
            const names = boxes.map(label => label.textContent.trim())
            return `${names.join(" and ")}: ${row.querySelector("p").textContent}`
        })"""
    )


def describe(post: Post) -> dict[str, Any]:
    rows = [*post.proses.all(), *post.pullquotes.all(), *post.figures.all()]
    return {
        "title": post.title,
        "date": localtime(post.published_at).date().isoformat() if post.published_at else "",
        "labels": sorted(label.name for label in post.labels.all()),
        "rows": [describe_row(row) for row in sorted(rows, key=lambda row: row.position)],
    }


def describe_row(row: Block) -> dict[str, str]:
    """Return the fields of a row that are not empty."""
    if isinstance(row, Prose):
        return {"type": "prose", "html": row.html}
    if isinstance(row, Figure):
        fields = {"caption": row.caption, "credit": row.credit, "alt": row.alt}
        return {"type": "figure"} | drop_empty(fields | {"original_url": row.original_url})
    assert isinstance(row, PullQuote)
    return {"type": "inline" if row.is_inline else "quotation", "text": row.text} | drop_empty(
        {
            "attribution": row.attribution,
            "source": row.source.name if row.source else "",
            "date_said": row.date_said,
            "url": row.url,
        }
    )


def drop_empty(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def list_texts(rows: list[dict[str, str]]) -> list[str]:
    """Return the texts of rows; quotations within sentences are in the prose as well."""
    texts = []
    for row in rows:
        if row["type"] == "prose":
            texts.append(plain_text(row["html"]))
        elif row["type"] == "figure":
            texts += [row.get("caption", ""), row.get("credit", "")]
        elif row["type"] == "quotation":
            texts += [row["text"], row.get("attribution", "")]
    return texts


def count_words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))
