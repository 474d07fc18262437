"""Speakers beside whom a text has others: whom they met, who is theirs, who wrote to them."""

import pytest

from blog.extraction.article import extract_article


def find_speakers(text: str) -> list[str]:
    return [quotation.source for quotation in extract_article(text).quotations]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Ida Holt lit the lamp at six. Her brother was at sea. “He never writes a line,” she "
            "said.",
            "Ida Holt",
        ),
        (
            "Elke Kern lebt allein an der Schleuse. Ihr Sohn zog im Herbst fort. „Er ruft jeden "
            "Sonntag an“, sagt sie.",
            "Elke Kern",
        ),
        (
            "Nora Belin tient le café du quai. Son père est mort en mer. « Il aimait trop le "
            "large », dit-elle.",
            "Nora Belin",
        ),
        (
            "Marta Soto cose redes en el muelle. Su hermano vive lejos. “Era el mejor de todos”, "
            "dice ella.",
            "Marta Soto",
        ),
        (
            "Carla Moro ha una nave. Suo padre dorme ancora. «Lavora al molo di notte», dice lei.",
            "Carla Moro",
        ),
        (
            "Joana Reis tem uma barca. O irmão partiu no inverno. “Ele nunca escreve para casa”, "
            "disse ela.",
            "Joana Reis",
        ),
        (
            "Piet Bos vaart. Zijn vrouw werkt in de stad. “Ik ben vaak alleen aan boord”, "
            "zegt hij.",
            "Piet Bos",
        ),
        ("The quay was wet. The owner of the boat was late. “I hate the rain,” she said.", ""),
    ],
)
def test_pronoun_behind_a_relative_means_the_person_with_a_name(text, speaker):
    assert find_speakers(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "The mayor, Tony Hale, left the hall at noon. Ida Holt, who had voted for him, was at "
            "sea. “I am tired,” the former mayor said.",
            "Tony Hale",
        ),
        (
            "Ida Holt won the vote on Friday. “She bought every voice,” the former governor said.",
            "the former governor",
        ),
        (
            "Tony Hale was taken away in March. “He hid it from me,” the former wife said.",
            "the former wife",
        ),
        (
            "Jan Kern wurde im Mai verhaftet. „Er hat mir nie etwas gesagt“, sagte die frühere "
            "Partnerin.",
            "die frühere Partnerin",
        ),
        (
            "Luc Belin a été condamné en juin. « Je ne savais rien de tout cela », a déclaré "
            "l’ancienne épouse.",
            "l’ancienne épouse",
        ),
    ],
)
def test_former_holder_or_relative_is_not_the_nearest_person(text, speaker):
    assert speaker in find_speakers(text)[0]
    assert find_speakers(text) != ["Ida Holt"]


@pytest.mark.parametrize(
    "text",
    [
        "The keeper received an unsigned letter on Friday: “You will regret what you did.” The "
        "police have it.",
        "The baker found a note under the door: “Nobody wants you in this street.” She laughed.",
        "Der Trainer bekam am Montag eine Nachricht: „Du wirst dafür noch bezahlen.“ Der Verein "
        "schweigt.",
        "Le gardien a reçu une carte anonyme : « Vous le regretterez tous. » La police enquête.",
        "La capitana recibió un mensaje el lunes: «Vas a pagar por lo que hiciste.» Nadie habla.",
        "Il portiere ha ricevuto una lettera anonima: «Pagherai per quello che hai fatto.» Indaga "
        "la polizia.",
    ],
)
def test_receiver_of_a_letter_is_not_its_writer(text):
    assert find_speakers(text) == [""]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“I paint at night,” the graffiti artist said. “Nobody sees me.”", "the graffiti artist"),
        (
            "The shop is old. “I cut every letter by hand,” the sign maker said.",
            "the sign maker",
        ),
        (
            "The thread grew until noon. “I only asked for a good plumber,” the original poster "
            "wrote.",
            "the original poster",
        ),
        ("Elke Kern stand auf der Mole und rief: „Ich fahre jetzt nach Hause.“", "Elke Kern"),
        ("Elke Kern stand auf und sagte: „Ich fahre jetzt nach Hause.“", "Elke Kern"),
        (
            "Tony Hale closed the evening with the words “We will sail again in the spring.” "
            "Everybody stayed.",
            "Tony Hale",
        ),
        (
            "Luc Belin a conclu la soirée avec les mots « Nous reprendrons la mer au printemps. »",
            "Luc Belin",
        ),
    ],
)
def test_speaker_beside_a_word_for_signs_is_found(text, speaker):
    assert set(find_speakers(text)) == {speaker}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Ida Holt, 34, met the diver Tony Hale, 51. Tony Hale was late. “I was cold,” the "
            "34-year-old said.",
            "Ida Holt",
        ),
        (
            "Piet Bos met the Frenchman Luc Belin. Piet Bos laughed. “I was cold,” the Frenchman "
            "said.",
            "Luc Belin",
        ),
        (
            "Ida Holt spoke to the boxer on Friday. “I was cold,” the 34-year-old said.",
            "the 34-year-old",
        ),
    ],
)
def test_age_or_nationality_is_of_the_person_beside_it(text, speaker):
    assert find_speakers(text) == [speaker]
