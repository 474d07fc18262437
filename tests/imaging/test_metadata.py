"""Caption and credit are read from embedded metadata."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from imaging.metadata import MAX_CAPTION, read_metadata
from imaging.xmp import ImageMetadata

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" {attributes}>{elements}</rdf:Description>
</rdf:RDF></x:xmpmeta>"""


def opened(**options: object) -> Image.Image:
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "JPEG", **options)
    return Image.open(file)


def with_xmp(elements: str = "", attributes: str = "") -> Image.Image:
    return opened(xmp=XMP.format(elements=elements, attributes=attributes).encode())


def with_iptc(*records: tuple[int, bytes]) -> Image.Image:
    data = b"".join(
        b"\x1c\x02" + bytes([dataset]) + len(text).to_bytes(2) + text for dataset, text in records
    )
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + len(data).to_bytes(4) + data
    block += b"\0" * (len(data) % 2)
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "JPEG")
    jpeg = file.getvalue()
    segment = b"\xff\xed" + (len(block) + 2).to_bytes(2) + block
    return Image.open(BytesIO(jpeg[:2] + segment + jpeg[2:]))


def with_exif(tags: dict[int, object]) -> Image.Image:
    exif = Image.Exif()
    exif.update(tags)
    return opened(exif=exif)


def test_picture_without_metadata_has_empty_fields():
    assert read_metadata(opened())[:2] == ("", "")


def test_xmp_caption_uses_default_language():
    image = with_xmp(
        "<dc:description><rdf:Alt><rdf:li xml:lang='fr'>Un pont</rdf:li>"
        "<rdf:li xml:lang='x-default'>A bridge</rdf:li></rdf:Alt></dc:description>"
    )
    assert read_metadata(image)[:2] == ("A bridge", "")


def test_credit_joins_photographer_and_agency():
    image = with_xmp(
        "<dc:creator><rdf:Seq><rdf:li>Ana Ruiz</rdf:li></rdf:Seq></dc:creator>",
        "photoshop:Credit='Harbour Press'",
    )
    assert read_metadata(image)[:2] == ("", "Ana Ruiz/Harbour Press")


def test_photographer_in_credit_is_not_repeated():
    image = with_xmp(
        "<dc:creator><rdf:Seq><rdf:li>Ana Ruiz</rdf:li></rdf:Seq></dc:creator>",
        "photoshop:Credit='Wire/ANA RUIZ/Harbour Press'",
    )
    assert read_metadata(image)[:2] == ("", "Wire/ANA RUIZ/Harbour Press")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_iptc_is_read_in_both_encodings(encoding):
    image = with_iptc((120, "Café".encode(encoding)), (80, b"B. Olsen"), (110, b"Nordfoto"))
    assert read_metadata(image)[:2] == ("Café", "B. Olsen/Nordfoto")


def test_exif_utf8_is_not_garbled():
    image = with_exif({0x010E: "Zürich".encode(), 0x013B: "Jörg".encode()})
    assert read_metadata(image)[:2] == ("Zürich", "Jörg")


def test_copyright_is_used_as_fallback_credit():
    notice = "(c) 2024 Mira Sand"
    assert read_metadata(with_exif({0x8298: notice})) == ImageMetadata(
        credit=notice, copyright=notice
    )


def test_camera_name_is_ignored_as_caption():
    assert read_metadata(with_exif({0x010E: "OLYMPUS DIGITAL CAMERA         "}))[:2] == ("", "")


def test_png_description_and_author_are_read():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Description", "Grain prices")
    notes.add_text("Author", "K. Lund")
    file = BytesIO()
    Image.new("L", (4, 4)).save(file, "PNG", pnginfo=notes)
    assert read_metadata(Image.open(file))[:2] == ("Grain prices", "K. Lund")


def test_control_characters_and_line_breaks_are_removed():
    image = with_iptc((120, b"one\0 \x07two\r\n\r\nthree\t four"))
    assert read_metadata(image)[:2] == ("one two three four", "")


def test_long_caption_is_truncated():
    caption = read_metadata(with_iptc((120, b"word " * 3000))).caption
    assert len(caption) <= MAX_CAPTION
    assert caption.endswith("word…")


def test_xmp_with_doctype_is_ignored():
    packet = (
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>"
        + XMP.format(elements="<dc:description>&a;</dc:description>", attributes="").encode()
    )
    assert read_metadata(opened(xmp=packet))[:2] == ("", "")


def test_broken_xmp_does_not_hide_exif():
    exif = Image.Exif()
    exif[0x010E] = "A bridge"
    assert read_metadata(opened(xmp=b"<rdf:RDF", exif=exif))[:2] == ("A bridge", "")
