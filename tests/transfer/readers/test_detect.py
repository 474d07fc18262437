"""Which exports are recognised, and that anything else is refused in one line."""

import zipfile

import pytest

from tests.transfer.readers.exports import list_posts, read_items, write_zip
from transfer.readers.base import NotAnExport
from transfer.readers.detect import open_export

BLOGGER = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#'>
<id>tag:blogger.com,1999:blog-1.archive</id><title>A</title>
<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>
<entry><id>tag:blogger.com,1999:blog-1.post-2</id><published>2020-01-02T03:04:05Z</published>
<category scheme='http://schemas.google.com/g/2005#kind'
  term='http://schemas.google.com/blogger/2008/kind#post'/>
<title>One</title><content type='html'>Text</content></entry></feed>
"""
ROWS = [
    ("blogger/blog-11-22-2015_minsik_ko.xml", "Blogger"),
    ("blogger/takeout_heisencoder", "Blogger"),
    ("wxr/themeunittestdata.wordpress.xml", "WordPress"),
    ("ghost/liberalisme-democratique_ghost6_lexical_fr.json", "Ghost"),
    ("ghost/tryghost-migrate", "Ghost"),
]


@pytest.mark.parametrize(("file", "platform"), ROWS)
def test_real_export_is_recognized(testdata, file, platform):
    assert open_export(testdata / file).platform == platform


REFUSED = [
    "blogger/tryghost-mg-blogger/blogger-api-v3-response.json",
    "extraction",
    "strings/blns.json",
    "images/hostile/broken.png",
    "wxr/wordpress-importer/missing-version-tag.xml",
    "wxr/wordpress-importer/invalid-version-tag.xml",
    "no such file",
]


@pytest.mark.parametrize("file", REFUSED)
def test_other_file_is_refused_in_one_line(testdata, file):
    with pytest.raises(NotAnExport) as caught:
        open_export(testdata / file)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.zip", b"PK\3\4" + b"\0" * 40, "The zip is "),
        ("a.json", '{"db": []}'.encode("utf-16"), "The file is encoded as UTF-16."),
        ("a.xml.gz", b"\x1f\x8b\x08\0", "This archive cannot be read."),
        ("a.rar", b"Rar!\x1a\x07\0", "This archive cannot be read."),
        ("a.sql", b"-- MySQL dump 10.13\n\nCREATE TABLE `a` (", "This is a copy of a database."),
        ("site.wpress", b"\0" * 100, "This is a copy of a database."),
        ("b.txt", b"A letter.\n", "This is no export that can be read."),
    ],
)
def test_refusal_of_a_well_known_file_says_why(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotAnExport) as caught:
        open_export(tmp_path / name)
    assert str(caught.value).startswith(message)


def test_every_xml_bomb_is_refused(testdata):
    files = sorted((testdata / "xml-bombs").iterdir())
    assert files
    for file in files:
        with pytest.raises(NotAnExport):
            open_export(file)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 100, b"PK\3\4", b"{", b"<", b"---\n", b"\xff\xfe"]
)
def test_damaged_file_is_refused(tmp_path, content):
    for suffix in ("zip", "xml", "json", "txt"):
        file = tmp_path / f"export.{suffix}"
        file.write_bytes(content)
        with pytest.raises(NotAnExport):
            open_export(file)


ONLY_FILES = [
    ("feed.xml", "<rss version='2.0'><channel><item><title>A</title></item></channel></rss>"),
    ("posts.txt", "TITLE: A\n-----\nBODY:\nText\n-----\n--------\n"),
    ("blog-01-02-2020.xml", BLOGGER),
]


@pytest.mark.parametrize(("name", "content"), ONLY_FILES)
@pytest.mark.parametrize("folder", ["", "export/"])
def test_file_that_was_zipped_alone_is_read(tmp_path, name, content, folder):
    (tmp_path / name).write_text(content)
    zipped = write_zip(tmp_path / "a.zip", {folder + name: content})
    [post] = list_posts(read_items(open_export(zipped)))
    assert [post] == list_posts(read_items(open_export(tmp_path / name)))


def test_zip_is_not_taken_for_a_feed_in_it(tmp_path):
    file = tmp_path / "site.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("feed.xml", "<rss version='2.0'><channel></channel></rss>")
        archive.writestr("_posts/2020-01-02-one.md", "---\ntitle: One\n---\nText")
    assert [post.title for post in list_posts(read_items(open_export(file)))] == ["One"]


def test_empty_folder_is_refused(tmp_path):
    with pytest.raises(NotAnExport):
        open_export(tmp_path)
