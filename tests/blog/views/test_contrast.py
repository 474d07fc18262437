"""Text has a contrast of 7:1 (WCAG 2.2, 1.4.6), computed from the style sheet."""

import re
from pathlib import Path

import pytest

from blog.metadata.cards import drawing

THEME = Path(__file__).parents[3] / "static" / "theme"
ENOUGH = 7
MARK_SHARE = 0.14  # Of --accent behind what a search found.


def variables(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6});", css))


def schemes() -> dict[str, dict[str, str]]:
    css = "".join((THEME / name).read_text() for name in ("site.css", "print.css"))
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    light = variables(blocks[0])
    result = [variables(block) for block in blocks if "--paper" in block]
    assert [one["paper"] for one in result] == ["#fbf9f3", "#171513", "#fff"]
    return {name: light | one for name, one in zip(("light", "dark", "print"), result, strict=True)}


def rgb(colour: str) -> list[int]:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return [int(digits[place : place + 2], 16) for place in (0, 2, 4)]


def luminance(colour: list[float]) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(text: list[float], ground: list[float]) -> float:
    lighter, darker = sorted((luminance(text), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "wash"])
@pytest.mark.parametrize("text", ["ink", "quiet", "accent"])
def test_text_has_sufficient_contrast(text, ground, scheme):
    colours = schemes()[scheme]
    assert ratio(rgb(colours[text]), rgb(colours[ground])) >= ENOUGH


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_highlighted_terms_have_sufficient_contrast(scheme):
    css = (THEME / "search.css").read_text()
    assert re.search(r"mark \{[^}]*color: var\(--ink\)", css)
    assert f"var(--accent) {MARK_SHARE:.0%}" in css
    colours = {name: rgb(colour) for name, colour in schemes()[scheme].items()}
    pairs = zip(colours["accent"], colours["paper"], strict=True)
    mixed = [MARK_SHARE * accent + (1 - MARK_SHARE) * paper for accent, paper in pairs]
    assert ratio(colours["ink"], mixed) >= ENOUGH


def test_text_does_not_use_the_colour_of_lines():
    for sheet in THEME.glob("*.css"):
        assert not re.search(r"(?<![-\w])color: var\(--line\)", sheet.read_text()), sheet.name


def test_cards_have_the_theme_colours():
    light = schemes()["light"]
    colours = (drawing.PAPER, drawing.INK, drawing.MUTED, drawing.LINE, drawing.ACCENT)
    assert colours == tuple(light[name] for name in ("paper", "ink", "quiet", "line", "accent"))
