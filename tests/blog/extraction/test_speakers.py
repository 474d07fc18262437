"""Speakers of quotations in prose: their place in the sentence, by language."""

import pytest

from blog.extraction.article import Quotation, extract_article
from blog.extraction.attribution import Attribution
from blog.extraction.people import Registry

STORM = {
    "en": "On Thursday evening a strong storm reached the coast. ",
    "fr": "Jeudi soir, une forte tempête a atteint la côte. ",
    "de": "Am Donnerstagabend erreichte ein starker Sturm die Küste. ",
    "es": "El jueves por la noche un fuerte temporal llegó a la costa. ",
    "it": "Giovedì sera una forte tempesta ha raggiunto la costa. ",
    "pt": "Na quinta-feira à noite um forte temporal chegou à costa. ",
    "nl": "Donderdagavond bereikte een zware storm de kust. ",
    "ru": "В четверг вечером на побережье пришёл сильный шторм. ",
    "uk": "У четвер увечері на узбережжя прийшов сильний шторм. ",
    "pl": "W czwartek wieczorem nad wybrzeże nadszedł silny sztorm. ",
    "cs": "Ve čtvrtek večer přišla na pobřeží silná bouře. ",
    "sk": "Vo štvrtok večer prišla na pobrežie silná búrka. ",
    "hr": "U četvrtak navečer na obalu je stigla jaka oluja. ",
}


def extract(language: str, sentence: str) -> list[Quotation]:
    return extract_article(STORM[language] + sentence).quotations


def find_speaker(language: str, sentence: str) -> str:
    """Return the source of the only quotation of a sentence in an article."""
    (quotation,) = extract(language, sentence)
    return quotation.source


@pytest.mark.parametrize(
    ("language", "sentence", "speaker"),
    [
        ("ru", "Вернувшись домой, старик сказал Марии: «Лодка цела, а сети порваны».", "старик"),
        ("ru", "«Такого прилива я не помню», — ответила ему смотрительница.", "смотрительница"),
        ("ru", "«Такого не помню», - с поклоном сказал швейцар и вышел.", "швейцар"),
        ("ru", "Как уточнил диспетчер, «паром не выйдет до самого утра».", "диспетчер"),
        (
            "ru",
            "В порту губернатор Олег Самойлов накануне вечером коротко заявил: «Дамбу достроим».",
            "Олег Самойлов",
        ),
        (
            "ru",
            "«Дамбу достроим», — пообещал в пятницу на встрече с жителями губернатор Олег Лось.",
            "Олег Лось",
        ),
        (
            "uk",
            "«Греблю добудуємо», — пообіцяв у п’ятницу на зустрічі голова ради Олег Бойко.",
            "Олег Бойко",
        ),
        ("uk", "Повернувшись додому, дід відповів онукові: «Човен цілий, а сіті порвані».", "дід"),
        ("pl", "„Takiego przypływu nie pamiętam” – powiedziała latarniczka.", "latarniczka"),
        (
            "pl",
            "Po powrocie do portu kapitan Jan Wilk krótko oświadczył: „Prom nie popłynie dziś”.",
            "Jan Wilk",
        ),
        (
            "cs",
            "„Hráz dostavíme,“ slíbil v pátek na setkání s obyvateli starosta Petr Holub.",
            "Petr Holub",
        ),
        ("cs", "„Hráz dostavíme,“ charakterizoval stavbu na Labi Petr Holub.", "Petr Holub"),
        ("cs", "„To bylo poloviční,“ skromně poznamenal po zápase Slabý.", "Slabý"),
        ("sk", "„Takýto príliv si nepamätám,“ povedala strážkyňa.", "strážkyňa"),
        (
            "hr",
            "„Nasip ćemo dovršiti“, poručio je u petak gradonačelnik Ivan Horvat.",
            "Ivan Horvat",
        ),
    ],
)
def test_subject_anywhere_in_a_slavic_sentence_is_the_speaker(language, sentence, speaker):
    assert find_speaker(language, sentence) == speaker


@pytest.mark.parametrize(
    ("language", "sentence", "speaker"),
    [
        ("en", "“They came with a paper,” said a fisherman from Hull.", "a fisherman from Hull"),
        ("en", "“They came with a paper,” said one of the crew.", "one of the crew"),
        ("de", "„Wir haben alles verloren“, sagte ein Fischer aus Husum.", "ein Fischer"),
        ("es", "«Lo perdimos todo ayer», contó un pescador de Vigo.", "un pescador de Vigo"),
        ("it", "«Abbiamo perso tutto», racconta un pescatore di Ancona.", "un pescatore di Ancona"),
        ("pt", "“Perdemos tudo ontem”, conta um pescador de Olhão.", "um pescador de Olhão"),
    ],
)
def test_person_without_a_name_is_not_called_like_the_place(language, sentence, speaker):
    assert find_speaker(language, sentence) == speaker


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("In an interview on Radio Vik, Okafor said: “Nobody has paid for it.”", "Okafor"),
        (
            "In July, Mary Okafor, chair of Vik Trust, told Forbes that “nobody has paid.”",
            "Mary Okafor",
        ),
        ("The trouble with the wall, Okafor said, is that “nobody has paid for it.”", "Okafor"),
        ("Despite what Lund wrote in March, Okafor said she “may yet vote for it.”", "Okafor"),
        ("“Nobody has paid,” Vik Trust chairwoman Mary Okafor told the Tribune.", "Mary Okafor"),
        (
            "“Nobody has paid,” John B. Okafor Jr., the chairman, said on Friday.",
            "John B. Okafor Jr.",
        ),
        ("Mary Okafor, who also warned that “nobody has paid for it,” left.", "Mary Okafor"),
    ],
)
def test_nearest_subject_of_a_verb_is_the_speaker(sentence, speaker):
    assert find_speaker("en", sentence) == speaker


@pytest.mark.parametrize(
    ("language", "sentence", "speaker"),
    [
        (
            "de",
            "Gegenüber der Zeitung erklärte die Landrätin Eva Kern: „Der Damm hat gehalten.“",
            "Eva Kern",
        ),
        (
            "fr",
            "Selon le maire de Lorient, Paul Roy, « la digue a tenu, mais de justesse ».",
            "Paul Roy",
        ),
        (
            "fr",
            "Interrogée par Ouest-France, Marie Roy se dit « soulagée que la digue ait tenu ».",
            "Marie Roy",
        ),
        ("es", "«El dique aguantó», explicó ayer a Efe la alcaldesa, Ana Ruiz.", "Ana Ruiz"),
    ],
)
def test_medium_that_is_told_is_no_speaker(language, sentence, speaker):
    assert find_speaker(language, sentence) == speaker


def test_relative_clause_is_no_role_of_the_speaker():
    (quotation,) = extract(
        "en", "Mary Okafor, a diver, who also warned that “nobody has paid for it,” left."
    )
    assert (quotation.source, quotation.role) == ("Mary Okafor", "diver")


def test_name_in_the_attribution_of_the_last_words_does_not_speak_next():
    first, second = extract(
        "en",
        "“Nobody has paid,” Mary Okafor said, referring to Karl Lund, the minister. “Not a penny.”",
    )
    assert (first.source, second.source) == ("Mary Okafor", "Mary Okafor")


@pytest.mark.parametrize(
    ("language", "sentence", "texts", "speaker"),
    [
        (
            "ru",
            "«Мы придём завтра, — сказал Иван Петров, — и нас не остановить».",
            ["Мы придём завтра", "и нас не остановить"],
            "Иван Петров",
        ),
        (
            "ru",
            '"Мы придём завтра, - сказал Иван Петров. - Нас не остановить".',
            ["Мы придём завтра", "Нас не остановить"],
            "Иван Петров",
        ),
        (
            "fr",
            "« Nous viendrons demain, assure le maire Paul Roy, et rien ne nous arrêtera. »",
            ["Nous viendrons demain", "et rien ne nous arrêtera."],
            "Paul Roy",
        ),
        (
            "it",
            "«Verremo domani – dice Mario Rossi – e nessuno ci fermerà».",
            ["Verremo domani", "e nessuno ci fermerà"],
            "Mario Rossi",
        ),
        (
            "es",
            "«Vendremos mañana —dijo Juan Pérez— y nadie nos parará».",
            ["Vendremos mañana", "y nadie nos parará"],
            "Juan Pérez",
        ),
        (
            "pl",
            "„Przyjdziemy jutro – powiedział Jan Nowak – i nikt nas nie zatrzyma”.",
            ["Przyjdziemy jutro", "i nikt nas nie zatrzyma"],
            "Jan Nowak",
        ),
    ],
)
def test_attribution_within_the_marks_is_no_part_of_the_words(language, sentence, texts, speaker):
    quotations = extract(language, sentence)
    assert [quotation.text for quotation in quotations] == texts
    assert {quotation.source for quotation in quotations} == {speaker}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Il a lu : « Venez, dit la lettre de la mairie, avant la fin du mois de mai. »"),
        ("ru", "Он добавил: «Мы придём завтра — и нас никто не остановит — вот увидите»."),
        ("en", "He added: “We will come – and she said nothing – on the first of May.”"),
    ],
)
def test_words_that_only_look_like_an_attribution_stay_whole(language, sentence):
    assert len(extract(language, sentence)) == 1


@pytest.mark.parametrize(
    ("language", "sentence", "speaker"),
    [
        (
            "en",
            "Ann Lee threw her support behind Sen. Bob Ray, saying it is “time for a change”.",
            "Ann Lee",
        ),
        ("en", "Lee's deputy told the BBC that he had “no duty to speak”.", "Lee's deputy"),
        (
            "en",
            "“I wrote nothing down at all,” said a former manager who asked not to be named.",
            "a former manager",
        ),
        (
            "it",
            "L'opposizione attacca: «È una vergogna», tuona la consigliera Elena Sala (Pd).",
            "Elena Sala",
        ),
    ],
)
def test_subject_of_the_nearest_verb_is_the_speaker(language, sentence, speaker):
    assert find_speaker(language, sentence) == speaker


@pytest.mark.parametrize("name", ["FULL TEXT", "Speaking Sunday", "South Carolina"])
def test_heading_or_place_is_no_known_person(name):
    registry = Registry()
    registry.add(Attribution(name))
    assert registry.people == {}


def test_pull_quote_that_repeats_the_text_is_no_quotation():
    text = "Nobody asked me a single question"
    (quotation,) = extract_article(
        f"<p>The crew remember. “{text},” said Ann Lee, the engineer.</p>"
        f'<aside class="pullquote">“{text}”</aside><p>The report is late.</p>',
        is_html=True,
    ).quotations
    assert quotation.source == "Ann Lee"


@pytest.mark.parametrize(
    ("language", "sentence", "speaker"),
    [
        ("en", "In Ohio, Ann Lee said that the pier was “a heap of good intentions”.", "Ann Lee"),
        ("en", "Bob Ray has since told The Courier: “I stand by every word.”", "Bob Ray"),
        (
            "en",
            "Mary Lee praised Bob Ray, whom she called “the only adult on the pier”.",
            "Mary Lee",
        ),
        (
            "en",
            "Ann Lee, who, after a row with Bob Ray, said that “the pier belongs to the sea”.",
            "Ann Lee",
        ),
        ("en", "“They sold us for a biscuit,” shouted one man as the list was read.", "one man"),
        (
            "en",
            "Ann Lee left. The ferryman's widow later complained that “nobody had paid”.",
            "The ferryman's widow",
        ),
        (
            "en",
            "Bob Ray left. “It is not over” -- that was the message from campaigner Ruth Denny.",
            "Ruth Denny",
        ),
        ("en", "“Nonsense,” was how the lawyer, Sunil Rao, described it.", "Sunil Rao"),
        (
            "en",
            "As my grandmother used to say, “a harbour is a door that leaks”.",
            "my grandmother",
        ),
        (
            "en",
            "The pier carries what one consultant described as “a plain risk”.",
            "one consultant",
        ),
        (
            "pt",
            "Em declarações à Rádio Ria, o vereador disse: “Vamos embargar a obra toda”.",
            "o vereador",
        ),
        ("pt", "“Ninguém nos perguntou nada”, queixa-se Deolinda Sá, moradora.", "Deolinda Sá"),
        ("es", "Como decía mi abuela, “agua que no has de beber, déjala correr”.", "mi abuela"),
        ("fr", "Et son voisin d’ajouter : « Ils planteront un parcmètre. »", "son voisin"),
        (
            "fr",
            "Interrogé par l’AFP, un proche du maire relativise : « Rien ne presse. »",
            "un proche du maire",
        ),
        ("it", "«Non ci muoviamo da qui», ha scandito Ada Neri dal molo.", "Ada Neri"),
        ("nl", '"We gaan naar de rechter", laat Trijntje Bos weten.', "Trijntje Bos"),
        ("de", "Hanne Diehl sieht es gelassener: „Besser Räder als Ruß.“", "Hanne Diehl"),
    ],
)
def test_speaker_beside_other_names_is_told_from_them(language, sentence, speaker):
    assert find_speaker(language, sentence) == speaker


def test_dateline_of_an_agency_is_no_speaker():
    quotations = extract_article(
        "PORT ELLERY, Oct. 3, 2017 (UPN) - The owner of a ferry told an inquiry that nobody spoke "
        'up because "nobody ever dared to speak."'
    ).quotations
    assert [quotation.source for quotation in quotations if "ELLERY" in quotation.source] == []


def test_turkish_verb_behind_the_mark_makes_two_words_speech():
    text = (
        "Köprü dün yeniden açıldı ve trafik başladı. Esnaf Hasan Dikmen ise “Müşteri kalmadı” dedi."
    )
    (quotation,) = extract_article(text).quotations
    assert (quotation.text, quotation.source) == ("Müşteri kalmadı", "Hasan Dikmen")
