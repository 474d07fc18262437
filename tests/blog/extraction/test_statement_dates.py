"""When and to whom the quotations of sentences were said, and sentences that a speaker parts."""

import pytest

from blog.extraction.article import extract_article
from blog.extraction.layout import Line, lay_out

PROSE = {
    "en": "The committee met at the town hall to talk about the harbour, and there was much noise.",
    "de": "Der Verband hat am Montag über die Lage der Eisenbahn im Land gesprochen und beraten.",
    "fr": "Le conseil s’est réuni à la mairie pour parler du port, et il y avait du bruit.",
    "es": "El consejo se reunió en el ayuntamiento para hablar del puerto, y hubo mucho ruido.",
    "nl": "De raad kwam bijeen in het stadhuis om over de haven te praten, en er was veel lawaai.",
    "ru": "Совет собрался в ратуше, чтобы поговорить о гавани и её будущем, и было очень шумно.",
}
EN = "“We will not close the gates,”"
DE = "„Wir werden nicht mehr fahren können“"
FR = "« Nous ne fermerons pas les portes »"


def statements(language: str, sentence: str) -> list[tuple[str, str]]:
    extraction = extract_article(f"{PROSE[language]}\n\n{sentence}", is_html=False)
    return [(each.date_said, each.publication) for each in extraction.quotations]


@pytest.mark.parametrize(
    ("language", "sentence", "date", "publication"),
    [
        ("en", f"{EN} said Jane Doe, mayor of Springfield, on 3 May 2020.", "2020-05-03", ""),
        ("en", f"{EN} Jane Doe, the mayor, told the paper on 3 May 2020.", "2020-05-03", ""),
        ("en", f"{EN} Jane Doe told reporters in Hull on May 3, 2020.", "2020-05-03", ""),
        ("en", f"{EN} Jane Doe told The Guardian on Monday.", "", "The Guardian"),
        ("en", f"Jane Doe told the BBC on 3 May 2020: {EN}", "2020-05-03", "BBC"),
        ("en", f"On 3 May 2020, Mayor Jane Doe said: {EN}", "2020-05-03", ""),
        ("de", f"{DE}, sagte Anna Rot, Sprecherin, der Zeitung am 3. Mai 2020.", "2020-05-03", ""),
        (
            *("de", f"Am 3. Mai 2020 sagte Anna Rot der „Kölner Zeitung“: {DE}."),
            *("2020-05-03", "Kölner Zeitung"),
        ),
        (
            *("fr", f"{FR}, a déclaré Anne Roux au Monde le 3 mai 2020."),
            *("2020-05-03", "Monde"),
        ),
        (
            *("es", "«No vamos a cerrar nada», declaró Ana Ruiz el 3 de mayo de 2020 a El País."),
            *("2020-05-03", "El País"),
        ),
        (
            *("nl", "„Wij sluiten niets af”, zei Anna de Vries op 3 mei 2020 tegen de krant."),
            *("2020-05-03", ""),
        ),
        (
            *("ru", "«Мы не закроем», — сказала Анна Петрова газете «Волжский мир» 3 мая 2020 г."),
            *("2020-05-03", "Волжский мир"),
        ),
    ],
)
def test_date_and_listener_of_the_speakers_clause_are_read(language, sentence, date, publication):
    assert statements(language, sentence) == [(date, publication)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", f"{EN} said Jane Doe, who was elected on 3 May 2020."),
        ("en", f"{EN} said Jane Doe of the report of 3 May 2020."),
        ("en", f"{EN} said Jane Doe after the storm on 3 May 2020."),
        ("en", f"{EN} said Jane Doe. On 3 May 2020 she resigned."),
        ("en", f"On 3 May 2020, when the bridge fell, Jane Doe said: {EN}"),
        ("en", f"On 3 May 2020 Jane Doe resigned and said: {EN}"),
        ("en", f"{EN} said Jane Doe, adding that on 3 May 2020 nobody came."),
        ("en", f"His office put out a statement saying the U.S. “{EN[1:-1]}” at all."),
        ("de", f"{DE}, sagte Anna Rot zum am 3. Mai 2020 vorgestellten Bericht."),
        ("de", f"{DE}, sagte Anna Rot, Zeugin der Explosion am 3. Mai 2020."),
        ("de", f"{DE}, sagte Anna Rot dem Ausschuss über den Unfall vom 3. Mai 2020."),
        ("fr", f"{FR}, a déclaré Anne Roux, élue le 3 mai 2020."),
        ("fr", f"{FR}, a déclaré Anne Roux à propos de l’accident du 3 mai 2020."),
    ],
)
def test_date_of_something_else_is_none_of_the_quotation(language, sentence):
    assert statements(language, sentence) == [("", "")]


def test_sentence_behind_the_attribution_has_its_date_and_the_next_not():
    rest = "„Das ist ein ehrgeiziges Ziel.“\n\n„Das wird wieder nichts“, sagte Max Blau."
    sentence = f"{DE}, sagte Anna Rot, Sprecherin, der Zeitung am 3. Mai 2020. {rest}"
    assert [date for date, _ in statements("de", sentence)] == ["2020-05-03", "2020-05-03", ""]


def inline_of(language: str, sentence: str) -> list[dict]:
    return lay_out([Line(PROSE[language]), Line(sentence)]).blocks[-1]["inline"]


def test_attribution_in_the_layout_has_date_and_publication():
    sentence = f"{DE}, sagte Anna Rot der „Kölner Zeitung“ am 3. Mai 2020."
    (quotation,) = inline_of("de", sentence)
    assert quotation["attribution"] == "Anna Rot, Kölner Zeitung, 3. Mai 2020"


@pytest.mark.parametrize(
    ("language", "sentence", "halves"),
    [
        ("de", "„Man kann“, so Lena Rot, „nicht zaubern.“", ["Man kann", "nicht zaubern."]),
        ("en", "“I will,” Jane Doe said, “not do it.”", ["I will,", "not do it."]),
        ("fr", "« Je ne peux », a déclaré Anne Roux, « rien. »", ["Je ne peux", "rien."]),
    ],
)
def test_halves_of_an_interrupted_sentence_are_one_quotation(language, sentence, halves):
    inline = inline_of(language, sentence)
    assert [sentence[each["from"] : each["to"]].strip() for each in inline] == halves
    assert [each["continues"] for each in inline] == [False, True]
    assert len({each["attribution"] for each in inline}) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "“We will not close,” said Jane Doe, captain of the ship, “Mary Ann” being its name.",
        "“We will not close the gates,” Jane Doe said. “They stay open all night.”",
        "Lee called it “awful”, and Jane Doe said, “it is not as bad as that.”",
    ],
)
def test_other_passages_continue_nothing(sentence):
    assert not any(each["continues"] for each in inline_of("en", sentence))
