"""Extraction of whole articles: our own examples, and any other input without errors."""

import json
from pathlib import Path

import pytest

from blog.extraction.article import extract_article
from blog.extraction.credits import split_credit
from tests.blog.extraction.score import (
    score_articles,
    score_real_lines,
    score_sentences,
    score_speech,
)

# In percent. They may rise, and never fall.
FLOORS = {
    "title": 100,
    "date": 100,
    "labels": 100,
    "set-off quotations": 100,
    "inline quotations": 100,
    "raised rightly": 100,
    "speakers": 99.5,
    "captions": 100,
    "credits": 100,
}


def test_own_articles_are_understood_as_well_as_before():
    scores = score_articles()
    assert {
        name: score.missed for name, score in scores.items() if score.percent < FLOORS[name]
    } == {}


@pytest.mark.slow
def test_real_lines_are_read_as_well_as_before(testdata: Path):
    assert score_real_lines(testdata)["all"].percent >= 95


@pytest.mark.slow
def test_speech_of_real_articles_is_found_as_well_as_before(testdata: Path):
    scores = score_speech(testdata)
    assert scores["attributed speech"].percent >= 95
    assert scores["speakers"].percent >= 89.8


@pytest.mark.slow
@pytest.mark.parametrize(("language", "floor"), [("ru", 88), ("cs", 94)])
def test_speakers_of_slavic_sentences_are_found_as_well_as_before(testdata: Path, language, floor):
    scores = score_sentences(testdata, language)
    assert scores[f"{language}, found"].percent >= 95
    assert scores[f"{language}, attributed speech"].percent >= 90
    assert scores[f"{language}, speakers"].percent >= floor


def test_quotations_of_the_seed_are_found_letter_by_letter(seed: Path):
    text = next(seed.glob("*.txt")).read_text(encoding="utf-8")
    extraction = extract_article(text)
    set_off = [quotation for quotation in extraction.quotations if quotation.set_off]
    assert len(set_off) == 9
    assert all(f'"{quotation.text}"' in text and quotation.attribution for quotation in set_off)
    assert [figure.credit for figure in extraction.figures] == [
        "Sputnik/Aleksey Druzhinin/Reuters",
        "VGTRK",
    ]
    inline = [quotation.text for quotation in extraction.quotations if not quotation.set_off]
    assert "cooperative military activity in the Arctic" in inline


@pytest.mark.parametrize(
    ("behind", "speaker"),
    [
        ("said Ann Lee. She slept.", "Ann Lee"),
        ("said Ann Lee. Mayor Bo Berg went home.", "Ann Lee"),
        ("said Jane Miller. Nobody slept.", "Jane Miller"),
        ("said J.K. Rowe. The town slept.", "J.K. Rowe"),
        ("said John F. Miller. The town slept.", "John F. Miller"),
    ],
)
def test_speaker_ends_with_the_sentence(behind, speaker):
    (quotation,) = extract_article(f"“Not now, it is late,” {behind}").quotations
    assert (quotation.speaker, quotation.role, quotation.affiliation) == (speaker, "", "")


@pytest.mark.parametrize(
    ("first", "role"),
    [
        ("Harbour master", "Harbour master"),
        ("Yesterday mayor", "mayor"),
        ("On Monday mayor", "mayor"),
        ("Today minister", "minister"),
    ],
)
def test_office_at_the_start_of_a_sentence_is_whole(first, role):
    (quotation,) = extract_article(f"{first} Ann Lee said: “We will not close.”").quotations
    assert (quotation.speaker, quotation.role) == ("Ann Lee", role)


@pytest.mark.parametrize("is_html", [False, True])
def test_offsets_are_where_the_words_stand(is_html):
    paragraph = "“One two three four,” said Ann Lee. “Five six seven eight.”"
    source = f"<p>Intro.</p><p>{paragraph}</p>" if is_html else f"Intro.\n\n{paragraph}\n"
    extraction = extract_article(source, is_html=is_html)
    assert [extraction.text[each.start : each.end] for each in extraction.quotations] == [
        "One two three four,",
        "Five six seven eight.",
    ]
    assert {each.speaker for each in extraction.quotations} == {"Ann Lee"}


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "Two leaders meet. Sputnik/Ann Lee/Reuters",
            "Two leaders meet.",
            "Sputnik/Ann Lee/Reuters",
        ),
        ("At the pier (Photo: AP/Jane Doe)", "At the pier", "AP/Jane Doe"),
        ("Am Kai. Foto: dpa", "Am Kai.", "dpa"),
        ("Le quai. Crédit : AFP", "Le quai.", "AFP"),
        ("The pier at dusk © Jane Doe", "The pier at dusk", "Jane Doe"),
        ("(Reuters)", "", "Reuters"),
        ("The pier (built in 1902)", "The pier (built in 1902)", ""),
        ("The source of the river", "The source of the river", ""),
        ("The pier. Jane Doe for The Courier", "The pier.", "Jane Doe for The Courier"),
        ("The pier. Credit...Jane Doe/The Times", "The pier.", "Jane Doe/The Times"),
        ("The pier — Jane Doe / AFP", "The pier", "Jane Doe / AFP"),
        ("El muelle. JUAN PÉREZ (EFE)", "El muelle.", "JUAN PÉREZ (EFE)"),
        ("De kade. Beeld Jan Smit", "De kade.", "Jan Smit"),
        ("Nabrzeże / Fot. Jan Kot", "Nabrzeże", "Jan Kot"),
        ("码头傍晚。图／中新社", "码头傍晚。", "中新社"),
        ("부두 / 사진=김철수 기자", "부두", "김철수 기자"),
        ("She came home. Photo albums were empty", "She came home. Photo albums were empty", ""),
        ("", "", ""),
        (
            "Kyiv. Photo: Ann Lee / Commons / CC BY-SA 3.0",
            "Kyiv.",
            "Ann Lee / Commons / CC BY-SA 3.0",
        ),
        ("El presidente, el lunes. JUANA ROBLES", "El presidente, el lunes.", "JUANA ROBLES"),
        (
            "Marche à Lyon. PHOTO ANNE ROY, ARCHIVES LA POSTE",
            "Marche à Lyon.",
            "ANNE ROY, ARCHIVES LA POSTE",
        ),
        ("Il porto di Bari. (Fotogramma)", "Il porto di Bari.", "Fotogramma"),
        ("The new reactor (Handout photo)", "The new reactor", "Handout photo"),
        ("נמל חיפה (צילום: רויטרס)", "נמל חיפה", "רויטרס"),
        ("Το λιμάνι. Φωτ.: Eurokinissi", "Το λιμάνι.", "Eurokinissi"),
        ("Map: The route of the storm", "Map: The route of the storm", ""),
        ("They left the USA in May.", "They left the USA in May.", ""),
        (
            "The ford. By Ann Lee, CC BY-SA 4.0, via Wikimedia Commons",
            "The ford.",
            "Ann Lee, CC BY-SA 4.0, via Wikimedia Commons",
        ),
        ("The mill, 1879. Public domain", "The mill, 1879.", "Public domain"),
        ("The ford, 2019. 42marsh / CC BY-SA 3.0", "The ford, 2019.", "42marsh / CC BY-SA 3.0"),
        ("Composite: Getty/PA", "", "Getty/PA"),
        ("The rally in Tulsa. Ann Lee | AP", "The rally in Tulsa.", "Ann Lee | AP"),
        ("The view (author's own photo)", "The view", "author's own photo"),
        ("La plage. Photo archives Le Quai / Anne Roy", "La plage.", "Le Quai / Anne Roy"),
        ("橋の夕暮れ=2023年5月1日、山根敏夫撮影", "橋の夕暮れ=2023年5月1日", "山根敏夫"),
        ("会見する市長=2023年5月、共同", "会見する市長=2023年5月", "共同"),
        (
            "A mural. Tom Reddy via Flickr, CC BY-SA 2.0",
            "A mural.",
            "Tom Reddy via Flickr, CC BY-SA 2.0",
        ),
        ("Still from “The Salt Line.” Kite Films", "Still from “The Salt Line.”", "Kite Films"),
        ("Am Kai. (Archivbild: Hafenamt Skarholm)", "Am Kai.", "Hafenamt Skarholm"),
        ("Beim Kirchentag · Bild: epd / Kai Rühl", "Beim Kirchentag", "epd / Kai Rühl"),
        (
            "Le port. – Nadia Roux – Le Courrier de l’Ouest",
            "Le port.",
            "Nadia Roux – Le Courrier de l’Ouest",
        ),
        ("江堤加固现场。清河县水利局供图", "江堤加固现场。", "清河县水利局"),
        ("Hauptfoto: Adobe Stock/kaimauer", "", "Adobe Stock/kaimauer"),
        ("She came home. Salt Films", "She came home.", "Salt Films"),
        ("She came home. Kite fliers", "She came home. Kite fliers", ""),
    ],
)
def test_credit_is_told_from_its_caption(line, caption, credit):
    assert split_credit(line) == (caption, credit)


def test_caption_with_a_date_is_not_read_as_the_date_of_the_article():
    extraction = extract_article(
        "<article><h1>The bridge</h1><figure><img src='https://example.org/a.jpg'>"
        "<figcaption>橋の夕暮れ=2023年5月1日、山根敏夫撮影</figcaption></figure><p>Text.</p></article>",
        is_html=True,
    )
    assert extraction.date == ""
    assert [figure.credit for figure in extraction.figures] == ["山根敏夫"]


def test_forum_line_above_a_quote_names_its_writer():
    (quotation,) = extract_article(
        "<h1>Seasoning a pan</h1><div>Originally Posted by <b>ironhand77</b></div>"
        "<blockquote>Linseed oil flakes, and always will.</blockquote><p>Not here.</p>",
        is_html=True,
    ).quotations
    assert (quotation.source, quotation.evidence) == ("ironhand77", "lead_in")


def test_hyphen_and_name_behind_the_marks_of_a_quote_attribute_it():
    (quotation,) = extract_article(
        "<h1>Caches</h1><p>Every team has a story.</p><blockquote>"
        '"Naming is the hardest thing of all." - Ferdie Lasko</blockquote><p>More.</p>',
        is_html=True,
    ).quotations
    assert quotation.text == "Naming is the hardest thing of all."
    assert quotation.source == "Ferdie Lasko"


def test_dash_before_a_cited_name_is_not_part_of_the_quotation():
    (quotation,) = extract_article(
        "<h1>The ford</h1><p>A letter survives.</p><blockquote><p>By noon the ford was ours.</p>"
        "<div>— <cite>Duncan Lamond, <i>Letters</i> (1748)</cite></div></blockquote><p>More.</p>",
        is_html=True,
    ).quotations
    assert quotation.text == "By noon the ford was ours."
    assert quotation.source == "Duncan Lamond"


def test_pronoun_of_a_lead_in_is_resolved_within_its_paragraph():
    (quotation,) = extract_article(
        "<h1>Metrics</h1><p>I read Odette Farrow's Counting Readers again. As she puts it:</p>"
        "<blockquote>A number is the cheapest editor of all.</blockquote><p>Indeed.</p>",
        is_html=True,
    ).quotations
    assert quotation.source == "Odette Farrow"


def test_pull_quote_below_speech_without_a_lead_in_is_no_quotation():
    text = "If you cannot clear it, you do not own it."
    (quotation,) = extract_article(
        f'<h1>Caches</h1><p>My manager, Rolf Anselm, had warned me: "{text}"</p>'
        f'<blockquote class="pullquote">{text}</blockquote><p>I laughed.</p>',
        is_html=True,
    ).quotations
    assert (quotation.source, quotation.set_off) == ("Rolf Anselm", False)


UNITS = ["“", "“ ", '"a ', "“a\n", "Aa ", '"a," he said. ', "> a\n", "— A\n", "<b>", "A: b\n"]
UNITS += [
    "<blockquote>",
    "<p>“a”",
    "[caption]",
    "<img>",
    "Dr. ",
    "of the ",
    "http://a.b/c ",
    "\x00",
]
UNITS += ["a", "A", "A.", "-", "1", "的", "가", "l’", "A b ", "the a", "“a", "Ann’s "]


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_any_repetition_ends_with_few_candidates(unit):
    for is_html in (False, True):
        extraction = extract_article(unit * (100_000 // len(unit)), is_html=is_html)
        assert len(json.dumps(extraction.as_json())) < 20_000_000


def test_naughty_strings_raise_nothing(testdata: Path):
    for text in json.loads((testdata / "strings/blns.json").read_text(encoding="utf-8")):
        for is_html in (False, True, None):
            extract_article(text, is_html=is_html)


def test_payloads_of_attackers_raise_nothing(testdata: Path):
    for path in (testdata / "sanitizer").rglob("*"):
        if path.is_file():
            extract_article(path.read_text(encoding="utf-8", errors="replace"), is_html=True)


PROSE = "<p>The ferry left the harbour at noon, and the crew waved to the people on the pier.</p>"
LOGO_PAGES = {
    "og:site_name": (
        "<title>The ferry is back</title><meta property='og:site_name' content='The Tern'>"
        "<h1>The Tern</h1><h1>The ferry is back</h1>"
    ),
    "end of the title": (
        "<title>The ferry is back - Tern</title><h1>Tern</h1><h1>The ferry is back</h1>"
    ),
    "og:title": (
        "<meta property='og:title' content='The ferry is back'><h1>Harbour news</h1>"
        "<h1>The ferry is back</h1>"
    ),
    "no other heading": (
        "<title>The ferry is back | Tern</title><meta property='og:title' "
        "content='The ferry is back'><h1>Tern</h1>"
    ),
}


@pytest.mark.parametrize("page", LOGO_PAGES.values(), ids=LOGO_PAGES)
def test_heading_of_the_site_is_no_title(page):
    assert extract_article(page + PROSE, is_html=True).title == "The ferry is back"


def test_date_behind_a_byline_is_no_part_of_it():
    page = f"<h1>The ferry is back</h1><p>By Ann Lee2019-05-03 21:32 UTC</p>{PROSE}"
    assert extract_article(page, is_html=True).byline == "Ann Lee"


def test_headlines_of_two_kinds_are_no_interview():
    teasers = "<h2>Photos: The ferry is back</h2><h2>Video: The crew</h2>" * 3
    assert extract_article(PROSE + teasers, is_html=True).quotations == []


def test_soft_hyphens_part_no_words_of_a_page():
    page = "<p>«Le bac est revenu au port», ajoute un \xadproche d’Anne Roy, la mai\xadresse.</p>"
    extraction = extract_article(page, is_html=True)
    assert "un proche d’Anne Roy, la mairesse" in extraction.text
