"""Speakers whom a sentence describes by an office that the text has named before."""

import pytest

from blog.extraction.article import extract_article

OPENING = "El jueves por la noche un fuerte temporal llegó a la costa y cerró el puerto.\n\n"


def find_speakers(text: str) -> list[str]:
    return [quotation.source for quotation in extract_article(OPENING + text).quotations]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "El ex presidente Mario Prado llamó a los marineros. “El puerto los esperaba”, dijo "
            "Prado.\n\n“Los llamé anoche para felicitarlos por su regreso”, expresó el ex "
            "mandatario en un comunicado.",
            ["Mario Prado", "Mario Prado"],
        ),
        (
            "El alcalde Mario Prado visitó el muelle. “El muelle aguantó toda la noche”, dijo el "
            "alcalde. Además remarcó que “nadie tuvo que abandonar su casa”.",
            ["Mario Prado", "Mario Prado"],
        ),
        (
            "“O porto vai abrir amanhã de manhã”, disse a presidenta da entidade, Rita Luz. "
            "“Ninguém perdeu o barco esta noite”, acrescentou.",
            ["Rita Luz", "Rita Luz"],
        ),
        (
            '"Noi abbiamo il dovere - ha detto il presidente del porto, Piero Neri - di garantire '
            'la sicurezza di tutti i marinai".',
            ["Piero Neri", "Piero Neri"],
        ),
        (
            'Köprünün güzel olduğunu dile getiren Ayla Kaya, "Bu köprü bizim için çok önemli '
            've herkes onu bekliyordu." dedi.',
            ["Ayla Kaya"],
        ),
    ],
)
def test_office_that_a_person_holds_means_that_person(text, speakers):
    assert find_speakers(text) == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Mario Prado, pescador, miraba el muelle. “El muelle aguantó toda la noche”, dijo el "
            "alcalde del pueblo vecino.",
            "el alcalde del pueblo vecino",
        ),
        (
            "El presidente Mario Prado visitó el puerto. “El muelle aguantó toda la noche”, dijo "
            "el presidente de la cofradía.",
            "el presidente de la cofradía",
        ),
        (
            "The mayor Ann Lee visited the harbour. “The quay held all night long,” said the "
            "mayor of the next town.",
            "the mayor of the next town",
        ),
    ],
)
def test_office_of_something_else_keeps_its_description(text, speaker):
    assert [quotation.source for quotation in extract_article(text).quotations] == [speaker]
