"""Cleaning of uploads: what is preserved and what is removed."""

import hashlib
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageStat, PngImagePlugin

from imaging import clean as imaging_clean
from imaging.clean import CleanPicture, clean_upload
from imaging.xmp import MIN_PACKET_BYTES

pytestmark = pytest.mark.slow

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]


def picture(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Return an image with red above blue, to detect rotation."""
    image = Image.new("RGB", size, "blue")
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 2 - 1), "red")
    return image


def encode_image(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def cleaned(data: bytes) -> tuple[CleanPicture, Image.Image]:
    clean = clean_upload(BytesIO(data))
    image = Image.open(BytesIO(clean.data))
    image.load()
    return clean, image


def get_max_difference(one: Image.Image, other: Image.Image) -> int:
    """Return the largest difference of any channel of any pixel."""
    difference = ImageChops.difference(one.convert("RGBA"), other.convert("RGBA"))
    return max(high for _low, high in difference.getextrema())


def average(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def is_similar(image: Image.Image) -> bool:
    """Return a pixel away from edges, where lossy formats blur colours."""
    image = image.convert("RGB")
    return (
        get_max_difference(image.crop((0, 0, 60, 10)), Image.new("RGB", (60, 10), "red")) < 25
        and get_max_difference(image.crop((0, 30, 60, 40)), Image.new("RGB", (60, 10), "blue")) < 25
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_format_is_detected_from_content(kind):
    upload = SimpleUploadedFile(
        "notes.txt", encode_image(picture(), kind), content_type="text/plain"
    )
    clean = clean_upload(upload)
    image = Image.open(BytesIO(clean.data))
    assert (clean.format, clean.width, clean.height) == (image.format, *image.size)
    assert (image.format, image.size) == (kind, (60, 40))
    assert clean.extension == imaging_clean.EXTENSIONS[kind]
    assert clean.sha256 == hashlib.sha256(clean.data).hexdigest()


@pytest.mark.parametrize("kind", FORMATS)
def test_same_upload_gives_the_same_bytes(kind):
    upload = encode_image(picture(), kind)
    assert clean_upload(BytesIO(upload)) == clean_upload(BytesIO(upload))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_picture_is_rotated_and_exif_removed(kind):
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the scene is at the right of the file
    exif[0x010E] = "Two colours"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 29.0)}
    sideways = picture().transpose(Image.Transpose.ROTATE_90)
    clean, image = cleaned(encode_image(sideways, kind, exif=exif))
    assert image.size == (clean.width, clean.height) == (60, 40)
    assert is_similar(image)
    assert not image.getexif()
    assert clean.metadata.caption == "Two colours"


def test_payloads_around_picture_are_removed():
    page = b"<html><script>alert(1)</script>"
    exif = Image.Exif()
    exif[0x9286] = page
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", page.decode())
    notes.add_itxt("XML:com.adobe.xmp", page.decode())
    for upload in (
        encode_image(picture(), "JPEG", comment=page, xmp=page, exif=exif),
        encode_image(picture(), "JPEG", icc_profile=page * 9),
        encode_image(picture(), "PNG", pnginfo=notes, exif=exif),
        encode_image(picture(), "GIF", comment=page),
        encode_image(picture(), "WEBP", xmp=page, exif=exif),
        encode_image(picture(), "AVIF", xmp=page, exif=exif),
    ):
        assert b"<script" in upload
        assert b"alert" not in clean_upload(BytesIO(upload + page)).data


def test_jpeg_keeps_its_quantisation_and_its_size():
    noise = Image.effect_noise((256, 256), 60)
    upload = encode_image(Image.merge("RGB", [noise] * 3), "JPEG", quality=83, subsampling=0)
    clean, image = cleaned(upload)
    assert image.quantization == Image.open(BytesIO(upload)).quantization
    assert len(clean.data) < 1.05 * len(upload) + 1.05 * MIN_PACKET_BYTES
    assert get_max_difference(image, Image.open(BytesIO(upload))) < 20


def test_lossless_webp_stays_lossless():
    noise = Image.effect_noise((64, 64), 60).convert("RGB")
    assert get_max_difference(cleaned(encode_image(noise, "WEBP", lossless=True))[1], noise) == 0


def test_matching_colour_profile_is_kept():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        image = cleaned(encode_image(picture(), kind, icc_profile=profile + b"rider"))[1]
        assert image.info["icc_profile"] == profile
    grey = cleaned(encode_image(picture().convert("L"), "PNG", icc_profile=profile))[1]
    assert "icc_profile" not in grey.info


def test_cmyk_becomes_rgb():
    clean, image = cleaned(encode_image(picture().convert("CMYK"), "JPEG", quality=95))
    assert (clean.format, image.mode) == ("JPEG", "RGB")
    assert is_similar(image)


def test_sixteen_bit_grey_becomes_eight_bit():
    ramp = Image.linear_gradient("L")
    deep = Image.frombytes(
        "I;16", ramp.size, b"".join(struct.pack("<H", v * 257) for v in ramp.tobytes())
    )
    image = cleaned(encode_image(deep, "PNG"))[1]
    assert image.mode == "L"
    assert get_max_difference(image, ramp) <= 1


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_transparency_survives(kind):
    image = picture().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 20, 20))
    upload = encode_image(image.quantize(8) if kind == "PNG" else image, kind)
    alpha = cleaned(upload)[1].convert("RGBA").getchannel("A")
    assert (alpha.getpixel((5, 5)), alpha.getpixel((50, 30))) == (0, 255)


def make_animation(transparent: bool) -> list[Image.Image]:
    frames = []
    for step in range(5):
        frame = Image.new("RGBA", (40, 30), (0, 0, 0, 0) if transparent else (9, 90, 160, 255))
        ImageDraw.Draw(frame).ellipse((step * 6, 4, step * 6 + 12, 16), (250, 200, step * 40, 255))
        frames.append(frame)
    return frames


@pytest.mark.parametrize("transparent", [False, True])
@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_animation_keeps_its_frames_and_their_times(kind, transparent):
    frames = make_animation(transparent)
    times = [100, 50, 30, 200, 120]
    options = {
        "PNG": {"loop": 2},
        "GIF": {"loop": 2, "disposal": 2 if transparent else 1},
        "WEBP": {"loop": 2, "lossless": True},
        "AVIF": {"quality": 100},
    }[kind]
    difference, most = (average, 12) if kind == "AVIF" else (get_max_difference, 0)
    upload = encode_image(
        frames[0], kind, save_all=True, append_images=frames[1:], duration=times, **options
    )
    clean, image = cleaned(upload)
    assert (image.format, image.n_frames) == (kind, 5)
    assert image.info.get("loop") == options.get("loop")
    backdrop = Image.new("RGBA", image.size, "white")
    for index, (frame, time) in enumerate(zip(frames, times, strict=True)):
        image.seek(index)
        image.load()
        assert image.info["duration"] == time
        shown = Image.alpha_composite(backdrop, image.convert("RGBA"))
        assert difference(shown, Image.alpha_composite(backdrop, frame)) <= most


def test_first_picture_of_multi_picture_jpeg_is_used():
    mpo = encode_image(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    clean, image = cleaned(mpo)
    assert (clean.format, image.format, image.size) == ("JPEG", "JPEG", (60, 40))


def test_animated_png_with_missing_frames_becomes_still():
    frames = make_animation(transparent=False)
    upload = encode_image(frames[0], "PNG", save_all=True, append_images=frames[1:])
    broken = upload[: upload.index(b"fdAT") - 4] + chunk(b"IEND", b"")
    clean, image = cleaned(broken)
    assert (clean.format, image.is_animated) == ("PNG", False)
    assert get_max_difference(image, frames[0]) == 0


@pytest.mark.parametrize("size", [(1, 1), (30000, 1)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_unusual_sizes_are_accepted(kind, size):
    clean, _image = cleaned(encode_image(Image.new("RGB", size, "red"), kind))
    assert (clean.width, clean.height) == size


def test_excess_pixel_data_is_removed():
    header = struct.pack(">IIBBBBB", 10, 10, 8, 0, 0, 0, 0)
    bomb = zlib.compress(bytes(100_000_000), 9)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", bomb)
    assert len(cleaned(data + chunk(b"IEND", b""))[0].data) < 200 + MIN_PACKET_BYTES


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_file_is_read_from_start_and_rewound(tmp_path):
    data = encode_image(picture(), "PNG")
    in_memory = SimpleUploadedFile("a.png", data)
    on_disk = TemporaryUploadedFile("a.png", "image/png", len(data), None)
    on_disk.write(data)
    (tmp_path / "a.png").write_bytes(data)
    expected = clean_upload(BytesIO(data))
    with open(tmp_path / "a.png", "rb") as plain, on_disk:
        for file in (in_memory, on_disk, plain):
            file.seek(7)
            assert clean_upload(file) == expected
            assert file.tell() == 0


def test_concurrent_uploads_do_not_interfere():
    uploads = [encode_image(picture((10 + n, 10)), "PNG") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        widths = [clean.width for clean in pool.map(clean_upload, map(BytesIO, uploads))]
    assert widths == [10, 11, 12, 13, 14, 15]
