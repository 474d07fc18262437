"""More than 500 sentences of real pages, edited in ways that a verdict must pass or refuse."""

import random
from functools import cache
from pathlib import Path

import pytest

from blog.evidence.page_text import PageText, read_page
from blog.evidence.verdict import Verdict, judge
from tests.blog.evidence import edits
from tests.blog.evidence.edits import Edit, Passage

MIN_PASSAGES = 500
MAX_DROPPED = 0.015
STANDING = {"same", "typographic", "marked"}


@pytest.fixture(scope="session")
def passages(testdata: Path) -> list[Passage]:
    chosen = edits.choose_passages(testdata / "extraction" / "pages")
    assert len(chosen) >= MIN_PASSAGES
    assert len({passage.language for passage in chosen}) >= 10
    return chosen


def judge_edited(passages: list[Passage], edit: Edit) -> list[tuple[str, Verdict]]:
    """Judge each passage that an edit changes, on its own page."""
    chooser = random.Random(edits.SEED)
    texts = [(passage, edit(passage.text, chooser, passage.language)) for passage in passages]
    return [(text, judge(text, edits.read_file(passage.file))) for passage, text in texts if text]


@pytest.mark.slow
@pytest.mark.parametrize("edit", [edits.unchanged, *edits.RESTYLED, *edits.BRACKETED])
def test_quotation_with_same_words_stands(edit, passages):
    verdicts = judge_edited(passages, edit)
    assert len(verdicts) == len(passages)
    assert [pair for pair in verdicts if pair[1].kind not in STANDING] == []


@pytest.mark.slow
def test_unchanged_quotation_is_same(passages):
    assert {verdict.kind for _, verdict in judge_edited(passages, edits.unchanged)} == {"same"}


@pytest.mark.slow
@pytest.mark.parametrize("edit", edits.CHANGED)
def test_quotation_with_other_words_stands_nowhere(edit, passages):
    verdicts = judge_edited(passages, edit)
    assert len(verdicts) >= 30
    assert [pair for pair in verdicts if pair[1].kind in STANDING] == []


@pytest.mark.slow
def test_dropped_word_rarely_passes(passages):
    verdicts = judge_edited(passages, edits.dropped_word)
    passing = [text for text, verdict in verdicts if verdict.kind in STANDING]
    assert len(passing) <= MAX_DROPPED * len(verdicts)


@pytest.mark.slow
def test_quotation_is_not_found_on_other_pages(passages, testdata):
    files = edits.list_files(testdata / "extraction" / "pages")
    wrong = []
    for passage in passages:
        for distance in (1, 7, 19):
            file = files[(files.index(passage.file) + distance) % len(files)]
            page = edits.read_file(file)
            if passage.text in page.text:
                continue  # A sentence of the publisher, on each of its pages.
            verdict = judge(passage.text, page)
            if verdict.kind not in ("gone", "unread"):
                wrong.append((passage.text, verdict))
    assert wrong == []


@pytest.mark.slow
def test_two_paragraphs_stand_across_a_box(testdata):
    verdicts = []
    for file in edits.list_files(testdata / "extraction" / "pages"):
        lines = [line.strip() for line in edits.read_file(file).text.split("\n") if len(line) > 120]
        page = read_page(edits.with_boxes(lines[:20]).encode())
        for before, after in zip(lines[1:19:2], lines[2:20:2], strict=False):
            verdicts.append((before[-80:], judge(f"{before}\n\n{after}", page)))
    assert len(verdicts) >= 200
    assert [pair for pair in verdicts if pair[1].kind not in STANDING] == []


@pytest.mark.slow
@pytest.mark.parametrize("write", edits.PAGE_STYLES)
def test_quotation_stands_whatever_the_markup(write, passages):
    @cache
    def read(file: Path) -> PageText:
        return read_page(write(edits.read_file(file).text).encode())

    verdicts = [(passage.text, judge(passage.text, read(passage.file))) for passage in passages]
    assert [pair for pair in verdicts if pair[1].kind not in STANDING] == []
