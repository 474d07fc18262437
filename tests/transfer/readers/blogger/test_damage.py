"""Malformed exports: each fault costs one item, or gives one clear line."""

import os
import tracemalloc
from datetime import UTC, datetime

import pytest

from tests.transfer.readers.blogger.feeds import (
    OLD_HEAD,
    TAIL,
    build_old,
    build_old_comment,
    build_old_entry,
    build_takeout,
    build_takeout_entry,
    read_items,
    select_refused,
    write,
)
from tests.transfer.stored_messages import compose_all
from transfer.items import ExportedPost, RefusedItem
from transfer.readers.base import NotAnExport
from transfer.readers.blogger import BloggerReader, TakeoutReader

GOOD = build_old_entry(5), build_old_entry(6)


def select_post_keys(items: list) -> list[str]:
    return [item.key for item in items if isinstance(item, ExportedPost)]


def test_entries_without_the_head_of_their_feed_are_read(tmp_path):
    text = "<feed xmlns='http://www.w3.org/2005/Atom'>" + "".join(GOOD) + TAIL
    path = write(tmp_path, text)
    assert BloggerReader.recognizes(path)
    assert select_post_keys(read_items(path)) == ["5", "6"]


@pytest.mark.parametrize(
    ("bad", "item", "reason"),
    [
        (
            build_old_entry("x", title="No number"),
            "No number",
            "It has no number of Blogger.",
        ),
        (
            build_old_comment(7, post=0),
            "Comment by Ada Wren",
            "The export does not tell which post it is on.",
        ),
        (
            build_old_entry(7, "<b>" * 5000, title="Deep"),
            "Deep",
            "Its HTML is nested too deeply.",
        ),
        (
            build_old_entry(7).removesuffix("</entry>"),
            "Entry without a name",
            "Its XML is damaged.",
        ),
        (
            build_takeout_entry(7, type="COMMENT", author=""),
            "Comment by 7",
            "The export does not tell which post it is on.",
        ),
    ],
)
def test_bad_item_is_refused_and_others_are_read(tmp_path, bad, item, reason):
    items = read_items(write(tmp_path, build_old(GOOD[0], bad, GOOD[1])))
    assert select_post_keys(items) == ["5", "6"]
    (refused,) = select_refused(items)
    assert compose_all([refused.item, refused.reason]) == (item, reason)
    assert refused.key


def test_entry_that_comes_twice_is_read_once(tmp_path):
    again = build_old_entry(5, "Again.")
    reader = BloggerReader(write(tmp_path, build_old(*GOOD, again, build_old_entry(7))))
    entries = list(reader.read())
    assert select_post_keys([entry.item for entry in entries]) == ["5", "6", "7"]
    rest = reader.read(entries[-2].cursor)
    assert select_post_keys([entry.item for entry in rest]) == ["7"]


def test_undeclared_prefix_or_entity_costs_nothing(tmp_path):
    bad = build_old_entry(7, "BODY").replace("BODY", "One&nbsp;&amp;nbsp;two & three \x00\x08")
    items = read_items(write(tmp_path, build_old(GOOD[0], f"{bad}", GOOD[1])))
    assert select_post_keys(items) == ["5", "7", "6"]
    (post,) = [item for item in items if item.key == "7"]
    assert post.html.replace("\xa0", " ") == "<p>One  two &amp; three </p>"


@pytest.mark.parametrize("length", [1, 20, 400])
def test_cut_file_gives_what_is_complete_and_then_the_error(tmp_path, length):
    text = build_old(*GOOD, build_old_entry(7, "Text. " * 100)).removesuffix(TAIL)
    reader = BloggerReader(write(tmp_path, text[:-length]))
    items = []
    with pytest.raises(NotAnExport, match="cut off"):
        for entry in reader.read():
            items.append(entry.item)
    assert select_post_keys(items) == ["5", "6"]


def test_conflict_markers_give_one_line(tmp_path):
    text = build_old(GOOD[0], "\n<<<<<<< HEAD\n", GOOD[1])
    reader = BloggerReader(write(tmp_path, text))
    with pytest.raises(NotAnExport, match="conflict markers"):
        list(reader.read())


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "Some text",
        "{}",
        "<html><body><p>tag:blogger.com,1999:blog-77</p></body></html>",
        "<rss version='2.0'><channel><title>tag:blogger.com,</title></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:other</id></feed>",
        '<!DOCTYPE feed [<!ENTITY a "b">]>' + OLD_HEAD.partition("?>")[2] + TAIL,
        "PK\x03\x04",
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-77</id>",
        "<<<<<<< HEAD\n" + OLD_HEAD + TAIL,
    ],
)
def test_file_of_another_kind_is_refused_with_one_line(tmp_path, text):
    path = write(tmp_path, text)
    with pytest.raises(NotAnExport) as error:
        list(BloggerReader(path).read())
    message = str(error.value)
    assert message.endswith((".", ")"))
    assert "\n" not in message
    with pytest.raises(NotAnExport):
        TakeoutReader(path)


def test_xml_bombs_are_refused(testdata):
    files = [path for path in (testdata / "xml-bombs").iterdir() if path.is_file()]
    assert files
    for path in files:
        assert not BloggerReader.recognizes(path)
        with pytest.raises(NotAnExport):
            BloggerReader(path)


def test_recognition_of_any_file_raises_nothing(testdata, tmp_path):
    files = [path for path in testdata.rglob("*") if path.is_file()][::25]
    missing = [tmp_path / "missing.xml", tmp_path / "missing.zip", tmp_path / "a\0b"]
    unreadable = write(tmp_path, build_old(), "secret.xml")
    unreadable.chmod(0)
    for path in [*files, *missing, tmp_path, unreadable]:
        for reader in (BloggerReader, TakeoutReader):
            assert reader.recognizes(path) in (True, False)
    assert not BloggerReader.recognizes(missing[0])
    assert not TakeoutReader.recognizes(missing[1])


def test_unreadable_file_is_refused(tmp_path):
    with pytest.raises(NotAnExport, match="cannot be read"):
        BloggerReader(tmp_path / "missing.xml")


def test_same_export_gives_the_same_items_in_both_forms(tmp_path):
    old = read_items(
        write(tmp_path, build_old(build_old_entry(5, labels=("A",)), build_old_comment(6, post=5)))
    )
    label = "<category scheme='tag:blogger.com,1999:blog-77' term='A'/>"
    new = read_items(
        write(
            tmp_path,
            build_takeout(
                build_takeout_entry(5, extra=label),
                build_takeout_entry(
                    6, type="COMMENT", parent="tag:blogger.com,1999:blog-77.post-5"
                ),
            ),
            "feed.atom",
        )
    )
    assert {(type(item), item.key) for item in old} == {(type(item), item.key) for item in new}
    posts = [next(item for item in items if isinstance(item, ExportedPost)) for items in (old, new)]
    assert posts[0].published_at == posts[1].published_at
    assert posts[1].published_at == datetime(2019, 5, 6, 5, 8, 9, 10_000, tzinfo=UTC)
    assert posts[0].former_urls[1] == posts[1].former_urls[0] == "/2019/05/title.html"


@pytest.mark.slow
def test_export_of_30_mb_is_read_in_a_few(tmp_path):
    path = tmp_path / "large.xml"
    body = ("<p>" + "Some words of a post. " * 100 + "</p>") * 10
    with path.open("w") as file:
        file.write(OLD_HEAD)
        number = 0
        while file.tell() < 30 * 1024 * 1024:
            number += 10
            file.write(build_old_entry(number, body, labels=(f"Label {number % 500}",)))
            file.writelines(
                build_old_comment(number + index, post=number, parent=max(0, number + index - 1))
                for index in range(1, 4)
            )
        file.write(TAIL)
    tracemalloc.start()
    items = 0
    try:
        for entry in BloggerReader(path).read():
            items += not isinstance(entry.item, RefusedItem)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert items > number / 10 * 4
    assert peak < 4 * 1024 * 1024
    assert os.path.getsize(path) > 30 * 1024 * 1024
