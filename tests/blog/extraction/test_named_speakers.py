"""Speakers whom a sentence describes by a common noun, or names in the Russian genitive."""

import time

import pytest

from blog.extraction.article import extract_article
from tests.blog.extraction.test_layout import layout


def find_speaker(text: str) -> str:
    """Return the source of the only quotation of a text."""
    (quotation,) = extract_article(text).quotations
    return quotation.source


@pytest.mark.parametrize(
    "sentence",
    [
        "The company answered: “We regret the closure of the plant very much.”",
        "“We regret the closure of the plant,” the company said on Monday.",
        "Die Firma antwortete: „Wir bedauern die Schließung des Werks sehr.“",
        "L’entreprise a répondu : « Nous regrettons beaucoup la fermeture de l’usine. »",
        "La empresa respondió: «Lamentamos mucho el cierre de la fábrica».",
        "The company answered:\n\n“We regret the closure, and thank all who worked here.”\n\nSo.",
    ],
)
def test_common_noun_with_an_article_is_no_speaker(sentence):
    assert find_speaker(sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The Guardian wrote: “The port of Vik is closing for good.”", "Guardian"),
        ("The European Commission said: “The port of Vik is closing.”", "European Commission"),
        ("The Vik port authority said: “The port is closing for good.”", "Vik port authority"),
        ("Die Bundeswehr sagte: „Der Hafen von Vik schließt für immer.“", "Bundeswehr"),
        ("Die Hafenbehörde Vik sagte: „Der Hafen schließt für immer.“", "Hafenbehörde Vik"),
    ],
)
def test_name_with_an_article_is_the_speaker(sentence, speaker):
    assert find_speaker(sentence).removeprefix("The ") == speaker


@pytest.mark.parametrize(
    ("above", "sentence", "speaker"),
    [
        (
            "When the Vik Shipping Company closed the plant, Bo Lee wept.",
            "The company answered: “We regret the closure of the plant very much.”",
            "Vik Shipping Company",
        ),
        (
            "El Sindicato de Marineros protestó ayer en la plaza.",
            "El sindicato respondió: «Lamentamos mucho el cierre de la fábrica».",
            "Sindicato de Marineros",
        ),
        (
            "The Vik Company and the Orle Company closed their plants.",
            "The company answered: “We regret the closure of the plant very much.”",
            "",
        ),
    ],
)
def test_common_noun_means_the_only_name_that_contains_it(above, sentence, speaker):
    assert find_speaker(f"{above}\n\n{sentence}") == speaker


def test_passages_that_continue_a_common_noun_have_its_speaker():
    text = "“We regret this very much,” the company said. “We will pay all of them.”"
    first, second = extract_article(text).quotations
    assert (first.source, second.source) == ("", "")


def test_common_noun_is_offered_without_an_attribution():
    lines = layout("The company answered: “We regret the closure of the plant very much.”")
    (credit,) = lines.blocks[0]["inline"]
    assert (credit["attribution"], credit["isSure"]) == ("", False)


CLOSES = "«порт закроют уже в этом месяце»"


@pytest.mark.parametrize(
    ("above", "name", "speaker"),
    [
        ("Зорина приехала утром.", "Зориной", "Зорина"),
        ("Директор завода Анна Зорина приехала.", "Зориной", "Анна Зорина"),
        ("Мэр Вика Иван Петров приехал утром.", "Петрова", "Иван Петров"),
        ("Вчера Достоевский приехал.", "Достоевского", "Достоевский"),
        ("Позже Зорина уехала домой.", "Анны Зориной", "Анна Зорина"),
        ("Вчера было холодно.", "Зориной", "Зориной"),  # Зорина or Зорина's mother.
        ("Уехала и Петрова.", "Петрова", "Петрова"),
    ],
)
def test_russian_genitive_is_the_nominative_that_the_text_has(above, name, speaker):
    assert find_speaker(f"{above}\n\nПо словам {name}, {CLOSES}.") == speaker


def test_russian_name_that_is_the_subject_stays():
    text = f"Петров уехал.\n\nПетрова сказала: {CLOSES}."
    assert find_speaker(text) == "Петрова"


def test_many_different_nouns_are_read_in_linear_time():
    sentence = "“We regret the closure of the plant,” the c{}y company said. "
    text = "".join(sentence.format("o" * (number % 90 + 1)) for number in range(2_000))
    start = time.process_time()
    extract_article(text)
    assert time.process_time() - start < 10
