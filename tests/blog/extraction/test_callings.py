"""Speakers whom a sentence calls by their calling, age or family, and those that have no name."""

import pytest

from blog.extraction.article import extract_article
from blog.extraction.attribution import Attribution
from blog.extraction.callings import find_holder, note_description
from blog.extraction.people import Registry


def find_speakers(text: str) -> list[str]:
    return [quotation.source for quotation in extract_article(text).quotations]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # An age, or a number of children.
        (
            "Trainer Jan Kern war zufrieden. „Wir haben das Spiel verdient gewonnen“, sagte der "
            "51-Jährige.",
            ["Jan Kern"],
        ),
        (
            "Ida Holt was in tears. “Nobody told us the pier would close,” the mother-of-two said.",
            ["Ida Holt"],
        ),
        # Another word for the same calling.
        (
            "El entrenador Luis Prado habló claro. Antes lo hizo el alcalde Juan Soto. «El equipo "
            "perdió el control del partido», dijo el técnico.",
            ["Luis Prado"],
        ),
        (
            "Verkehrsminister Jan Kern kam zu spät. „Die Fähre fährt ab Montag wieder“, so der "
            "Minister.",
            ["Jan Kern"],
        ),
        # The only person in the paragraph.
        (
            "Nora Belin filme les marins. « Je voulais montrer leur travail », explique la "
            "réalisatrice.",
            ["Nora Belin"],
        ),
        # Behind a verb, before the name.
        (
            "“Vi cómo el agua entraba en la casa”, contó una vecina del muelle, Marta Ruiz.",
            ["Marta Ruiz"],
        ),
        # A relative.
        (
            "Ida Holt wrote the log. My uncle said it in fewer words. “The sea takes what it is "
            "owed,” he used to say.",
            ["My uncle"],
        ),
        # Others who have no name.
        (
            "A source close to the harbour board told the Ledger: “Nobody has read the report.”",
            ["A source close to the harbour board"],
        ),
        (
            "El presidente Luis Prado calló. Fuentes del puerto replicaron que «nadie conoce el "
            "informe».",
            ["Fuentes del puerto"],
        ),
        (
            "Du côté de la SNCF, on assure que la ligne « sera rouverte avant l’été ».",
            ["SNCF"],
        ),
        # The verb in two parts, and a clause within it.
        ("„Ich habe das Meer nie gesehen“, hat Olga Kern einmal gesagt.", ["Olga Kern"]),
        (
            "« Nous n’avons plus rien », a déclaré, en larmes, Ana Belin.",
            ["Ana Belin"],
        ),
        (
            "«Мы ждали этого двадцать лет», — заявил главный тренер «Волны» Олег Котов.",
            ["Олег Котов"],
        ),
        ("「ここで生まれました」。漁師の山本健一さんは、そう話す。", ["山本健一"]),
    ],
)
def test_speaker_without_a_name_beside_the_verb_is_found(text, speakers):
    assert find_speakers(f"{text}\n\n") == speakers


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # A calling that others may have.
        (
            "Ida Holt was found on the quay. “She had been there all night long,” the lawyer said.",
            ["the lawyer"],
        ),
        # Somebody of whom the text says something else.
        (
            "Mayor Ida Holt welcomed the plan. “It is madness from end to end,” said the farmer.",
            ["the farmer"],
        ),
        # Two people of one calling.
        (
            "El técnico Luis Prado saludó al técnico Juan Soto. «El equipo no está contento», dijo "
            "el alcalde del pueblo vecino.",
            ["el alcalde del pueblo vecino"],
        ),
        # A sign has no speaker.
        (
            "Ida Holt walked in. The sign by the door reads: “Mind your head and your manners.”",
            [""],
        ),
    ],
)
def test_calling_of_another_keeps_its_description(text, speakers):
    assert find_speakers(text) == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Ida Holt visited a fisherman on the quay. “The nets come up empty,” the fisherman "
            "said.",
            "the fisherman",
        ),
        (
            "The reporter Ida Holt asked the swimmer about the cold. “I sang all the way,” the "
            "swimmer said.",
            "the swimmer",
        ),
        (
            "Tony Hale met the owner on Friday. “Nobody buys bread any more,” the baker said.",
            "the baker",
        ),
        (
            "Elke Kern trifft einen Winzer am Hang. „Der Frost hat alles genommen“, sagt der "
            "Winzer.",
            "der Winzer",
        ),
        (
            "Marta Soto entrevistó a un ganadero en la feria. “El pienso está muy caro”, dice el "
            "ganadero.",
            "el ganadero",
        ),
        (
            "Nora Belin a rencontré un vigneron près du port. « La grêle a tout pris », dit le "
            "vigneron.",
            "le vigneron",
        ),
    ],
)
def test_calling_of_somebody_whom_a_person_met_keeps_its_description(text, speaker):
    assert find_speakers(text) == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Elke Kern gehört zur Bürgerinitiative „Rettet die alte Wache“ und kommt jeden Tag.",
        "The harbour has joined the campaign “Nets Out Now”, and the boats stay in.",
        "La police a lancé l’opération « Mer calme pour tous » dans le port de Lorient.",
    ],
)
def test_name_of_a_body_or_campaign_is_no_quotation(text):
    assert find_speakers(text) == []


def test_paragraph_with_a_quoted_sentence_is_no_title():
    above = (
        "Rovers manager Tony Hale praised his team after the longest match that the town has seen."
    )
    text = f"{above}\n\nCaptain Ida Holt agreed: “We never stopped running.”\n\n{above}"
    extraction = extract_article(text)
    assert (extraction.title, [each.source for each in extraction.quotations]) == ("", ["Ida Holt"])


def test_line_of_attribution_within_a_quoted_mail_is_no_part_of_the_words():
    quotation = "> The pier was built for boats that are half as long as those of today.\n"
    line = "> Ida Holt, harbour master\n"
    paragraph = "Nobody in the town remembers when the first of the boats came in.\n"
    text = (f"{paragraph}\n" * 3) + quotation + line + (f"\n{paragraph}" * 3)
    (each,) = extract_article(text).quotations
    assert (each.text, each.source) == (quotation.strip("> \n"), "Ida Holt")


def test_holder_of_a_calling_is_looked_up_by_it():
    class Unread(dict[str, Attribution]):
        def items(self):
            raise AssertionError("all descriptions are read")

    registry = Registry()
    registry.by_description = Unread()
    holder = Attribution("Ida Holt", kind="person")
    note_description(registry, "manager", holder)
    note_description(registry, "lantern", Attribution("Jan Kern", kind="person"))
    assert find_holder(registry, "the coach") == holder
    assert find_holder(registry, "the striker", "Ida Holt was ill.") is None
