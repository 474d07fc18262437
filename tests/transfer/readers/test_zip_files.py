"""The files of an export: folders and zips, and zips that are refused."""

import io
import os
import random
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from transfer.readers import zip_files
from transfer.readers.base import NotAnExport
from transfer.readers.zip_files import ExportFiles, UnreadableFile

NOISE = random.Random(1).randbytes(5_000)


def write_zip(path: Path, files: dict[str, bytes | str], **options: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for option, value in options.items():
                setattr(info, option, value)
            archive.writestr(info, content)
    return path


def write_folder(path: Path, files: dict[str, bytes | str]) -> Path:
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(files: ExportFiles, name: str) -> bytes:
    with files.open(name) as file:
        return file.read()


@pytest.mark.parametrize("write", [write_folder, write_zip])
def test_files_of_folder_and_zip_are_the_same(
    tmp_path: Path, write: Callable[[Path, dict[str, bytes | str]], Path]
) -> None:
    path = write(
        tmp_path / "export",
        {
            "posts/b.html": "B",
            "posts/a.html": "AA",
            "posts.csv": "id",
            "__MACOSX/posts/._a.html": "x",
            "posts/.DS_Store": "x",
            "node_modules/one/README.md": "x",
        },
    )
    with ExportFiles(path) as files:
        assert files.names == ("posts.csv", "posts/a.html", "posts/b.html")
        assert files.total_bytes == 5
        assert files.get_size("posts/a.html") == 2
        assert read(files, "posts/a.html") == b"AA"
        assert files.read_head("posts/a.html") == b"AA"
        assert files.top_folder == ""
        assert "posts.csv" in files and "other" not in files
        with pytest.raises(FileNotFoundError):
            files.open("../export/posts.csv")
        with pytest.raises(FileNotFoundError):
            files.get_size("none")
        assert files.read_head("none") == b""


@pytest.mark.parametrize("write", [write_folder, write_zip])
def test_only_folder_of_export_is_the_export(
    tmp_path: Path, write: Callable[[Path, dict[str, bytes | str]], Path]
) -> None:
    path = write(tmp_path / "export", {"blog/a.md": "A", "blog/b/c.md": "C", "__MACOSX/x": "x"})
    with ExportFiles(path) as files:
        assert files.names == ("a.md", "b/c.md")
        assert files.top_folder == "blog"
        assert read(files, "b/c.md") == b"C"


def test_file_of_zip_is_read_in_parts_and_sought(tmp_path: Path) -> None:
    with ExportFiles(write_zip(tmp_path / "a.zip", {"a": NOISE, "b": ""})) as files:
        with files.open("a") as file:
            assert file.read(10) == NOISE[:10]
            file.seek(4_000)
            assert file.read() == NOISE[4_000:]
            file.seek(0)
            assert file.read(5) == NOISE[:5]
        assert read(files, "b") == b""


def test_read_over_limit_is_unreadable(tmp_path: Path) -> None:
    with ExportFiles(write_zip(tmp_path / "a.zip", {"a": NOISE})) as files:
        assert files.read("a", 5_000) == NOISE
        with pytest.raises(UnreadableFile, match="^a is too large"):
            files.read("a", 4_999)


def test_zip64_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    path = write_zip(tmp_path / "a.zip", {"a": NOISE, "b": "B"})
    monkeypatch.undo()
    assert b"PK\x06\x06" in path.read_bytes()
    with ExportFiles(path) as files:
        assert read(files, "a") == NOISE


@pytest.mark.parametrize(
    "name", ["../a", "b/../../a", "/etc/passwd", "C:/a", "C:\\a", "..\\a", "\\a", "b/..", "c:a"]
)
def test_name_outside_of_zip_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotAnExport, match="outside of its folder"):
        ExportFiles(write_zip(tmp_path / "a.zip", {"good": "x", name: "x"}))


def test_backslashes_in_zip_separate_folders(tmp_path: Path) -> None:
    with ExportFiles(write_zip(tmp_path / "a.zip", {"b\\c.md": "C", "./a.md": "A"})) as files:
        assert files.names == ("a.md", "b/c.md")
        assert read(files, "b/c.md") == b"C"


@pytest.mark.parametrize("kind", [0o120777, 0o010666, 0o020666])
def test_link_or_device_in_zip_is_skipped(tmp_path: Path, kind: int) -> None:
    path = write_zip(tmp_path / "a.zip", {"link": "/etc/passwd"}, external_attr=kind << 16)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a.md", "A")
        archive.writestr("folder/", "")
    with ExportFiles(path) as files:
        assert files.names == ("a.md",)


def test_links_in_folder_lead_to_files_of_it_only(tmp_path: Path) -> None:
    outside = write_folder(tmp_path / "outside", {"secret.md": "S", "deep/secret.md": "S"})
    folder = write_folder(tmp_path / "export", {"a.md": "A"})
    (folder / "inside.md").symlink_to(folder / "a.md")
    (folder / "outside.md").symlink_to(outside / "secret.md")
    (folder / "folder").symlink_to(outside / "deep")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "gone.md").symlink_to(folder / "none.md")
    os.mkfifo(folder / "fifo.md")
    with ExportFiles(folder) as files:
        assert files.names == ("a.md", "inside.md")
        assert read(files, "inside.md") == b"A"
        (folder / "inside.md").unlink()
        (folder / "inside.md").symlink_to(outside / "secret.md")
        with pytest.raises(FileNotFoundError):
            files.open("inside.md")


def test_equal_names_in_zip_are_refused_unless_contents_are_equal(tmp_path: Path) -> None:
    def write(*contents: str) -> Path:
        path = tmp_path / f"{'-'.join(contents)}.zip"
        with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
            for content in contents:
                archive.writestr("a.md", content)
        return path

    with ExportFiles(write("A", "A")) as files:
        assert files.names == ("a.md",)
    with pytest.raises(NotAnExport, match="two different files named a.md"):
        ExportFiles(write("A", "B"))


@pytest.mark.parametrize("flag", [0x1, 0x41, 0x2001])
def test_encrypted_zip_is_refused(tmp_path: Path, flag: int) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.md": "A"})
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 8 : entry + 10] = struct.pack("<H", flag)
    path.write_bytes(content)
    with pytest.raises(NotAnExport, match="encrypted"):
        ExportFiles(path)


def test_unknown_compression_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.md": "A"})
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 10 : entry + 12] = struct.pack("<H", 9)
    path.write_bytes(content)
    with pytest.raises(NotAnExport, match="compression"):
        ExportFiles(path)


@pytest.mark.parametrize("size", [4, 5, 40, 2_000, -1, -10, -23, -60])
def test_cut_zip_is_refused(tmp_path: Path, size: int) -> None:
    path = write_zip(tmp_path / "a.zip", {"a": NOISE, "b": NOISE})
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(NotAnExport, match="cut off|damaged"):
        ExportFiles(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>", b"Rar!\x1a\x07", NOISE])
def test_file_that_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(NotAnExport, match="not a zip"):
        ExportFiles(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExport, match="cannot be read"):
        ExportFiles(tmp_path / "none.zip")


def test_part_of_split_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.md": "A"})
    content = bytearray(path.read_bytes())
    end = content.index(b"PK\x05\x06")
    content[end + 4 : end + 6] = b"\x02\x00"
    path.write_bytes(content)
    with pytest.raises(NotAnExport, match="one part of several"):
        ExportFiles(path)


@pytest.mark.slow
def test_damaged_zip_never_raises_another_error(tmp_path: Path) -> None:
    """Each byte of the directory and of the first header in turn."""
    path = write_zip(tmp_path / "a.zip", {"a": NOISE, "b": "B" * 50})
    content = path.read_bytes()
    start = content.index(b"PK\x01\x02")
    for position in (*range(40), *range(start, len(content))):
        for value in (0, 0x7F, 0xFF):
            damaged = bytearray(content)
            damaged[position] = value
            path.write_bytes(damaged)
            try:
                with ExportFiles(path) as files:
                    for name in files.names:
                        read(files, name)
            except NotAnExport as error:
                assert str(error) and "\n" not in str(error)


def test_wrong_checksum_costs_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "some text")
        archive.writestr("b", "other text")
    path.write_bytes(path.read_bytes().replace(b"some text", b"sane text"))
    with ExportFiles(path) as files:
        with pytest.raises(UnreadableFile, match="^a is damaged"):
            read(files, "a")
        assert files.read_head("a") == b""
        assert read(files, "b") == b"other text"


def test_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExport, match="too large once unpacked"):
        ExportFiles(write_zip(tmp_path / "a.zip", {"a.md": b"\0" * 2_000_000}))


def test_bomb_of_many_files_is_refused(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"{number}.md": b"\0" * 1_000_000 for number in range(5)}
    with pytest.raises(NotAnExport, match="too large once unpacked"):
        ExportFiles(write_zip(tmp_path / "a.zip", files))


def test_small_repetitive_files_are_no_bomb(tmp_path: Path) -> None:
    with ExportFiles(write_zip(tmp_path / "a.zip", {"a.md": b"\0" * 500_000})) as files:
        assert len(read(files, "a.md")) == 500_000


def test_declared_size_limits_what_is_read(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.md": b"\0" * 2_000_000})
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<L", 1_000)
    path.write_bytes(content)
    with ExportFiles(path) as files, pytest.raises(UnreadableFile):
        read(files, "a.md")


def test_total_size_over_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_files, "MAX_TOTAL_BYTES", 9_999)
    with pytest.raises(NotAnExport, match="too large once unpacked"):
        ExportFiles(write_zip(tmp_path / "a.zip", {"a": NOISE, "b": NOISE}))


@pytest.mark.parametrize("write", [write_folder, write_zip])
def test_too_many_files_are_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Path, dict[str, bytes | str]], Path],
) -> None:
    monkeypatch.setattr(zip_files, "MAX_FILES", 2)
    with pytest.raises(NotAnExport, match="more than 2 files"):
        ExportFiles(write(tmp_path / "export", {"a": "A", "b": "B", "c": "C"}))


def test_false_count_of_files_does_not_hide_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "a.zip", {"a": "A", "b": "B", "c": "C"})
    content = bytearray(path.read_bytes())
    end = content.index(b"PK\x05\x06")
    content[end + 8 : end + 12] = struct.pack("<HH", 1, 1)
    path.write_bytes(content)
    monkeypatch.setattr(zip_files, "MAX_FILES", 2)
    with pytest.raises(NotAnExport, match="more than 2 files"):
        ExportFiles(path)


@pytest.mark.parametrize("name", ["a" * 1_001, "a\0b"])
def test_invalid_name_in_zip_is_refused(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "a.zip", {name.replace("\0", "#"): "A"})
    path.write_bytes(path.read_bytes().replace(b"a#b", b"a\0b"))
    with pytest.raises(NotAnExport, match="invalid name"):
        ExportFiles(path)


def test_name_with_control_characters_is_skipped(tmp_path: Path) -> None:
    """macOS keeps the icon of a folder in a file whose name ends in a carriage return."""
    with ExportFiles(write_zip(tmp_path / "a.zip", {"Icon\r": "x", "a\u202fPM.png": "A"})) as files:
        assert files.names == ("a\u202fPM.png",)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("über.md".encode(), "über.md"),
        ("über.md".encode("cp437"), "über.md"),
        (unicodedata.normalize("NFD", "über.md").encode(), "über.md"),
        ("статья.md".encode(), "статья.md"),
    ],
)
def test_name_without_utf8_flag_is_decoded(tmp_path: Path, raw: bytes, name: str) -> None:
    path = write_zip(tmp_path / "a.zip", {"#" * len(raw): "A"})
    path.write_bytes(path.read_bytes().replace(b"#" * len(raw), raw))
    with ExportFiles(path) as files:
        assert files.names == (name,)
        assert read(files, name) == b"A"


def test_name_with_false_utf8_flag_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"é.md": "A"})
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xff"))
    with pytest.raises(NotAnExport, match="not valid text"):
        ExportFiles(path)


def test_accents_of_folder_are_composed(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "é.md")
    with ExportFiles(write_folder(tmp_path / "export", {name: "A"})) as files:
        assert files.names == ("é.md",)
        assert read(files, "é.md") == b"A"


def test_zip_of_zips_is_refused(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"a": "A"}).read_bytes()
    with pytest.raises(NotAnExport, match="only other zips"):
        ExportFiles(write_zip(tmp_path / "a.zip", {"1.zip": inner, "2.zip": inner}))


@pytest.mark.parametrize("files", [{}, {"__MACOSX/a": "x"}])
def test_empty_zip_is_refused(tmp_path: Path, files: dict[str, bytes | str]) -> None:
    with pytest.raises(NotAnExport, match="The zip is empty"):
        ExportFiles(write_zip(tmp_path / "a.zip", files))


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExport, match="The folder is empty"):
        ExportFiles(tmp_path)


def test_open_file_outlives_the_zip(tmp_path: Path) -> None:
    with ExportFiles(write_zip(tmp_path / "a.zip", {"a": NOISE})) as files:
        file = files.open("a")
    assert io.BytesIO(file.read()).getvalue() == NOISE
    file.close()


PART = "takeout-20200501T100000Z-{}.zip"


def write_parts(folder: Path) -> Path:
    folder.mkdir()
    first = {"Takeout/index.html": "1", "Takeout/Blogger/feed.atom": "F"}
    write_zip(folder / PART.format("001"), first)
    write_zip(
        folder / PART.format("002"), {"Takeout/index.html": "2", "Takeout/Blogger/a.jpg": "P"}
    )
    return folder


@pytest.mark.parametrize("name", ["", PART.format("001"), PART.format("002")])
def test_parts_of_takeout_are_one_export(tmp_path: Path, name: str) -> None:
    with ExportFiles(write_parts(tmp_path / "parts") / name) as files:
        assert files.names == ("Blogger/a.jpg", "Blogger/feed.atom", "index.html")
        assert [read(files, name) for name in files.names] == [b"P", b"F", b"1"]


def test_damaged_part_of_takeout_is_refused(tmp_path: Path) -> None:
    folder = write_parts(tmp_path / "parts")
    (folder / PART.format("003")).write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(NotAnExport, match="cut off"):
        ExportFiles(folder)


def test_zips_of_other_names_are_files_of_folder(tmp_path: Path) -> None:
    write_zip(tmp_path / "takeout-20200501T100000Z-001.zip", {"a": "1"})
    write_zip(tmp_path / "other.zip", {"b": "1"})
    with ExportFiles(tmp_path) as files:
        assert len(files.names) == 2
    with ExportFiles(tmp_path / "other.zip") as files:
        assert files.names == ("b",)
