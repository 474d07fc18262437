"""Parsing of attribution lines. The expected parts are in lines.tsv; see score.py."""

import json

import pytest
from django.core.management import CommandError, call_command

from blog.extraction.attribution import (
    MAX_FIELD_LENGTH,
    Attribution,
    parse_attribution,
)
from blog.extraction.line_parts import split_parts
from tests.blog.extraction.score import score_own_lines


@pytest.mark.slow
def test_own_lines_are_all_read_rightly():
    missed = [
        each for name, score in score_own_lines().items() if name != "all" for each in score.missed
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Jane Doe, mayor, Springfield", ["Jane Doe", "mayor", "Springfield"]),
        ("Comité (CPJ, en inglés), Madrid", ["Comité (CPJ, en inglés)", "Madrid"]),
        ("Orwell, “Shooting, an Elephant”, 1936", ["Orwell", "“Shooting, an Elephant”", "1936"]),
        ("A — B · C | D", ["A", "B", "C", "D"]),
        ("Prof. N. Sharma, Delhi", ["Prof. N. Sharma", "Delhi"]),
        (", ,", []),
    ],
)
def test_parts_are_split_outside_brackets_and_marks(line, parts):
    assert split_parts(line) == parts


@pytest.mark.parametrize(
    "line", ["", " ", "—", "()", "«", "\x00", "@", "2019", "🙂", ", , ,", "'s ", "of the"]
)
def test_line_without_a_name_raises_nothing(line):
    assert isinstance(parse_attribution(line), Attribution)


def test_fields_of_a_long_line_are_shortened():
    parsed = parse_attribution("Ann " * 500)
    assert len(parsed.name) <= MAX_FIELD_LENGTH


def test_known_source_is_the_name_in_any_position():
    known = Attribution("Longyear Ltd", "", "Longyear Holding", "organisation")
    parsed = parse_attribution(
        "spokesman, Longyear Ltd, 3 May 2020",
        lambda name: known if name == "Longyear Ltd" else None,
    )
    assert (parsed.name, parsed.kind, parsed.date_said) == (
        "Longyear Ltd",
        "organisation",
        "2020-05-03",
    )


def test_url_of_a_line_is_a_field_of_its_own():
    parsed = parse_attribution("Jane Doe, https://example.org/a?b=1.")
    assert (parsed.name, parsed.url) == ("Jane Doe", "https://example.org/a?b=1")


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("Marsh et al. (2019), doi:10.1234/s41586-019", "https://doi.org/10.1234/s41586-019"),
        ("Marsh, arXiv:2301.12345", "https://arxiv.org/abs/2301.12345"),
        ("Marsh, doi: unknown", ""),
    ],
)
def test_identifier_of_a_paper_is_its_url(line, url):
    assert parse_attribution(line).url == url


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [("Ann Lee, sur RTL, mercredi 8 février", False), ("Ann Lee, 8 February 2023", True)],
)
def test_day_without_its_year_is_no_date(line, is_kept):
    parsed = parse_attribution(line)
    assert bool(parsed.date_said) is is_kept
    assert parsed.role == ""


def test_extract_command_prints_one_object_for_each_line(capsys, monkeypatch, tmp_path):
    lines = tmp_path / "lines.txt"
    lines.write_text("Jane Doe, mayor of Springfield, 3 May 2020\nle maire Artem Kobzar\n")
    call_command("extract", lines, "--attributions")
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["name"], first["role"], first["said"]) == ("Jane Doe", "mayor", "2020-05-03")
    assert (second["name"], second["role"]) == ("Artem Kobzar", "maire")


def test_extract_command_reports_missing_file(tmp_path):
    with pytest.raises(CommandError, match="could not be read: No such file"):
        call_command("extract", tmp_path / "missing.txt")
