"""Cropping and scaling of images."""

import io
from types import SimpleNamespace

import pytest
from PIL import Image, ImageDraw

from imaging.crop import fit_size, get_crop_box, is_graphic


@pytest.mark.parametrize(
    ("size", "focus", "ratio", "box"),
    [
        ((1600, 900), (50, 50), 16 / 9, (0, 0, 1600, 900)),
        ((1600, 900), (50, 50), 1, (350, 0, 1250, 900)),
        ((1600, 900), (0, 50), 1, (0, 0, 900, 900)),
        ((1600, 900), (100, 50), 1, (700, 0, 1600, 900)),
        ((1600, 900), (60, 50), 1, (510, 0, 1410, 900)),
        ((900, 1600), (50, 0), 1.91, (0, 0, 900, 471)),
        ((900, 1600), (50, 30), 1.91, (0, 244, 900, 715)),
        ((900, 1600), (50, 100), 1.91, (0, 1129, 900, 1600)),
        ((1, 1), (50, 50), 1.91, (0, 0, 1, 1)),
        ((30000, 1), (0, 0), 1.91, (0, 0, 2, 1)),
        ((1, 30000), (0, 100), 0.001, (0, 29000, 1, 30000)),
    ],
)
def test_crop_is_the_largest_part_around_the_focal_point(size, focus, ratio, box):
    width, height = size
    photo = SimpleNamespace(width=width, height=height, focus_x=focus[0], focus_y=focus[1])
    assert get_crop_box(photo, ratio) == box


def _chart(size, mode="RGB"):
    """Return an image of flat areas, with a different colour in each corner."""
    image = Image.new("RGB", size, "#f4f1ea")
    pen = ImageDraw.Draw(image)
    width, height = size
    for bar in range(9):
        left = width * (bar + 1) // 11
        pen.rectangle((left, height // 3, left + width // 22, height * 4 // 5), fill="#2b6a78")
    for corner, colour in zip(corners(size), CORNERS, strict=True):
        pen.rectangle(corner, fill=colour)
    return image.convert(mode)


CORNERS = ("#ff0000", "#00a000", "#0000ff", "#a000a0")


def corners(size):
    width, height = size
    edge = min(size) // 12
    return [
        (left, top, left + edge, top + edge)
        for left in (0, width - edge - 1)
        for top in (0, height - edge - 1)
    ]


def _photograph(size):
    """Return a photograph-like image: noise below an overcast sky."""
    image = Image.effect_noise(size, 40).convert("RGB")
    image.paste("#e8e8e8", (0, 0, size[0], size[1] // 4))
    return image


def _as_jpeg(image, quality):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (_chart((1600, 1000)), True),
        (_chart((1600, 1000)).quantize(16), True),
        (_chart((640, 2000), "RGBA"), True),
        (_chart((900, 600), "L"), True),
        (_as_jpeg(_chart((1600, 1000)), 90), True),
        (_as_jpeg(_chart((1600, 1000)), 60), True),
        (Image.new("RGB", (1, 1)), False),
        (Image.new("RGB", (1, 3000)), False),
    ],
)
def test_graphic_is_detected_by_flat_areas(image, expected):
    assert is_graphic(image) is expected


@pytest.mark.parametrize(
    ("size", "quality"), [((1600, 1000), None), ((1600, 1000), 90), ((4000, 3000), 60)]
)
def test_photograph_is_no_graphic(size, quality):
    image = _photograph(size)
    assert not is_graphic(_as_jpeg(image, quality) if quality else image)


@pytest.mark.parametrize(
    ("size", "box", "fitted"),
    [
        ((1600, 1000), (480, 540), (480, 300)),
        ((640, 2000), (480, 540), (173, 540)),
        ((30000, 1), (480, 540), (480, 1)),
        ((1, 30000), (480, 540), (1, 540)),
        ((100, 50), (480, 540), (480, 240)),
    ],
)
def test_fit_size_keeps_the_shape_within_the_box(size, box, fitted):
    assert fit_size(size, box) == fitted
