"""Colours: contrast by WCAG 2.2, and the nearest colour with enough of it.

Colours are written `#8f1d14`. Lightness is that of OKLab (Ottosson, 2020), in which equal distances
look equal.
"""

import re
from collections.abc import Sequence

HEX_RE = re.compile(r"#[0-9a-f]{6}")
type Triple = tuple[float, float, float]

_STEPS = 24  # Halvings of the interval of lightness: far finer than a colour's 256 steps.
_LINEAR_LIMIT, _ENCODED_LIMIT = 0.0031308, 0.04045


def parse_hex(colour: str) -> Triple:
    """Parse a colour into red, green and blue from 0 to 1. Raises ValueError."""
    if not HEX_RE.fullmatch(colour):
        raise ValueError(colour)
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def format_hex(colour: Triple) -> str:
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in colour)


def compute_contrast(one: str, other: str) -> float:
    """Compute the contrast ratio of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_compute_luminance(one), _compute_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def compute_lowest_contrast(colour: str, grounds: Sequence[str]) -> float:
    return min(compute_contrast(colour, ground) for ground in grounds)


def find_nearest_readable(colour: str, grounds: Sequence[str], ratio: float) -> str:
    """Return the colour of the same hue with the nearest lightness that has enough contrast.

    `grounds` are all light or all dark. Black or white is returned if no other has it.
    """
    if compute_lowest_contrast(colour, grounds) >= ratio:
        return colour
    lightness, *hue = _to_oklab(parse_hex(colour))
    end = 0.0 if _compute_luminance(grounds[0]) > 0.18 else 1.0
    refused, accepted = lightness, end
    for _step in range(_STEPS):
        middle = (refused + accepted) / 2
        if compute_lowest_contrast(_from_lightness(middle, hue), grounds) >= ratio:
            accepted = middle
        else:
            refused = middle
    return _from_lightness(accepted, hue)


def _from_lightness(lightness: float, hue: Sequence[float]) -> str:
    """Return the colour with the most saturation that fits, up to that of `hue`."""
    share, lost = 0.0, 1.0
    if _is_displayable(_from_oklab((lightness, hue[0], hue[1]))):
        share = 1.0
    else:
        for _step in range(_STEPS):
            middle = (share + lost) / 2
            if _is_displayable(_from_oklab((lightness, hue[0] * middle, hue[1] * middle))):
                share = middle
            else:
                lost = middle
    return format_hex(_from_oklab((lightness, hue[0] * share, hue[1] * share)))


def _is_displayable(colour: Triple) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in colour)


def _compute_luminance(colour: str) -> float:
    red, green, blue = map(_decode, parse_hex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _decode(part: float) -> float:
    return part / 12.92 if part <= _ENCODED_LIMIT else ((part + 0.055) / 1.055) ** 2.4


def _encode(part: float) -> float:
    if part <= _LINEAR_LIMIT:
        return part * 12.92
    return 1.055 * part ** (1 / 2.4) - 0.055


def _to_oklab(colour: Triple) -> Triple:
    red, green, blue = map(_decode, colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(colour: Triple) -> Triple:
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encode(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encode(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encode(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )
