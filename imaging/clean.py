"""Pictures: believed only after a process of their own has decoded them.

What is stored is never the file that came in but the picture in it, encoded anew: metadata,
comments and whatever rode behind the picture stay outside, but for caption, credit, copyright and
licence, which go along with it.
"""

import contextlib
import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError

from imaging import process
from imaging.metadata import (
    MAX_ADDRESS,
    MAX_CAPTION,
    MAX_COPYRIGHT,
    MAX_CREDIT,
    plain,
)
from imaging.xmp import Words, packet
from lib.urls import validate_web_address

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
SIGNATURES = {  # where they begin and what they are
    "JPEG": (0, b"\xff\xd8\xff"),
    "PNG": (0, b"\x89PNG\r\n\x1a\n"),
    "WEBP": (8, b"WEBP"),
    "GIF": (0, b"GIF8"),
    "AVIF": (4, b"ftypavi"),
}

DERIVED = ("AVIF", "WEBP")  # the better one first
# In pixels: a portrait's 24rem and the measure's 38rem of the theme, at one, two and three times,
# and the width of a phone's column at two and three times.
WIDTHS = (384, 608, 768, 1088, 1216, 1824)


@dataclass(frozen=True)
class CleanPicture:
    """`sha256` is that of `data`, and names what is stored.

    The same upload has the same hash as long as the libraries that encode stay the same.
    """

    data: bytes
    format: str
    extension: str
    width: int
    height: int
    sha256: str
    words: Words


@dataclass(frozen=True)
class Size:
    format: str
    width: int
    data: bytes


def clean_upload(file: process.Upload, max_wait: float | None = None) -> CleanPicture:
    """Costs a process start (0.07 s) and the coding: 0.15 s for a JPEG of 12 megapixels, 2 s for
    an AVIF, up to MAX_CPU_SECONDS. The process takes up to MAX_MEMORY, this one the file's size.

    Reads the file from its beginning, wherever it stands, and leaves it at its beginning. Raises
    ValidationError, and nothing else, for whatever the file contains; DecodersBusyError where no
    process could decode it within `max_wait` seconds.

    The memory is enough for a JPEG or PNG of MAX_PIXELS (not for a progressive JPEG without
    chroma subsampling), a WebP of 25 megapixels or an AVIF of 12; larger ones are refused.
    """
    return process.run(file, _picture, max_wait=max_wait)


def sizes_of(original: bytes, width: int, words: Words) -> list[Size]:
    """A stored picture, `width` pixels wide, in the widths that readers need, as AVIF and WebP,
    with these words in each; [] for an animation and where the original is the smallest.

    Costs 2 s for a picture of 1600 px, in a process as for `clean_upload`. Raises ValidationError.
    """
    widths = widths_for(width)
    job = {"widths": widths, "bytes": len(original), "packet": packet(words).decode()}

    def read(data: bytes, reply: dict[str, Any]) -> list[Size]:
        sizes = []
        for kind, made, _height, length in reply["sizes"]:
            part, data = data[:length], data[length:]
            _check_signature(part, kind)
            if kind not in DERIVED or made not in widths or len(part) != length:
                raise ValueError(kind)
            sizes.append(Size(kind, made, part))
        return sizes

    return process.run(BytesIO(original), read, job, patience=4)


def widths_for(width: int) -> list[int]:
    """Those of the layout that a picture has pixels for, and its own where it is among them."""
    return sorted({w for w in WIDTHS if w < width} | {min(width, WIDTHS[-1])})


def _picture(data: bytes, reply: dict[str, Any]) -> CleanPicture:
    kind = reply["format"]
    _check_signature(data, kind)
    return CleanPicture(
        data=data,
        format=kind,
        extension=EXTENSIONS[kind],
        width=int(reply["width"]),
        height=int(reply["height"]),
        sha256=hashlib.sha256(data).hexdigest(),
        words=Words(
            caption=plain(reply["caption"], MAX_CAPTION),
            credit=plain(reply["credit"], MAX_CREDIT),
            copyright=plain(reply["copyright"], MAX_COPYRIGHT),
            licence_url=_web_address(plain(reply["licence_url"], MAX_ADDRESS)),
        ),
    )


def _check_signature(data: bytes, kind: str) -> None:
    start, signature = SIGNATURES[kind]
    if not data.startswith(signature, start):
        raise ValueError(kind)


def _web_address(text: str) -> str:
    with contextlib.suppress(ValidationError):
        validate_web_address(text)
        return text
    return ""
