"""Pictures in places of another shape: photographs are cropped, graphics are fitted."""

from typing import Protocol

from PIL import Image, ImageChops

# Measured: at least 0.87 of a drawn chart or map, at most 0.47 of an ordinary photograph.
GRAPHIC_FLATNESS = 0.75
# Pixels on a side that are compared, and how far apart two may be and still be called the same.
SAMPLE_EDGE, SAMPLE_TOLERANCE = 600, 1


class Focused(Protocol):
    """Sides in pixels, and the point that must be seen in per cent of them; a Photo is one."""

    width: int
    height: int
    focus_x: int
    focus_y: int


def crop_box(photo: Focused, ratio: float) -> tuple[int, int, int, int]:
    """The largest part whose width is `ratio` times its height, as near to the focal point as the
    edges let it be: left, top, right and bottom in pixels, as Pillow's `crop` takes them.
    """
    width = min(photo.width, max(1, round(photo.height * ratio)))
    height = min(photo.height, max(1, round(photo.width / ratio)))
    left = _start(photo.width, width, photo.focus_x)
    top = _start(photo.height, height, photo.focus_y)
    return left, top, left + width, top + height


def _start(whole: int, part: int, focus: int) -> int:
    return min(max(0, round(whole * focus / 100 - part / 2)), whole - part)


def is_graphic(image: Image.Image) -> bool:
    """Tell charts, maps and other drawings, whose edges carry text, by their flat areas.

    Compares up to 600 x 600 pixels with their neighbours: some milliseconds.
    """
    size = (min(image.width, SAMPLE_EDGE), min(image.height, SAMPLE_EDGE))
    width, height = size
    if width < 2:
        return False
    sample = image.resize(size, Image.Resampling.NEAREST).convert("RGB")
    shifted = sample.crop((1, 0, width, height))
    difference = ImageChops.difference(sample.crop((0, 0, width - 1, height)), shifted)
    counts = difference.convert("L").histogram()
    return sum(counts[: SAMPLE_TOLERANCE + 1]) / sum(counts) >= GRAPHIC_FLATNESS


def fit_size(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """Return the largest size of the same shape that a box has room for, in whole pixels."""
    scale = min(box[0] / size[0], box[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
