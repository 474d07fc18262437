"""The line under a quotation, taken apart."""

import json

import pytest

from blog.extraction.attribution import Attribution, parse_attribution


def person(name: str, role: str = "", affiliation: str = "", date_said: str = "") -> Attribution:
    return Attribution(name, role, affiliation, "person", date_said)


LINES = {
    "Ada Bell": person("Ada Bell"),
    "— Ada Bell": person("Ada Bell"),
    "-- Ada  Bell ": person("Ada Bell"),
    "Ada Bell, economist": person("Ada Bell", "economist"),
    "Professor Ada Bell, trade law, Northern University": person(
        "Ada Bell", "Professor, trade law", "Northern University"
    ),
    "Ada Bell, Northern University": person("Ada Bell", "", "Northern University"),
    "Ada Bell, trade law, University of the North": person(
        "Ada Bell", "trade law", "University of the North"
    ),
    "Ada Bell, professor of law at the University of the North": person(
        "Ada Bell", "professor of law", "University of the North"
    ),
    "Ada Bell, chair of the Harbour Board": person("Ada Bell", "chair", "Harbour Board"),
    "Ada Bell, Ministry of the Interior": person("Ada Bell", "", "Ministry of the Interior"),
    "Prime Minister Ada Bell": person("Ada Bell", "Prime Minister"),
    "Former Deputy Foreign Minister Ada Bell": person("Ada Bell", "Former Deputy Foreign Minister"),
    "Mr. Bell": person("Bell"),
    "Dr. Ada Bell, biologist": person("Ada Bell", "Dr., biologist"),
    "Ada Bell, March 22, 2023": person("Ada Bell", date_said="2023-03-22"),
    "Ada Bell, 22 March 2023": person("Ada Bell", date_said="2023-03-22"),
    "Ada Bell, Sept. 3rd, 2023": person("Ada Bell", date_said="2023-09-03"),
    "Ada Bell (2023-03-22)": person("Ada Bell", date_said="2023-03-22"),
    "Ada Bell, 2023-03": person("Ada Bell", date_said="2023-03"),
    "Ada Bell, in May 2021": person("Ada Bell", date_said="2021-05"),
    "Ada Bell in 1848": person("Ada Bell", date_said="1848"),
    "Ada Bell, 29 February 2024": person("Ada Bell", date_said="2024-02-29"),
    # What is no date stays where it was typed.
    "Ada Bell, 31 February 2023": person("Ada Bell", "31 February 2023"),
    "Ada Bell, 2023-13-01": person("Ada Bell", "2023-13-01"),
    "Ada Bell, room 1234": person("Ada Bell", "room 1234"),
    "Internal document of the Harbour Office, May 2021 -- Westport": Attribution(
        "Internal document of the Harbour Office",
        kind="document",
        date_said="2021-05",
        place="Westport",
    ),
    "Briefing note, Department of Fisheries": Attribution(
        "Briefing note", "", "Department of Fisheries", "document"
    ),
    "Ministry of Foreign Affairs of Freedonia": Attribution(
        "Ministry of Foreign Affairs of Freedonia", kind="organisation"
    ),
    "The Westport Gazette, 3 May 2024": Attribution(
        "The Westport Gazette", kind="publication", date_said="2024-05-03"
    ),
    "Le Monde du Nord, 3 mars 2021": Attribution(
        "Le Monde du Nord", kind="publication", date_said="2021-03-03"
    ),
    "Anne Leroy, ministre de la Mer, le 1er juillet 2023": person(
        "Anne Leroy", "ministre de la Mer", date_said="2023-07-01"
    ),
    "Anne Leroy, droit maritime, Université du Nord": person(
        "Anne Leroy", "droit maritime", "Université du Nord"
    ),
    "Professeure Anne Leroy, août 2022": person("Anne Leroy", "Professeure", date_said="2022-08"),
    "Jan Vogt, Hafenmeister, am 4. März 2015": person(
        "Jan Vogt", "Hafenmeister", date_said="2015-03-04"
    ),
    "Jan Vogt, Universität Nordhafen, Dezember 2020": person(
        "Jan Vogt", "", "Universität Nordhafen", date_said="2020-12"
    ),
    "Luisa Prado, portavoz, 5 de mayo de 2020": person(
        "Luisa Prado", "portavoz", date_said="2020-05-05"
    ),
    "Иван Петров, эколог": person("Иван Петров", "эколог"),
    "ليلى حداد، محامية": person("ليلى حداد", "محامية"),
    "李雷，经济学家": person("李雷", "经济学家"),
    "李雷": person("李雷"),
    "": person(""),
    " , , ": person(", ,"),
    "—": person(""),
    "2021": person("", date_said="2021"),
    "May": person("May"),
    "Mr. ": person("Mr."),
}


@pytest.mark.parametrize("line", LINES)
def test_line_is_parsed_into_name_role_and_affiliation(line):
    assert parse_attribution(line) == LINES[line]


@pytest.mark.parametrize("piece", ["the ", "of at ", "a, ", "(", "May 2021 ", "-- ", "\0", "١٢"])
def test_long_line_is_truncated_to_column_lengths(piece):
    parts = parse_attribution(piece * 2000)
    assert max(map(len, (parts.name, parts.role, parts.affiliation))) <= 200


def test_naughty_strings_raise_no_error(testdata):
    for line in json.loads((testdata / "strings" / "blns.json").read_text()):
        parts = parse_attribution(line)
        assert parts.kind in {"person", "organisation", "publication", "document"}
