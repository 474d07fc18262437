"""Numbers of tables, as people type them in any language."""

import pytest
from django.utils import translation

from blog.content.charts.numbers import Number, format_number, parse_numbers

NUMBERS = {
    "1": 1,
    "-3": -3,
    "−3": -3,
    "– 3": -3,
    "+2": 2,
    "0.5": 0.5,
    "0,5": 0.5,
    ".5": 0.5,
    "12 %": 12,
    "12%": 12,
    "€ 12.50": 12.5,
    "$-4": -4,
    "7 km": 7,
    "1 234 567": 1_234_567,
    "1\u00a0234": 1234,
    "1\u202f234,5": 1234.5,
    "1'234.5": 1234.5,
    "1’234": 1234,
    "1,234,567": 1_234_567,
    "1.234.567,8": 1_234_567.8,
    "12,34,567": 1_234_567,
    "0.123": 0.123,
    "1234.567": 1234.567,
    "2e3": 2000,
    "1e15": 1e15,
    "١٢٫٥": 12.5,
    "١٬٢٣٤": 1234,
    "१२": 12,
    "\u200e-5": -5,
    "００７": 7,
}


@pytest.mark.parametrize("text", NUMBERS)
def test_number_is_read(text):
    number = parse_numbers({text}, "km")[text]
    assert number.value == NUMBERS[text]


NO_NUMBERS = [
    *(
        "",
        "-",
        "–",
        "n/a",
        "x",
        "12 of 20",
        "1-2",
        "3/4",
        "1.2.3",
        "01.02.2024",
        "01.02.24",
        "1,2,3",
    ),
    *("2024-01-02", "1.2.3.4", "NaN", "inf", "-Infinity", "1e309", "1e308", "2e15", "0x10", "--1"),
    *("1..2", "1,,2", ".", ",", "e3", "1e", "٫", "10 20", "1" * 61, "½", "²", "12 km/h", "1_000"),
    *("1,2.3,4", "<b>1</b>", "\x00"),
]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_text_is_no_number(text):
    assert parse_numbers({text}, "km") == {}


@pytest.mark.parametrize(
    ("language", "texts", "values"),
    [
        ("en", ["1,234", "1.234"], [1234, 1.234]),
        ("de", ["1,234", "1.234"], [1.234, 1234]),
        ("en", ["1,234", "0,5"], [1.234, 0.5]),
        ("de", ["1.234", "0.5"], [1.234, 0.5]),
        ("en", ["1,234", "5,0", "6,1"], [1.234, 5, 6.1]),
        ("de", ["1,234", "1,234,567"], [1234, 1_234_567]),
        ("en", ["1.234", "1.234,5"], [1234, 1234.5]),
        ("en", ["1,234", "0,5", "0.5"], [1234, 0.5, 0.5]),
    ],
)
def test_thousands_and_decimals_are_told_apart_by_the_table(language, texts, values):
    with translation.override(language):
        numbers = parse_numbers(texts)
    assert [numbers[text].value for text in texts] == values


def test_decimals_are_counted():
    assert parse_numbers({"1.50", "2", "3.12345678901"}) == {
        "1.50": Number(1.5, 2),
        "2": Number(2.0, 0),
        "3.12345678901": Number(3.123456789, 9),
    }


@pytest.mark.parametrize(
    ("language", "value", "decimals", "text"),
    [
        ("en", 1234.5, 1, "1,234.5"),
        ("de", 1234.5, 2, "1.234,50"),
        ("fr", 1234567, 0, "1\u202f234\u202f567"),
        ("en", -0.04, 1, "0.0"),
        ("en", -2, 0, "−2"),
        ("ar", -2, 0, "\u200e−2"),
    ],
)
def test_number_is_formatted_in_the_language(language, value, decimals, text):
    with translation.override(language):
        assert format_number(value, decimals).replace("\u00a0", "\u202f") == text
