"""Examples of a form: long texts are shown by their beginning and end."""

import pytest

from tests.transfer.memory_reader import post, run_import
from tests.transfer.test_review_admin import url
from transfer.models import Import
from transfer.review import decisions
from transfer.review.examples import Example, build_examples, shorten
from transfer.review.models import QuotationCandidate
from transfer.review.reading import Reading

SENTENCE = "We have never seen anything like this in the harbour, and nobody else has."
LONG = f"First of all, {SENTENCE} {'It rained and rained. ' * 20}And so it ended."
ABOVE = f"{'The day had been long. ' * 20}Then the mayor answered."
LINE = "— Jane Doe, mayor of Springfield and head of the harbour’s own council of the elder people"


def test_short_text_stays_whole():
    assert shorten(SENTENCE) == SENTENCE and shorten("") == ""
    assert shorten("word " * 43) == "word " * 43


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("abcdefgh " * 40, f"{'abcdefgh ' * 13}… {'abcdefgh ' * 6}".strip()),
        ("字" * 400, f"{'字' * 120} … {'字' * 60}"),
    ],
)
def test_long_text_has_its_beginning_and_end(text, short):
    assert shorten(text.strip()) == short


def test_end_of_line_above_is_shown():
    assert shorten(ABOVE, 0, 26) == "… Then the mayor answered."


@pytest.fixture
def example(db):
    html = f"<p>{ABOVE}</p><blockquote><p>{LONG}</p></blockquote><p>{LINE}</p><p>End.</p>"
    run_import(post("1", html=html))
    decisions.find_all(Import.objects.get())
    (example,) = build_examples(QuotationCandidate.objects.all())
    return example


def test_context_has_end_of_line_above_and_whole_attribution(example):
    above, text, line = example.short_lines
    assert above.startswith("… ") and above.endswith("Then the mayor answered.")
    assert text.startswith("First of all, We") and text.endswith("And so it ended.")
    assert " … " in text and line == LINE


def test_context_without_line_above_begins_with_the_words():
    candidate = QuotationCandidate(text=LONG, context=LONG)
    example = Example(candidate, LONG, "", "", Reading())
    assert example.short_lines == ("", shorten(LONG), "")
    assert example.short_text.startswith("First of all") and example.repeats_words


def test_words_are_shorter_where_an_attribution_tells_more():
    values = {"text": LONG, "context": f"{ABOVE}\n{LONG}"}
    bare = Example(QuotationCandidate(**values), LONG, "", "", Reading())
    attributed = Example(QuotationCandidate(**values), LONG, "Jane Doe", "", Reading())
    for one, other in zip(attributed.short_lines[:2], bare.short_lines[:2], strict=True):
        assert len(one) < len(other) - 30


def test_words_that_lose_their_marks_are_shown_twice():
    candidate = QuotationCandidate(text=SENTENCE, context=f"So.\n“{SENTENCE}”")
    assert not Example(candidate, SENTENCE, "", "", Reading()).repeats_words


def test_page_has_whole_text_behind_a_button(admin_client, example):
    run = Import.objects.get()
    page = admin_client.get(url("group", run), {"shape": example.candidate.shape}).content.decode()
    assert example.is_shortened and "Whole text" in page and LONG in page
    assert example.short_text in page


def test_example_of_short_text_has_no_such_button(admin_client, db):
    html = f"<p>So.</p><blockquote><p>{SENTENCE}</p></blockquote><p>End.</p>"
    run_import(post("1", html=html))
    run = Import.objects.get()
    decisions.find_all(run)
    shape = QuotationCandidate.objects.get().shape
    page = admin_client.get(url("group", run), {"shape": shape}).content.decode()
    assert SENTENCE in page and "Whole text" not in page
