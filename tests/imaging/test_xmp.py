"""Every file contains caption, credit, copyright and licence, and no other metadata."""

import json
import shutil
import subprocess
from io import BytesIO

import lxml.etree
import pytest
from PIL import Image

from imaging.clean import clean_upload, generate_sizes
from imaging.xmp import (
    MIN_PACKET_BYTES,
    ImageMetadata,
    build_packet,
    rewrite_packet,
)
from tests.support import factories as make

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]
METADATA = ImageMetadata(
    "Tariffs “up” <30 %> & rising — 関税",
    "Sputnik/Aleksey Druzhinin/Reuters",
    "© 2026 Réuters",
    "https://creativecommons.org/licenses/by/4.0/?a=1&b=2",
)
OTHERS = ImageMetadata("Corrected", "Agency", "", "https://example.org/terms")
PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
PATHS = ("//dc:description", "//photoshop:Credit", "//dc:rights", "//xmpRights:WebStatement")


def upload(
    kind: str, metadata: ImageMetadata = METADATA, size: tuple[int, int] = (60, 40)
) -> bytes:
    """Return an upload with this metadata as XMP, and camera and location in EXIF."""
    exif = Image.Exif()
    exif[0x0110] = "Camera"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)}
    file = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(
        file, kind, xmp=build_packet(metadata), exif=exif
    )
    return file.getvalue()


def read_by_lxml(data: bytes) -> ImageMetadata:
    """Return the XMP packet that Pillow finds."""
    values = Image.open(BytesIO(data)).info["xmp"]
    tree = lxml.etree.fromstring(values.encode() if isinstance(values, str) else values)
    return ImageMetadata(
        *(
            "".join("".join(node.itertext()) for node in tree.xpath(path, namespaces=PREFIXES))
            for path in PATHS
        )
    )


def read_by_exiftool(data: bytes) -> dict[str, object]:
    done = subprocess.run(
        ["exiftool", "-json", "-G", "-"], input=data, capture_output=True, check=True
    )
    (values,) = json.loads(done.stdout)
    return values


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_upload_metadata_is_read_and_kept_in_original(kind):
    source = "JPEG" if kind == "PNG" else kind  # Pillow writes no XMP into PNG by this name.
    clean = clean_upload(BytesIO(upload(source)))
    assert clean.metadata == METADATA
    assert read_by_lxml(clean.data) == METADATA


@pytest.mark.parametrize("kind", FORMATS)
def test_changed_metadata_is_rewritten_in_original(kind):
    original = clean_upload(BytesIO(make.picture(format=kind))).data
    changed = rewrite_packet(original, METADATA)
    assert len(changed) == len(original)
    assert rewrite_packet(changed, ImageMetadata()) == original
    if kind != "GIF":  # Pillow does not look for the packet.
        assert read_by_lxml(changed) == METADATA
        assert read_by_lxml(rewrite_packet(changed, OTHERS)) == OTHERS
    before, after = Image.open(BytesIO(original)), Image.open(BytesIO(changed))
    assert after.tobytes() == before.tobytes()


@pytest.mark.slow
def test_renditions_contain_only_our_metadata():
    original = upload("PNG", OTHERS, (400, 300))
    result = generate_sizes(original, 400, METADATA)
    assert [(size.format, size.width) for size in result] == [
        *(("AVIF", 400), ("AVIF", 384), ("WEBP", 400), ("WEBP", 384))
    ]
    for size in result:
        image = Image.open(BytesIO(size.data))
        assert read_by_lxml(size.data) == METADATA
        assert dict(image.getexif()) == {}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
@pytest.mark.parametrize("kind", FORMATS)
def test_exiftool_reads_metadata_and_nothing_personal(kind):
    original = rewrite_packet(clean_upload(BytesIO(make.picture(format=kind))).data, METADATA)
    files = [original]
    if kind == "JPEG":
        clean = clean_upload(BytesIO(upload(kind, size=(400, 300))))
        files += [clean.data, *(size.data for size in generate_sizes(clean.data, 400, METADATA))]
    for data in files:
        values = read_by_exiftool(data)
        xmp_values = {name: value for name, value in values.items() if name.startswith("XMP:")}
        assert xmp_values == {
            "XMP:Description": METADATA.caption,
            "XMP:Creator": METADATA.credit,
            "XMP:Credit": METADATA.credit,
            "XMP:Rights": METADATA.copyright,
            "XMP:WebStatement": METADATA.licence_url,
        }
        groups = {name.partition(":")[0] for name in values}
        assert groups.isdisjoint({"GPS", "EXIF", "IPTC", "MakerNotes", "Photoshop"})


@pytest.mark.parametrize(
    "metadata",
    [
        ImageMetadata("関" * 1000, "係" * 300, "者" * 300, "https://example.org/" + "x" * 480),
        ImageMetadata("&" * 1000, "<" * 300, '"' * 300, "https://example.org/?" + "&" * 479),
        ImageMetadata("\0\x07\ud800\ufffe", "\r\n"),
    ],
)
def test_packet_has_given_size_and_is_well_formed(metadata):
    result = build_packet(metadata, MIN_PACKET_BYTES)
    assert len(result) == MIN_PACKET_BYTES
    lxml.etree.fromstring(result)


@pytest.mark.slow
def test_invalid_licence_url_is_dropped():
    metadata = ImageMetadata(licence_url="javascript:alert(1)")
    assert clean_upload(BytesIO(upload("JPEG", metadata))).metadata == ImageMetadata()
