"""Dates in the formats of many languages."""

import pytest

from blog.extraction.dates import find_date, is_date_line


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2016-05-04", "2016-05-04"),
        ("2016-05-04T10:00:00Z", "2016-05-04"),
        ("on July 4th, 2016", "2016-07-04"),
        ("Jan 16, 1925", "1925-01-16"),
        ("3/14/89", "1989-03-14"),
        ("22/03/2023", "2023-03-22"),
        ("3/14/2023", "2023-03-14"),
        ("31.08.2015", "2015-08-31"),
        ("22. März 2023", "2023-03-22"),
        ("le 1er mai 2020", "2020-05-01"),
        ("22 de marzo de 2023", "2023-03-22"),
        ("9 agosto 1768", "1768-08-09"),
        ("22 марта 2023 г.", "2023-03-22"),
        ("3 maja 2021", "2021-05-03"),
        ("1 tammikuuta 2020", "2020-01-01"),
        ("2023. március 22.", "2023-03-22"),
        ("٢٢ مارس ٢٠٢٣", "2023-03-22"),
        ("22 كانون الثاني 2020", "2020-01-22"),
        ("2023年3月20日", "2023-03-20"),
        ("2023년 3월 22일", "2023-03-22"),
        ("May 2021", "2021-05"),
        ("Theresa Smith, 2019", "2019"),
        ("(1951)", "1951"),
    ],
)
def test_date_in_any_format_is_found(text, value):
    found_date = find_date(text)
    assert found_date and found_date.value == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 February 2020",
        "99/99/2020",
        "2023-13-01",
        "The American Health Security Act of 2009",
        "(1895-1977)",
        "room 2010b",
        "12:30",
        "9" * 500,
    ],
)
def test_text_without_a_date_has_none(text):
    assert find_date(text) is None


def test_month_that_is_a_surname_is_no_month():
    found_date = find_date("Theresa May, 2019")
    assert found_date and found_date.value == "2019"


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("Wednesday, March 22, 2023", True),
        ("Publié le 3 février 2020", True),
        ("12 апреля 2021 г.", True),
        ("May 2021", False),
        ("On March 22, 2023 the council met again and decided nothing.", False),
    ],
)
def test_date_line_holds_little_beside_its_date(line, is_date):
    assert is_date_line(line) is is_date
