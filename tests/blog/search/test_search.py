"""Search: which queries find a post or quotation, and how the page shows the result."""

from urllib.parse import urlencode

import lxml.html
import pytest
from django.test import Client

from blog.models import Post, PullQuote
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def look(q: str, **more: str) -> lxml.html.HtmlElement:
    return read(Client(), "/search/?" + urlencode({"q": q} | more))


def titles(page: lxml.html.HtmlElement) -> list[str]:
    return text(page, "//h3")


def quoted(page: lxml.html.HtmlElement) -> list[str]:
    return text(page, "//ol[@class='quotations']//blockquote")


@pytest.mark.parametrize(
    ("language", "phrase", "q"),
    [
        ("en", "They were governing the rivers", "govern river"),
        ("en-gb", "They were governing the rivers", "governed"),
        ("fr", "Les gouvernements continuaient", "gouvernement continue"),
        ("de", "Die Häuser der Regierungen", "haus regierung"),
        ("pt-br", "Os governos continuavam", "governo continuava"),
        ("ar", "كتب الكتاب", "كتاب"),
        ("ru", "Правительства говорили", "правительство"),
        ("zh-Hant", "政府 說 話", "政府"),
        ("mt", "Il-gvern qal", "gvern"),
    ],
)
def test_post_is_found_by_inflected_terms(language, phrase, q):
    make.post(f"<p>{phrase}</p>", language=language, title="Found")
    make.post(title="Another", language=language)
    assert titles(look(q)) == ["Found"]


def test_stop_words_depend_on_the_language():
    make.post("<p>They die.</p>", title="English", language="en")
    make.post("<p>Die Leute.</p>", title="Deutsch", language="de")
    assert titles(look("die")) == ["English"]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("water", ["Both", "Water"]),
        ("water river", ["Both"]),
        ("water -river", ["Water"]),
        ("water or river", ["Both", "River", "Water"]),
        ("WATER OR rivers", ["Both", "River", "Water"]),
        ('"water in the river"', ["Both"]),
        ("“water in the river”", ["Both"]),
        ("«water in the river»", ["Both"]),
        ("„water in the river“", ["Both"]),
        ('"river water"', []),
        ("“river water”", []),
        ("-water", ["River"]),
        ("strong", ["Both"]),
        ("summaries", ["River"]),
    ],
)
def test_operators_select_the_expected_posts(q, expected):
    make.post("<p>Water in the river, <strong>strong</strong>.</p>", title="Both")
    make.post("<p>Wet.</p>", title="Water")
    make.post("<p>Wet.</p>", title="River", summary="A summary.")
    assert sorted(titles(look(q))) == expected


@pytest.mark.slow
def test_tags_and_entities_are_not_searchable():
    make.post('<p>A &amp; B <a href="https://hidden.example.org/">shown</a></p>', title="Post")
    assert [titles(look(q)) for q in ("shown", "hidden", "amp", "href")] == [["Post"], [], [], []]


def test_title_outranks_text_and_newer_wins_ties():
    make.post("<p>River and river.</p>", title="Text", published_at=make.moment(2023))
    make.post("<p>Wet.</p>", title="Old river", published_at=make.moment(2021))
    make.post("<p>Wet.</p>", title="New river", published_at=make.moment(2022))
    assert titles(look("river")) == ["New river", "Old river", "Text"]
    assert titles(look("river", sort="date")) == ["Text", "New river", "Old river"]


def test_quotation_is_found_by_text_translation_and_speaker():
    make.post(
        make.quotation("“Les rivières montent.”", attribution="Ada Bell, mayor",
                       source_name="Ada Bell", lang="fr", translation="The rivers rise.",
                       said="2023-03")
        + make.quotation("“Wet.”", attribution="Bo Reed"),
        title="Around", published_at=make.moment(2023, 4, 2),
    )  # fmt: skip
    for q in ("rivière", "rising", "bell"):
        assert quoted(look(q, **{"in": "quotations"})) == ["“Les rivières montent.”"], q
    page = look("mayor")
    assert text(page, "//p[@class='quotation-date']") == ["March 2023"]
    assert text(page, "//*[@class='quotation-credit']/span") == [
        "Ada Bell, mayor",
        "Quoted in Around, April 2, 2023",
        "Share or cite",
    ]


def test_quotation_without_language_uses_its_posts_language():
    post = make.post(make.quotation("“Ils continuaient.”"), language="en")
    assert quoted(look("continue")) == []
    Post.objects.filter(pk=post.pk).update(language="fr")
    assert quoted(look("continue")) == ["“Ils continuaient.”"]
    PullQuote.objects.update(language="de")
    assert quoted(look("continue")) == []


@pytest.mark.slow
def test_unpublished_content_is_not_found_or_suggested():
    shown = make.user("Author", byline="Shown")
    hidden = make.user("Author", byline="Hidden")
    quotation = make.quotation("“River.”", source_name="Concealed", attribution="Concealed")
    for unpublished in (make.draft, make.scheduled):
        unpublished(quotation, title="Secretive river", labels=["Undisclosed"], authors=(hidden,))
    make.post("<p>River.</p>", title="Open", labels=["Disclosed"], authors=(shown,),
              published_at=make.moment(2023))  # fmt: skip
    page = look("river")
    assert (titles(page), quoted(page)) == (["Open"], [])
    assert text(page, "//details//li/a") == ["Disclosed", "Shown", "2023"]
    for q in ("secretivee", "undisclosd", "conceald", "concealed"):
        page = look(q)
        assert (titles(page), quoted(page), text(page, "//p[@class='suggested']")) == ([], [], [])
        assert text(page, "//div[@class='empty']//li") == []
    assert text(read(Client(), "/search/"), "//div[@class='help']/ul[@class='choices']/li") == [
        "Disclosed"
    ]


def test_terms_are_highlighted_in_title_excerpt_and_quotation():
    make.post(
        "<p>Some words before. The <em>rivers</em>, "
        '<a href="/" title="a>b">rose</a> &amp; fell.</p>' + make.quotation("“A river is wet.”"),
        title="River & sea",
    )
    page = look("river")
    marked = [lxml.html.tostring(e, encoding="unicode", with_tail=False) for e in page.iter("mark")]
    assert marked == [f"<mark>{word}</mark>" for word in ("river", "River", "rivers", "river")]
    assert titles(page) == ["River & sea"]
    assert text(page, "//p[@class='summary']") == [
        "Some words before. The rivers, rose & fell. “A river …"
    ]


HOSTILE = [
    "<script>alert(1)</script> river",
    "<mark>river</mark><b>x</b>",
    "river <img src=x onerror=alert(1)>",
    "\x02<b>\x03 river \x03<i>\x02",
    "&lt;b&gt; river &#2;&#x3;",
    "river</title></main><form>",
]


@pytest.mark.parametrize("phrase", HOSTILE)
def test_stored_text_is_escaped(phrase):
    bare = phrase.replace("\x02", "").replace("\x03", "")
    post = make.post(make.quotation("Said."), title=f"River {phrase}", summary=phrase)
    PullQuote.objects.update(text=phrase, translation=phrase, language="en", attribution=phrase)
    Post.objects.filter(pk=post.pk).update(title=f"River {phrase}", html=f"<p>{phrase}</p>")
    for page in (look("river"), look("river", **{"in": "quotations"})):
        (main,) = page.iter("main")
        assert main.getparent().tag == "body"
        shown = main.xpath(".//h3 | .//p[@class='summary'] | .//blockquote")
        assert {e.tag for one in shown for e in one.iterdescendants()} <= {"a", "mark", "p"}
        assert {"\x02", "\x03"} & set("".join(one.text_content() for one in shown)) == set()
        assert main.xpath(".//@*[starts-with(name(), 'on')]") == []
    assert quoted(look("river")) == [" ".join(bare.split())]


@pytest.fixture(params=["rare", "frequent"])
def words_are(request, monkeypatch) -> str:
    """Search for words as if they were frequent, which uses another query plan."""
    if request.param == "frequent":
        monkeypatch.setattr("blog.search.parsing.MAX_INDEX_ROWS", -1)
    return request.param


def fill_for_filters():
    ada, bo = (make.user("Author", byline=name) for name in ("Ada", "Bo"))
    spoken = make.quotation("“River.”", source_name="Paper", speaker_name="Minister")
    make.post(spoken, title="One", labels=["Water", "Asia"], authors=(ada,),
              published_at=make.moment(2021))  # fmt: skip
    make.post(spoken + spoken, title="Two", labels=["Water"], authors=(ada, bo),
              published_at=make.moment(2022))  # fmt: skip
    make.post("<p>River.</p>", title="Three", labels=["Asia"], authors=(bo,),
              published_at=make.moment(2022, 12, 31, 23))  # fmt: skip
    make.post(spoken.replace("River", "Sea"), title="Four", labels=["Water"])


def choices(page: lxml.html.HtmlElement) -> dict[str, list[str]]:
    groups = page.xpath("//details//div[h2]")
    return {text(group, "h2")[0]: text(group, ".//li") for group in groups}


@pytest.mark.slow
def test_filters_have_counts_and_can_be_removed():
    fill_for_filters()
    page = look("river", sort="date")
    assert titles(page) == ["Three", "Two", "One"]
    assert choices(page) == {
        "Labels": ["Asia 2", "Water 2"],
        "Authors": ["Ada 2", "Bo 2"],
        "Sources": ["Minister 2", "Paper 2"],
        "Years": ["2022 2", "2021 1"],
    }
    (address,) = page.xpath("//details//a[text()='Water']/@href")
    page = read(Client(), "/search/" + address)
    assert titles(page) == ["Two", "One"]
    assert choices(page)["Authors"] == ["Ada 2", "Bo 1"]
    (chosen,) = page.xpath("//ul[contains(@class, 'chosen')]//a")
    assert chosen.get("aria-current") == "true"
    assert " ".join(chosen.text_content().split()) == "Labels: Water ×remove filter"
    assert titles(read(Client(), "/search/" + chosen.get("href"))) == ["Three", "Two", "One"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"label": "asia"}, ["One", "Three"]),
        ({"author": "bo"}, ["Three", "Two"]),
        ({"source": "paper"}, ["One", "Two"]),
        ({"source": "minister"}, ["One", "Two"]),
        ({"year": "2022"}, ["Three", "Two"]),
        ({"year": "2022", "author": "ada", "label": "water"}, ["Two"]),
        ({"label": "water", "source": "paper"}, ["One", "Two"]),
        ({"label": "asia", "source": "paper"}, ["One"]),
        ({"author": "bo", "source": "paper"}, ["Two"]),
        ({"label": "none"}, []),
        ({"author": "none"}, []),
        ({"source": "none"}, []),
        ({"year": "none"}, []),
        ({"year": "0000"}, []),
        ({"year": "9" * 9999}, []),
        ({"author": "\0", "source": "'\"<b>"}, []),
        ({"page": "2"}, ["One", "Three", "Two"]),
        ({"page": "-1"}, ["One", "Three", "Two"]),
        ({"page": "9" * 9999}, ["One", "Three", "Two"]),
        ({"page": "x", "sort": "x", "in": "x"}, ["One", "Three", "Two"]),
    ],
)
def test_filters_select_the_expected_posts(data, expected, words_are):
    fill_for_filters()
    assert sorted(titles(look("river", **data))) == expected


@pytest.mark.slow
def test_empty_result_names_public_filters_only():
    fill_for_filters()
    hidden = make.user("Author", byline="Hidden")
    make.draft(make.quotation("A.", source_name="Concealed"), labels=["Undisclosed"],
               authors=(hidden,))  # fmt: skip
    page = look("nowhere", label="water", author="bo", source="paper", year="2022")
    chosen = "//ul[contains(@class, 'chosen')]//a"
    assert text(page, chosen) == [
        *("Labels: Water ×remove filter", "Authors: Bo ×remove filter"),
        *("Sources: Paper ×remove filter", "Years: 2022 ×remove filter"),
    ]
    page = look("nowhere", label="undisclosed", author="hidden", source="concealed")
    assert text(page, chosen) == [
        *("Labels: undisclosed ×remove filter", "Authors: hidden ×remove filter"),
        "Sources: concealed ×remove filter",
    ]


@pytest.mark.parametrize("q", ["the", "the and of"])
def test_stop_word_of_one_language_has_a_hint(q):
    make.post("<p>The river.</p>")
    make.post("<p>La rivière.</p>", language="fr")
    assert text(look(q), "//p[@class='empty-lead']") == [
        "These words are too common to search for."
    ]
    make.post("<p>Le the.</p>", language="fr", title="Encore")
    assert len(titles(look("the"))) == 1


@pytest.mark.slow
def test_quotations_are_filtered_by_source_and_post(words_are):
    fill_for_filters()
    both = {"in": "quotations"}
    assert len(quoted(look("river", **both))) == 3
    assert choices(look("river", **both))["Labels"] == ["Water 3", "Asia 1"]
    for data, number in (
        ({"source": "paper"}, 3),
        ({"label": "asia"}, 1),
        ({"label": "water", "source": "paper"}, 3),
        ({"label": "water", "source": "none"}, 0),
        ({"author": "bo"}, 2),
        ({"author": "bo", "label": "asia"}, 0),
        ({"year": "2022"}, 2),
    ):
        assert len(quoted(look("river", **both, **data))) == number


@pytest.mark.slow
def test_result_pages_link_to_each_other(monkeypatch):
    for number in range(11):
        make.post(title=f"River {number}", published_at=make.moment(2023, 1, 1 + number))
    first = look("river", sort="date")
    assert titles(first) == [f"River {number}" for number in range(10, 0, -1)]
    (address,) = first.xpath("//a[@rel='next']/@href")
    second = read(Client(), "/search/" + address)
    assert titles(second) == ["River 0"]
    assert text(second, "//h2[@id='results-title']") == ["Posts page 2 of 2"]
    assert second.xpath("//a[@rel='prev']/@href") == ["?q=river&sort=date"]


def test_many_results_are_truncated_with_a_notice(limit_candidates):
    limit_candidates(3)
    for number in range(5):
        make.post(title=f"River {number}", published_at=make.moment(2023, 1, 1 + number))
    page = look("river")
    assert titles(page) == ["River 4", "River 3", "River 2"]
    assert len(text(page, "//p[@class='is-truncated']")) == 1


@pytest.mark.parametrize("role", ["source_name", "speaker_name"])
def test_frequent_terms_search_newest_quotations_of_source(role, monkeypatch):
    monkeypatch.setattr("blog.search.parsing.MAX_INDEX_ROWS", -1)
    monkeypatch.setattr("blog.search.scan_plans.MAX_WALKED_SOURCE", 2)
    for number, phrase in enumerate(("A river.", "The river.", "Wet.", "River.")):
        who = {role: "Ada" if number else "Bo", "attribution": "Said"}
        make.post(make.quotation(phrase, **who), published_at=make.moment(2023, 1, 1 + number))
    for source, result, is_partial in (("ada", ["River."], True), ("bo", ["A river."], False)):
        page = look("river", source=source, **{"in": "quotations"})
        assert (quoted(page), len(text(page, "//p[@class='is-truncated']"))) == (result, is_partial)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "expected", "is_partial"),
    [
        ({}, ["River 3"], True),
        ({"label": "old"}, ["River 1", "River 0"], False),
        ({"label": "all"}, ["River 3"], True),
        ({"author": "bo"}, ["River 3"], True),
        ({"source": "paper"}, ["River 1", "River 0"], False),
        ({"source": "speaker"}, ["River 3"], True),
        ({"label": "old", "source": "paper"}, ["River 1", "River 0"], False),
        ({"year": "2021"}, ["River 1", "River 0"], False),
        ({"label": "all", "year": "2021"}, ["River 1", "River 0"], False),
    ],
)
def test_frequent_terms_search_newest_posts(data, expected, is_partial, monkeypatch):
    """Two of the site, of the label, of the author; the page says where older ones are left."""
    monkeypatch.setattr("blog.search.parsing.MAX_INDEX_ROWS", -1)
    for walk in ("MAX_WALKED_POSTS", "MAX_WALKED_SOURCE"):
        monkeypatch.setattr(f"blog.search.scan_plans.{walk}", 2)
    author = make.user("Author", byline="Bo")
    for number, year in enumerate((2021, 2021, 2022, 2022, 2022)):
        make.post(
            make.quotation(
                "“Wet.”", source_name="Paper" if number < 2 else "Press", speaker_name="Speaker"
            ),
            title=f"River {number}" if number in {0, 1, 3} else "Wet",
            labels=["All", "Old"] if number < 2 else ["All"],
            authors=(author,),
            published_at=make.moment(year, 1, 1 + number),
        )
    page = look("river", **data)
    assert titles(page) == expected
    assert len(text(page, "//p[@class='is-truncated']")) == is_partial


def test_frequent_terms_without_result_have_a_notice(monkeypatch):
    monkeypatch.setattr("blog.search.parsing.MAX_INDEX_ROWS", -1)
    make.post(title="Sea")
    spoken = text(look("river"), "//div[@class='empty']/p")
    assert spoken[1].startswith("These words are very common")
