"""Words that look like a speaker and are none, and speakers who look like other words."""

import pytest

from blog.extraction.article import extract_article


def find_speakers(text: str) -> list[str]:
    return [quotation.source for quotation in extract_article(text).quotations]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Belin, la ministre, a expliqué que « la digue sera prête cet été ».", "Belin"),
        ("Salgado, el técnico, dijo que “el equipo no tiene miedo”.", "Salgado"),
        ("Amado, a prefeita do porto, disse que “não haverá cortes”.", "Amado"),
        ("Furtado, la alcaldesa de Soria, explicó que “no habrá más ruido”.", "Furtado"),
        ("Pedro Fontes do Vale afirmou que “a ponte fica aberta”.", "Pedro Fontes do Vale"),
        ("Marta Fuentes del Río afirmó que “el puente sigue abierto”.", "Marta Fuentes del Río"),
        (
            "Jan van den Bos ist seit Juni Trainer. „Wir fangen von vorne an“, sagte van den Bos.",
            "Jan van den Bos",
        ),
        (
            "La capitana Marta Soto lloró. «No lo puedo creer todavía», afirmó, antes de abrazar "
            "a su amigo, Luis Prado.",
            "Marta Soto",
        ),
    ],
)
def test_surname_like_a_participle_source_or_article_is_found(text, speaker):
    assert find_speakers(text) == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Im Herbst hieß es „die Schleuse bleibt offen“. Daraus wurde nichts.",
        "Im Mietvertrag heißt es „der Hafen haftet nicht“. Das ist neu.",
        "Vom Turm hieß es „kommt alle herunter“. Wir gingen.",
        "Le roman évoque « une mer sans fin ni rivage ». Il paraît lundi.",
        "Le premier acte parle de « la fin d’un vieux port ». Il est court.",
        "„Wir geben die Brücke auf“, hat Olga Kern nie gesagt. Der Hafen blieb.",
        "„Wir geben die Brücke auf“, hat der Minister nicht gesagt. Der Hafen blieb.",
        "Im Bericht der Polizei heißt es „der Fahrer schlief am Steuer“. Das ist neu.",
    ],
)
def test_thing_or_denied_speaker_says_nothing(text):
    assert find_speakers(text) == [""]


def test_role_that_begins_like_a_verb_is_read():
    text = "Ida Holt, war artist for the Ledger, said: “Nobody drew the second day.” She has gone."
    (quotation,) = extract_article(text).quotations
    assert (quotation.source, quotation.role) == ("Ida Holt", "war artist")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“桥会修好的。”理事会后王伟说。", "王伟"),
        ("„Das haben wir nicht gewusst“, sagte von und zu Kernstein am Montag.", "Kernstein"),
        (
            "Ida Holt asked who was there. “It is only me,” said the woman in the red coat.",
            "woman in the red coat",
        ),
    ],
)
def test_description_beside_a_verb_is_no_other_person(text, speaker):
    assert find_speakers(text) == [speaker]
