"""Detection of content credentials in files of each format, whole and damaged."""

from io import BytesIO

import pytest
from PIL import Image

from imaging.credentials import has_credentials

STORE = b"\0\0\0\x26jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"
BMFF_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def encode(kind: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), (120, 40, 40)).save(file, kind)
    return file.getvalue()


def segment(body: bytes, marker: int = 0xEB) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2) + body


def sign(kind: str) -> bytes:
    """Return a file with a manifest store in the place that C2PA 2.1 gives for its format."""
    data = encode(kind)
    if kind == "JPEG":
        return data[:2] + segment(b"JP\0\x01\0\0\0\x01" + STORE) + data[2:]
    if kind == "PNG":
        return data[:33] + len(STORE).to_bytes(4) + b"caBX" + STORE + b"\0\0\0\0" + data[33:]
    if kind == "WEBP":
        return data + b"C2PA" + len(STORE).to_bytes(4, "little") + STORE
    if kind == "GIF":
        return data[:-1] + b"\x21\xff\x0bC2PA_GIF\x01\0\0" + STORE + b"\0;"
    box = b"uuid" + BMFF_UUID + STORE
    end = int.from_bytes(data[:4])
    return data[:end] + (len(box) + 4).to_bytes(4) + box + data[end:]


KINDS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]


@pytest.mark.parametrize("kind", KINDS)
def test_credentials_are_detected_in_signed_files_only(kind):
    assert has_credentials(sign(kind))
    assert not has_credentials(encode(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_truncated_and_damaged_files_raise_nothing(kind):
    data = sign(kind)
    for length in range(0, len(data), 3):
        has_credentials(data[:length])
        has_credentials(data[:length] + b"\xff" * 20 + data[length:])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8" + b"\xff\xeb\0\0" * 100_000,
        b"\xff\xd8" + segment(b"JP\0\x01\0\0\0\x01jumb") + segment(STORE, 0xE1),
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tEXt\0\0\0\0" * 100_000,
        b"\0\0\0\x08ftyp" * 100_000,
        b"\0\0\0\x01ftyp\0\0\0\0\0\0\0\0",
        b"a text about \x21\xff\x0bC2PA_GIF",
    ],
)
def test_other_and_hostile_files_have_no_credentials(data):
    assert not has_credentials(data)
