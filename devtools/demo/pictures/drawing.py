"""A canvas for the pictures of the demo blog.

Pillow draws lines and polygons without antialiasing, so pictures are drawn at twice their size and
reduced. Its built-in font has only ASCII characters.
"""

import random
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Points = Sequence[Point]

SCALE = 2

PAPER = "#f7f3ea"
INK = "#1e2a32"
GREY = "#6d7575"
HAIR = "#dcd5c6"
SEA = "#2e5e74"
MIST = "#c8d8d9"
RUST = "#b5502e"
OCHRE = "#d29a3c"
MOSS = "#71805c"
NIGHT = "#15232d"


@lru_cache(maxsize=32)
def get_font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def seeded_rng(seed: int) -> random.Random:
    """Return a random generator with a seed, so that a picture is the same file every time."""
    return random.Random(seed)


def mix(first: str, second: str, share: float) -> str:
    """Mix two '#rrggbb' colours; `share` is the part of the second one."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def smooth(points: Points, steps: int = 14) -> list[Point]:
    """Return a Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            x, y = (
                0.5
                * (
                    2 * b
                    + (c - a) * t
                    + (2 * a - 5 * b + 4 * c - d) * t**2
                    + (3 * b - a - 3 * c + d) * t**3
                )
                for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
            )
            curve.append((x, y))
    return [*curve, points[-1]]


class Canvas:
    """A picture in progress. All coordinates are pixels of the finished picture."""

    def __init__(self, width: int, height: int, paper: str = PAPER) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), paper)
        self.pen = ImageDraw.Draw(self.image)

    def line(self, points: Points, fill: str = INK, width: float = 2) -> None:
        """Draw a line with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=max(1, round(width * SCALE)), joint="curve")
        if width > 2:
            for x, y in (points[0], points[-1]):
                self.dot(x, y, width / 2, fill)

    def dashes(self, start: Point, end: Point, fill: str = INK, width: float = 2) -> None:
        (x0, y0), (x1, y1) = start, end
        count = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / 16))
        for i in range(count):
            a, b = i / count, (i + 0.5) / count
            self.line(
                [
                    (x0 + (x1 - x0) * a, y0 + (y1 - y0) * a),
                    (x0 + (x1 - x0) * b, y0 + (y1 - y0) * b),
                ],
                fill,
                width,
            )

    def area(self, points: Points, fill: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def box(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        fill: str | None = None,
        outline: str | None = None,
        width: float = 2,
        radius: float = 0,
    ) -> None:
        corners = (x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE)
        self.pen.rounded_rectangle(
            corners, radius * SCALE, fill=fill, outline=outline, width=round(width * SCALE)
        )

    def dot(
        self,
        x: float,
        y: float,
        radius: float,
        fill: str | None = None,
        outline: str | None = None,
        width: float = 2,
    ) -> None:
        corners = (
            (x - radius) * SCALE,
            (y - radius) * SCALE,
            (x + radius) * SCALE,
            (y + radius) * SCALE,
        )
        self.pen.ellipse(corners, fill=fill, outline=outline, width=round(width * SCALE))

    def text(
        self, x: float, y: float, text: str, size: int = 24, fill: str = INK, anchor: str = "ls"
    ) -> None:
        """Draw text. `anchor` is Pillow's: 'ls' is the left end of the baseline."""
        self.pen.text(
            (x * SCALE, y * SCALE), text, fill=fill, font=get_font(size * SCALE), anchor=anchor
        )

    def heading(self, title: str, subtitle: str, x: float = 90, y: float = 84) -> None:
        """Draw a short rule, the title, and a subtitle with the measured quantity."""
        self.box(x, y, x + 72, y + 7, fill=RUST)
        self.text(x, y + 66, title, 44)
        self.text(x, y + 108, subtitle, 25, GREY)

    def footer(self, text: str, x: float = 90) -> None:
        self.text(x, self.height - 44, text, 20, GREY)

    def finish(self) -> Image.Image:
        """Return the picture at its final size."""
        return self.image.reduce(SCALE)
