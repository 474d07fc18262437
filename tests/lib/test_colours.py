"""Contrast ratios are those of WCAG 2.2, and the proposed colour is readable and close."""

import pytest

from lib.colours import (
    compute_contrast,
    compute_lowest_contrast,
    find_nearest_readable,
    format_hex,
    parse_hex,
)

PAPER, NIGHT = ("#fbf9f3", "#f2ecdf"), ("#171513", "#221f1b")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # Known values of WebAIM's contrast checker.
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#ffffff", 1),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#000000", 5.25),
    ],
)
def test_contrast_of_known_pairs_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert compute_contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert compute_contrast(other, one) == compute_contrast(one, other)


@pytest.mark.parametrize(
    "colour", ["", "#fff", "#12345g", "#1234567", "red", "#ABCDEF", "#1e2e3e\n"]
)
def test_other_notations_are_refused(colour: str) -> None:
    with pytest.raises(ValueError, match=colour.strip() or "^$"):
        parse_hex(colour)


@pytest.mark.parametrize("colour", ["#8f1d14", "#000000", "#ffffff", "#00ff7f"])
def test_parsed_colour_is_formatted_as_before(colour: str) -> None:
    assert format_hex(parse_hex(colour)) == colour


@pytest.mark.parametrize("grounds", [PAPER, NIGHT])
@pytest.mark.parametrize(
    "colour", ["#ffff00", "#00ff00", "#ff0000", "#0000ff", "#808080", "#ffffff", "#000000"]
)
def test_proposed_colour_is_readable_and_hardly_more(colour: str, grounds: tuple[str, str]) -> None:
    nearest = find_nearest_readable(colour, grounds, 4.5)
    ratio = compute_lowest_contrast(nearest, grounds)
    assert ratio >= 4.5
    if nearest != colour:
        assert ratio < 4.75
    assert find_nearest_readable(nearest, grounds, 4.5) == nearest


def test_proposed_colour_keeps_the_hue() -> None:
    red, green, blue = parse_hex(find_nearest_readable("#f2a33c", PAPER, 4.5))
    assert red > green > blue


def test_impossible_ratio_gives_black_or_white() -> None:
    assert find_nearest_readable("#ff0000", PAPER, 21) == "#000000"
    assert find_nearest_readable("#ff0000", NIGHT, 21) == "#ffffff"
