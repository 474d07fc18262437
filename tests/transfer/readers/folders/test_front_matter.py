"""Front matter in all of its forms, also hostile ones, and its values."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from transfer.messages import compose_stored
from transfer.readers.folders.front_matter import MalformedFrontMatter, read_html_metadata, split
from transfer.readers.folders.metadata import Metadata, parse_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "metadata", "body"),
    [
        ("---\ntitle: A\n---\nBody", {"title": "A"}, "Body"),
        ("---\ntitle: A\n...\nBody", {"title": "A"}, "Body"),
        ("---yaml\nTitle: A\n---\nBody", {"title": "A"}, "Body"),
        ("---  \ntitle: A\n---", {"title": "A"}, ""),
        ("---\n---\nBody", {}, "Body"),
        ('+++\ntitle = "A"\nnumber = 1\n+++\nBody', {"title": "A", "number": 1}, "Body"),
        ('{\n"title": "A"\n}\n\nBody', {"title": "A"}, "Body"),
        ('---json\n{"title": "A"}\n---\nBody', {"title": "A"}, "Body"),
        (';;;\n{"title": "A"}\n;;;\nBody', {"title": "A"}, "Body"),
        ('"title": "A",\n"number": 1\n;;;\nBody', {"title": "A", "number": 1}, "Body"),
        ('"A": he said\nso;;', {}, '"A": he said\nso;;'),
        ("title: A\ntags:\n- b\n---\nBody", {"title": "A", "tags": ["b"]}, "Body"),
        ("Title: A: b\nTags: x, y\n\nBody", {"title": "A: b", "tags": "x, y"}, "Body"),
        ("Title: A\nSummary: One\n    two\n\nBody", {"title": "A", "summary": "One two"}, "Body"),
        ("Title: A\nSummary: One\n  two\n\nBody", {"title": "A", "summary": "One two"}, "Body"),
        ("Category: A\nAuthor: B\n\nBody", {"category": "A", "author": "B"}, "Body"),
        ("Summary: A\n\nBody", {}, "Summary: A\n\nBody"),
        (
            "<!--\n.. title: A: b\n.. tags: x, draft\n.. slug:\n-->\n\nBody",
            {"title": "A: b", "tags": "x", "slug": "", "status": "draft"},
            "Body",
        ),
        (".. title: A\n.. date: 2020-01-02\n", {"title": "A", "date": "2020-01-02"}, ""),
        ("<!-- a comment -->\nBody", {}, "<!-- a comment -->\nBody"),
        ("No front matter\n---\nhere", {}, "No front matter\n---\nhere"),
        ("Note: this is text\n\nBody", {}, "Note: this is text\n\nBody"),
        ("Title: this goes on\nas a paragraph", {}, "Title: this goes on\nas a paragraph"),
        ("{% raw %}{", {}, "{% raw %}{"),
        ("---\nA line of dashes, never closed", {}, "---\nA line of dashes, never closed"),
        ("", {}, ""),
    ],
)
def test_front_matter_is_split_from_text(text: str, metadata: dict[str, Any], body: str) -> None:
    assert split(text) == (metadata, body)


def test_values_of_yaml_are_texts() -> None:
    text = "title: 2020-01-01\nslug: 007\ndraft: yes\nempty:\nobject: !!python/object:os.x y"
    assert split(f"---\n{text}\n---\n")[0] == {
        "title": "2020-01-01",
        "slug": "007",
        "draft": "yes",
        "empty": "",
        "object": "y",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\nlayout: a: b\n---\n", "no valid YAML, in line 1"),
        ("---\na: 1\nb: [\n---\n", "no valid YAML"),
        ("---\n? [a, b]\n: c\n---\n", "no valid YAML"),
        ("---\n- a\n- b\n---\n", "no list of names and values"),
        ("---\n" + "a: [" * 40 + "\n---\n", "YAML|deeply"),
        ("---\na: " + "[" * 30 + "]" * 30 + "\n---\n", "nested too deeply"),
        ("---\n" + "[" * 60_000 + "\n---\n", "nested too deeply|YAML"),
        ("---\n" + "a" * 600_000 + ": b\n---\n", "too long"),
        ("+++\ntitle = A\n+++\n", "no valid TOML"),
        ("+++\na = " + "[" * 10_000 + "\n+++\n", "no valid TOML"),
        ('{"title": \n---', "no valid JSON"),
        ("---js\n{ title: process.exit() }\n---\n", "is a program"),
    ],
)
def test_malformed_front_matter_is_refused(text: str, message: str) -> None:
    with pytest.raises(MalformedFrontMatter) as error:
        split(text)
    shown = compose_stored(str(error.value))
    assert re.search(message, shown) and "\n" not in shown


@pytest.mark.parametrize("title", ["!Now it is", "!Don't", "!a: b"])
def test_title_that_begins_with_an_exclamation_mark_is_whole(title: str) -> None:
    values, _body = split(f"---\ntitle: {title}\ndate: 2020-01-02\n---\nText")
    assert values == {"title": title, "date": "2020-01-02"}


def test_front_matter_below_blank_lines_is_read() -> None:
    assert split("\n\n---\ntitle: A\n---\nText") == ({"title": "A"}, "Text")
    assert split("\n\nText\n\n---\n") == ({}, "\n\nText\n\n---\n")


def test_plain_lines_of_invalid_yaml_are_read() -> None:
    text = "title: One: two\nDate: 2020-01-02\ntags:\n- a\n- 'b'\nsummary: \"So\"\n  it is\n"
    assert split(f"---\n{text}---\nBody") == (
        {"title": "One: two", "date": "2020-01-02", "tags": ["a", "b"], "summary": "So"},
        "Body",
    )


def test_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(MalformedFrontMatter, match="nested too deeply"):
        split("---\n" + "\n".join(lines) + "\n---\n")


def test_few_aliases_are_read() -> None:
    assert split("---\na: &x [one]\nb: *x\n---\n")[0] == {"a": ["one"], "b": ["one"]}


def test_metadata_of_html_is_read() -> None:
    document = html.document_fromstring(
        """<html lang="de"><head><title> A
        title</title><meta name="Date" content="2020-01-02"><meta name="tags" content="x, y">
        <meta property="article:modified_time" content="2021-01-02"><meta charset="utf-8">
        <link rel="canonical" href="https://a.org/b"></head><body>Text</body></html>"""
    )
    assert read_html_metadata(document) == {
        "title": "A title",
        "date": "2020-01-02",
        "tags": "x, y",
        "modified_time": "2021-01-02",
        "modified": "2021-01-02",
        "canonical": "https://a.org/b",
        "lang": "de",
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020-01-02T03:04:05Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02T03:04:05.678+01:00", datetime(2020, 1, 2, 2, 4, 5, tzinfo=UTC)),
        ("2020-01-02 03:04:05 -0500", datetime(2020, 1, 2, 8, 4, 5, tzinfo=UTC)),
        ("2020-01-02 03:04 +5", datetime(2020, 1, 1, 22, 4, tzinfo=UTC)),
        ("2020-01-02 03:04:05 UTC-03:00", datetime(2020, 1, 2, 6, 4, 5, tzinfo=UTC)),
        ("2020-01-02 03:04:05 UTC", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-1-2 3:04", datetime(2020, 1, 2, 3, 4, tzinfo=BERLIN)),
        ("2020/01/02 3:04 PM", datetime(2020, 1, 2, 15, 4, tzinfo=BERLIN)),
        ("2020-07-02", datetime(2020, 7, 2, tzinfo=BERLIN)),
        ("January 2, 2020", datetime(2020, 1, 2, tzinfo=BERLIN)),
        ("2 Jan 2020", datetime(2020, 1, 2, tzinfo=BERLIN)),
        ("Thu, 02 Jan 2020 03:04:05 +0000", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (date(2020, 1, 2), datetime(2020, 1, 2, tzinfo=BERLIN)),
        (datetime(2020, 1, 2, 3, 4), datetime(2020, 1, 2, 3, 4, tzinfo=BERLIN)),
        ("January 2nd, 2020", datetime(2020, 1, 2, tzinfo=BERLIN)),
        ("02.01.2020", datetime(2020, 1, 2, tzinfo=BERLIN)),
        ("2.1.2020 3:04", datetime(2020, 1, 2, 3, 4, tzinfo=BERLIN)),
        ("1577934245", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1577934245678", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("32.01.2020", None),
        ("2020-13-45", None),
        ("2020-01-02 25:00", None),
        ("soon", None),
        ("", None),
        (None, None),
        (["2020-01-02"], None),
        (20200102, None),
        ("9999-12-31 23:59 -2359", datetime.max),
    ],
)
def test_time_is_read_in_each_form(value: Any, expected: datetime | None) -> None:
    moment = parse_time(value, BERLIN)
    if expected == datetime.max:
        assert moment is None or moment.year == 9999
    else:
        assert moment == expected


def test_date_without_time_zone_is_noon() -> None:
    assert parse_time("2020-01-02", None) == datetime(2020, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("a, b ,a", ("a", "b")),
        ("[a, 'b c']", ("a", "b c")),
        ("two words", ("two words",)),
        (["a", "b, c", 2020, None, True], ("a", "b, c", "2020", "true")),
        ([["News", "World"], ["Press"]], ("News", "World", "Press")),
        ([{"name": "Ida"}, {"x": 1}], ("Ida",)),
        ({"name": "Ida"}, ("Ida",)),
        ({"display_name": "Ida", "login": "ida"}, ("Ida",)),
        ("", ()),
        (None, ()),
        ([[["deep"]]], ()),
    ],
)
def test_list_is_read_in_each_form(value: Any, texts: tuple[str, ...]) -> None:
    assert Metadata({"tags": value}).get_list("tags") == texts


@pytest.mark.parametrize(
    ("value", "texts"),
    [("a; b, c;", ("a", "b, c")), ("a, b", ("a", "b")), ("a;", ("a",)), ("a", ("a",))],
)
def test_list_of_pelican_is_split_at_semicolons(value: str, texts: tuple[str, ...]) -> None:
    assert Metadata({"tags": value}).get_list("tags", splits_at_semicolons=True) == texts


def test_list_of_jekyll_is_split_at_spaces() -> None:
    metadata = Metadata({"tags": "a b", "categories": ["two words"]})
    assert metadata.get_list("tags", "categories", splits_at_spaces=True) == ("a", "b", "two words")
