"""Exports of WordPress that tests write."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from transfer.items import ExportedComment, ExportedLabel, ExportedPicture, ExportedPost, Item
from transfer.readers.wxr import WordPressReader

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Blog</title><link>https://blog.example</link><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://blog.example</wp:base_blog_url>
"""
ROWS = Path(__file__).with_name("rows")
TAIL = "</channel></rss>\n"
DEFAULTS = {
    "title": "A post",
    "link": "https://blog.example/2020/01/a-post/",
    "dc:creator": "ada",
    "content:encoded": "Text.",
    "wp:post_id": "7",
    "wp:post_date": "2020-01-02 12:00:00",
    "wp:post_date_gmt": "2020-01-02 11:00:00",
    "wp:comment_status": "open",
    "wp:post_name": "a-post",
    "wp:status": "publish",
    "wp:post_type": "post",
}


def build_item(fields: dict[str, str] | None = None, extra: str = "", **meta: str) -> str:
    """Build an item from texts by name ('' leaves a field out), XML, and metadata by key."""
    texts = {**DEFAULTS, **(fields or {})}
    rows = [f"<{name}><![CDATA[{text}]]></{name}>" for name, text in texts.items() if text]
    rows += [
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in meta.items()
    ]
    return f"<item>{''.join(rows)}{extra}</item>\n"


def build_comment(number: int, **fields: str) -> str:
    texts = {"id": str(number), "content": "Well said.", "approved": "1", **fields}
    rows = [
        f"<wp:comment_{key}><![CDATA[{text}]]></wp:comment_{key}>" for key, text in texts.items()
    ]
    return f"<wp:comment>{''.join(rows)}</wp:comment>"


def list_rows(name: str) -> list[Any]:
    """List the rows of a file, each a text and what it becomes, named by their lines."""
    rows = []
    line = 1
    for row in (ROWS / name).read_text(encoding="utf-8").split("=====\n"):
        text, _arrow, expected = row.removesuffix("\n").partition("\n→\n")
        rows.append(pytest.param(text, expected, id=f"{name}:{line}"))
        line += row.count("\n") + 1
    return rows


def compact(markup: str) -> str:
    """Return HTML without line ends at tags, and without values of empty attributes."""
    return re.sub(r"(?<=>)\n+|\n+(?=</)", "", markup).replace('=""', "")


class Export:
    """The items of an export by kind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.items: list[Item] = [entry.item for entry in WordPressReader(path).read()]

    def select(self, kind: type) -> list[Any]:
        return [item for item in self.items if isinstance(item, kind)]

    @property
    def post(self) -> ExportedPost:
        (post,) = self.select(ExportedPost)
        return post

    @property
    def picture(self) -> ExportedPicture:
        (picture,) = self.select(ExportedPicture)
        return picture

    @property
    def comments(self) -> list[ExportedComment]:
        return self.select(ExportedComment)

    @property
    def labels(self) -> dict[str, ExportedLabel]:
        return {label.name: label for label in self.select(ExportedLabel)}


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Export]:
    """Write XML between head and end of an export, and read it."""

    def read(*parts: str) -> Export:
        path = tmp_path / "export.xml"
        path.write_text(HEAD + "".join(parts) + TAIL, encoding="utf-8")
        return Export(path)

    return read


@pytest.fixture
def convert(export: Callable[..., Export]) -> Callable[..., str]:
    """Convert the text of a post; other items may be in the export."""

    def run(content: str, *items: str, **meta: str) -> str:
        escaped = content.replace("]]>", "]]]]><![CDATA[>")
        result = export(build_item({"content:encoded": escaped}, **meta), *items)
        return next(post for post in result.select(ExportedPost) if post.key == "7").html

    return run
