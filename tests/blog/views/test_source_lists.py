"""The lists of sources: their order, their kinds, and what is looked for in them."""

from urllib.parse import urlencode

import lxml.html
import pytest
from django.test import Client

from blog.models import Source
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def page(**query: str) -> lxml.html.HtmlElement:
    return read(Client(), "/sources/" + (f"?{urlencode(query)}" if query else ""))


def names(shown: lxml.html.HtmlElement) -> list[str]:
    return text(shown, "//ul[@class='index']//a")


def quote(kind: str, name: str, family_name: str = "", **fields: str) -> None:
    source = Source.objects.create(kind=kind, name=name, family_name=family_name, **fields)
    post = make.post(make.quotation("“Said.”"))
    post.pullquotes.update(source=source)


PEOPLE = [
    ("Edmund Zahl", "Zahl"),
    ("Zoë Abel", "Abel"),
    ("习近平", "习"),
    ("Aung San", ""),
    ("Hélène de la Vasseur", "Vasseur"),
    ("Anna Élan", "Élan"),
    ("Ivo Abel", "Abel"),
    ("فاطمة الزهراء", ""),
    ("Juan Carlos", "Not In The Name"),
]
# As the database's rules sort them.
SORTED = ["Ivo Abel", "Zoë Abel", "Aung San"]


def fill() -> None:
    for kind, name in (
        ("document", "Charter"),
        ("publication", "Paper"),
        ("organisation", "Board"),
    ):
        quote(kind, name)
    for name, family_name in PEOPLE:
        quote("person", name, family_name)


def test_sources_are_grouped_by_kind():
    fill()
    assert text(page(), "//h2[contains(@class, 'group-title')]/a") == [
        "People",
        "Organizations",
        "Publications",
        "Documents",
    ]


@pytest.mark.parametrize("query", [{}, {"kind": "person"}])
def test_people_are_sorted_by_family_name_if_known(query):
    fill()
    shown = [name for name in names(page(**query)) if name in dict(PEOPLE)]
    assert sorted(shown) == sorted(dict(PEOPLE))
    assert shown[:3] == SORTED
    assert shown.index("Hélène de la Vasseur") < shown.index("Edmund Zahl")
    assert text(page(**query), "//ul[@class='index']//a/b")[:2] == ["Abel", "Abel"]


@pytest.mark.slow
def test_people_are_listed_under_the_initial_of_family_name():
    for number in range(25):
        quote("person", f"Ada {chr(65 + number)}", chr(65 + number) + "x")
    quote("person", "Zoë Bell", "bell")
    shown = page(kind="person")
    assert text(shown, "//h2[@class='initial']")[:3] == ["A", "B", "C"]
    assert "Zoë Bell" in text(shown, "//section[h2[.='B']]//a")


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_by_family_name_have_every_person_once(size, monkeypatch):
    monkeypatch.setattr("blog.views.sources.SOURCES_PER_PAGE", size)
    fill()
    shown, result = page(kind="person"), []
    while True:
        result += names(shown)
        if not (address := shown.xpath("//a[@rel='next']/@href")):
            break
        shown = read(Client(), "/sources/" + address[0])
    assert sorted(result) == sorted(dict(PEOPLE))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "vass"}, ["Hélène de la Vasseur"]),
        ({"q": "VASSEUR hélène"}, ["Hélène de la Vasseur"]),
        ({"q": "الزهراء"}, ["فاطمة الزهراء"]),
        ({"q": "习"}, ["习近平"]),
        ({"q": "abel", "kind": "person"}, ["Ivo Abel", "Zoë Abel"]),
        ({"q": "abel", "kind": "document"}, []),
        ({"q": "board"}, ["Board"]),
        ({"q": "harbour"}, ["Mayor"]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"q": "\\"}, []),
        ({"q": "\0'\"<b>"}, ["Board"]),
        ({"q": "hidden"}, []),
        ({"q": "a " * 5000 + "x"}, ["Anna Élan", "Aung San"]),
    ],
)
def test_source_search_matches_name_role_and_affiliation(query, expected):
    fill()
    quote("person", "Mayor", affiliation="Harbour", role="Mayor")
    Source.objects.create(name="Hidden")
    shown = page(**query)
    if query["q"].startswith("a a"):
        assert set(expected) <= set(names(shown))
    else:
        assert names(shown) == expected
    assert bool(text(shown, "//p[@class='empty-lead']")) == (not expected)


def test_source_search_is_kept_in_links_to_kinds():
    fill()
    shown = page(q="abel", kind="person")
    assert shown.xpath("//input[@id='q']/@value") == ["abel"]
    assert shown.xpath("//nav[@class='kinds']//a/@href") == [
        "?q=abel",
        "?kind=person&q=abel",
        "?kind=organisation&q=abel",
        "?kind=publication&q=abel",
        "?kind=document&q=abel",
    ]
    assert text(shown, "//nav[@class='kinds']//a[@aria-current]") == ["People"]
    assert shown.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page(kind="person").xpath("//meta[@name='robots']/@content") != ["noindex"]


def test_source_search_without_results_links_to_all():
    fill()
    assert page(q="nobody").xpath("//div[@class='empty']//a/@href") == ["/sources/"]
    shown = page(q="nobody", kind="person")
    assert shown.xpath("//div[@class='empty']//a/@href") == ["?kind=person"]


def test_empty_source_list_has_a_message():
    assert text(page(), "//p[@class='empty']") == ["No quotations yet."]
    assert text(page(kind="person"), "//p[@class='empty']") == ["No sources of this kind yet."]


def test_source_kinds_show_a_count_up_to_the_limit(monkeypatch):
    monkeypatch.setattr("blog.views.sources.SOURCES_PER_KIND", 2)
    fill()
    counts = text(page(), "//h2[contains(@class, 'group-title')]/span[@class='count']")
    assert counts == ["over 2 sources", "1 source", "1 source", "1 source"]
