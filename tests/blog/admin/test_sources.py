"""The source list of the admin, and the autocompletion of sources in the editor."""

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.admin.sources import admin as sources
from blog.models import Source, SourceCounter
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.plans import plan

pytestmark = pytest.mark.django_db
SOURCES = "/admin/blog/source/"
AUTOCOMPLETE = "/admin/blog/post/editor/sources/"


@pytest.fixture
def desk() -> Client:
    return signed_in(make.user("Editor"))


def quote(name: str, times: int = 1, **fields) -> None:
    quotations = (make.quotation(f"“Said {n}.”", source_name=name) for n in range(times))
    make.post("".join(quotations), **fields)


def test_list_sorted_by_use_counts_published_quotations(desk):
    quote("Ana", times=2)
    quote("Bo", times=3)
    quote("Cy", times=4, published_at=timezone.now() + timedelta(days=1))
    quote("Ana", times=2)
    page = lxml.html.fromstring(desk.get(f"{SOURCES}?o=-5").content)
    rows = page.xpath("//table[@id='result_list']/tbody/tr")
    assert [(row.xpath("th/a")[0].text, row.xpath("td[last()]")[0].text) for row in rows] == [
        ("Ana", "4"),
        ("Bo", "3"),
        ("Cy", "0"),
    ]


def list_names(desk: Client, query: str) -> list[str]:
    page = lxml.html.fromstring(desk.get(f"{SOURCES}?{query}").content)
    return [link.text for link in page.xpath("//table[@id='result_list']/tbody/tr/th/a")]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("o=-5", ["Bo", "Cy", "Ana", "Ek", "Di"]),
        ("o=5", ["Ek", "Di", "Ana", "Cy", "Bo"]),
        ("o=-5&kind__exact=document", ["Di"]),
        ("o=-5&q=a", ["Ana"]),
        ("o=1", ["Ana", "Bo", "Cy", "Di", "Ek"]),
        ("o=-1", ["Ek", "Di", "Cy", "Bo", "Ana"]),
    ],
)
@pytest.mark.parametrize("limit", [2, 1000])
def test_list_is_sorted_by_name_or_use(query, names, limit, desk, monkeypatch):
    monkeypatch.setattr(sources, "MAX_ROWS", limit)
    for name, times in (("Ana", 1), ("Bo", 3), ("Cy", 2)):
        quote(name, times)
    Source.objects.create(name="Di", kind="document")
    Source.objects.create(name="Ek")
    if limit == 2 and "o=-5" in query and "q=" not in query:
        names = names[:3]
    elif limit == 2 and query == "o=5":
        names = names[:2]
    assert list_names(desk, query)[: len(names)] == names


def test_lists_of_sources_read_indexes(desk, monkeypatch):
    monkeypatch.setattr(sources, "MAX_ROWS", 10)
    rows = [Source(name=f"Bo Ek {number}", slug=f"bo-{number}") for number in range(3000)]
    Source.objects.bulk_create(rows)
    since = datetime(2020, 1, 1, tzinfo=UTC)
    SourceCounter.objects.bulk_create(
        SourceCounter(source=row, since=since, count=number) for number, row in enumerate(rows)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_source, blog_sourcecounter")
    for query, index in (
        ("o=1", "source_by_name"),
        ("o=-5", "sourcecounter_by_count"),
        ("q=an", "source_searched"),
    ):
        lines = plan(lambda query=query: desk.get(f"{SOURCES}?{query}"))
        assert index in lines, query
    known = Source.objects.ever_public().filter(pk__in=[rows[0].pk, rows[1].pk])
    lines = plan(lambda: list(known))
    assert "blog_source_pkey" in lines and "hashed" not in lines


@pytest.mark.parametrize(
    ("typed", "offered", "queries"),
    [
        ("an", ["Ana Abe", "Ana Zed", *(f"Andy {n}" for n in range(6))], 6),
        ("ana", ["Ana Abe", "Ana Zed", "Bo", "Diana"], 8),
        ("ANA Z", ["Ana Zed"], 9),
        ("zed ana", ["Ana Zed"], 10),
        ("50%", ["50 per cent"], 8),
        ("5%0", [], 7),
        ("", ["50 per cent", "Ana Abe", "Ana Zed", *(f"Andy {n}" for n in range(5))], 6),
    ],
)
def test_autocomplete_lists_prefix_matches_first(
    typed, offered, queries, desk, django_assert_num_queries
):
    """Five queries for settings, session, user and permissions, and one or two for the sources: the
    second if too few names begin with the term. Two more look for words
    in several names."""
    names = ["Diana", "Ana Zed", "Ana Abe", "50 per cent", *(f"Andy {n}" for n in range(7))]
    for name in names:
        Source.objects.create(name=name)
    Source.objects.create(name="Bo", affiliation="Bank of Banana Farms")
    with django_assert_num_queries(queries):
        matches = desk.get(AUTOCOMPLETE, {"q": typed}).json()["sources"]
    assert [source["name"] for source in matches] == offered


@pytest.mark.slow
def test_quoted_source_cannot_be_deleted_and_quotations_are_shown(desk, monkeypatch):
    monkeypatch.setattr(sources, "MAX_PROTECTED_SHOWN", 2)
    quote("Ana", times=3)
    make.post(make.quotation("“Passed on.”", source_name="Bo", speaker_name="Cy"))
    unused = Source.objects.create(name="Unused")
    for name, shown in (("Ana", 2), ("Bo", 1), ("Cy", 1)):
        address = f"{SOURCES}{Source.objects.get(name=name).pk}/delete/"
        assert len(desk.get(address).context["protected"]) == shown
        desk.post(address, {"post": "yes"})
    assert desk.post(f"{SOURCES}{unused.pk}/delete/", {"post": "yes"}).status_code == 302
    assert sorted(Source.objects.values_list("name", flat=True)) == ["Ana", "Bo", "Cy"]
    author = signed_in(make.user("Author"))
    assert author.get(f"{SOURCES}{Source.objects.earliest('pk').pk}/delete/").status_code == 403


def test_known_sources_with_a_similar_name_are_found(desk):
    for name, affiliation in (("Ana Ruiz", "Vik"), ("Eva Ruiz", ""), ("A. Ruiz", ""), ("Bo", "")):
        Source.objects.create(name=name, affiliation=affiliation)
    answer = desk.get(AUTOCOMPLETE, {"like": " Dr.  Ana RUÍZ "}).json()["sources"]
    assert [(each["name"], each["affiliation"]) for each in answer] == [
        ("Ana Ruiz", "Vik"),
        ("A. Ruiz", ""),
    ]


@pytest.mark.parametrize("name", ["", " ", "R", "…", "%", "_", "\\", "x" * 5000, "Nobody"])
def test_names_without_similar_sources_find_none(desk, name):
    Source.objects.create(name="Ana Ruiz")
    answer = desk.get(AUTOCOMPLETE, {"like": name})
    assert (answer.status_code, answer.json()) == (200, {"sources": []})


def test_many_namesakes_find_three(desk):
    for number in range(5):
        Source.objects.create(name="Ana Ruiz", affiliation=f"Vik {number}")
    with CaptureQueriesContext(connection) as queries:
        answer = desk.get(AUTOCOMPLETE, {"like": "Ana Ruiz"}).json()["sources"]
    assert [each["affiliation"] for each in answer] == ["Vik 0", "Vik 1", "Vik 2"]
    assert sum("blog_source" in each["sql"] for each in queries) == 1
