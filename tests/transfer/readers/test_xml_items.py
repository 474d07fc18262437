"""Items of XML files: their limits, offsets, encodings, and what is refused."""

import codecs
import os
import tracemalloc
from pathlib import Path

import pytest

from transfer.readers import xml_items
from transfer.readers.base import NotAnExport
from transfer.readers.xml_items import XmlItems
from transfer.readers.xml_source import peek

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:wp="urn:wp"><channel><title>Blog</title>\n'
)
TAIL = "</channel></rss>\n"
CUT = "The file is cut off: what comes before its last part was read. Export it again."


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "export.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read_titles(path: Path, start: int = 0) -> list[str | None]:
    items = XmlItems(path, ["item"]).read(start)
    return [None if item.element is None else item.element.findtext("title") for item in items]


def build_item(title: str, body: str = "") -> str:
    return f"<item><title>{title}</title>{body}</item>\n"


def test_items_of_several_names_come_in_order(tmp_path):
    path = write(
        tmp_path,
        HEAD + "<wp:author><wp:login>a</wp:login></wp:author>"
        "<wp:author_box/><item><wp:author>a</wp:author></item><item/>" + TAIL,
    )
    items = list(XmlItems(path, ["item", "wp:author"]).read())
    assert [item.name for item in items] == ["wp:author", "item", "item"]
    data = path.read_bytes()
    assert data[items[1].start : items[1].end] == b"<item><wp:author>a</wp:author></item>"
    assert items[1].element[0].tag == "{urn:wp}author"


def test_head_is_what_stands_before_the_first_item(tmp_path):
    items = XmlItems(write(tmp_path, HEAD + build_item("One") + TAIL), ["item"])
    assert items.root_name == "rss"
    assert items.head.findtext("channel/title") == "Blog"
    assert items.head.find("channel/item") is None


@pytest.mark.parametrize(
    "body",
    [
        "<text><![CDATA[</item><item>]]></text>",
        "<text><![CDATA[a]]]]><![CDATA[>b</item>]]></text>",
        "<!-- </item> <![CDATA[ -->",
        "<text>&lt;/item&gt;</text>",
        "<items/><item-note></item-note>",
        '<text a="1"\n/>',
    ],
)
def test_tags_in_text_are_no_limits_of_items(tmp_path, body):
    text = HEAD + build_item("One", body) + build_item("Two") + TAIL
    assert read_titles(write(tmp_path, text)) == ["One", "Two"]


def test_reading_resumes_behind_any_item(tmp_path):
    path = write(tmp_path, HEAD + "".join(map(build_item, "abcde")) + TAIL)
    ends = [item.end for item in XmlItems(path, ["item"]).read()]
    assert [read_titles(path, end) for end in ends] == [
        ["b", "c", "d", "e"], ["c", "d", "e"], ["d", "e"], ["e"], [],
    ]  # fmt: skip


def test_two_readings_of_one_file_do_not_disturb_each_other(tmp_path, monkeypatch):
    monkeypatch.setattr(xml_items, "_CHUNK_BYTES", 7)
    items = XmlItems(write(tmp_path, HEAD + build_item("a") + build_item("b") + TAIL), ["item"])
    pairs = zip(items.read(), items.read(), strict=True)
    assert all(left.start == right.start for left, right in pairs)


@pytest.mark.parametrize("size", [1, 5, 64])
def test_items_are_found_across_the_limits_of_chunks(tmp_path, monkeypatch, size):
    monkeypatch.setattr(xml_items, "_CHUNK_BYTES", size)
    body = "<text><![CDATA[" + "]] > ü </item>" * 50 + "]]></text><!-- - -- </item> -->"
    text = HEAD + build_item("One", body) + build_item("Two") + TAIL
    assert read_titles(write(tmp_path, text)) == ["One", "Two"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("<item><title>a</title>" + build_item("b"), [None, "b"]),
        (build_item("a") + "<item><title>b</title>", ["a", None]),
        ("<item><p></title></item>" + build_item("b"), [None, "b"]),
        ("<item></item>" + build_item("b"), [None, "b"]),
        ("<item><title>a<b></title></item>" + build_item("b"), ["a", "b"]),
    ],
)
def test_malformed_item_costs_one_item(tmp_path, text, titles):
    assert read_titles(write(tmp_path, HEAD + text + TAIL)) == titles


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Q&A", "Q&A"),
        ("a & b &amp; c", "a & b & c"),
        ("caf&eacute;&nbsp;x", "café\N{NO-BREAK SPACE}x"),
        ("a &unknown; b", "a &unknown; b"),
        ("1 < 2", "1 < 2"),
        ("a\x00b\x0bc\x1f", "abc"),
        ("a&#0;b&#x1F;c&#x41;&#99999999999;", "abcA"),
        ("a\ufffeb & c", "ab & c"),
        ("<![CDATA[&nbsp; & <]]> & b", "&nbsp; & < & b"),
    ],
)
def test_characters_that_xml_forbids_cost_no_text(tmp_path, title, expected):
    assert read_titles(write(tmp_path, HEAD + build_item(title) + TAIL)) == [expected]


def test_invalid_utf8_costs_one_character(tmp_path):
    data = (HEAD + build_item("a?b & c") + TAIL).encode().replace(b"?b", b"\xffb")
    assert read_titles(write(tmp_path, data)) == ["a\ufffdb & c"]


def test_prefix_without_namespace_stays_in_the_tag(tmp_path):
    path = write(tmp_path, HEAD + "<item><app:draft>yes</app:draft></item>" + TAIL)
    (item,) = XmlItems(path, ["item"]).read()
    assert [child.tag for child in item.element] == ["app:draft"]


@pytest.mark.parametrize(
    "start",
    [
        "\ufeff",
        "\n\n  ",
        "\ufeff\n",
        "<br />\n<b>Warning</b>: headers sent in <b>x.php</b><br />\n",
    ],
)
def test_bytes_before_the_declaration_are_skipped(tmp_path, start):
    assert read_titles(write(tmp_path, start + HEAD + build_item("é") + TAIL)) == ["é"]


def test_encoding_that_is_declared_wrongly_is_guessed(tmp_path):
    title = "Мост через реку стоит давно"
    assert read_titles(write(tmp_path, (HEAD + build_item(title) + TAIL).encode("cp1251"))) == [
        title
    ]


def test_damage_in_utf8_is_no_other_encoding(tmp_path):
    data = (HEAD + build_item("été " * 40) + TAIL).encode() + b"\xff" * 30
    assert read_titles(write(tmp_path, data))[0] == ("été " * 40)


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("iso-8859-1", b""),
        ("windows-1252", b""),
        ("UTF8", b""),
    ],
)
def test_other_encodings_are_converted(tmp_path, encoding, bom):
    text = (HEAD + build_item("é") + build_item("ü") + TAIL).replace("UTF-8", encoding)
    path = write(tmp_path, bom + text.encode(encoding))
    items = XmlItems(path, ["item"])
    first, second = items.read()
    assert [first.element.findtext("title"), second.element.findtext("title")] == ["é", "ü"]
    assert second.end <= items.total_bytes
    assert read_titles(path, first.end) == ["ü"]
    assert peek(path).lstrip("\ufeff").startswith("<?xml")


def test_declaration_that_contradicts_the_bytes_is_ignored(tmp_path):
    text = (HEAD + build_item("é") + TAIL).replace("UTF-8", "UTF-16")
    assert read_titles(write(tmp_path, text)) == ["é"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is no XML: choose the file that your blog exported."),
        (b"Hello", "The file is no XML: choose the file that your blog exported."),
        (b'{"posts": []}', "The file is no XML: choose the file that your blog exported."),
        (b"<", "The file is no XML: choose the file that your blog exported."),
        (b"PK\3\4....", "The file is compressed: unpack it, and choose the XML file in it."),
        (b"\x1f\x8b\x08", "The file is compressed: unpack it, and choose the XML file in it."),
        (
            b"<!-- <rss> --><!doctype rss><rss></rss>",
            "The file has a DOCTYPE, which no export has: export it again.",
        ),
        (
            b'<?xml version="1.0"?><!ENTITY a "b"><rss></rss>',
            "The file has a DOCTYPE, which no export has: export it again.",
        ),
        (
            b"<<<<<<< HEAD\n<rss><item/></rss>",
            "The file has conflict markers (<<<<<<<) of a merge: export it again.",
        ),
        (
            b'<?xml version="1.0" encoding="utf-7"?><rss/>',
            "The encoding utf-7 is not supported: save the file as UTF-8.",
        ),
        ("<rss/>".encode("utf-32"), "The file is encoded as UTF-32: save it as UTF-8."),
        (b"<rss><channel><title>a", CUT),
    ],
)
def test_file_that_is_no_export_is_refused(tmp_path, data, message):
    with pytest.raises(NotAnExport) as raised:
        XmlItems(write(tmp_path, data), ["item"])
    assert str(raised.value) == message


@pytest.mark.parametrize("file", ["cyclic", "dtd", "external", "external_file", "quadratic"])
def test_xml_bomb_is_refused(testdata, file):
    with pytest.raises(NotAnExport, match="DOCTYPE"):
        XmlItems(testdata / "xml-bombs" / f"{file}.xml", ["item"])


@pytest.mark.parametrize("cut", [1, 7, 12, 40, 60])
def test_cut_file_yields_complete_items_then_raises(tmp_path, cut):
    text = HEAD + build_item("One") + build_item("Two", "<text><![CDATA[" + "a" * 20 + "]]></text>")
    titles = []
    items = XmlItems(write(tmp_path, text[:-cut]), ["item"]).read()
    with pytest.raises(NotAnExport) as raised:
        for item in items:
            titles.append(item.element.findtext("title"))
    assert str(raised.value) == CUT
    assert titles == (["One", "Two"] if cut == 1 else ["One"])


@pytest.mark.parametrize(
    "marked", [f"\n<<<<<<< HEAD\n{build_item('x')}=======\n", "<item>\n<<<<<<< HEAD\n"]
)
def test_conflict_markers_between_items_are_refused(tmp_path, marked):
    path = write(tmp_path, HEAD + build_item("One") + marked + TAIL)
    with pytest.raises(NotAnExport, match="conflict markers"):
        read_titles(path)


def test_conflict_markers_in_the_text_of_a_post_are_text(tmp_path):
    body = "<text><![CDATA[\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main\n]]></text>"
    assert read_titles(write(tmp_path, HEAD + build_item("Git", body) + TAIL)) == ["Git"]


def test_oversized_item_costs_one_item(tmp_path, monkeypatch):
    monkeypatch.setattr(xml_items, "MAX_ITEM_BYTES", 100_000)
    monkeypatch.setattr(xml_items, "_CHUNK_BYTES", 10_000)
    large = build_item("Large", "<text><![CDATA[" + "x" * 300_000 + "]]></text>")
    text = HEAD + build_item("a") + large + build_item("b") + TAIL
    assert read_titles(write(tmp_path, text)) == ["a", None, "b"]


def test_memory_stays_flat(tmp_path):
    path = tmp_path / "export.xml"
    body = "<text><![CDATA[" + "word " * 20_000 + "]]></text>"
    with path.open("w") as file:
        file.write(HEAD)
        for number in range(500):
            file.write(build_item(str(number), body))
        file.write(TAIL)
    assert os.path.getsize(path) > 50_000_000
    items = XmlItems(path, ["item"])
    tracemalloc.start()
    try:
        assert sum(1 for _ in items.read()) == 500
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_peek_at_an_unreadable_file_is_empty(tmp_path):
    assert peek(tmp_path / "missing.xml") == ""
    assert peek(tmp_path) == ""
