"""The page of a source: its names, relations, identifiers and portrait."""

import json
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from blog.editing.photos import IN_USE, delete_photos
from blog.editing.source_facts import (
    Identifier,
    OtherName,
    Relation,
    change_identifiers,
    change_names,
    change_relations,
    set_portrait,
)
from blog.models import Photo, Source
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def quoted(name: str, **fields: Any) -> Source:
    source = Source.objects.create(name=name, **fields)
    make.post(make.quotation_of(source))
    return source


def facts(source: Source) -> dict[str, list[str]]:
    page = read(Client(), source.get_absolute_url())
    rows = page.xpath("//dl[@class='source-facts']/div")
    return {text(row, "dt")[0]: text(row, "dd") for row in rows}


def about(source: Source) -> dict[str, Any]:
    page = read(Client(), source.get_absolute_url())
    [script] = page.xpath("//script[@type='application/ld+json']")
    return json.loads(script.text)["@graph"][0]["about"]


def test_source_without_facts_has_no_list_of_them():
    assert facts(quoted("Ada")) == {}


def test_names_are_shown_by_kind_with_their_language():
    source = quoted("Médecins Sans Frontières", kind="organisation")
    names = [
        OtherName("أطباء بلا حدود", "translation", "ar"),
        OtherName("Ärzte ohne Grenzen", "translation", "de"),
        OtherName("MSF", "short"),
        OtherName("Secours <b>", "former"),
        OtherName("Médecins sans frontière"),
    ]
    change_names(source=source, saved=names)
    assert facts(source) == {
        "Also written": ["Médecins sans frontière"],
        "In other languages": ["Ärzte ohne Grenzen", "أطباء بلا حدود"],
        "Short name": ["MSF"],
        "Former name": ["Secours <b>"],
    }
    page = read(Client(), source.get_absolute_url())
    [arabic] = page.xpath("//bdi[@lang='ar']")
    assert (arabic.text, arabic.get("dir")) == ("أطباء بلا حدود", "rtl")
    assert page.xpath("//bdi[.='MSF']/@dir") == ["auto"]
    assert about(source)["alternateName"] == sorted((n.name for n in names), key=str.casefold)


def relate(source: Source, kind: str, other: Source, **dates: Any) -> None:
    change_relations(source=source, saved=[Relation(kind, other, **dates)])


def test_relations_are_shown_on_both_pages():
    paper = quoted("Le Monde", kind="publication")
    group = quoted("Groupe Le Monde", kind="organisation")
    relate(paper, "published_by", group, started_on="2010-01-01", started_precision="year")
    assert facts(paper) == {"Published by": ["Groupe Le Monde since 2010"]}
    assert facts(group) == {"Publishes": ["Le Monde"]} or facts(group) == {
        "Publishes": ["Le Monde since 2010"]
    }
    page = read(Client(), paper.get_absolute_url())
    assert page.xpath("//dl//a/@href") == [group.get_absolute_url()]
    reference = {"@type": "Organization", "name": "Groupe Le Monde"}
    [parent] = about(paper)["parentOrganization"]
    assert parent.items() >= reference.items()
    assert about(group)["subOrganization"][0]["name"] == "Le Monde"


def test_related_source_is_named_without_link_until_it_is_public():
    paper = quoted("Le Monde", kind="publication")
    group = Source.objects.create(name="Groupe", kind="organisation")
    hidden = Source.objects.create(name="Secret spokesman")
    relate(paper, "published_by", group)
    relate(hidden, "speaks_for", paper)
    assert facts(paper) == {"Published by": ["Groupe"]}
    assert not read(Client(), paper.get_absolute_url()).xpath("//dl//a")
    make.post(make.quotation_of(hidden))
    assert facts(paper)["Represented by"] == ["Secret spokesman"]


@pytest.mark.parametrize(
    ("kind", "relation", "other_kind", "property"),
    [
        ("person", "part_of", "organisation", "memberOf"),
        ("person", "speaks_for", "organisation", "memberOf"),
        ("person", "speaks_for", "person", None),
        ("organisation", "part_of", "organisation", "parentOrganization"),
        ("document", "published_by", "organisation", "publisher"),
        ("document", "published_by", "person", "publisher"),
        ("document", "part_of", "document", "isPartOf"),
        ("document", "part_of", "organisation", None),
        ("organisation", "followed_by", "organisation", None),
    ],
)
def test_relations_become_properties_of_schema_org(kind, relation, other_kind, property):
    source, other = quoted("One", kind=kind), quoted("Other", kind=other_kind)
    before = about(source).keys()
    relate(source, relation, other)
    assert about(source).keys() - before == ({property} if property else set())
    ended = {"ended_on": "2020-01-01", "ended_precision": "year"}
    relation_row = source.relations.get()
    change_relations(source=source, saved=[Relation(relation, other, pk=relation_row.pk, **ended)])
    assert about(source).keys() == before


def test_identifiers_are_links_and_same_as():
    source = quoted("Ada", url="https://ada.example")
    change_identifiers(
        source=source, saved=[Identifier("wikidata", "Q7259"), Identifier("viaf", "2466449")]
    )
    assert facts(source) == {"Identifiers": ["VIAF 2466449", "Wikidata Q7259"]}
    assert about(source)["sameAs"] == [
        "https://ada.example",
        "https://viaf.org/viaf/2466449",
        "https://www.wikidata.org/wiki/Q7259",
    ]


def test_portrait_is_shown_until_it_is_taken_down():
    source, editor = quoted("Ada"), make.user("Editor")
    photo = make.photo(editor)
    Photo.objects.filter(pk=photo.pk).update(alt="Ada at her desk", credit="Press/Photographer")
    set_portrait(source=source, photo=photo, by=editor)
    page = read(Client(), source.get_absolute_url())
    assert page.xpath("//figure[@class='source-portrait']//img/@alt") == ["Ada at her desk"]
    assert text(page, "//figure[@class='source-portrait']/figcaption") == ["Press/Photographer"]
    assert about(source)["image"]["contentUrl"].endswith(photo.image.url)
    Photo.objects.filter(pk=photo.pk).update(withdrawn_at=timezone.now())
    assert not read(Client(), source.get_absolute_url()).xpath("//figure")
    assert "image" not in about(source)


def test_portrait_is_in_use_and_cannot_be_deleted():
    source, editor = quoted("Ada"), make.user("Editor")
    photo = make.photo(editor)
    assert not Photo.objects.filter(IN_USE).exists()
    set_portrait(source=source, photo=photo, by=editor)
    assert Photo.objects.filter(IN_USE).get() == photo
    with pytest.raises(ProtectedError):
        delete_photos(photos=[photo])
    assert set_portrait(source=source, photo=None, by=editor).deleted == 1
    assert delete_photos(photos=[photo]).count == 1


def test_search_for_a_name_shows_its_public_source_first(django_assert_num_queries):
    source = quoted("World Health Organization", kind="organisation")
    hidden = Source.objects.create(name="WHO", kind="organisation")
    change_names(source=source, saved=[OtherName("WHO", "short"), OtherName("Ärzte")])
    for q in ("WHO", "who", '"WHO"', "arzte", "World  health ORGANIZATION"):
        page = read(Client(), f"/search/?q={q}")
        assert text(page, "//section[@class='named-sources']//li//a") == [str(source)], q
    for q in ("World Health", "WHO WHO", "%", "", "WHO&in=posts", "WHO&page=2", "WHO&year=2024"):
        page = read(Client(), f"/search/?q={q}")
        assert not page.xpath("//section[@class='named-sources']"), q
    assert hidden.pk
