"""Sources are found by each of their names, in any script, and stay one source."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from blog.content.sources.completion import complete_sources
from blog.content.sources.names import filter_matching, filter_named, find_named_sources
from blog.content.sources.similar import find_similar_sources
from blog.editing.source_facts import OtherName, change_names
from blog.models import Post, Source, SourceName
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.plans import plan
from tests.support.source_names import NAMES_BY_KIND

pytestmark = pytest.mark.django_db
ALL_NAMES = [names for rows in NAMES_BY_KIND.values() for names in rows]


@pytest.fixture
def known() -> None:
    for kind, rows in NAMES_BY_KIND.items():
        for main, *others in rows:
            source = Source.objects.create(kind=kind, name=main)
            change_names(source=source, saved=[OtherName(name) for name in others])


def pairs() -> Iterator[tuple[str, str]]:
    """Yield each name with the main name of its source."""
    for names in ALL_NAMES:
        for name in names:
            yield name, names[0]


def test_table_has_thirty_sources_with_six_names():
    assert len(ALL_NAMES) >= 30
    assert {len(names) for names in ALL_NAMES} == {6}
    assert len({name.upper() for name, _main in pairs()}) == 6 * len(ALL_NAMES)


@pytest.mark.slow
def test_completion_finds_each_name_whole_and_in_part(known):
    missed = []
    for name, main in pairs():
        for typed in (name, name[: max(2, len(name) - 2)], name.split()[-1]):
            matches: list[Any] = complete_sources(typed, 8)
            match = next((each for each in matches if each.name == main), None)
            if match is None or (typed == name != main and match.other_name != name):
                missed.append(typed)
    assert missed == []


@pytest.mark.slow
def test_search_finds_each_name_alone(known):
    for name, main in pairs():
        assert [str(each) for each in filter_named(Source.objects.all(), name)] == [main]
        matches = filter_matching(Source.objects.all(), name.split())
        assert main in {str(each) for each in matches}


@pytest.mark.slow
def test_similar_sources_include_each_name(known):
    missed = [name for name, main in pairs()
              if main not in {each.name for each in find_similar_sources(name)}]  # fmt: skip
    assert missed == []


@pytest.mark.slow
def test_attribution_by_each_name_is_credited_to_one_source(known):
    client = signed_in(make.user("Author"))
    lines = [f"{name}, 2019" for name, _main in pairs()]
    response = client.post(
        "/admin/blog/post/editor/attribution/", json.dumps(lines[:200]), "application/json"
    )
    credited = [each["name"] for each in response.json()["attributions"]]
    assert credited == [main for _name, main in pairs()][:200]


@pytest.mark.slow
def test_post_by_each_name_creates_no_source(known):
    html = "".join(
        make.quotation(f"“Said {number}.”", attribution=name, source_name=name)
        for number, (name, _main) in enumerate(pairs())
    )
    post = make.post(html)
    assert Source.objects.count() == len(ALL_NAMES)
    credited = post.pullquotes.order_by("position").values_list("source__name", flat=True)
    assert list(credited) == [main for _name, main in pairs()]


@pytest.mark.slow
def test_pages_find_a_public_source_by_each_name(known):
    make.post("".join(make.quotation("“Said.”", source_name=names[0]) for names in ALL_NAMES))
    client = Client()
    missed = []
    for names in ALL_NAMES:
        for number, name in enumerate(names):
            link = f'href="{Source.objects.get(name=names[0]).get_absolute_url()}"'
            if link not in client.get("/sources/", {"q": name}).content.decode():
                missed.append(f"/sources/ {name}")
            # Each script once, as searches are limited to sixty a minute.
            if number == 1 and link not in client.get("/search/", {"q": name}).content.decode():
                missed.append(f"/search/ {name}")
    assert missed == []


NAMESAKES = [
    # Name and affiliation in the attribution, and the affiliation of the source that is found.
    ("Ana Ruiz", "", "Main"),
    ("ana ruiz", "main", "Main"),
    ("Ana Ruiz", "Other", "Other"),
    ("Ana Ruiz", "Elsewhere", None),
    ("Ана Руис", "", None),
    ("Ана Руис", "other", "Other"),
    ("Ана Руис", "Third", "Third"),
    ("Ана Руис", "Elsewhere", None),
    ("Aninha", "", "Third"),
    ("Aninha", "Elsewhere", "Third"),
    ("AR", "", "Third"),
    ("AR", "Third", "Third"),
    ("AR", "Elsewhere", None),
    ("Nobody", "", None),
]


@pytest.mark.parametrize(("name", "affiliation", "expected"), NAMESAKES)
def test_ambiguous_name_is_credited_only_with_its_affiliation(name, affiliation, expected):
    """Its main name comes first; of two sources with another name, the one with the affiliation."""
    Source.objects.create(name="Ana Ruiz", affiliation="Main")
    other = Source.objects.create(name="Anna Ruiz", affiliation="Other")
    third = Source.objects.create(name="Anne Ruiz", affiliation="Third")
    rows = [(other, "Ana Ruiz", "former"), (other, "Ана Руис", "spelling")]
    rows += [(third, "Ана Руис", "spelling"), (third, "Aninha", "former"), (third, "AR", "short")]
    for source, other_name, kind in rows:
        SourceName.objects.create(source=source, name=other_name, kind=kind)
    [match] = find_named_sources([(name, affiliation)])
    assert (match and match.affiliation) == expected


def test_main_name_shared_by_two_is_not_credited_to_either():
    for affiliation in ("One", "Two"):
        Source.objects.create(name="Ana Ruiz", affiliation=affiliation)
    third = Source.objects.create(name="Third")
    SourceName.objects.create(source=third, name="Ana Ruiz")
    assert find_named_sources([("Ana Ruiz", "")]) == [None]


def test_name_with_its_title_comes_before_the_name_alone():
    Source.objects.create(name="Hasina", affiliation="Elsewhere")
    sheikh = Source.objects.create(name="Sheikh Hasina")
    line = "Sheikh Hasina, 2019"
    client = signed_in(make.user("Author"))
    response = client.post(
        "/admin/blog/post/editor/attribution/", json.dumps([line]), "application/json"
    )
    assert response.json()["attributions"][0]["source"] == sheikh.pk
    post = make.post(make.quotation(attribution=line, source_name="Hasina", source_role="Sheikh"))
    assert post.pullquotes.get().source == sheikh


def test_speaker_under_another_name_of_the_source_is_left_out():
    source = Source.objects.create(name="Kim Jong-un")
    SourceName.objects.create(source=source, name="김정은")
    post = make.post(make.quotation(source_name="김정은", speaker_name="Kim Jong-un"))
    quotation = post.pullquotes.get()
    assert (quotation.source, quotation.speaker) == (source, None)


def test_source_renamed_and_retyped_by_its_former_name_has_no_orphan():
    source = Source.objects.create(name="Nadia Novak")
    change_names(source=source, saved=[OtherName("Nadia Stein", "former")])
    for name in ("Nadia Novak", "Nadia Stein", "NADIA STEIN"):
        post = make.post(make.quotation(source_name=name, attribution=name))
        assert post.pullquotes.get().source == source
    assert Source.objects.count() == 1


def fill_tables() -> None:
    """Create so many names that PostgreSQL does not read all of them by any index."""
    sources = [Source(name=f"Bo Ek {number}", slug=f"bo-{number}") for number in range(1000)]
    Source.objects.bulk_create(sources)
    SourceName.objects.bulk_create(
        SourceName(source=source, name=f"Ek {number}") for number, source in enumerate(sources)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_source, blog_sourcename")


@pytest.mark.parametrize(
    ("run", "indexes"),
    [
        (
            lambda: find_named_sources([("Зеленський", "")]),
            {"sourcename_by_name", "source_name_affiliation_unique"},
        ),
        (
            lambda: list(filter_matching(Source.objects.all(), ["зелен", "волод"])),
            {"sourcename_searched", "source_searched"},
        ),
        (
            lambda: list(filter_matching(Source.objects.all(), ["卢拉", "л"])),
            {"source_searched"},  # Other names by an index as well: of their words or their source.
        ),
        (
            lambda: list(filter_named(Source.objects.public(), "Зеленський")),
            {"sourcename_searched", "source_searched"},
        ),
        (
            lambda: complete_sources("зеленський", 8),
            {"sourcename_by_name", "source_by_name", "sourcename_searched", "source_searched"},
        ),
        (
            lambda: find_similar_sources("Ana Li"),
            {"sourcename_keys", "source_name_keys", "sourcename_searched", "source_searched"},
        ),
        (
            lambda: find_similar_sources("Зеленський"),
            {"sourcename_keys", "source_name_keys", "sourcename_searched", "source_searched"},
        ),
    ],
    ids=["save", "search", "short", "named", "completion", "short similar", "similar"],
)
def test_look_ups_by_name_use_indexes(run, indexes):
    fill_tables()
    lines = plan(run)
    assert "Seq Scan on blog_source" not in lines
    assert {name for name in indexes if name not in lines} == set(), lines


@pytest.mark.parametrize(
    ("name", "term", "is_found"),
    [
        ("卢拉", "卢拉", True),
        ("习近平", "近平", True),
        ("习近平", "习", True),
        ("习近平", "近", False),
        ("Ana Li", "li", True),
        ("Ana Li", "LÍ", True),
        ("Olivia", "li", False),
        ("Jean-Lu Ek", "lu", True),
        ("Ek", "k", False),
        ("Ek & Sons", "ek & sons", True),
        ("Ek & Sons", "«ek»", True),
        ("Ek & Sons", "&", False),
        ("Ek", "_k", False),
        ("Ek", "%", False),
        ("ek\\s", "\\", False),
    ],
)
def test_short_term_finds_ends_of_words(name, term, is_found):
    Source.objects.create(name=name)
    assert filter_matching(Source.objects.all(), term.split()).exists() == is_found


ACROSS_NAMES = [
    ("зелен ukraine", "Зеленський"),  # Another name and the affiliation.
    ("president wolodymyr", "Wolodymyr Selenskyj"),  # The role and another name.
    ("selenskyj зелен", "Wolodymyr Selenskyj"),  # Two other names; the first is shown.
    ("zelenskyy ukraine", ""),  # The main name and the affiliation.
    ("зелен germany", None),
    ("зелен ukraine merkel", None),
]


@pytest.mark.parametrize(("term", "other_name"), ACROSS_NAMES)
def test_words_in_several_names_of_a_source_find_it(term, other_name):
    source = Source.objects.create(name="Zelenskyy", role="President", affiliation="Ukraine")
    names = ("Зеленський", "Wolodymyr Selenskyj")
    change_names(source=source, saved=[OtherName(name) for name in names])
    other = Source.objects.create(name="Merkel", role="Chancellor", affiliation="Germany")
    change_names(source=other, saved=[OtherName("Меркель")])
    expected = [] if other_name is None else [source]
    assert list(filter_matching(Source.objects.all(), term.split())) == expected
    assert not filter_matching(Source.objects.exclude(pk=source.pk), term.split()).exists()
    completed: list[Any] = complete_sources(term, 8)
    assert [(each, each.other_name) for each in completed] == [
        (each, other_name) for each in expected
    ]


def test_rarest_word_finds_its_source_among_many(monkeypatch):
    monkeypatch.setattr("blog.content.sources.names.MAX_CANDIDATES", 2)
    for number in range(3):
        source = Source.objects.create(name=f"Ukraine {number}")
        change_names(source=source, saved=[OtherName(f"Україна {number}")])
    change_names(source=source, saved=[OtherName("Незалежна")])
    assert list(filter_matching(Source.objects.all(), ["ukraine", "незалежна"])) == [source]


def test_search_finds_a_limited_number_of_sources(monkeypatch):
    monkeypatch.setattr("blog.content.sources.names.MAX_MATCHES", 2)
    for number in range(3):
        Source.objects.create(name=f"Ana {number}", kind="person" if number else "document")
    assert len(filter_matching(Source.objects.all(), ["ana"])) == 2
    # The filters of the list come first.
    assert len(filter_matching(Source.objects.filter(kind="person"), ["ana"])) == 2
    assert len(filter_matching(Source.objects.filter(kind="document"), ["ana"])) == 1


def test_post_that_quotes_under_another_name_passes_the_check():
    source = Source.objects.create(name="Kim Jong-un")
    SourceName.objects.create(source=source, name="김정은")
    post = make.draft(make.quotation(source_name="김정은", attribution="김정은"))
    assert Post.all_objects.quoting([source]).get() == post
