"""Read caption, credit, copyright and licence from EXIF, IPTC, XMP and PNG text.

Runs in the sandboxed process only (see `imaging.sandbox`), as the parsers read hostile files.
Nothing here raises: unreadable metadata is ''.
"""

import contextlib
import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from PIL import Image, IptcImagePlugin

from imaging.xmp import ImageMetadata

MAX_CAPTION = 2000
MAX_CREDIT = 300
MAX_COPYRIGHT = 300
MAX_URL = 500
MAX_XMP_BYTES = 1024 * 1024

DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
CC = "{http://creativecommons.org/ns#}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Default values of ImageDescription by cameras and scanners.
FACTORY_CAPTIONS = (
    "dcim", "default", "digital camera", "digital still camera", "exif_jpeg_picture",
    "hdr scene", "image description", "jpeg", "kodak digital", "maker:", "minolta digital camera",
    "olympus digital camera", "samsung camera pictures", "screenshot", "sony dsc",
)  # fmt: skip


def read_metadata(image: Image.Image) -> ImageMetadata:
    """Read metadata as plain text of limited length; '' where there is none.

    XMP takes precedence over IPTC and EXIF, as only XMP declares its encoding and a licence. The
    credit joins creator and credit line, as agencies print it.
    """
    fields_by_key: dict[str, str] = {}
    for read in (_xmp, _iptc, _exif, _png_text):
        # A damaged block must not prevent reading the others, or the image.
        with contextlib.suppress(Exception):
            for key, text in read(image):
                if text := clean_text(text, MAX_CAPTION):
                    fields_by_key.setdefault(key, text)
    creator, line = fields_by_key.get("creator", ""), fields_by_key.get("credit", "")
    if creator and line and creator.casefold() not in line.casefold():
        line = f"{creator}/{line}"
    rights, licence = fields_by_key.get("rights", ""), fields_by_key.get("licence", "")
    return ImageMetadata(
        caption=fields_by_key.get("caption", ""),
        credit=clean_text(line or creator or rights, MAX_CREDIT),
        copyright=clean_text(rights, MAX_COPYRIGHT),
        # A truncated URL is of no use.
        licence_url=licence if len(licence) <= MAX_URL else "",
    )


def clean_text(text: str, limit: int) -> str:
    """Return one line without control characters or lone surrogates (PostgreSQL refuses NUL)."""
    text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _xmp(image: Image.Image) -> Iterator[tuple[str, str]]:
    packet = image.info.get("xmp", b"")
    if isinstance(packet, str):
        packet = packet.encode()
    # XMP has no document type declaration; one could define expanding entities.
    if not packet or len(packet) > MAX_XMP_BYTES or b"<!" in packet:
        return
    root = ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))
    for key, name in (
        ("caption", f"{DC}description"),
        ("credit", f"{PHOTOSHOP}Credit"),
        ("creator", f"{DC}creator"),
        ("rights", f"{DC}rights"),
        ("licence", f"{CC}license"),
        ("licence", f"{RIGHTS}WebStatement"),
    ):
        for node in root.iter():
            if name in node.attrib:
                yield key, node.attrib[name]
            elif node.tag == name:
                yield key, node.get(f"{RDF}resource") or _xmp_text(node, key)


def _xmp_text(node: ElementTree.Element, key: str) -> str:
    items = list(node.iter(f"{RDF}li"))
    if key == "creator":
        return ", ".join(item.text for item in items if item.text) or node.text or ""
    items.sort(key=lambda item: item.get(XML_LANG) != "x-default")
    return next((item.text for item in items if item.text), node.text or "")


def _iptc(image: Image.Image) -> Iterator[tuple[str, str]]:
    # Pillow's annotation requires ImageFile, which every opened image is.
    info = IptcImagePlugin.getiptcinfo(image)  # type: ignore[arg-type]  # as above
    fields: dict[tuple[int, int], Any] = info or {}
    for key, dataset in (("caption", 120), ("credit", 110), ("creator", 80), ("rights", 116)):
        value = fields.get((2, dataset), b"")
        values = value if isinstance(value, list) else [value]
        yield key, ", ".join(_decode(part) for part in values)


def _exif(image: Image.Image) -> Iterator[tuple[str, str]]:
    exif = image.getexif()
    for key, tag in (("caption", 0x010E), ("creator", 0x013B), ("rights", 0x8298)):
        value = exif.get(tag, "")
        # The standard says ASCII; Pillow reads Latin-1; cameras and editors write UTF-8.
        text = _decode(value.encode("latin-1", "replace") if isinstance(value, str) else value)
        if key != "caption" or not text.strip().casefold().startswith(FACTORY_CAPTIONS):
            yield key, text.replace("\0", " ")


def _png_text(image: Image.Image) -> Iterator[tuple[str, str]]:
    for key, name in (("caption", "Description"), ("creator", "Author"), ("rights", "Copyright")):
        value = image.info.get(name)
        if isinstance(value, str):
            yield key, value


def _decode(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")
