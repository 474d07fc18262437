"""The reader: recognition, versions, positions and cursors, folders, memory, broken items."""

import tracemalloc
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.transfer.readers.wxr.conftest import HEAD, TAIL, Export, build_comment, build_item
from transfer.items import ExportedAuthor, ExportedPost, ExportedSite, RefusedItem
from transfer.readers.base import NotAnExport
from transfer.readers.wxr import WordPressReader
from transfer.readers.xml_prefixes import restore_prefixes


def write(path: Path, *parts: str) -> Path:
    path.write_text(HEAD + "".join(parts) + TAIL, encoding="utf-8")
    return path


def write_example(folder: Path) -> Path:
    comments = build_comment(1) + build_comment(2, parent="1")
    return write(
        folder / "export.xml",
        "<wp:author><wp:author_login>ada</wp:author_login></wp:author>",
        "<wp:tag><wp:tag_slug>a</wp:tag_slug><wp:tag_name>A</wp:tag_name></wp:tag>",
        build_item({}, comments),
        "<item><title>No end",
        build_item({"wp:post_id": "8"}),
        build_item({"wp:post_id": "9", "wp:post_type": "nav_menu_item"}),
    )


def test_site_has_its_fields(export):
    (site,) = export().select(ExportedSite)
    assert site == ExportedSite(url="https://blog.example", title="Blog", language="en-GB")


def test_reading_resumes_after_any_item(tmp_path):
    reader = WordPressReader(write_example(tmp_path))
    entries = list(reader.read())
    assert [type(entry.item).__name__ for entry in entries] == [
        "ExportedSite", "ExportedAuthor", "ExportedLabel", "ExportedPost",
        "ExportedComment", "ExportedComment", "RefusedItem", "ExportedPost",
    ]  # fmt: skip
    for number, entry in enumerate(entries, 1):
        again = WordPressReader(tmp_path / "export.xml")
        assert list(again.read(entry.cursor)) == entries[number:]


def test_positions_rise_to_the_total(tmp_path):
    reader = WordPressReader(write_example(tmp_path))
    positions = [entry.position for entry in reader.read()]
    assert all(before <= after for before, after in pairwise(positions))
    assert 0 < positions[-1] <= reader.total_bytes == (tmp_path / "export.xml").stat().st_size


def test_prefixes_that_another_program_chose_cost_nothing(tmp_path):
    path = write_example(tmp_path)
    items = [entry.item for entry in WordPressReader(path).read()]
    text = path.read_text(encoding="utf-8").replace("wp:", "ns3:").replace(":wp=", ":ns3=")
    text = text.replace("content:encoded", "ns1:encoded").replace(":content=", ":ns1=")
    (tmp_path / "other.xml").write_text(text, encoding="utf-8")
    assert WordPressReader.recognizes(tmp_path / "other.xml")
    assert [entry.item for entry in WordPressReader(tmp_path / "other.xml").read()] == items


def test_prefixes_are_restored_across_the_parts_that_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("transfer.readers.xml_prefixes._CHUNK_BYTES", 7)
    path = tmp_path / "other.xml"
    path.write_bytes(
        b'<a xmlns:n="urn:tides" xmlns:o="urn:o"><n:b c="1"/>x &lt; y<o:n>n:b</o:n><n:b\nd=""/></a>'
    )
    with restore_prefixes(path.open("rb"), {"tides": "t"}) as file:
        restored = file.read()
    assert restored == (
        b'<a xmlns:t="urn:tides" xmlns:o="urn:o"><t:b c="1"/>x &lt; y<o:n>n:b</o:n><t:b\nd=""/></a>'
    )


@pytest.mark.parametrize(
    ("written", "restored"),
    [
        # The name of a prefix may be that of an element of HTML.
        (
            b'<r xmlns:a="urn:tides"><a:b/><c><![CDATA[<a href="x">y</a >]]></c></r>',
            b'<r xmlns:t="urn:tides"><t:b/><c><![CDATA[<a href="x">y</a >]]></c></r>',
        ),
        # Two prefixes of one namespace.
        (
            b'<r xmlns:n="urn:tides" xmlns:m="urn:tides/2"><n:b/><m:b/></r>',
            b'<r xmlns:t="urn:tides" xmlns:m="urn:tides/2"><t:b/><m:b/></r>',
        ),
        # Prefixes that begin alike.
        (
            b'<r xmlns:n="urn:tides" xmlns:n-1="urn:o"><n:b/><n-1:b/><n.x:b/></r>',
            b'<r xmlns:t="urn:tides" xmlns:n-1="urn:o"><t:b/><n-1:b/><n.x:b/></r>',
        ),
    ],
)
def test_prefix_is_restored_in_names_alone(tmp_path, written, restored):
    path = tmp_path / "other.xml"
    path.write_bytes(written)
    with restore_prefixes(path.open("rb"), {"tides": "t"}) as file:
        assert file.read() == restored


@pytest.mark.parametrize(
    "written",
    [
        b'<r><c><d>Write xmlns:p="urn:tides"</d><p:x/></c></r>',
        b'<r><c><d><![CDATA[<p xmlns:p="urn:tides">]]></d><p:x/></c></r>',
        b'<!-- xmlns:p="urn:tides" --><r><p:x/></r>',
        b'<!DOCTYPE r><r xmlns:p="urn:tides"><p:x/></r>',
        b'xmlns:p="urn:tides"',
        b"",
    ],
)
def test_prefix_that_a_text_mentions_stays(tmp_path, written):
    path = tmp_path / "other.xml"
    path.write_bytes(written)
    with restore_prefixes(path.open("rb"), {"tides": "t"}) as file:
        assert file.read() == written


@pytest.mark.parametrize("part", ["<rss ", "<rss xmlns:a = "])
def test_mark_is_looked_for_in_linear_time(tmp_path, part):
    path = tmp_path / "other.xml"
    path.write_text(part * (60_000 // len(part)), encoding="utf-8")
    assert not WordPressReader.recognizes(path)


def test_cursor_of_another_reader_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no cursor"):
        next(WordPressReader(write_example(tmp_path)).read("offset-12"))


def test_malformed_item_costs_one_item(tmp_path):
    export = Export(write_example(tmp_path))
    (refused,) = export.select(RefusedItem)
    assert refused.reason == "It is malformed, has no end, or is larger than 32 MB."
    assert [post.key for post in export.select(ExportedPost)] == ["7", "8"]


def test_parts_of_an_export_in_a_folder_are_one(tmp_path):
    author = "<wp:author><wp:author_login>ada</wp:author_login></wp:author>"
    picture = {
        "wp:post_id": "12",
        "wp:post_type": "attachment",
        "wp:attachment_url": "https://blog.example/a.jpg",
    }
    write(tmp_path / "blog.2020.001.xml", author, build_item(_thumbnail_id="12"))
    write(
        tmp_path / "blog.2020.002.xml", author, build_item({"wp:post_id": "8"}), build_item(picture)
    )
    (tmp_path / "notes.xml").write_text("<notes/>")
    assert WordPressReader.recognizes(tmp_path)
    export = Export(tmp_path)
    assert len(export.select(ExportedAuthor)) == 1
    assert [post.key for post in export.select(ExportedPost)] == ["7", "8"]
    assert export.select(ExportedPost)[0].lead_picture == "https://blog.example/a.jpg"
    entries = list(WordPressReader(tmp_path).read())
    assert list(WordPressReader(tmp_path).read(entries[2].cursor)) == entries[3:]


def test_parts_of_an_export_in_a_zip_are_one(tmp_path):
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as file:
        for number in (1, 2):
            text = HEAD + build_item({"wp:post_id": str(number)}) + TAIL
            file.writestr(f"blog/blog.2020.00{number}.xml", text)
        file.writestr("blog/notes.xml", "<notes/>")
    assert WordPressReader.recognizes(path)
    assert [post.key for post in Export(path).select(ExportedPost)] == ["1", "2"]


def test_zip_without_an_export_is_refused(tmp_path):
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as file:
        file.writestr("notes.xml", "<notes/>")
    assert not WordPressReader.recognizes(path)
    with pytest.raises(NotAnExport, match="no export of WordPress"):
        WordPressReader(path)


@pytest.mark.parametrize(
    ("version", "is_read"),
    [("1.0", True), ("1.1", True), ("1.2", True), ("1.3", False), ("2.0", False), ("", False)],
)
def test_version_of_export(tmp_path, version, is_read):
    path = write(tmp_path / "export.xml", build_item())
    path.write_text(path.read_text().replace(">1.2<", f">{version}<"))
    if is_read:
        assert len(Export(path).select(ExportedPost)) == 1
    else:
        with pytest.raises(NotAnExport, match="version"):
            WordPressReader(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is no XML"),
        (b"\x1f\x8b\x08", "The file is compressed"),
        (b"<rss><channel></channel></rss>", "it has no version"),
        (b"<feed></feed>", "its root is not <rss>"),
        (b"<!DOCTYPE rss><rss></rss>", "The file has a DOCTYPE"),
        (b"<rss><channel><wp:wxr_version>1.2</wp:wxr_version>", "The file is cut off"),
    ],
)
def test_file_that_is_no_export_is_refused(tmp_path, data, message):
    path = tmp_path / "export.xml"
    path.write_bytes(data)
    with pytest.raises(NotAnExport, match=message):
        WordPressReader(path)


def test_folder_without_an_export_is_refused(tmp_path):
    assert not WordPressReader.recognizes(tmp_path)
    with pytest.raises(NotAnExport, match="no export of WordPress"):
        WordPressReader(tmp_path)


def test_other_files_are_not_recognized(tmp_path, testdata):
    assert not WordPressReader.recognizes(tmp_path / "missing.xml")
    assert not WordPressReader.recognizes(testdata / "xml-bombs/quadratic.xml")
    assert not WordPressReader.recognizes(testdata / "blogger/blog-11-22-2015_minsik_ko.xml")
    assert not WordPressReader.recognizes(testdata / "images/valid")


def test_export_holds_no_files(tmp_path):
    with pytest.raises(FileNotFoundError):
        WordPressReader(write_example(tmp_path)).open_file("a.jpg")


def test_prefix_without_namespace_is_read(tmp_path):
    path = write(tmp_path / "export.xml", build_item({}, build_comment(1)))
    text = path.read_text().replace(' xmlns:wp="http://wordpress.org/export/1.2/"', "")
    path.write_text(text)
    export = Export(path)
    assert export.post.slug == "a-post"
    assert len(export.comments) == 1


def test_text_without_cdata_is_read(export):
    item = build_item(
        {"content:encoded": ""}, "<content:encoded><p>One</p> &nbsp; two</content:encoded>"
    )
    assert export(item).post.html == "<p>One</p>\n<p>\N{NO-BREAK SPACE} two</p>"


def test_memory_stays_flat(tmp_path):
    path = tmp_path / "export.xml"
    text = "A paragraph with <b>bold</b> words.\n\n" * 5_000
    with path.open("w") as file:
        file.write(HEAD)
        for number in range(280):
            file.write(build_item({"wp:post_id": str(number + 1), "content:encoded": text}))
        file.write(TAIL)
    assert path.stat().st_size > 50_000_000
    reader = WordPressReader(path)
    tracemalloc.start()
    try:
        count = sum(1 for _ in zip(reader.read(), range(3), strict=False))
        assert count == 3
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
