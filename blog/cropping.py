"""Where to cut a picture for a place of another shape."""

from typing import Protocol


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
