"""Files in reStructuredText and Org."""

from pathlib import Path

import pytest

from tests.transfer.readers.exports import list_posts
from tests.transfer.readers.folders.sites import read
from transfer.items import Status
from transfer.readers.folders import org, rst

ROWS = Path(__file__).with_name("rows")


def list_rows(name: str) -> list[tuple[str, ...]]:
    """List the rows of a file, each a text and the HTML that it becomes."""
    rows = (ROWS / name).read_text(encoding="utf-8").split("%%%%\n")
    return [tuple(row.removesuffix("\n").split("\n→\n")) for row in rows]


@pytest.mark.parametrize(("text", "html"), list_rows("rst.txt"))
def test_restructured_text_becomes_html(text: str, html: str) -> None:
    assert rst.render(text) == html


@pytest.mark.parametrize(("text", "html"), list_rows("org.txt"))
def test_org_becomes_html(text: str, html: str) -> None:
    assert org.render(text) == html


def test_posts_in_org_have_their_metadata(tmp_path: Path) -> None:
    text = (
        "#+TITLE: One\n#+DATE: <2020-03-04 Wed 10:30>\n#+TAGS[]: a b\n#+draft: true\n\nText\n"
        "#+title: no\n"
    )
    files = {"hugo.toml": 'title = "A"', "content/posts/one.org": text}
    [post] = list_posts(read(tmp_path, files))
    assert (post.title, post.labels, post.status) == ("One", ("a", "b"), Status.DRAFT)
    assert f"{post.published_at:%d %H:%M}" == "04 10:30"
    assert post.html == "<p>Text</p>"


def test_metadata_of_restructured_text_is_above_its_text() -> None:
    text = "\n####\nOne\n####\n\n:date: 2020-01-02\n:summary: So\n   it is\n\nText\n"
    assert rst.split(text) == (
        {"title": "One", "date": "2020-01-02", "summary": "So it is"},
        "Text\n",
    )
    assert rst.split("Text\n\nmore") == ({}, "Text\n\nmore")


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["*a ", "`a ", "|a ", "a_ ", ".. [1] ", "  - ", "[fn:", "/a ", "[["]
)
def test_hostile_text_takes_no_long_time(part: str) -> None:
    for reader in (rst, org):
        assert "a" in reader.render(f"a {part * 20_000}")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(f"{'  ' * depth}- a" for depth in range(200)),
        "\n\n".join(f"{' ' * depth}a" for depth in range(400)),
        "a " * 20_000,
        f"=={' ==' * 1_000}\na{'  a' * 1_000}\n=={' ==' * 1_000}",
        f"|a| {'|a| ' * 2_000}\n\n.. |a| replace:: {'a ' * 4_000}",
    ],
    ids=["lists", "quotations", "line", "table", "substitutions"],
)
def test_text_that_is_too_much_for_docutils_becomes_paragraphs(text: str) -> None:
    html = rst.render(text)
    assert html.startswith("<p>")
    assert html.count("a") == text.count("a")


def test_substitutions_that_double_stay_as_they_are() -> None:
    doubled = "".join(f".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|\n" for n in range(40))
    assert rst.render(f"|a0|\n\n{doubled}") == "<p>|a1| |a1|</p>"


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{'  ' * depth}- a" for depth in range(600)),
        "\n".join(f"#+begin_x{depth}\na" for depth in range(2_000)),
    ],
    ids=["lists", "blocks"],
)
def test_org_that_is_nested_too_deeply_becomes_paragraphs(text: str) -> None:
    html = org.render(text)
    assert html.startswith("<p>")
    assert html.count("a") == text.count("a")


def test_footnote_of_org_keeps_the_mark_of_another_one() -> None:
    text = "One[fn:1].\n\n[fn:1] See [fn:2].\n[fn:2] Two."
    note = "<small data-footnote>See [fn:2].</small>"
    assert org.render(text) == f"<p>One{note}.</p><p>Two.</p>"
