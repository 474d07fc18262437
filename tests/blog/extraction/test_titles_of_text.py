"""Titles of texts without markup: notices above them, quoted sentences, Japanese sentences."""

import pytest

from blog.extraction.article import extract_article

PARAGRAPH = (
    "The harbour master spoke on Monday in the old customs house about the pier that the storm "
    "took last week, and about the money that nobody has for a new one."
)
JAPANESE = (
    "港長の佐藤健氏は月曜日に旧税関で記者会見を開き、先週の嵐で壊れた桟橋について説明した。"
    "新しい桟橋を造る資金はまだないという。"
)


@pytest.mark.parametrize(
    ("notice", "title"),
    [
        (
            "We may earn a commission when you buy through our links. It costs you nothing extra.",
            "The pier waits for a builder",
        ),
        (
            "Dieser Artikel ist Teil einer Reihe über alte Häfen. Die anderen Teile folgen bald.",
            "Der Steg wartet auf Geld",
        ),
        (
            "Cet article contient des liens vers des magasins. Ils ne vous coûtent rien de plus.",
            "La jetée attend un maçon",
        ),
    ],
)
def test_title_below_a_notice_is_found(notice, title):
    text = f"{notice}\n\n{title}\n\n{PARAGRAPH}\n\n{PARAGRAPH}"
    assert extract_article(text).title == title


@pytest.mark.parametrize(
    "title",
    [
        "Captain Ida Holt: “We will build the pier again.”",
        "Hafenmeister Jan Kern: „Wir bauen den Steg wieder auf.“",
    ],
)
def test_headline_of_a_name_and_a_quoted_sentence_is_the_title(title):
    assert extract_article(f"{title}\n\n{PARAGRAPH}\n\n{PARAGRAPH}").title == title


def test_short_japanese_sentence_is_the_title_but_no_long_one():
    title = "港長が桟橋の再建を断念した。"
    assert extract_article(f"{title}\n\n{JAPANESE}\n\n{JAPANESE}").title == title
    assert extract_article(f"{JAPANESE}\n\n{JAPANESE * 2}\n\n{JAPANESE}").title == ""
