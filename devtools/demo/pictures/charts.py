"""Charts of the demo blog: ports, rivers, trains, pipes."""

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
    Points,
    mix,
    seeded_rng,
)

MONTHS = "JFMAMJJASOND"
# Monthly means at Vignelles, June to October, in cubic metres a second.
SUMMERS = {
    2018: (58, 51, 44, 43, 47),
    2019: (61, 50, 45, 44, 49),
    2020: (55, 46, 40, 39, 45),
    2021: (66, 60, 52, 48, 50),
    2022: (48, 38, 31, 30, 37),
    2023: (57, 49, 42, 40, 46),
    2024: (45, 27, 23, 26, 36),
    2025: (47, 36, 29, 27, 34),
    2026: (50, 41, 33, 31, 38),
}


def containers_monthly() -> Image.Image:
    board = Canvas(1600, 1000)
    board.heading(
        "Ninety-six days", "Containers through Skarholm each month, thousands, 2023 to 2024"
    )
    counts = (60, 62, 61, 55, 12, 4, 3, 29, 57, 60, 58, 59)
    names = ["Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    left, base, step, unit = 170, 830, 114, 8.2
    for level in (0, 20, 40, 60):
        y = base - level * unit
        board.line([(left - 20, y), (1520, y)], INK if level == 0 else HAIR, 2)
        board.text(left - 36, y + 8, str(level), 24, GREY, "rs")
    board.box(left + step * 4 + 8, 300, left + step * 7 + 38, base, fill=mix(PAPER, RUST, 0.12))
    board.text(left + step * 4 + 24, 338, "strike, 6 Nov to 9 Feb", 24, RUST)
    for i, (count, name) in enumerate(zip(counts, names, strict=True)):
        x = left + step * i
        board.box(x, base - count * unit, x + 78, base, fill=RUST if 4 <= i <= 7 else SEA)
        board.text(x + 39, base - count * unit - 14, str(count), 26, INK, "ms")
        board.text(x + 39, base + 40, name, 24, GREY, "ms")
    board.footer("Source: Port of Skarholm Authority, monthly returns")
    return board.finish()


def on_time() -> Image.Image:
    board = Canvas(1600, 900)
    board.heading(
        "One year, four answers", "Share of Aldmark Railways services that were 'on time' in 2023"
    )
    rows = (
        ("As published: within six minutes at the terminus,", "cancelled trains left out", 91),
        ("The same, with cancelled trains counted as late", "", 84),
        ("Within six minutes at every stop", "", 73),
        ("Within three minutes at every stop,", "as the neighbours count", 62),
    )
    for i, (label, more, share) in enumerate(rows):
        y = 290 + i * 138
        board.text(90, y, label, 27)
        board.text(90, y + 34, more, 27)
        board.box(790, y - 26, 1380, y + 36, fill=mix(PAPER, HAIR, 0.7))
        board.box(790, y - 26, 790 + 5.9 * share, y + 36, fill=SEA if i else RUST)
        board.text(1510, y + 20, f"{share}%", 44, SEA if i else RUST, "rs")
    board.footer("Source: Performance Report 2023; own count from the station logs")
    return board.finish()


def vignelles_flow() -> Image.Image:
    board = Canvas(1600, 1000)
    board.heading(
        "The promise and the gauge",
        "Mean September flow of the Orle at Vignelles, cubic metres a second",
    )
    rng = seeded_rng(1962)
    years = range(1962, 2024)
    flow = [
        62 - (year - 1962) * 0.31 + 6.5 * math.sin(year * 1.31) + rng.uniform(-5, 5)
        for year in years
    ]
    flow[-1], flow[-2] = 40, 30
    left, base, unit = 160, 850, 8.4

    def to_point(year: float, value: float) -> tuple[float, float]:
        return left + (year - 1962) * 21.6, base - value * unit

    for level in (0, 20, 60):
        board.line([to_point(1962, level), (1510, base - level * unit)], HAIR if level else INK)
        board.text(left - 22, base - level * unit + 8, str(level), 24, GREY, "rs")
    for year in (1962, 1980, 2000, 2023):
        board.text(to_point(year, 0)[0], base + 40, str(year), 24, GREY, "ms")
    points = [to_point(year, value) for year, value in zip(years, flow, strict=True)]
    board.area([to_point(1962, 0), *points, to_point(2023, 0)], mix(PAPER, MIST, 0.75))
    board.line(points, SEA, 4)
    board.line([to_point(1962, 41), (1510, base - 41 * unit)], RUST, 3)
    board.text(left - 22, base - 41 * unit + 8, "41", 24, RUST, "rs")
    board.text(to_point(1963, 0)[0], base - 41 * unit + 38, "what the treaty promises", 24, RUST)
    for year, value in ((2022, 30), (2023, 40)):
        board.dot(*to_point(year, value), 8, fill=PAPER, outline=SEA, width=4)
    board.text(to_point(2023, 0)[0] - 14, to_point(2022, 30)[1] + 46, "30 in 2022", 24, SEA, "rs")
    board.footer("Source: Joint Commission for the Orle, gauge readings 1962 to 2023")
    return board.finish()


def flow_years() -> Image.Image:
    board = Canvas(1600, 1180)
    board.heading(
        "Nine summers at Vignelles",
        "Monthly mean flow, June to October, cubic metres a second; the red line is 41",
    )
    for i, (year, values) in enumerate(SUMMERS.items()):
        x0, y0 = 100 + (i % 3) * 490, 240 + (i // 3) * 290
        wide, base = 410, y0 + 210

        def to_point(
            month: int, value: float, x0: int = x0, base: int = base
        ) -> tuple[float, float]:
            return x0 + month * 102.5, base - value * 2.75

        low = min(values)
        board.text(x0, y0 + 22, str(year), 28, INK)
        board.line([(x0, base), (x0 + wide, base)], INK, 2)
        points: Points = [to_point(month, value) for month, value in enumerate(values)]
        board.area([(x0, base), *points, (x0 + wide, base)], mix(PAPER, MIST, 0.8))
        board.line([to_point(0, 41), to_point(4, 41)], RUST, 2)
        board.line(points, SEA, 4)
        month = values.index(low)
        board.dot(*to_point(month, low), 7, fill=RUST if low < 41 else SEA)
        below = 36 if low < 41 else -18
        board.text(
            to_point(month, 0)[0],
            to_point(0, low)[1] + below,
            str(low),
            24,
            RUST if low < 41 else SEA,
            "ms",
        )
        for month, name in ((0, "Jun"), (4, "Oct")):
            board.text(
                to_point(month, 0)[0], base + 30, name, 20, GREY, "ls" if month == 0 else "rs"
            )
    board.footer("Source: Joint Commission for the Orle", 100)
    return board.finish()


def leak_ledger() -> Image.Image:
    board = Canvas(1600, 1000)
    board.heading(
        "Out of the pipe, out of the till",
        "Merrow Water: share of supply lost to leaks, and dividends paid, 2010 to 2024",
    )
    leaks = (17, 17, 18, 18, 19, 19, 20, 20, 21, 21, 22, 23, 23, 24, 24)
    paid = (21, 24, 26, 30, 33, 33, 38, 41, 46, 44, 39, 48, 52, 55, 58)
    left, base, step = 110, 860, 82
    for i, value in enumerate(paid):
        board.box(
            left + i * step, base - value * 5.4, left + i * step + 50, base, mix(PAPER, OCHRE, 0.75)
        )
    board.line([(left - 10, base), (1340, base)], INK)
    points = [(left + i * step + 25, base - value * 23) for i, value in enumerate(leaks)]
    board.line(points, SEA, 5)
    for i in (0, 14):
        board.dot(*points[i], 9, fill=PAPER, outline=SEA, width=4)
        board.text(points[i][0], points[i][1] - 26, f"{leaks[i]}%", 30, SEA, "ms")
        board.text(points[i][0], base + 40, str(2010 + i), 24, GREY, "ms")
    board.text(1360, points[14][1] + 12, "lost to leaks", 26, SEA)
    board.text(1360, base - 58 * 5.4 + 8, "58m crowns", 26, mix(OCHRE, INK, 0.35))
    board.text(1360, base - 58 * 5.4 + 42, "in dividends", 26, mix(OCHRE, INK, 0.35))
    board.footer("Source: Merrow Water plc, annual reports; the two scales start at nought")
    return board.finish()


def deferrals() -> Image.Image:
    board = Canvas(1600, 760)
    board.heading(
        "A calendar that gave way", "Crane 4, Berth 9: the inspection that was due in March 2023"
    )
    left, y, month = 130, 430, 118

    def get_x(when: float) -> float:
        return left + (when - 1) * month

    board.line([(get_x(1), y), (get_x(12.4), y)], INK, 3)
    for i in range(12):
        board.line([(get_x(i + 1), y), (get_x(i + 1), y + 14)], INK, 2)
        board.text(get_x(i + 1.5), y + 46, MONTHS[i], 24, GREY, "ms")
    stops = (
        (3.3, "due", MOSS),
        (4.9, "deferred", OCHRE),
        (6.8, "deferred", OCHRE),
        (9.2, "deferred", OCHRE),
        (10.6, "19 October", RUST),
    )
    for (when, label, colour), nxt in zip(stops, (*stops[1:], None), strict=True):
        if nxt:
            bend = [
                (get_x(when), y),
                (get_x(when), y - 70),
                (get_x(nxt[0]), y - 70),
                (get_x(nxt[0]), y - 16),
            ]
            board.line(bend, mix(PAPER, GREY, 0.6), 3)
        board.dot(get_x(when), y, 15 if label == "19 October" else 11, fill=colour)
        board.text(get_x(when), y - 92, label, 26, mix(colour, INK, 0.25), "ms")
    board.text(get_x(10.6), y + 100, "two men killed", 28, RUST, "ms")
    board.text(get_x(3.3), y + 100, "rope and brake, yearly", 24, GREY, "ms")
    board.text(get_x(6.95), y + 100, "each time for want of a free shift", 24, GREY, "ms")
    board.footer("Source: Berth 9 Inquiry, interim report, table 3")
    return board.finish()


def treaty_shares() -> Image.Image:
    board = Canvas(1600, 1060)
    board.heading(
        "Two ways to divide a river",
        "What must pass Vignelles, by what comes down; cubic metres a second",
    )
    left, base = 190, 900

    def to_point(natural: float, passed: float) -> tuple[float, float]:
        return left + natural * 9.2, base - passed * 10.2

    board.area([to_point(0, 0), to_point(41, 41), to_point(41, 0)], mix(PAPER, RUST, 0.09))
    for level in (0, 20, 41, 60):
        board.line([to_point(0, level), to_point(140, level)], HAIR if level else INK)
        board.text(to_point(0, 0)[0] - 22, to_point(0, level)[1] + 8, str(level), 24, GREY, "rs")
    for natural in (0, 41, 80, 108, 140):
        board.text(to_point(natural, 0)[0], base + 42, str(natural), 24, GREY, "ms")
    board.dashes(to_point(108, 0), to_point(108, 41), GREY, 2)
    board.line([to_point(0, 41), to_point(140, 41)], RUST, 5)
    board.line([to_point(0, 0), to_point(140, 140 * 0.38)], SEA, 5)
    board.text(to_point(4, 0)[0], to_point(0, 41)[1] - 20, "1962: always 41", 28, RUST)
    board.text(
        to_point(128, 0)[0], to_point(0, 54)[1] - 22, "2026: 38 in every hundred", 28, SEA, "rs"
    )
    board.text(
        to_point(43, 0)[0], to_point(0, 6)[1] + 8, "a drier river than the promise", 24, RUST
    )
    board.dot(*to_point(108, 41), 10, fill=PAPER, outline=INK, width=4)
    board.text(to_point(108, 0)[0] + 16, to_point(0, 36)[1], "equal here", 24, INK)
    board.footer("Source: Convention of Vignelles, article 3; Treaty of Saint-Aubert, article 5")
    return board.finish()
