"""Formats of audio, video and PDF: recognised by content, read from headers that may lie."""

import io
import struct
from contextlib import suppress

import pytest

from blog.content.media_files.facts import DamagedFile
from blog.content.media_files.formats import HEAD_BYTES, find_format
from tests.support import sample_files as sample


def read(data: bytes):
    """Return the type and facts of a file, or None if its format is refused."""
    format = find_format(data[:HEAD_BYTES])
    if format is None:
        return None
    facts = format.read(io.BytesIO(data))
    return format.choose_type(facts), facts


@pytest.mark.parametrize(
    ("data", "content_type", "seconds", "size"),
    [
        (sample.mp4(), "video/mp4", 3, (320, 180)),
        (sample.mp4(is_rotated=True), "video/mp4", 3, (180, 320)),
        (sample.mp4(b"soun", brand=b"M4A "), "audio/mp4", 3, (0, 0)),
        (sample.webm(), "video/webm", 4, (640, 360)),
        (sample.webm(size=None), "audio/webm", 4, (0, 0)),
        (sample.mp3(), "audio/mpeg", 2, (0, 0)),
        (sample.mp3(has_tag=False), "audio/mpeg", 2, (0, 0)),
        (sample.wav(3), "audio/wav", 3, (0, 0)),
        (sample.opus(), "audio/ogg", 5, (0, 0)),
        (sample.vorbis(), "audio/ogg", 6, (0, 0)),
        (sample.flac(), "audio/flac", 7, (0, 0)),
    ],
)
def test_format_is_found_by_its_content_with_its_facts(data, content_type, seconds, size):
    type, facts = read(data)
    assert (type.content_type, facts.seconds) == (content_type, seconds)
    assert (facts.width, facts.height) == size


def test_pages_of_a_pdf_are_counted_where_they_are_named():
    type, facts = read(sample.pdf(pages=12))
    assert (type.content_type, type.extension, facts.pages) == ("application/pdf", "pdf", 12)
    assert read(b"%PDF-1.7 /ObjStm compressed %%EOF")[1].pages == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0 a picture",
        b"GIF89a",
        b"PK\x03\x04 an archive",
        b"MZ a program",
        b"\xff\xf1\x50\x80" + bytes(100),  # AAC without a container.
        b"   %PDF-1.4 late %%EOF",
        b"RIFF\x10\0\0\0AVI LIST",
        sample.mp4(brand=b"heic"),
        sample.mp4(brand=b"qt  "),
        sample.webm(doc_type=b"matroska"),
        b"OggS" + bytes(24) + b"\x80theora",
    ],
)
def test_other_format_is_refused(data):
    assert read(data) is None


COMPLETE = [
    sample.mp4(),
    sample.webm(),
    sample.wav(),
    sample.opus(),
    sample.vorbis(),
    sample.flac(),
    sample.mp3(),
    sample.pdf(),
]


@pytest.mark.parametrize(
    "data",
    [
        *(data[:-8] for data in COMPLETE if not data.startswith((b"ID3", b"fLaC"))),
        sample.mp4()[:20],
        sample.webm()[:40],
        sample.wav()[:20],
        sample.opus()[:60],
        sample.flac()[:42],
        sample.mp3()[:400],
        sample.mp3()[:20],
        sample.pdf()[:20],
    ],
)
def test_truncated_file_is_refused(data):
    with pytest.raises(DamagedFile):
        read(data)


@pytest.mark.parametrize("data", COMPLETE)
def test_changed_bytes_never_raise_anything_else(data):
    for index in range(min(len(data), 400)):
        for value in (0, 0x7F, 0xFF):
            changed = data[:index] + bytes([value]) + data[index + 1 :]
            with suppress(DamagedFile):
                read(changed)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (sample.mp4(size=(65_535, 180)), "width"),
        (sample.mp4(size=(320, 0)), "height"),
        (sample.mp4(seconds=4_000_000), "seconds"),
        (sample.webm(seconds=10**12), "seconds"),
        (sample.webm(size=(65_535, 1)), "height"),
        (sample.pdf(0, b"<</Type/Pages/Count 999999>>"), "pages"),
    ],
)
def test_value_that_no_file_has_counts_as_unknown(data, name):
    _type, facts = read(data)
    assert getattr(facts, name) == 0


def test_infinite_duration_counts_as_unknown():
    data = sample.webm().replace(struct.pack(">d", 4000), struct.pack(">d", float("inf")))
    assert read(data)[1].seconds == 0
    data = sample.webm().replace(struct.pack(">d", 4000), struct.pack(">d", float("nan")))
    assert read(data)[1].seconds == 0


@pytest.mark.parametrize(
    "data",
    [
        sample.mp4() + sample.box(b"free") * 250_000,
        sample.box(b"ftyp", b"isom") + sample.box(b"moov", sample.box(b"moov")) + b"\0\0\0\0",
        b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" + b"\xec\x80" * 20_000,
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(10_000),
    ],
)
def test_endless_structure_is_refused(data):
    with pytest.raises(DamagedFile):
        read(data)


def test_page_tree_without_end_names_no_pages():
    data = b"%PDF-1.4" + b"/Type/Pages" * 400_000 + b"%%EOF"
    assert read(data)[1].pages == 0
