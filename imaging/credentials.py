"""Detect content credentials (C2PA) in a picture file, and verify them in the sandbox.

Detection reads only the structure of the file. Any content is safe to pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from itertools import islice
from typing import Any

from imaging import process
from imaging.manifests import STATES
from imaging.metadata import clean_text

# A JUMBF superbox of a C2PA manifest store begins with a description box of this type.
_MANIFEST_STORE = b"jumd" + bytes.fromhex("63327061 0011 0010 8000 00aa00389b71")
_BMFF_UUID = bytes.fromhex("d8fec3d6 1b0e 483c 9297 5828877ec481")
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_JPEG_ENDS = (b"", b"\xda", b"\xd9")  # The end of the file, image data, end of the image.
MAX_PARTS = 10_000  # A longer file is not walked to its end.
MAX_TEXT_LENGTH = 200
_MEDIA_TYPES = (
    ("image/jpeg", 0, b"\xff\xd8"),
    ("image/png", 0, _PNG_SIGNATURE),
    ("image/webp", 8, b"WEBP"),
    ("image/gif", 0, b"GIF8"),
    ("image/avif", 4, b"ftyp"),
)


@dataclass(frozen=True)
class Credentials:
    """What the manifest of a file says. `state` is one of `imaging.manifests.STATES`.

    `signer` is the organisation in the certificate, `signed_at` an ISO time from a time stamp; ''
    where the manifest does not say.
    """

    state: str
    signer: str = ""
    tool: str = ""
    signed_at: str = ""
    is_ai_generated: bool = False


def can_verify() -> bool:
    """Return whether the optional package that reads credentials is installed."""
    return find_spec("c2pa") is not None


def read_credentials(data: bytes, anchors: str = "") -> Credentials:
    """Verify the credentials of a file in a sandbox; `anchors` are trusted certificates, as PEM.

    Takes a process start and 0.1 s. Raises ValidationError for a file that the sandbox cannot read,
    and ImportError without the package.
    """
    if not can_verify():
        raise ImportError("c2pa-python is not installed.")
    media_type = next(
        (name for name, start, magic in _MEDIA_TYPES if data[start:].startswith(magic)), ""
    )
    job = {"media_type": media_type, "anchors": anchors}
    return process.run(BytesIO(data), _parse_credentials, job)


def _parse_credentials(_data: bytes, reply: dict[str, Any]) -> Credentials:
    if reply["state"] not in STATES.values():
        raise ValueError(reply["state"])
    texts = {
        name: clean_text(str(reply.get(name, "")), MAX_TEXT_LENGTH)
        for name in ("signer", "tool", "signed_at")
    }
    is_ai_generated = reply.get("is_ai_generated") is True
    return Credentials(reply["state"], **texts, is_ai_generated=is_ai_generated)


def has_credentials(data: bytes) -> bool:
    """Return whether a JPEG, PNG, WebP, GIF or AVIF file has content credentials."""
    return any(islice(_walk(data), MAX_PARTS))


def _walk(data: bytes) -> Iterator[bool]:
    """Yield for each part of the file whether it has credentials."""
    if data.startswith(b"\xff\xd8"):
        return _walk_jpeg(data)
    if data.startswith(_PNG_SIGNATURE):
        return _walk_chunks(data, len(_PNG_SIGNATURE), b"caBX")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _walk_riff(data)
    if data[4:8] == b"ftyp":
        return _walk_boxes(data)
    return iter([data.startswith(b"GIF8") and b"\x21\xff\x0bC2PA_GIF" in data])


def _walk_jpeg(data: bytes) -> Iterator[bool]:
    """Segments until the image data: a marker, and the length of the rest."""
    start = 2
    while data[start : start + 1] == b"\xff" and data[start + 1 : start + 2] not in _JPEG_ENDS:
        length = int.from_bytes(data[start + 2 : start + 4])
        segment = data[start + 4 : start + 2 + length]
        # APP11 with a JUMBF box; only its first part has the description.
        yield data[start + 1] == 0xEB and segment[:2] == b"JP" and _MANIFEST_STORE in segment
        start += 2 + max(2, length)


def _walk_chunks(data: bytes, start: int, kind: bytes) -> Iterator[bool]:
    while len(data) >= start + 8:
        yield data[start + 4 : start + 8] == kind
        start += 12 + int.from_bytes(data[start : start + 4])


def _walk_riff(data: bytes) -> Iterator[bool]:
    start = 12
    while len(data) >= start + 8:
        yield data[start : start + 4] == b"C2PA"
        length = int.from_bytes(data[start + 4 : start + 8], "little")
        start += 8 + length + length % 2


def _walk_boxes(data: bytes) -> Iterator[bool]:
    start = 0
    while len(data) >= start + 8:
        length, header = int.from_bytes(data[start : start + 4]), 8
        if length == 1:  # A length of 64 bits follows.
            length, header = int.from_bytes(data[start + 8 : start + 16]), 16
        kind = data[start + 4 : start + 8]
        yield kind == b"uuid" and data[start + header : start + header + 16] == _BMFF_UUID
        if length < header:  # To the end of the file, or malformed.
            return
        start += length
