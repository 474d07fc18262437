"""Maps of an invented coast, its river and its railway."""

from PIL import Image

from devtools.demo.pictures.drawing import (
    GREY,
    HAIR,
    INK,
    MIST,
    MOSS,
    OCHRE,
    PAPER,
    RUST,
    SEA,
    Canvas,
    Point,
    Points,
    mix,
    seeded_rng,
    smooth,
)

LAND = "#f1ead9"
WATER = "#d5e1e1"


def coast(points: Points, seed: int, jitter: float, steps: int = 10) -> list[Point]:
    """Return a smooth shore with some irregularity, the same one for the same seed."""
    rng = seeded_rng(seed)
    return [
        (x + rng.uniform(-jitter, jitter), y + rng.uniform(-jitter, jitter))
        for x, y in smooth(points, steps)
    ]


def shelf(board: Canvas, shore: Points, sea: str, direction: Point) -> None:
    """Draw three paler lines along the shore, as on an engraved chart."""
    for step in (1, 2, 3):
        moved = [(x + direction[0] * step, y + direction[1] * step) for x, y in shore]
        board.line(moved, mix(sea, SEA, 0.42 - step * 0.1), 1.5)


def orle_basin() -> Image.Image:
    board = Canvas(1600, 1120, LAND)
    shore = coast(
        [(-40, 330), (80, 380), (150, 470), (130, 560), (210, 640), (190, 760), (90, 860)]
        + [(110, 980), (-40, 1070)],
        3,
        3,
    )
    board.area([(-60, 330), *shore, (-60, 1070)], WATER)
    shelf(board, shore, WATER, (-22, 0))
    board.line(shore, SEA, 2.5)
    rng = seeded_rng(8)
    for _ in range(46):
        x, y = rng.uniform(1130, 1540), rng.uniform(640, 1000)
        if abs(x - 1330) < 110 and 700 < y < 830:
            continue
        high = rng.uniform(26, 60)
        tone = mix(LAND, MOSS, rng.uniform(0.25, 0.6))
        board.area([(x - high, y), (x, y - high * 1.2), (x + 4, y)], tone)
        board.area(
            [(x + 4, y), (x, y - high * 1.2), (x + high * 0.9, y)], mix(tone, "#3f4a3a", 0.35)
        )
    for border in (
        [(700, 250), (660, 420), (720, 560), (680, 720), (740, 900), (700, 1120)],
        [(1130, 250), (1080, 430), (1150, 560), (1060, 700), (1110, 880), (1040, 1120)],
    ):
        curve = smooth(border, 10)
        for a, b in zip(curve[::2], curve[1::2], strict=False):
            board.line([a, b], mix(LAND, RUST, 0.7), 3)
    orle: Points = [(1450, 860), (1330, 780), (1210, 800), (1120, 690), (990, 640), (880, 700)]
    orle = [*orle, (760, 620), (640, 640), (520, 560), (400, 600), (290, 560), (190, 620)]
    course = smooth(orle, 16)
    for i, (a, b) in enumerate(zip(course, course[1:], strict=False)):
        board.line([a, b], SEA, 3 + 8 * i / len(course))
    for side in (
        [(1300, 560), (1230, 640), (1120, 690)],
        [(930, 930), (900, 820), (880, 700)],
        [(600, 880), (560, 730), (520, 560)],
    ):
        board.line(smooth(side, 12), SEA, 3)
    for x, y, label, dx, dy, anchor in (
        (1330, 780, "Oberbrunn", 0, -26, "ms"),
        (1030, 652, "Saint-Aubert", 16, -34, "rs"),
        (742, 618, "Vignelles", 26, -22, "ls"),
        (520, 560, "Merrow", 0, -28, "ms"),
        (202, 616, "Skarholm", 20, 50, "ls"),
    ):
        board.dot(x, y, 9, fill=PAPER, outline=INK, width=4)
        board.text(x + dx, y + dy, label, 28, INK, anchor)
    board.box(1012, 628, 1048, 676, fill=RUST)
    for x, label in ((400, "ALDMARK"), (905, "MONTAIGRE"), (1330, "TANNWALD")):
        board.text(x, 340, " ".join(label), 30, GREY, "ms")
    board.text(60, 720, "sea", 24, SEA)
    board.heading("The Orle, from ice to salt", "Three states, one gauge; the red bar is the dam")
    board.footer("Sketch map, not to scale")
    return board.finish()


def anchorage() -> Image.Image:
    board = Canvas(1600, 1060, WATER)
    shore = coast(
        [(-40, 900), (180, 880), (360, 790), (520, 800), (640, 720), (760, 640), (900, 690)]
        + [(1010, 610), (1180, 520), (1290, 540), (1420, 430), (1660, 400)],
        12,
        4,
        12,
    )
    for radius in (600, 450, 300, 150):
        board.dot(860, 640, radius, outline=mix(WATER, SEA, 0.25), width=1.5)
    board.area([*shore, (1660, 1120), (-60, 1120)], LAND)
    shelf(board, shore, WATER, (-8, -20))
    board.line(shore, SEA, 2.5)
    board.area([(820, 655), (846, 560), (862, 562), (850, 668)], mix(INK, LAND, 0.25))
    board.area([(940, 660), (950, 548), (966, 548), (968, 650)], mix(INK, LAND, 0.25))
    board.text(900, 742, "Skarholm", 34, INK, "ms")
    board.text(800, 580, "west mole", 21, GREY, "rs")
    board.text(984, 580, "east mole", 21, GREY)
    board.dashes((898, 560), (640, 330), mix(SEA, INK, 0.3), 3)
    board.area([(596, 322), (640, 300), (672, 318), (628, 340)], RUST)
    board.text(584, 300, "Nura Bay, 19 men", 34, RUST, "rs")
    board.text(584, 336, "at anchor since 3 August", 24, INK, "rs")
    board.text(770, 430, "2.6 miles", 24, mix(SEA, INK, 0.3), "ls")
    for x, y in ((1130, 360), (1240, 250), (420, 520), (980, 240)):
        board.area([(x - 20, y + 4), (x, y - 7), (x + 18, y + 1), (x - 4, y + 12)], GREY)
    board.text(1152, 366, "waiting for berths", 21, GREY)
    board.box(90, 84, 162, 91, fill=RUST)
    board.text(90, 150, "In sight of the canteen", 44)
    board.text(90, 960, "Rings every nautical mile from the harbour light", 22, GREY)
    return board.finish()


def kestle(running: bool) -> Image.Image:
    """Draw the railway before and after the branch reopened in 2026."""
    board = Canvas(1600, 900)
    board.heading("Thirty-eight kilometres", "The Kestle line and what it joins")
    main = [(60, 640), (330, 640), (560, 560), (1000, 560), (1240, 470), (1560, 470)]
    branch = [(780, 560), (880, 640), (990, 700), (1120, 700), (1240, 770), (1420, 770)]
    board.line(main, mix(PAPER, GREY, 0.55), 12)
    if running:
        board.line(branch, RUST, 16)
        board.line(branch, PAPER, 4)
    else:
        for start, end in zip(branch, branch[1:], strict=False):
            board.dashes(start, end, RUST, 5)
    stops: tuple[tuple[float, float, str, float, str], ...] = (
        (200, 640, "Skarholm", -34, "ms"),
        (620, 560, "Merrow", -34, "ms"),
        (780, 560, "Ostrey", -34, "ms"),
        (1400, 470, "Tarn", -34, "ms"),
        (935, 672, "Lower Fold", 42, "rs"),
        (1060, 700, "Pellwater", 54, "ms"),
        (1420, 770, "Kestle", 58, "ms"),
    )
    for x, y, label, gap, anchor in stops:
        size = 15 if label in ("Ostrey", "Kestle") else 11
        board.dot(x, y, size, fill=PAPER, outline=INK, width=5)
        board.text(x, y + gap, label, 28, INK, anchor)
    for x, label, more in (
        (90, "1894", "opened"),
        (290, "2011", "closed"),
        (490, "2026" if running else "....", "opened" if running else "undecided"),
    ):
        board.text(x, 300, label, 44, RUST if x == 490 else INK)
        board.text(x, 336, more, 24, GREY)
    board.line([(200, 286), (270, 286)], HAIR, 4)
    board.line([(400, 286), (470, 286)], HAIR, 4)
    board.footer("Main line in grey; places drawn by order, not by distance")
    return board.finish()


def kestle_closed() -> Image.Image:
    return kestle(running=False)


def kestle_line() -> Image.Image:
    return kestle(running=True)


def berth_nine() -> Image.Image:
    board = Canvas(1400, 1400, mix(WATER, SEA, 0.12))
    for wave in range(60, 1400, 46):
        board.line([(0, wave), (520 - wave * 0.06, wave)], mix(WATER, SEA, 0.2), 1.5)
    board.area([(520, 0), (1400, 0), (1400, 1400), (430, 1400)], LAND)
    board.line([(520, 0), (430, 1400)], INK, 6)
    rng = seeded_rng(9)
    for row in range(11):
        for column in range(5):
            x, y = 850.0 + column * 104 - row * 6, 90.0 + row * 112
            if rng.random() < 0.14:
                continue
            tone = rng.choice((SEA, MOSS, OCHRE, GREY, MIST))
            board.box(x, y, x + 92, y + 42, fill=mix(LAND, tone, 0.75))
            if rng.random() < 0.7:
                board.box(x, y + 48, x + 92, y + 90, fill=mix(LAND, tone, 0.5))
    for offset in (70, 190):
        board.line([(520 + offset, 0), (430 + offset, 1400)], mix(LAND, INK, 0.4), 4)
    for number, y in ((3, 250), (4, 720), (5, 1130)):
        x = 520 - y * 0.064
        tone = RUST if number == 4 else mix(LAND, INK, 0.65)
        board.box(x + 50, y - 60, x + 215, y + 60, outline=tone, width=10)
        board.line([(x - 330, y - 14), (x + 300, y - 14)], tone, 9)
        board.line([(x - 330, y + 14), (x + 300, y + 14)], tone, 9)
        board.box(x - 90, y - 34, x - 30, y + 34, fill=tone)
        board.text(x + 132, y + 106, str(number), 38, tone, "ms")
    board.area([(40, 420), (100, 360), (250, 350), (270, 1080), (60, 1080)], "#33454f")
    for hatch in range(470, 1040, 58):
        tone = mix("#33454f", OCHRE if hatch % 3 else RUST, 0.5)
        board.box(84, hatch, 236, hatch + 46, fill=tone)
    board.line([(150, 706), (470, 706)], RUST, 9)
    board.line([(150, 734), (470, 734)], RUST, 9)
    board.text(60, 1286, "Berth 9,", 36, INK)
    board.text(60, 1330, "seen from above", 36, INK)
    return board.finish()
