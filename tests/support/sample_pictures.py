"""Generated pictures of many kinds, and alterations that leave a picture recognisable."""

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

SIZE = (240, 160)
type Alter = Callable[[Image.Image], Image.Image]


def _noise(rng: random.Random, columns: int, rows: int) -> Image.Image:
    """Return smooth noise: random colours, a few for the whole picture, enlarged."""
    return Image.frombytes("RGB", (columns, rows), rng.randbytes(columns * rows * 3)).resize(
        SIZE, Image.Resampling.BICUBIC
    )


def draw_clouds(rng: random.Random) -> Image.Image:
    picture = _noise(rng, rng.randint(4, 7), rng.randint(3, 6))
    for columns, weight in ((12, 0.3), (30, 0.15), (70, 0.1)):
        picture = Image.blend(picture, _noise(rng, columns, columns * 2 // 3), weight)
    return picture


def draw_landscape(rng: random.Random) -> Image.Image:
    width, height = SIZE
    sky = Image.linear_gradient("L").resize(SIZE)
    if rng.random() < 0.5:
        sky = ImageOps.flip(sky)
    low, high = (tuple(rng.randint(0, 255) for _ in range(3)) for _ in range(2))
    picture = ImageOps.colorize(sky, low, high)
    draw = ImageDraw.Draw(picture)
    for layer in range(rng.randint(1, 3)):
        level = height * (0.35 + 0.2 * layer + rng.uniform(-0.1, 0.1))
        line = [(x, level + rng.uniform(-25, 25)) for x in range(0, width + 30, 30)]
        colour = tuple(rng.randint(0, 200) for _ in range(3))
        draw.polygon([*line, (width, height), (0, height)], colour)
    for _ in range(rng.randint(0, 5)):
        x, y, size = rng.randint(0, width), rng.randint(0, height), rng.randint(6, 40)
        draw.ellipse((x, y, x + size, y + size), tuple(rng.randint(0, 255) for _ in range(3)))
    return Image.blend(picture, _noise(rng, 60, 40), 0.15)


def draw_people(rng: random.Random) -> Image.Image:
    """A few figures of one head and body each, before a background."""
    picture = Image.blend(draw_landscape(rng), _noise(rng, 5, 4), 0.5)
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randint(1, 4)):
        x, size = rng.randint(10, SIZE[0] - 60), rng.randint(20, 45)
        y = rng.randint(15, 80)
        draw.ellipse((x, y, x + size, y + size * 1.2), tuple(rng.randint(90, 255) for _ in "rgb"))
        body = (x - size // 2, y + size * 1.2, x + size * 1.5, SIZE[1])
        draw.rectangle(body, tuple(rng.randint(0, 160) for _ in "rgb"))
    return picture


def draw_chart(rng: random.Random) -> Image.Image:
    picture = Image.new("RGB", SIZE, rng.choice(["white", "#fafafa", "#f4efe6"]))
    draw = ImageDraw.Draw(picture)
    colour = tuple(rng.randint(0, 180) for _ in range(3))
    draw.line((20, 10, 20, 145, 230, 145), "black", 2)
    heights = [rng.randint(5, 130) for _ in range(rng.randint(5, 14))]
    step = 200 / len(heights)
    if rng.random() < 0.6:
        for n, height in enumerate(heights):
            draw.rectangle((25 + n * step, 144 - height, 25 + (n + 0.7) * step, 144), colour)
    else:
        draw.line([(25 + n * step, 144 - y) for n, y in enumerate(heights)], colour, 4)
    for n in range(rng.randint(2, 9)):
        draw.text(
            (rng.randint(25, 180), rng.randint(5, 60)), f"{rng.randint(0, 9999)} {n}", "black"
        )
    return picture


def draw_text_page(rng: random.Random) -> Image.Image:
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    y = rng.randint(4, 20)
    while y < SIZE[1] - 14:
        letters = "".join(rng.choice("abcdefghij mno prst ") for _ in range(rng.randint(3, 34)))
        draw.text((rng.randint(6, 40), y), letters, "#222")
        y += rng.choice([11, 11, 11, 24])
    return picture


def draw_gradient(rng: random.Random) -> Image.Image:
    gradient = rng.choice([Image.linear_gradient("L"), Image.radial_gradient("L")])
    gradient = gradient.rotate(rng.choice([0, 90, 180, 270])).resize(SIZE)
    low, high = (tuple(rng.randint(0, 255) for _ in range(3)) for _ in range(2))
    return ImageOps.colorize(gradient, low, high)


def draw_nearly_flat(rng: random.Random) -> Image.Image:
    colour = tuple(rng.randint(8, 247) for _ in range(3))
    flat = Image.new("RGB", SIZE, colour)
    return ImageChops.add(flat, Image.effect_noise(SIZE, rng.uniform(1, 4)).convert("RGB"), 1, -128)


def draw_shapes(rng: random.Random) -> Image.Image:
    picture = Image.new("RGB", SIZE, tuple(rng.randint(0, 255) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randint(5, 14)):
        x, y = rng.randint(-20, SIZE[0]), rng.randint(-20, SIZE[1])
        box = (x, y, x + rng.randint(15, 110), y + rng.randint(15, 110))
        shape = rng.choice([draw.rectangle, draw.ellipse])
        shape(box, tuple(rng.randint(0, 255) for _ in range(3)))
    return picture


PICTURES = (
    *(draw_clouds, draw_landscape, draw_people, draw_chart, draw_text_page),
    *(draw_shapes, draw_gradient, draw_nearly_flat),
)


def _encode(image: Image.Image, kind: str, **options: int) -> Image.Image:
    file = BytesIO()
    image.save(file, kind, **options)
    return Image.open(file)


def _scale(image: Image.Image, factor: float) -> Image.Image:
    return image.resize((round(image.width * factor), round(image.height * factor)))


def _crop(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = image.size
    return image.crop(
        (
            round(width * left),
            round(height * top),
            round(width * (1 - right)),
            round(height * (1 - bottom)),
        )
    )


def _warm(image: Image.Image) -> Image.Image:
    red, green, blue = image.split()
    return Image.merge(
        "RGB", (red.point(lambda n: min(255, n * 1.15)), green, blue.point(lambda n: n * 0.85))
    )


def _gamma(image: Image.Image) -> Image.Image:
    return image.point([round(255 * (n / 255) ** 0.7) for n in range(256)] * 3)


def _write(image: Image.Image) -> Image.Image:
    """Write a watermark across the middle."""
    copy = image.convert("RGBA")
    mark = Image.new("RGBA", image.size)
    ImageDraw.Draw(mark).text(
        (image.width * 0.15, image.height * 0.42), "NORDFOTO", (255, 255, 255, 120), font_size=32
    )
    return Image.alpha_composite(copy, mark).convert("RGB")


def _add_strip(image: Image.Image) -> Image.Image:
    """Add a strip with a caption over the lower edge."""
    copy = image.copy()
    draw = ImageDraw.Draw(copy)
    draw.rectangle((0, image.height * 0.93, *image.size), "black")
    draw.text((4, image.height * 0.93), "Ana Ruiz/Nordfoto", "white", font_size=9)
    return copy


def _add_noise(image: Image.Image) -> Image.Image:
    noise = Image.effect_noise(image.size, 16).convert("RGB")
    return ImageChops.add(image, noise, 1, -128)


# Each leaves the picture recognisable to a person.
ALTERATIONS: dict[str, Alter] = {
    "jpeg_80": lambda image: _encode(image, "JPEG", quality=80),
    "jpeg_20": lambda image: _encode(image, "JPEG", quality=20),
    "webp": lambda image: _encode(image, "WEBP", quality=60),
    "gif": lambda image: _encode(image, "GIF"),
    "half_size": lambda image: _scale(image, 0.5),
    "double_size": lambda image: _scale(image, 2),
    "cropped_left": lambda image: _crop(image, 0.05, 0, 0, 0),
    "cropped_top": lambda image: _crop(image, 0, 0.05, 0, 0),
    "cropped_right": lambda image: _crop(image, 0, 0, 0.05, 0),
    "cropped_bottom": lambda image: _crop(image, 0, 0, 0, 0.05),
    "cropped_around": lambda image: _crop(image, 0.05, 0.05, 0.05, 0.05),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.25),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "warmer": _warm,
    "grey": lambda image: image.convert("L"),
    "contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.3),
    "saturated": lambda image: ImageEnhance.Color(image).enhance(1.6),
    "gamma": _gamma,
    "bordered": lambda image: ImageOps.expand(image, 12, "white"),
    "framed": lambda image: ImageOps.expand(ImageOps.expand(image, 4, "black"), 9, "#c8b48c"),
    "sharpened": lambda image: image.filter(ImageFilter.UnsharpMask(2, 150)),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(2)),
    "watermarked": _write,
    "captioned": _add_strip,
    "noise": _add_noise,
    "straightened": lambda image: _crop(
        image.rotate(1, Image.Resampling.BICUBIC), 0.015, 0.015, 0.015, 0.015
    ),
}
