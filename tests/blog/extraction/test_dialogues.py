"""Speech between dashes within a paragraph."""

import pytest

from blog.extraction.article import extract_article

OPENING = "W czwartek burza uszkodziła pomost w porcie i nikt nie wypłynął na ryby.\n\n"


def read(text: str) -> list[tuple[str, str]]:
    quotations = extract_article(OPENING + text).quotations
    return [(quotation.text, quotation.source) for quotation in quotations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Burmistrz Jan Rota nie kryje żalu. - Pomost służył nam czterdzieści lat - mówił "
            "burmistrz Jan Rota.",
            [("Pomost służył nam czterdzieści lat", "Jan Rota")],
        ),
        (
            "Rybacy czekają na decyzję. – Bez pomostu nie ma połowów – stwierdziła Anna Kos. "
            "– Odbudujemy go do wiosny – odpowiadał Jan Rota.",
            [
                ("Bez pomostu nie ma połowów", "Anna Kos"),
                ("Odbudujemy go do wiosny", "Jan Rota"),
            ],
        ),
        (
            'Anna Kos powiedziała, że pomost był "stary i bardzo zaniedbany". - Nikt go nie '
            "naprawiał - dodała.",
            [("stary i bardzo zaniedbany", "Anna Kos"), ("Nikt go nie naprawiał", "Anna Kos")],
        ),
        *(
            (
                f"Burza zniszczyła pomost. - Nikt nas nie ostrzegł - {verb} Anna Kos.",
                [("Nikt nas nie ostrzegł", "Anna Kos")],
            )
            for verb in ("tłumaczy się", "przyznaje się", "pyta się", "mówi sięgając po kubek")
        ),
    ],
)
def test_polish_speech_behind_a_sentence_has_its_speaker(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Pomost był stary. - Anna Kos, która mieszka obok, patrzyła na wodę z okna.",
        "Są dwie sprawy. - Pierwsza dotyczy portu, a druga rybaków. Jan Rota - mówi się w porcie "
        "- wyjedzie wiosną.",
        "Port ma dwa pomosty - stary i nowy - które zbudowano w latach dwudziestych.",
    ],
)
def test_polish_dashes_without_a_verb_of_saying_are_no_speech(text):
    assert read(text) == []
