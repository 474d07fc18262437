"""Pictures of counts: seats, tiles, squares and days."""

import math

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
    mix,
    seeded_rng,
)


def chamber() -> Image.Image:
    board = Canvas(1600, 1000)
    board.heading("One hundred and fifty seats", "The Assembly elected on 21 September 2025")
    rows = (14, 18, 22, 28, 32, 36)
    seats = [
        (math.pi * i / (count - 1), 232 + 66 * row)
        for row, count in enumerate(rows)
        for i in range(count)
    ]
    seats.sort(key=lambda seat: (-seat[0], seat[1]))
    parties = (
        ("Alliance", 71, SEA),
        ("Green and Rural", 17, MOSS),
        ("Coast List", 10, OCHRE),
        ("Union", 52, RUST),
    )
    colours = [colour for _, count, colour in parties for _ in range(count)]
    for (angle, radius), colour in zip(seats, colours, strict=True):
        board.dot(800 + radius * math.cos(angle), 828 - radius * math.sin(angle), 21, colour)
    board.text(800, 812, "150", 92, INK, "ms")
    x = 208.0
    for name, count, colour in parties:
        board.dot(x, 914, 13, colour)
        board.text(x + 26, 923, f"{name}  {count}", 28, INK)
        x += 110 + 15.5 * len(name + str(count))
    return board.finish()


def referendum_tiles() -> Image.Image:
    board = Canvas(1300, 1300)
    board.heading("Who wanted the pipes back", "Merrow, 28 June 2026: share of Yes by district", 84)
    plan = ("..AB....", ".CDEFG..", "HIJKLMN.", "OPQRSTUV", ".WXYZ12.", "..345...")
    shares = (
        *(44, 47, 52, 55, 58, 53, 41, 49, 57, 63, 66, 61, 55, 48, 51, 60, 68, 71, 67, 62, 59),
        *(51, 54, 64, 69, 65, 58, 52, 57, 60, 55),
    )
    values = iter(shares)
    for row, cells in enumerate(plan):
        for column, cell in enumerate(cells):
            if cell == ".":
                continue
            share = next(values)
            x, y = 84 + column * 140 + (70 if row % 2 else 0), 258 + row * 140
            tone = SEA if share >= 50 else RUST
            fill = mix(PAPER, tone, min(1.0, 0.22 + abs(share - 50) / 24))
            board.box(x, y, x + 130, y + 130, fill=fill, radius=10)
            dark = abs(share - 50) > 7
            board.text(x + 65, y + 78, str(share), 38, PAPER if dark else INK, "ms")
    for x, tone, label in ((84, SEA, "majority for Yes"), (420, RUST, "majority for No")):
        board.box(x, 1168, x + 34, 1202, fill=tone, radius=6)
        board.text(x + 50, 1195, label, 26, INK)
    board.footer("Source: City of Merrow, returning officer; districts drawn as equal tiles", 84)
    return board.finish()


def boil_zones() -> Image.Image:
    board = Canvas(1300, 1300)
    board.heading("Nine days of boiling", "Days under notice by pressure zone, February 2025", 84)
    rng = seeded_rng(31)
    size = 62.0
    for row in range(9):
        for column in range(10):
            x = 130 + column * size * 1.75 + (size * 0.875 if row % 2 else 0)
            y = 300 + row * size * 1.52
            edge = math.hypot((x - 640) / 560, (y - 700) / 470)
            if edge > 1 + rng.uniform(-0.12, 0.05):
                continue
            near = math.hypot(x - 800, y - 614) / 520
            days = max(0, min(9, round(10.4 - near * 11 + rng.uniform(-1, 1))))
            corners = [
                (
                    x + size * math.sin(math.pi / 3 * k) * 0.97,
                    y + size * math.cos(math.pi / 3 * k) * 0.97,
                )
                for k in range(6)
            ]
            board.area(corners, mix(MIST, RUST, days / 9) if days else mix(PAPER, MIST, 0.8))
            board.text(x, y + 9, str(days) if days else "", 26, PAPER if days > 4 else INK, "ms")
    board.dot(802, 614, 44, outline=INK, width=5)
    board.dot(102, 1172, 18, outline=INK, width=5)
    board.text(138, 1181, "Hollow Lane treatment works", 26)
    board.footer("Source: Merrow Water plc, notices of February 2025", 84)
    return board.finish()


def recommendations() -> Image.Image:
    board = Canvas(1600, 880)
    board.heading(
        "Forty-seven recommendations", "Done, by whom you ask, eleven months after the report"
    )
    for index, (who, done) in enumerate((("The port says", 31), ("The union says", 19))):
        y0 = 300 + index * 240
        board.text(90, y0 + 34, who, 30)
        board.text(90, y0 + 116, str(done), 84, SEA if index == 0 else RUST)
        for i in range(47):
            x, y = 400 + (i % 16) * 70, y0 + (i // 16) * 64
            fill = (SEA, RUST)[index] if i < done else None
            board.box(x, y, x + 50, y + 46, fill=fill, outline=None if fill else HAIR, width=3)
    board.footer("Source: Port of Skarholm Authority and Estuary Dockers' Union, October 2026")
    return board.finish()


def movement_grid() -> Image.Image:
    board = Canvas(1600, 940, "#18262f")
    rng = seeded_rng(14)
    pale = "#e9e2d2"
    board.box(90, 84, 162, 91, fill=OCHRE)
    board.text(90, 150, "Fourteen months of one telephone", 44, pale)
    board.text(90, 192, "Each square an hour; the warmer, the further from home", 25, "#9fb0b5")
    for week in range(60):
        for hour in range(24):
            away = math.exp(-(((hour - 13) / 5.2) ** 2)) * rng.uniform(0.35, 1)
            if week in (23, 24, 41):
                away = rng.uniform(0.75, 1)
            if rng.random() < 0.05:
                away = rng.random()
            cool = mix("#22343f", "#3f7389", min(1, away * 1.6))
            colour = mix(cool, OCHRE, max(0, away - 0.55) * 2.1) if away > 0.55 else cool
            x, y = 150 + week * 22.6, 248 + hour * 24.2
            board.box(x, y, x + 18, y + 19, fill=colour, radius=3)
    for hour in (0, 6, 12, 18):
        board.text(134, 266 + hour * 24.2, f"{hour:02d}", 20, "#9fb0b5", "rs")
    board.text(150, 880, "week 1", 20, "#9fb0b5")
    board.text(1502, 880, "week 60", 20, "#9fb0b5", "rs")
    return board.finish()


def party_slope() -> Image.Image:
    board = Canvas(1200, 1400)
    board.heading("From one Assembly to the next", "Seats in 2021 and in 2025", 84)
    rows = (
        ("Alliance", 49, 71, SEA),
        ("Union", 79, 52, RUST),
        ("Green and Rural", 13, 17, MOSS),
        ("Coast List", 9, 10, OCHRE),
    )

    def y(seats: int) -> float:
        return 1240 - seats * 11.6

    for x, year in ((420, "2021"), (860, "2025")):
        board.line([(x, 280), (x, 1260)], HAIR, 3)
        board.text(x, 262, year, 30, GREY, "ms")
    for name, before, after, colour in rows:
        board.line([(420, y(before)), (860, y(after))], colour, 7)
        for x, seats, anchor, gap in ((420, before, "rs", -26), (860, after, "ls", 26)):
            board.dot(x, y(seats), 13, fill=PAPER, outline=colour, width=6)
            board.text(x + gap, y(seats) + 14, str(seats), 40, colour, anchor)
        drop = 12 if name != "Coast List" else 20
        board.text(340, y(before) + drop, name, 27, INK, "rs")
    board.footer("Source: Electoral Office, final returns")
    return board.finish()
