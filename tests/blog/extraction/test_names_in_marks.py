"""Words in marks behind a body or a campaign: its name, or what somebody says to it."""

import pytest

from blog.extraction.article import extract_article


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Carla Moro ha detto «Non torneremo mai indietro» davanti al molo.", "Carla Moro"),
        ("Ida Holt told the council “I never signed it.” The meeting went on.", "Ida Holt"),
        ("Ida Holt told the police “I saw nobody”. They let her go.", "Ida Holt"),
        ("Ida Holt told the Harbour Committee “We made mistakes”.", "Ida Holt"),
        ("Elke Kern sagte dem Verein „Ich höre jetzt auf.“ Der Saal schwieg.", "Elke Kern"),
        ("Luc Belin a dit à la police « Je dormais chez moi. » Il est libre.", "Luc Belin"),
        ("Marta Soto dijo al sindicato “Nadie nos va a parar.” La sala aplaudió.", "Marta Soto"),
        ("Am Abend rief Elke Kern der Partei „Wacht endlich auf!“ zu und ging.", "Elke Kern"),
        ("Ida Holt asked about the project “Who pays for it?” and sat down.", "Ida Holt"),
    ],
)
def test_words_said_to_a_body_or_of_a_campaign_are_a_quotation(text, speaker):
    (quotation,) = extract_article(text).quotations
    assert speaker in quotation.source


@pytest.mark.parametrize(
    "text",
    [
        "Elke Kern aus der Bürgerinitiative „Lasst die Mühle stehen“ nickt und schweigt.",
        "Ida Holt works for the campaign “Boats Not Bridges”, and her sister too.",
        "Il gruppo, detto «Amici del molo vecchio», si riunisce ogni lunedì.",
    ],
)
def test_name_of_a_body_without_a_verb_of_telling_is_no_quotation(text):
    assert extract_article(text).quotations == []
