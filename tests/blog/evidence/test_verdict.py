"""Places and texts of verdicts, and what the command prints."""

import gzip
import io
import json
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from blog.evidence.page_text import MAX_BYTES, MAX_TEXT_LENGTH, read_page
from blog.evidence.verdict import MAX_QUOTATION_LENGTH, Verdict, judge
from tests.support.pdf_files import build_pdf, draw, draw_lines

PAGE = (
    "<h1>Council</h1><p>“We will\xa0rebuild the <b>bridge</b>,” she said, “before next winter.”</p>"
    "<p>Nobody asked what it would cost, and nobody offered to pay for it in the years to come, "
    "although the old one had served three villages, a mill and the railway for a century.</p>"
)
THERE = "We will\xa0rebuild the bridge"


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        ("We will rebuild the bridge", Verdict("same", 9, 26, THERE)),
        ("we will rebuild the bridge!", Verdict("changed", 9, 26, THERE)),
        (
            "we will rebuild the bridge.",
            Verdict("typographic", 9, 26, THERE),
        ),
        (
            "[They] will rebuild the […] before next winter",
            Verdict("marked", 12, 58, "will\xa0rebuild the bridge,” she said, “before next winter"),
        ),
        (
            "We will repair the bridge",
            Verdict("changed", 9, 26, THERE),
        ),
        ("They never thought about anyone but themselves", Verdict("gone", -1, 0, "")),
        ("…", Verdict("unread", -1, 0, "")),
        ("", Verdict("unread", -1, 0, "")),
        ("a" * (MAX_QUOTATION_LENGTH + 1), Verdict("unread", -1, 0, "")),
    ],
)
def test_verdict_has_place_and_text(quotation, verdict):
    page = read_page(PAGE.encode())
    result = judge(quotation, page)
    assert result.kind == verdict.kind
    assert result.there == verdict.there == page.text[result.start : result.start + result.length]
    assert (result.start == -1) == (verdict.start == -1)


def test_better_of_two_places_is_chosen():
    page = read_page(b"WE WILL REBUILD THE BRIDGE\n\nThe mayor: We will rebuild the bridge.")
    verdict = judge("We will rebuild the bridge", page)
    assert (verdict.kind, verdict.there) == ("same", "We will rebuild the bridge")


@pytest.fixture
def run(monkeypatch):
    """Return a function that gives lines to the command and returns its output and errors."""

    def call(*lines):
        text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
        stdin = SimpleNamespace(buffer=io.BytesIO(text.encode()))
        monkeypatch.setattr("sys.stdin", stdin)
        output, errors = io.StringIO(), io.StringIO()
        call_command("verdict", stdout=output, stderr=errors)
        return [json.loads(line) for line in output.getvalue().splitlines()], errors.getvalue()

    return call


def test_command_prints_a_line_for_each_line(run, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    answers, errors = run(
        {"page": str(file), "quotation": "We will rebuild the bridge"},
        {"page": str(file), "quotation": "They never thought about anyone but themselves"},
    )
    assert answers[0]["verdict"] == "same"
    assert list(answers[0]) == ["verdict", "start", "length", "there"]
    assert answers[1] == {"verdict": "gone", "start": -1, "length": 0, "there": ""}
    assert errors == ""


def test_command_reads_a_pdf(run, tmp_path):
    file = tmp_path / "report.pdf"
    lines = ["We will rebuild the", "bridge before the end of the year."]
    file.write_bytes(build_pdf([draw(*draw_lines(lines))]))
    answers, errors = run({"page": str(file), "quotation": "We will rebuild the bridge before"})
    assert (answers[0]["verdict"], answers[0]["start"], errors) == ("same", 0, "")


def test_command_answers_unread_for_bad_lines_and_continues(run, tmp_path):
    file, pdf = tmp_path / "page.txt", tmp_path / "paper.pdf"
    file.write_text("We will rebuild the bridge")
    pdf.write_bytes(b"%PDF-1.4")
    quotation = "We will rebuild the bridge"
    answers, errors = run(
        "nonsense\n",
        "[1]\n",
        "[" * 100_000 + "\n",
        {"page": 3, "quotation": "x"},
        {"page": str(tmp_path / "missing"), "quotation": quotation},
        {"page": str(tmp_path), "quotation": quotation},
        {"page": "a\0b", "quotation": quotation},
        {"page": "\ud800", "quotation": quotation},
        {"page": str(pdf), "quotation": quotation},
        "\n",
        {"page": str(file), "quotation": quotation},
    )
    assert [answer["verdict"] for answer in answers] == ["unread"] * 9 + ["same"]
    for number, reason in [(1, "not a JSON object"), (5, "No such file"), (9, "damaged")]:
        assert f"Line {number}: " in errors
        assert reason in errors


def test_command_reads_each_page_once(run, tmp_path, monkeypatch):
    count = 0

    def read(content):
        nonlocal count
        count += 1
        return read_page(content)

    monkeypatch.setattr("blog.management.commands.verdict.read_page", read)
    lines = []
    for name in ("one", "two"):
        (tmp_path / name).write_text(PAGE)
    for _ in range(5):
        lines += [{"page": str(tmp_path / name), "quotation": "bridge"} for name in ("one", "two")]
    run(*lines)
    assert count == 2


LINE = "They said so on the bank of the river, in the rain.\n"
LARGE_PAGES = {
    "text": LINE * 20_000,
    "html": f"<p>{LINE}</p>" * 20_000,
    "file": "<p>" + LINE * 10 + "<!--" + "x" * MAX_BYTES + "-->",
    "linked data": '<script type="application/ld+json">{"articleBody": "'
    + LINE.strip() * 20_000
    + '"}</script>',
}


@pytest.mark.parametrize("page", LARGE_PAGES.values(), ids=LARGE_PAGES)
@pytest.mark.parametrize("is_packed", [False, True])
def test_missing_words_of_a_page_over_the_limits_are_unread(page, is_packed, run, tmp_path):
    file = tmp_path / "page"
    file.write_bytes(gzip.compress(page.encode(), 1) if is_packed else page.encode())
    quotations = (
        "They said so on the bank of the river, in the rain.",
        "They said so on the bank of the river, in the snow.",
        "Nobody asked what it would cost",
    )
    answers, errors = run(*({"page": str(file), "quotation": text} for text in quotations))
    assert answers[0]["verdict"] == "same"
    assert answers[1:] == [{"verdict": "unread", "start": -1, "length": 0, "there": ""}] * 2
    assert errors == ""


def test_missing_words_of_a_page_within_the_limits_are_gone(run, tmp_path):
    file = tmp_path / "page.txt"
    file.write_text((LINE * 20_000)[:MAX_TEXT_LENGTH])
    (answer,), _errors = run({"page": str(file), "quotation": "Nobody asked what it would cost"})
    assert answer["verdict"] == "gone"
