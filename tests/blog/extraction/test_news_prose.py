"""Speakers in the habits of news pages: paragraphs in marks, forms of address, spokespersons."""

import pytest

from blog.extraction.article import Quotation, extract_article


def extract(text: str) -> list[Quotation]:
    return extract_article(text, is_html="<" in text).quotations


def list_speakers(text: str) -> list[str]:
    return [quotation.source for quotation in extract(text)]


STORM = "A storm reached the coast on Thursday evening and lasted until noon."


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            f'{STORM}\n\n"The pier is gone," said Ida Holt, who sells bait.\n\n'
            '"Nobody will build it again for people like us."\n\n'
            '"We have asked the county for years and got nothing."',
            ["Ida Holt", "Ida Holt", "Ida Holt"],
        ),
        (
            f"{STORM}\n\nHarbour master Ida Holt said: “The pier is gone, all of it.\n\n"
            "“It broke at four o’clock in the morning.\n\n“Nobody saw it go.”",
            ["Ida Holt", "Ida Holt"],
        ),
        (
            f"{STORM}\n\nIda Holt tells listeners of Coast Radio that the pier must be "
            f"built again.\n\n"
            '"We will start as soon as the weather lets us, and not a day later."',
            ["Ida Holt"],
        ),
        (
            f"{STORM}\n\nHarbour master Ida Holt keeps the log.\n\nShe walks the quay.\n\n"
            "“The pier is gone, all of it.\n\n“It broke at four o’clock in the morning,” she said.",
            ["Ida Holt", "Ida Holt"],
        ),
        (
            f"{STORM}\n\nThe State Governor, Hon. Ida Holt, saw the pier.\n\nAddressing the crowd, "
            "the Governor said it was high time for a new one.\n\n"
            "“You all know that I grew up in this harbour and will not forget it.”",
            ["Ida Holt"],
        ),
        (
            f'{STORM}\n\n"The pier is gone," said Ida Holt, who sells bait.\n\n'
            "- Read more: How the old pier was built\n\n"
            '"Nobody will build it again for people like us."',
            ["Ida Holt", "Ida Holt"],
        ),
        (
            f"{STORM}\n\n“The pier is gone,” Mayor Ida Holt said.\n\nShe also said that Paul Reyes "
            "had opposed it.\n\n“I find that hard to reconcile with what the law demands.”",
            ["Ida Holt", "Ida Holt"],
        ),
        (
            f"{STORM}\n\n“The pier is gone,” Mayor Ida Holt said.\n\nGreen Bay and Castle Bay, she "
            "said, had “lost all of their fishing boats at once”.",
            ["Ida Holt", "Ida Holt"],
        ),
        (
            f"{STORM}\n\nAn angler said: “The pier was my second home.\n\nAdvertisement Hide Ad\n\n"
            "“I was there on every day of my life.”",
            ["An angler", "An angler"],
        ),
    ],
)
def test_paragraphs_in_marks_have_the_speaker_of_the_one_above(text, speakers):
    assert list_speakers(text) == speakers


def test_surname_that_leads_in_is_completed_from_far_above():
    text = (
        f"<p>Harbour master Ida Holt keeps the log.</p><p>{STORM}</p><p>Holt wrote:</p>"
        "<blockquote>The pier broke at four o’clock in the morning.</blockquote><p>It rained.</p>"
    )
    assert list_speakers(text) == ["Ida Holt"]


def test_paragraph_in_marks_below_a_new_sentence_has_no_speaker():
    text = (
        f'{STORM}\n\n"The pier is gone," said Ida Holt. The county owns most of the land around it '
        'and has sold none of it so far.\n\n"It will all be built again by next summer."'
    )
    assert list_speakers(text) == ["Ida Holt", ""]


@pytest.mark.parametrize(
    ("sentences", "speaker"),
    [
        ("Ida Holt keeps the log. Ms Holt said: “The pier is gone.”", "Ida Holt"),
        ("Ida Holt chairs it. In New South Wales Ms Holt said: “We will build it.”", "Ida Holt"),
        ("Cllr Ida Holt came. Cllr Holt said: “We will build it again.”", "Ida Holt"),
        (
            "Harwich, Lowestoft and Old Hull councillor Ida Holt said it was “a very bad day”.",
            "Ida Holt",
        ),
        (
            "Ida Holt, born in Castle Bay, wept for joy when she wrote: “We will build it.”",
            "Ida Holt",
        ),
        (
            "“We will build it again,” Holt, R-Maine, told Coast Radio. Ida Holt is late.",
            "Ida Holt",
        ),
        ("“We will build it again,” Ida Holt, D-N.D., told Coast Radio.", "Ida Holt"),
        (
            "Sen. Ida Holt, R-Maine: Her press secretary said on Monday, “She is at home now.”",
            "press secretary",
        ),
        ("Eoin Ó Riain came. Mr Ó Riain said: “We will build it again.”", "Eoin Ó Riain"),
        (
            "Marine Party leader Ida Holt came. “We will build it,” the Marine Party leader said.",
            "Ida Holt",
        ),
        ("Unlike Paul Reyes, Ida Holt said it was “rotten from end to end”.", "Ida Holt"),
        ("Ida Holt branded Paul Reyes “the worst harbour master of them all”.", "Ida Holt"),
        (
            "A Coast Police spokesperson said: “We would ask everybody to stay away.”",
            "Coast Police",
        ),
    ],
)
def test_english_forms_of_address_lead_to_the_speaker(sentences, speaker):
    assert [each.source.removeprefix("Her ") for each in extract(f"{STORM}\n\n{sentences}")] == [
        speaker
    ]


def test_second_clause_names_the_speaker_of_the_second_quotation():
    sentence = "Ida Holt said, “It is gone,” and Mayor Paul Reyes said it was “high time to build”."
    text = f"{STORM}\n\n{sentence}"
    assert list_speakers(text) == ["Ida Holt", "Paul Reyes"]


def test_she_below_a_heading_is_named_above_it():
    text = (
        f"{STORM}\n\nFisherwoman Ida Holt lost her boat in the harbour of the town.\n\n"
        "She will not buy another one at her age.\n\nCold nights\n\n"
        '"I slept in the shed for a week because I could not believe it," she said.'
    )
    assert list_speakers(text) == ["Ida Holt"]


def test_block_quotation_according_to_him_is_his():
    text = (
        "<p>Paul Reyes counts the ships of the port. According to him</p>"
        "<blockquote>Every second ship leaves the port without any cargo.</blockquote>"
        "<p>Nobody else has counted them in the last ten years.</p>"
    )
    assert list_speakers(text) == ["Paul Reyes"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "El jueves llegó un temporal. “Nadie nos avisó de nada”, manifestó en "
            "diálogo con Radio "
            "Costa la presidenta del Club Náutico, Ana Ruiz.",
            "Ana Ruiz",
        ),
        (
            "El jueves llegó un temporal. Ana Ruiz del Frente Marino habló en la plaza. "
            "“Es un muelle "
            "que se llena de arena”, repasó.",
            "Ana Ruiz",
        ),
        (
            "El jueves llegó un temporal. Finalmente, la regatista Ana Ruiz insistió: "
            "«Nadie nos avisó de nada».",
            "Ana Ruiz",
        ),
        (
            "Giovedì è arrivata una tempesta. Il sindaco di Rivazzurra Carlo Neri è "
            "convinto che il "
            "molo sia crollato per «una lunga serie di errori di tutti».",
            "Carlo Neri",
        ),
        (
            "Giovedì è arrivata una tempesta. Tra loro c’è Carlo Neri, bagnino di Rivazzurra, che "
            "spiega: «Il molo è crollato alle quattro».",
            "Carlo Neri",
        ),
        (
            "Na quinta-feira chegou um temporal. “O molhe caiu às quatro”, começou por "
            "dizer o deputado "
            "do PM/LV, Rui Neves, na reunião.",
            "Rui Neves",
        ),
        (
            "Na quinta-feira chegou um temporal. Ao Correio da Barra, fonte da Câmara "
            "esclarece que "
            "os barcos “estão todos no porto”.",
            "fonte da Câmara",
        ),
        (
            "Giovedì è arrivata una tempesta. «Il molo è crollato alle quattro». Queste le parole "
            "rilasciate ieri dal custode del porto Carlo Neri.",
            "Carlo Neri",
        ),
        (
            "El jueves llegó un temporal. No en vano «nadie nos avisó de nada», en palabras del "
            "patrón Pedro Ruiz.",
            "Pedro Ruiz",
        ),
        (
            "Am Donnerstag kam der Sturm. Dort lagen laut Wehrleiter Jörg Kramer Boote "
            "und Netze am "
            "Ufer. „Wir kamen zu spät dafür“, sagt Kramer.",
            "Jörg Kramer",
        ),
        (
            "Donderdag kwam de storm. ,,De pier is weg en niemand bouwt hem ooit weer "
            'op", aldus De Wit.',
            "De Wit",
        ),
        (
            'Donderdag kwam de storm. "De pier is voorgoed weg", aldus een van de vissers.',
            "een van de vissers",
        ),
        (
            "Donderdag kwam de storm. Piet van der Laan van Dorpsbelang legt uit wat er "
            "is gebeurd. "
            '"De pier is voorgoed weg en dat is jammer."',
            "Piet van der Laan",
        ),
        (
            "Am Donnerstag kam der Sturm. „Von hinten durch die Brust“, nennt Huber das Vorgehen.",
            "Huber",
        ),
        (
            "Am Donnerstag kam der Sturm. SV-Trainer Jörg Kramer (Foto) fasste die Partie so "
            "zusammen: „Wir hatten ganz viel Glück dabei.“",
            "Jörg Kramer",
        ),
        (
            "Am Donnerstag kam der Sturm. Dem Bürgermeister Jörg Kramer zufolge ist der Steg "
            "„nicht mehr zu retten gewesen“.",
            "Jörg Kramer",
        ),
        (
            "Am Donnerstag kam der Sturm. Anna Rot ist Ingenieurin. Ihr zufolge ist der Steg "
            "„nicht mehr zu retten gewesen“.",
            "Anna Rot",
        ),
        (
            "Jeudi, une tempête est arrivée. La capitaine Ida Morel compte les bateaux. Pour la "
            "ville, estime-t-elle, c’est « pile je gagne, face tu perds ».",
            "Ida Morel",
        ),
        (
            "W czwartek przyszedł sztorm.\n\n- Molo runęło o czwartej nad ranem. - "
            "komentuje jedna z "
            "młodych mieszkanek ulicy Lipowej.",
            "jedna z młodych mieszkanek",
        ),
        (
            "В четверг пришёл шторм.\n\n— Причал рухнул в четыре часа утра! - написала "
            "местная рыбачка.",
            "местная рыбачка",
        ),
        (
            "Лоцманский порт закрыт, и министр Иван Соколов заявил об этом. Прибыл "
            "катер. Причал цел.\n\n"
            "«Причал достроим к весне», - пообещал министр.",
            "Иван Соколов",
        ),
        (
            "قال مدير الميناء سامي الخوري إن السفن عادت. وأضاف الخوري في حديث للإذاعة: "
            "“الرصيف انهار في الساعة الرابعة فجرا”.",
            "الخوري",
        ),
        (
            "木曜日に嵐が来た。漁協の組合長を務める山本健一氏は「桟橋は朝の四時に崩れてしまった」とコメント。",
            "山本健一",
        ),
    ],
)
def test_sentences_of_other_languages_name_their_speaker(text, speaker):
    assert list_speakers(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker", "affiliation"),
    [
        (
            "El jueves llegó un temporal. Pedro Ruiz del Valle dijo: “Nadie nos avisó de nada”.",
            "Pedro Ruiz del Valle",
            "",
        ),
        (
            "El jueves llegó un temporal. Ana Ruiz del PSOE dijo: “Nadie nos avisó de nada”.",
            "Ana Ruiz",
            "PSOE",
        ),
        (
            "Na quinta-feira chegou um temporal. Rui Neves do Vale disse: “Ninguém nos avisou”.",
            "Rui Neves do Vale",
            "",
        ),
        (
            "Donderdag kwam de storm. Piet Hein van Dijk zei: “Niemand heeft ons gewaarschuwd.”",
            "Piet Hein van Dijk",
            "",
        ),
        (
            "Donderdag kwam de storm. “Niemand heeft ons gewaarschuwd”, zei Jan van den Berg.",
            "Jan van den Berg",
            "",
        ),
        (
            "Donderdag kwam de storm. Jan van de Velde was er. “Niemand hielp ons”, zei hij.",
            "Jan van de Velde",
            "",
        ),
        (
            "Donderdag kwam de storm. Jan Kok van de VVD zei: “Niemand heeft ons gewaarschuwd.”",
            "Jan Kok",
            "VVD",
        ),
        (
            "Am Donnerstag kam der Sturm. Anna Rot von den Grünen sagte: „Wir bauen ihn wieder.“",
            "Anna Rot",
            "Grünen",
        ),
    ],
)
def test_particle_behind_a_name_leads_to_an_employer_or_a_surname(text, speaker, affiliation):
    (quotation,) = extract(text)
    assert (quotation.source, quotation.affiliation) == (speaker, affiliation)


@pytest.mark.parametrize(
    "text",
    [
        "Ida Holt walked in front. Behind her were banners reading “Hands off our old pier”.",
        "Ida Holt walked in front. The sign says it all: “no boats, no bread for us”.",
    ],
)
def test_words_on_banners_have_no_speaker(text):
    assert list_speakers(f"{STORM}\n\n{text}") == [""]


def test_title_behind_a_verb_of_being_is_no_quotation():
    theme = "The theme is “From Nets to Networks: A Digital Harbour for All the Young.”"
    assert list_speakers(f"{STORM}\n\n{theme}") == []


def test_hyphens_of_a_story_are_no_quotations():
    assert list_speakers("Старик замолчал.\n\n- Идём домой, - сказал он и встал.") == []
