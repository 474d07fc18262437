"""Covers: pictures without data."""

import math

from PIL import Image, ImageFilter

from devtools.demo.pictures.drawing import (
    HAIR,
    INK,
    MIST,
    MOSS,
    NIGHT,
    OCHRE,
    PAPER,
    RUST,
    SEA,
    Canvas,
    mix,
    seeded_rng,
)


def sky(board: Canvas, top: str, bottom: str, height: int) -> None:
    for y in range(0, height, 4):
        board.box(0, y, board.width, y + 5, fill=mix(top, bottom, y / height))


def crane(board: Canvas, x: float, base: float, high: float, colour: str, boom_up: bool) -> None:
    """Draw the outline of a quay crane; `high` is the height of its portal in pixels."""
    unit = high / 10
    top = base - high
    for leg in (0, 3.2):
        board.line([(x + leg * unit, base), (x + leg * unit, top)], colour, unit * 0.28)
    board.line([(x, base - 4 * unit), (x + 3.2 * unit, base - 4 * unit)], colour, unit * 0.24)
    board.line([(x, base - 4 * unit), (x + 3.2 * unit, top)], colour, unit * 0.12)
    peak = (x + 0.6 * unit, top - 4.4 * unit)
    board.line([(x, top), peak, (x + 3.2 * unit, top)], colour, unit * 0.2)
    board.line([(x - 0.4 * unit, top), (x + 7.4 * unit, top)], colour, unit * 0.34)
    board.line([peak, (x + 7.2 * unit, top)], colour, unit * 0.1)
    tip = (x - 3.4 * unit, top - 7.4 * unit) if boom_up else (x - 8.6 * unit, top)
    board.line([(x, top), tip], colour, unit * 0.34)
    board.line([peak, ((x + tip[0]) / 2, (top + tip[1]) / 2)], colour, unit * 0.1)
    board.line([peak, tip], colour, unit * 0.1)
    board.box(x + 3.6 * unit, top - unit, x + 5.6 * unit, top - 0.1 * unit, fill=colour)


def quay_silent() -> Image.Image:
    board = Canvas(1600, 900)
    sky(board, "#8fa7ad", "#f0d9b8", 640)
    board.dot(1190, 520, 74, fill="#f6e7c6")
    for x, high in ((380.0, 210), (860.0, 190), (1330.0, 200)):
        crane(board, x, 640, high, "#7d9097", True)
    for x, high in ((620.0, 290), (1100.0, 300)):
        crane(board, x, 655, high, "#33464f", True)
    board.box(0, 640, 1600, 900, fill="#4d666f")
    rng = seeded_rng(6)
    for _ in range(420):
        y = rng.uniform(652, 895)
        wide = (y - 630) * rng.uniform(0.15, 0.7)
        glow = math.exp(-(((rng.gauss(0, 1) * 60) / 90) ** 2))
        x = rng.gauss(1190, 60 + (y - 640) * 0.5) if glow > 0.75 else rng.uniform(-50, 1600)
        tone = "#ecd3a5" if glow > 0.75 else rng.choice(("#5f7880", "#42585f", "#6d868c"))
        board.line([(x, y), (x + wide, y)], tone, 2)
    board.box(0, 628, 1600, 652, fill="#26353d")
    return board.finish()


def crane_four() -> Image.Image:
    board = Canvas(1080, 1440)
    sky(board, "#e9dfc9", PAPER, 1440)
    board.box(0, 1270, 1080, 1440, fill=mix(PAPER, INK, 0.85))
    crane(board, 590, 1272, 600, INK, False)
    board.line([(210, 676), (210, 960)], RUST, 4)
    board.line([(270, 676), (270, 960)], RUST, 4)
    board.box(130, 960, 350, 1040, fill=RUST)
    for x in range(146, 346, 24):
        board.line([(x, 972), (x, 1028)], mix(RUST, INK, 0.3), 3)
    board.box(0, 1258, 1080, 1276, fill=INK)
    board.text(70, 1362, "4", 92, PAPER)
    return board.finish()


def courier_spines() -> Image.Image:
    board = Canvas(1080, 1350, "#3a2f28")
    rng = seeded_rng(1871)
    year = 1871
    for shelf in range(4):
        floor = 320 + shelf * 326
        board.box(0, floor - 300, 1080, floor, fill="#2b231e")
        x = 24.0
        while x < 1040:
            wide, high = rng.uniform(38, 72), rng.uniform(232, 282)
            if x + wide > 1062:
                break
            if shelf == 2 and 430 < x < 640:
                x += wide
                year += 1
                continue
            tone = mix(rng.choice(("#7a3b2b", "#52606a", "#6b6a4a", "#8a6a3a")), "#2b231e", 0.2)
            board.box(x, floor - high, x + wide - 4, floor, fill=tone, radius=4)
            for band in (0.14, 0.2, 0.8):
                y = floor - high + high * band
                board.line([(x + 3, y), (x + wide - 7, y)], mix(tone, OCHRE, 0.55), 2)
            board.text(x + wide / 2 - 2, floor - high * 0.62, str(year), 17, "#dcc79c", "ms")
            x += wide
            year += 1
        board.box(0, floor, 1080, floor + 26, fill="#5a473a")
    return board.finish()


def generator() -> Image.Image:
    board = Canvas(1300, 1300, NIGHT)
    sky(board, "#0d1820", "#23404f", 860)
    rng = seeded_rng(19)
    for _ in range(150):
        x, y = rng.uniform(0, 1300), rng.uniform(0, 700)
        board.dot(x, y, rng.choice((1, 1, 1.6)), fill=mix("#23404f", PAPER, rng.uniform(0.3, 0.9)))
    board.box(0, 860, 1300, 1300, fill="#0f1f29")
    halo = Canvas(1300, 1300, NIGHT)
    halo.image.paste(board.image)
    halo.dot(936, 640, 120, fill="#c08d3c")
    soft = halo.image.reduce(8).filter(ImageFilter.GaussianBlur(14)).resize(board.image.size)
    board.image.paste(Image.blend(board.image, soft, 0.6))
    hull = [(170, 770), (1150, 770), (1100, 880), (250, 880)]
    board.area(hull, "#060d12")
    board.box(900, 590, 1040, 772, fill="#060d12")
    board.box(930, 520, 1010, 600, fill="#060d12")
    for x in (330, 520, 710):
        board.line([(x, 772), (x, 640), (x + 90, 700)], "#060d12", 9)
    board.box(926, 630, 948, 652, fill="#ffd98a", radius=3)
    for i in range(26):
        y = 892 + i * 13
        wide = rng.uniform(10, 60) * (1 - i / 34)
        x = 937 + rng.uniform(-26, 26)
        board.line([(x - wide, y), (x + wide, y)], mix("#ffd98a", "#0f1f29", 0.25 + i / 36), 3)
    return board.finish()


def low_water() -> Image.Image:
    board = Canvas(1080, 1440, "#e6d6b4")
    for ring in range(26):
        share = ring / 25
        colour = mix("#dcc79c", "#9a7b4f", share) if ring < 19 else mix(MIST, SEA, (ring - 18) / 7)
        half = 620 - ring * 23
        left = [
            (
                520 - half + 60 * math.sin(y / 210 + ring * 0.05) + 26 * math.sin(y / 71 + ring),
                y,
            )
            for y in range(-40, 1500, 20)
        ]
        right = [
            (
                560 + half + 70 * math.sin(y / 240 + 1 + ring * 0.04) + 20 * math.sin(y / 83),
                y,
            )
            for y in range(1480, -60, -20)
        ]
        board.area(left + right, colour)
    board.line([(520, 430), (520, 900)], PAPER, 22)
    for i in range(10):
        y = 440 + i * 46
        board.line([(520, y), (548 if i % 5 else 572, y)], PAPER, 6)
    board.box(512, 690, 528, 900, fill=RUST)
    return board.finish()


def glacier() -> Image.Image:
    board = Canvas(1600, 900)
    sky(board, "#b9cdd1", "#eef1ec", 900)
    rng = seeded_rng(4)
    for layer in range(6):
        base = 330 + layer * 95
        tone = mix("#8fa9b0", "#27414d", layer / 5)
        points = [
            (
                x,
                base
                + (90 - layer * 9) * math.sin(x / (170 + layer * 31) + layer * 1.7)
                + 34 * math.sin(x / 57 + layer * 2.1)
                + rng.uniform(-7, 7),
            )
            for x in range(-20, 1640, 20)
        ]
        board.area([(-20, 900), *points, (1640, 900)], tone)
        if layer == 1:
            tongue = [(x, y - 3) for x, y in points if 640 < x < 1010]
            foot = [(900, 640), (860, 760), (820, 650), (760, 560)]
            board.area([*tongue, *foot], "#f4f6f2")
    return board.finish()


def ballot() -> Image.Image:
    board = Canvas(1600, 900, mix(PAPER, SEA, 0.1))
    rng = seeded_rng(21)
    for _ in range(64):
        x, y, turn = rng.uniform(-60, 1640), rng.uniform(-60, 960), rng.uniform(-0.6, 0.6)
        wide, high = 92, 128
        corners = [(-wide, -high), (wide, -high), (wide, high), (-wide, high)]
        turned = [
            (
                x + (a * math.cos(turn) - b * math.sin(turn)) * 0.8,
                y + (a * math.sin(turn) + b * math.cos(turn)) * 0.8,
            )
            for a, b in corners
        ]
        tone = mix(PAPER, rng.choice((SEA, MOSS, OCHRE, RUST)), rng.choice((0.02, 0.06, 0.55)))
        board.area(turned, tone)
        board.line([*turned, turned[0]], mix(tone, INK, 0.25), 2)
        mark = rng.uniform(-40, 40)
        board.line([(x - 16, y + mark - 16), (x + 16, y + mark + 16)], mix(tone, INK, 0.7), 5)
        board.line([(x + 16, y + mark - 16), (x - 16, y + mark + 16)], mix(tone, INK, 0.7), 5)
    return board.finish()


def bands() -> Image.Image:
    board = Canvas(1600, 420, PAPER)
    tones = (HAIR, MIST, mix(MIST, SEA, 0.35), mix(MIST, SEA, 0.7), SEA, mix(SEA, NIGHT, 0.5))
    for i, tone in enumerate(tones):
        crest = [
            (x, 70 + i * 62 + 26 * math.sin(x / (150 + i * 26) + i * 1.3))
            for x in range(-10, 1620, 10)
        ]
        board.area([(-10, 420), *crest, (1620, 420)], tone)
    return board.finish()


def tap() -> Image.Image:
    board = Canvas(1300, 1300, mix(PAPER, MIST, 0.6))
    for i in range(11):
        radius = 560 - i * 48
        board.dot(650, 860, radius, fill=mix(MIST, SEA, i / 12))
    board.dot(650, 860, 40, fill=mix(SEA, NIGHT, 0.5))
    drop = [
        (650 + 74 * math.sin(t) * math.sin(t / 2) ** 1.6, 330 - 112 * math.cos(t))
        for t in (i * math.tau / 90 for i in range(91))
    ]
    board.area(drop, SEA)
    board.line([(632, 392), (616, 372)], PAPER, 6)
    board.box(560, 0, 740, 150, fill=INK)
    board.box(536, 140, 764, 180, fill=INK, radius=8)
    return board.finish()
