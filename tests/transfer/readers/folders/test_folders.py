"""Folders: which are recognized, in a zip file, and with files that cannot be read."""

from pathlib import Path

import pytest

from tests.transfer.readers.exports import (
    list_posts,
    list_refused,
    read_items,
    write_folder,
    write_zip,
)
from tests.transfer.readers.folders.sites import (
    ASTRO,
    DOCUSAURUS,
    ELEVENTY,
    HEXO,
    HUGO,
    JEKYLL,
    PELICAN,
    Files,
    read,
)
from transfer.readers.base import NotAnExport
from transfer.readers.folders.reader import FolderReader


def test_zip_of_folder_gives_the_same_items(tmp_path: Path) -> None:
    folder = FolderReader(write_folder(tmp_path / "export", HUGO))
    zipped = FolderReader(
        write_zip(tmp_path / "a.zip", {f"blog-main/{name}": text for name, text in HUGO.items()})
    )
    assert read_items(zipped) == read_items(folder)
    with zipped.open_file("static/img/top.png") as file:
        assert file.read() == b"3"
    with pytest.raises(FileNotFoundError):
        zipped.open_file("../x")


def test_bad_file_costs_one_file(tmp_path: Path) -> None:
    files = {
        "posts/a.md": "---\nlayout: a: b\n---\nText",
        "posts/b.md": "---\ntitle: Good\n---\nText",
        "posts/c.md": b"---\ntitle: Latin \xe9\n---\n\xff\xfe",
        "posts/d.md": "x" * 6_000_000,
        "posts/e.md": "",
        "posts/f.md": "\0\x01---",
        "posts/g.md": "\ufeff---\r\ntitle: Windows\r\n---\r\nText\r\n",
        "posts/h.md": "---\ntitle: UTF-16\n---\nText".encode("utf-16"),
    }
    items = read(tmp_path, {**files, "x.txt": "x"})
    assert [refused.item for refused in list_refused(items)] == ["posts/a.md", "posts/d.md"]
    titles = {post.title for post in list_posts(items)}
    assert titles == {"Good", "Latin é", "", "Windows", "UTF-16"}


@pytest.mark.parametrize(
    "config",
    [
        {"hugo.toml": "title = [[["},
        {"_config.yml": "a: b: c"},
        {"_config.yml": "- a"},
        {"pelicanconf.py": "def ("},
        {"pelicanconf.py": "X = " + "(" * 5_000},
        {"hugo.toml": 'baseURL = "http://[x"\ntimeZone = "../../etc"'},
        {"config.toml": "permalinks = 1\nparams = 2"},
        {"_config.yml": "timezone: Nowhere/Land\npermalink: [a]\nauthor: [x]"},
    ],
)
def test_malformed_configuration_is_ignored(tmp_path: Path, config: Files) -> None:
    text = "---\ntitle: A\ndate: 2020-01-01\n---\nText"
    files = {**config, "content/_posts/2020-01-01-a.md": text, "_posts/2020-01-01-a.md": text}
    assert list_posts(read(tmp_path, files))


@pytest.mark.parametrize("files", [HUGO, JEKYLL, HEXO, PELICAN, ELEVENTY, ASTRO, DOCUSAURUS])
def test_folder_is_recognized(tmp_path: Path, files: Files) -> None:
    assert FolderReader.recognizes(write_folder(tmp_path / "folder", files))
    assert FolderReader.recognizes(write_zip(tmp_path / "a.zip", files))


@pytest.mark.parametrize(
    ("files", "is_folder"),
    [
        ({"a.md": "Text", "b.md": "Text"}, True),
        ({"a.html": "---\ntitle: A\n---\n", "b.css": "x", "c.js": "x"}, True),
        ({"a.html": '<meta name="date" content="2020-01-01">', "b.css": "x"}, True),
        ({"posts/a.html": '<title>x</title><section data-field="body">'}, False),
        ({"posts.csv": "post_id", "posts/1.a.html": "<p>x</p>"}, False),
        ({"a.json": "{}", "b.xml": "<rss/>"}, False),
        ({"a.jpg": "x"}, False),
    ],
)
def test_other_folder_is_recognized_by_its_files(
    tmp_path: Path, files: Files, is_folder: bool
) -> None:
    assert FolderReader.recognizes(write_folder(tmp_path / "export", files)) is is_folder


def test_folder_without_posts_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(NotAnExport, match="no files in Markdown or HTML"):
        FolderReader(write_folder(tmp_path / "export", {"a.jpg": "x", "b.txt": "x"}))
    assert not FolderReader.recognizes(tmp_path / "none")
