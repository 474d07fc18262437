"""Search on a site of several languages: each word is read by the rules of its own."""

from urllib.parse import urlencode

import lxml.html
import pytest
from django.test import Client

from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def search(q: str, **more: str) -> lxml.html.HtmlElement:
    return read(Client(), "/search/?" + urlencode({"q": q} | more))


def titles(page: lxml.html.HtmlElement) -> list[str]:
    return text(page, "//h3")


def marks(page: lxml.html.HtmlElement) -> set[str]:
    return set(text(page, "//mark"))


# What is looked for; the post in the language of the words, and what is marked in it; a post in
# another language whose grammar makes the same stem of another word.
FOREIGN = [
    ("river", ("en", "A river and its rivers."), {"river", "rivers"}, ("fr", "La rive sud.")),
    ("nation", ("en", "The nation."), {"nation"}, ("ru", "Нация.")),
    ("rates", ("en", "The rates, one rate."), {"rates", "rate"}, ("de", "Der Rat.")),
    ("Rivers", ("en", "Rivers, a river."), {"Rivers", "river"}, ("fr", "Les rives.")),
    ("mare", ("it", "Il mare."), {"mare"}, ("fr", "Le marquis.")),
    ("flower or river", ("en", "This river."), {"river"}, ("fr", "Rive droite.")),
    ('"river bank"', ("en", "On the river bank."), {"river", "bank"}, ("fr", "Rive, bank.")),
    ("Orle river", ("en", "The Orle is a river."), {"Orle", "river"}, ("fr", "L’Orle, sa rive.")),
    ("river -lake", ("en", "A river."), {"river"}, ("fr", "La rive.")),
    ("كتاب", ("ar", "كتاب الكتاب"), {"كتاب", "الكتاب"}, ("en", "A ship.")),
    ("реки", ("ru", "Берега реки, река."), {"реки", "река"}, ("fr", "La rive.")),
    ("川 river", ("ja", "川 river 川"), {"川", "river"}, ("fr", "川 rive")),
]  # fmt: skip


@pytest.mark.parametrize(("q", "own", "marked", "foreign"), FOREIGN)
@pytest.mark.parametrize("sort", ["", "date"])
def test_search_with_foreign_stem_finds_own_language_only(q, own, marked, foreign, sort):
    make.post(f"<p>{own[1]}</p>", language=own[0], title="Own", published_at=make.moment(2022))
    make.post(f"<p>{foreign[1]}</p>", language=foreign[0], title="Foreign")
    page = search(q, sort=sort)
    assert titles(page) == ["Own"]
    assert marks(page) == marked
    assert text(page, "//nav[@class='narrowing']//a[starts-with(., 'Posts')]") == ["Posts 1"]


def test_search_with_foreign_stem_finds_quotations_of_own_language():
    make.post(make.quotation("“The river.”"), title="Own")
    make.post(make.quotation("“La rive sud.”"), title="Foreign", language="fr")
    page = search("river", **{"in": "quotations"})
    assert text(page, "//ol[@class='quotations']//blockquote") == ["“The river.”"]
    assert len(text(search("river"), "//ol[@class='quotations']/li")) == 1


def test_search_highlights_translation_but_no_foreign_word():
    make.post(
        make.quotation("“La rive monte.”", lang="fr", translation="The river bank rises."),
        title="Post",
    )
    make.post("<p>Another river.</p>", title="Own")
    assert marks(search("river", **{"in": "quotations"})) == {"river"}


@pytest.mark.parametrize("q", ["continue", "gouvernements", "nations"])
def test_search_finds_word_of_both_languages_in_both(q):
    for language in ("en", "fr"):
        make.post(f"<p>{q}</p>", language=language, title=language)
    assert sorted(titles(search(q))) == ["en", "fr"]


@pytest.mark.parametrize(
    ("language", "phrase", "q"),
    [
        ("de", "Die Regierungen.", "regierung"),
        ("ru", "Правительства, правительство.", "правительству"),
        ("fr", "Les rives.", "rive"),
        ("ar", "الكتاب", "كتاب"),
    ],
)
def test_search_finds_other_forms_of_an_unused_form(language, phrase, q):
    make.post(f"<p>{phrase}</p>", language=language, title="Found")
    make.post("<p>Another.</p>")
    assert titles(search(q)) == ["Found"]


def test_search_keeps_inflected_words_beside_one_loan_word():
    """A foreign text that cites a word once takes nothing from the language that it is of."""
    for number in range(3):
        make.post("<p>Die Regierungen.</p>", language="de", title=f"Deutsch {number}")
    make.post("<p>The word Regierung.</p>", title="English")
    result = titles(search("Regierung"))
    assert result[0] == "English"
    assert len(result) == 4


@pytest.mark.slow
@pytest.mark.parametrize(("foreign", "expected"), [(1, 8), (4, 5), (6, 8)])
def test_search_of_many_foreign_rows_fills_up_with_own(foreign, expected, limit_candidates):
    """Where most of those that are ranked are left out, older ones come instead."""
    limit_candidates(8)
    for number in range(10):
        day = make.moment(2021, 1, 1 + number)
        make.post("<p>River.</p>", title=f"Own {number}", published_at=day)
    for _ in range(foreign):
        make.post("<p>La rive.</p>", language="fr", title="Foreign")
    page = search("river", sort="date")
    assert titles(page) == [f"Own {number}" for number in range(9, 9 - expected, -1)]
    assert len(text(page, "//p[@class='is-truncated']")) == 1


def post_with_everything() -> None:
    author = make.user("Author")
    photo = make.photo(author, credit="Graphic: Camille River", alt="A river drawn")
    make.post(
        "<h2>What the river takes</h2><p>The barge loads eleven hundred tonnes.</p>"
        + make.figure(photo, caption="The river in May")
        + "<p>A river is <em>wet</em>.</p>"
        + make.quotation("“Rivers rise.”", attribution="River Commission for the Orle")
        + "<ul><li>One river</li><li>Two</li></ul>",
        title="Post",
        authors=(author,),
    )


def test_excerpt_has_prose_and_quotations_only():
    post_with_everything()
    (excerpt,) = text(search("river"), "//p[@class='summary']")
    for part in ("Graphic", "Camille", "May", "Commission", "drawn"):
        assert part not in excerpt
    assert "What the river takes: The barge loads" in excerpt or "A river is wet." in excerpt


@pytest.mark.parametrize("q", ["commission", "camille", "may"])
def test_excerpt_without_match_in_prose_is_the_description(q):
    post_with_everything()
    page = search(q)
    assert titles(page) == ["Post"]
    assert marks(page) - {"Commission"} == set()
    assert "Graphic" not in " ".join(text(page, "//p[@class='summary']"))
