"""Clean uploaded images: decode them in a sandboxed process, and encode them again.

The uploaded file itself is never stored: metadata, comments and data appended to the image are
dropped, except caption, credit, copyright and licence.
"""

import contextlib
import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError

from imaging import process
from imaging.metadata import MAX_CAPTION, MAX_COPYRIGHT, MAX_CREDIT, MAX_URL, clean_text
from imaging.xmp import ImageMetadata, build_packet
from lib.urls import validate_web_address

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
SIGNATURES = {  # offset and bytes
    "JPEG": (0, b"\xff\xd8\xff"),
    "PNG": (0, b"\x89PNG\r\n\x1a\n"),
    "WEBP": (8, b"WEBP"),
    "GIF": (0, b"GIF8"),
    "AVIF": (4, b"ftypavi"),
}

RENDITION_FORMATS = ("AVIF", "WEBP")  # the better one first
# In pixels: the theme's 24rem (portraits) and 38rem (text width) at one, two and three times, and
# the width of a phone's column at two and three times.
WIDTHS = (384, 608, 768, 1088, 1216, 1824)
_HASH_RE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class CleanPicture:
    """`sha256` is the hash of `data`, used in the stored file's name.

    The same upload has the same hash while the versions of the encoders stay the same.
    """

    data: bytes
    format: str
    extension: str
    width: int
    height: int
    sha256: str
    perceptual_hash: str
    metadata: ImageMetadata


@dataclass(frozen=True)
class EncodedSize:
    format: str
    width: int
    data: bytes


def clean_upload(file: process.Upload, max_wait: float | None = None) -> CleanPicture:
    """Decode an upload in a sandboxed process, and return it encoded again.

    Costs a process start (0.07 s) and the coding: 0.15 s for a JPEG of 12 megapixels, 2 s for an
    AVIF, up to MAX_CPU_SECONDS. The sandbox uses up to MAX_MEMORY, this process the file's size.

    Reads the file from its beginning, and rewinds it. Raises only ValidationError for any content
    of the file, and DecodersBusyError if no process was free within `max_wait` seconds.

    The memory is enough for a JPEG or PNG of MAX_PIXELS (not for a progressive JPEG without
    chroma subsampling), a WebP of 25 megapixels or an AVIF of 12; larger ones are refused.
    """
    return process.run(file, _parse_picture, max_wait=max_wait)


def generate_sizes(original: bytes, width: int, metadata: ImageMetadata) -> list[EncodedSize]:
    """Encode a stored image, `width` pixels wide, in the widths of the layout, as AVIF and WebP
    with the metadata; [] for an animation, and if no encoding is smaller than the original.

    Costs 2 s for an image of 1600 px, in a sandbox as for `clean_upload`. Raises ValidationError.
    """
    widths = get_widths(width)
    job = {"widths": widths, "bytes": len(original), "packet": build_packet(metadata).decode()}

    def parse(data: bytes, reply: dict[str, Any]) -> list[EncodedSize]:
        sizes = []
        for kind, encoded_width, _height, length in reply["sizes"]:
            part, data = data[:length], data[length:]
            _check_signature(part, kind)
            if kind not in RENDITION_FORMATS or encoded_width not in widths or len(part) != length:
                raise ValueError(kind)
            sizes.append(EncodedSize(kind, encoded_width, part))
        return sizes

    return process.run(BytesIO(original), parse, job, time_factor=4)


def compute_perceptual_hash(original: bytes) -> str:
    """Return the perceptual hash of a stored image, computed in a sandbox. Raises
    ValidationError."""
    job = {"bytes": len(original)}
    return process.run(BytesIO(original), lambda _data, reply: _parse_hash(reply), job)


def get_widths(width: int) -> list[int]:
    """Return the widths of the layout that are smaller than the image, and the largest needed."""
    return sorted({w for w in WIDTHS if w < width} | {min(width, WIDTHS[-1])})


def _parse_picture(data: bytes, reply: dict[str, Any]) -> CleanPicture:
    kind = reply["format"]
    _check_signature(data, kind)
    return CleanPicture(
        data=data,
        format=kind,
        extension=EXTENSIONS[kind],
        width=int(reply["width"]),
        height=int(reply["height"]),
        sha256=hashlib.sha256(data).hexdigest(),
        perceptual_hash=_parse_hash(reply),
        metadata=ImageMetadata(
            caption=clean_text(reply["caption"], MAX_CAPTION),
            credit=clean_text(reply["credit"], MAX_CREDIT),
            copyright=clean_text(reply["copyright"], MAX_COPYRIGHT),
            licence_url=_validate_url(clean_text(reply["licence_url"], MAX_URL)),
        ),
    )


def _parse_hash(reply: dict[str, Any]) -> str:
    """Return the perceptual hash; ValueError if it is none."""
    if not _HASH_RE.fullmatch(digits := reply["perceptual_hash"]):
        raise ValueError(digits)
    return digits


def _check_signature(data: bytes, kind: str) -> None:
    start, signature = SIGNATURES[kind]
    if not data.startswith(signature, start):
        raise ValueError(kind)


def _validate_url(text: str) -> str:
    with contextlib.suppress(ValidationError):
        validate_web_address(text)
        return text
    return ""
