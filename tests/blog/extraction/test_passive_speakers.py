"""Speakers behind 'by': 'The plan was called “…” by Ann Lee'."""

import pytest

from blog.extraction.article import extract_article


def find_speaker(text: str) -> str:
    (quotation,) = extract_article(text).quotations
    return quotation.source


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Ann Lee, the harbour master, was called “a danger to every ship in town” by Bo Rot.",
            "Bo Rot",
        ),
        (
            "Ann Lee’s plan has been described as “a disaster for the whole coast” by the mayor, "
            "Jane Roe.",
            "Jane Roe",
        ),
        (
            "Le plan d’Anne Roux a été qualifié de « catastrophe pour toute la côte » par Paul "
            "Blanc.",
            "Paul Blanc",
        ),
        (
            "El plan de Ana Ruiz fue calificado de “desastre para toda la costa” por Luis Prado.",
            "Luis Prado",
        ),
        (
            "Il piano di Anna Riva è stato definito «un disastro per tutto il mare» da Piero Neri.",
            "Piero Neri",
        ),
        # A surname that is a town's.
        ("The pier was called “a danger to every ship in the bay” by Hastings.", "Hastings"),
        *(
            (f"The pier was called “a danger to every ship in the bay” by {group}.", group)
            for group in ("the BBC", "the Guardian", "the New York Times", "the opposition")
        ),
        *(
            (f"Le plan a été qualifié de « catastrophe pour toute la côte » par {group}.", group)
            for group in ("le Monde", "l’AFP", "la majorité")
        ),
        *(
            (f"El puerto fue calificado de “desastre para toda la costa” por {group}.", group)
            for group in ("el diario El País", "la oposición")
        ),
    ],
)
def test_agent_of_a_passive_sentence_is_the_speaker(text, speaker):
    assert find_speaker(text) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Ann Lee called the pier “a danger to every ship in the bay” by the end of May.",
            "Ann Lee",
        ),
        (
            "El puerto fue calificado de “desastre para toda la costa” por la noche en la radio.",
            "",
        ),
        (
            "El puerto fue calificado de “desastre para toda la costa” por primera vez en Soria.",
            "",
        ),
        (
            "Le plan a été qualifié de « catastrophe pour toute la côte » par la suite.",
            "",
        ),
        (
            "Le plan a été qualifié de « catastrophe pour toute la côte » par rapport à Brest.",
            "",
        ),
        *(
            (f"The pier was called “a danger to every ship in the bay” by {time}.", "")
            for time in ("the summer", "the way", "the river")
        ),
        ("“The pier was built too late,” Ann Lee said by telephone.", "Ann Lee"),
    ],
)
def test_active_sentence_before_by_keeps_its_subject(text, speaker):
    assert find_speaker(text) == speaker
