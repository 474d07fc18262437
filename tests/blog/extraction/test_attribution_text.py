"""Attribution lines of speakers who are named in sentences."""

import pytest

from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.attribution_text import format_attribution


@pytest.mark.parametrize(
    ("who", "line"),
    [
        (Attribution("Jane Doe"), "Jane Doe"),
        (Attribution("Jane Doe", "mayor", "Springfield"), "Jane Doe, mayor of Springfield"),
        (
            Attribution("Jo Ek", "Professor", "Oslo University"),
            "Jo Ek, Professor, Oslo University",
        ),
        (Attribution("Jane Doe", "", "Oslo University"), "Jane Doe, Oslo University"),
    ],
)
def test_attribution_of_a_speaker_is_read_back(who, line):
    assert format_attribution(who, "en") == line
    parsed = parse_attribution(line)
    assert (parsed.name, parsed.role, parsed.affiliation) == (who.name, who.role, who.affiliation)


def test_attribution_in_other_languages_has_commas():
    mayor = Attribution("Jana Dorn", "maire", "Lyon")
    assert format_attribution(mayor, "fr") == "Jana Dorn, maire, Lyon"


@pytest.mark.parametrize("who", [None, Attribution()])
def test_attribution_of_nobody_is_empty(who):
    assert format_attribution(who, "en") == ""
