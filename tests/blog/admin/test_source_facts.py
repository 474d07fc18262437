"""Other names, identifiers, relations and portrait on the admin page of a source."""

import json
from typing import Any

import lxml.html
import pytest

from blog.models import Source, SourceIdentifier, SourceName, SourceRelation
from tests.support import factories as make
from tests.support.desk import fields, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return Source.objects.create(name="Volodymyr Zelenskyy", affiliation="Ukraine")


@pytest.fixture
def desk():
    return signed_in(make.user("Editor"))


def address(source: Source) -> str:
    return f"/admin/blog/source/{source.pk}/change/"


def send(client: Any, source: Source, **changes: Any) -> Any:
    return client.post(address(source), {**fields(client, address(source)), **changes})


def get_errors(response: Any) -> list[str]:
    page = lxml.html.document_fromstring(response.content.decode())
    return [e.text_content().strip() for e in page.xpath("//ul[contains(@class,'errorlist')]/li")]


def test_names_are_added_changed_and_deleted(desk, source):
    add = {"names-0-name": " Володимир  Зеленський", "names-0-language": "uk"}
    response = send(desk, source, **add)
    assert response.status_code == 302, get_errors(response)
    assert list(source.names.values_list("name", "kind", "language")) == [
        ("Володимир Зеленський", "spelling", "uk")
    ]
    assert '<span class="help">Ukrainian</span>' in desk.get(address(source)).text
    assert send(desk, source, **{"names-0-kind": "translation"}).status_code == 302
    assert source.names.get().kind == "translation"
    assert send(desk, source, **{"names-0-DELETE": "on"}).status_code == 302
    assert not source.names.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"names-1-name": "volodymyr ZELENSKYY"}, "This is the main name of the source."),
        ({"names-1-name": "зеленський"}, "This source already has this name."),
        ({"names-1-name": "Z", "names-1-language": "?!"}, "language"),
        ({"identifiers-0-scheme": "isni", "identifiers-0-value": "0000000121032684"}, "typo"),
        ({"identifiers-0-scheme": "viaf", "identifiers-0-value": "Q42"}, "75121530"),
        (
            {"identifiers-0-scheme": "viaf", "identifiers-0-value": "https://ror.org/05dxps055"},
            "This is an address of ROR, not of VIAF.",
        ),
        (
            {"identifiers-0-scheme": "wikidata", "identifiers-0-value": "wikidata.org/wiki/Q1"},
            "Other has this identifier already. Are they the same source?",
        ),
        ({"relations-0-kind": "part_of", "relations-0-other": "SELF"}, "no relation to itself"),
        (
            {
                "relations-0-kind": "part_of",
                "relations-0-other": "OTHER",
                "relations-0-started": "2020",
                "relations-0-ended": "2019-03-01",
            },
            "The end is before the beginning.",
        ),
        (
            {
                "relations-0-kind": "part_of",
                "relations-0-other": "OTHER",
                "relations-0-started": "May",
            },
            "Enter a date as 2017, 2017-05, 2017-05-17 or 17 May 2017.",
        ),
    ],
)
def test_invalid_fact_is_refused_at_its_field(desk, source, changes, message):
    other = Source.objects.create(name="Other")
    SourceIdentifier.objects.create(source=other, scheme="wikidata", value="Q1")
    SourceName.objects.create(source=source, name="Зеленський")
    keys = {"SELF": source.pk, "OTHER": other.pk}
    response = send(desk, source, **{name: keys.get(v, v) for name, v in changes.items()})
    assert response.status_code == 200
    assert message in " ".join(get_errors(response))
    assert SourceName.objects.count() == SourceIdentifier.objects.count() == 1
    assert not SourceRelation.objects.exists()


def test_identifier_of_another_source_links_to_it(desk, source):
    other = Source.objects.create(name="Other <b>")
    SourceIdentifier.objects.create(source=other, scheme="wikidata", value="Q1")
    response = send(
        desk, source, **{"identifiers-0-scheme": "wikidata", "identifiers-0-value": "Q1"}
    )
    page = lxml.html.document_fromstring(response.content.decode())
    assert page.xpath("//ul[contains(@class,'errorlist')]//a/@href") == [address(other)]
    [entry] = page.xpath("//section[@class='error-summary']//li")
    assert "Other <b> has this identifier" in entry.text_content()


def test_pasted_identifiers_and_a_relation_are_saved(desk, source):
    other = Source.objects.create(name="Other")
    response = send(
        desk,
        source,
        **{
            "identifiers-0-scheme": "wikidata",
            "identifiers-0-value": "https://www.wikidata.org/wiki/Q3874799#P31",
            "relations-0-kind": "speaks_for",
            "relations-0-other": other.pk,
            "relations-0-started": "20 May 2019",
            "relations-0-ended": "2024",
        },
    )
    assert response.status_code == 302
    assert source.identifiers.get().value == "Q3874799"
    relation = source.relations.get()
    assert (relation.other, str(relation.started_on)) == (other, "2019-05-20")
    assert (relation.ended_precision, relation.started_precision) == ("year", "day")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"names-0-name": "Twice", "names-1-name": "TWICE"}, "This is listed twice."),
        (
            {
                **{"identifiers-0-scheme": "wikidata", "identifiers-0-value": "Q1"},
                **{"identifiers-1-scheme": "wikidata", "identifiers-1-value": "q1"},
            },
            "Please correct the duplicate values below.",
        ),
    ],
)
def test_rows_listed_twice_are_refused(desk, source, rows, message):
    data = {f"{name}-TOTAL_FORMS": "2" for name in ("names", "identifiers")}
    extra = {"names-1-kind": "spelling", "names-1-id": "", "names-1-source": source.pk}
    extra |= {"identifiers-1-id": "", "identifiers-1-source": source.pk}
    response = send(desk, source, **data, **extra, **rows)
    assert response.status_code == 200
    assert message in get_errors(response)


def test_name_changed_meanwhile_is_shown_as_conflict(desk, source):
    row = SourceName.objects.create(source=source, name="Zelensky")
    opened = fields(desk, address(source))
    SourceName.objects.filter(pk=row.pk).update(name="Selenskyj")
    response = desk.post(address(source), {**opened, "names-0-name": "Zelenskiy"})
    assert "Saved in the meantime: “Selenskyj”" in get_errors(response)
    unchanged = desk.post(address(source), {**opened, "role": "President"})
    assert unchanged.status_code == 302
    assert source.names.get().name == "Selenskyj"


def test_portrait_set_meanwhile_is_kept(desk, source):
    photo, other = make.photo(make.user("Author")), make.photo(make.user("Author"))
    # As browsers send it: `fields` leaves out hidden inputs without a value.
    opened = fields(desk, address(source)) | {"initial-portrait": "", "initial-role": ""}
    assert send(desk, source, portrait=photo.pk).status_code == 302
    assert desk.post(address(source), {**opened, "role": "President"}).status_code == 302
    source.refresh_from_db()
    assert (source.portrait, source.role) == (photo, "President")
    response = desk.post(address(source), {**opened, "portrait": other.pk})
    assert f"Saved in the meantime: “{photo}”" in get_errors(response)
    assert send(desk, source, portrait="").status_code == 302
    source.refresh_from_db()
    assert source.portrait is None


def test_portrait_must_be_usable_by_the_author(source):
    author = make.user("Author")
    Source.objects.filter(pk=source.pk).update(created_by=author)
    foreign, own = make.photo(make.user("Author")), make.photo(author)
    client = signed_in(author)
    response = send(client, source, portrait=foreign.pk)
    assert "You cannot use this picture. Choose another." in get_errors(response)
    assert send(client, source, portrait=own.pk).status_code == 302


def test_author_sees_facts_of_a_foreign_source_but_cannot_change_them(source):
    SourceName.objects.create(source=source, name="Zelensky")
    other = Source.objects.create(name="Other")
    SourceRelation.objects.create(
        source=source,
        kind="part_of",
        other=other,
        started_on="2019-01-01",
        started_precision="year",
    )
    client = signed_in(make.user("Author"))
    page = lxml.html.document_fromstring(client.get(address(source)).content.decode())
    assert not page.xpath("//*[starts-with(@name, 'names-0-')][not(@type='hidden')]")
    assert "Zelensky" in page.text_content()
    assert "2019" in page.text_content()
    posted = {"names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0", "names-0-name": "X"}
    assert client.post(address(source), posted).status_code == 403
    assert source.names.count() == 1


def test_new_source_is_added_with_its_names(desk):
    address = "/admin/blog/source/add/"
    data = fields(desk, address) | {"name": "WHO", "kind": "organisation", "names-0-name": "OMS"}
    response = desk.post(address, data)
    assert response.status_code == 302, get_errors(response)
    assert [str(name) for name in Source.objects.get(name="WHO").names.all()] == ["OMS"]


def test_name_of_another_source_is_saved_with_a_warning(desk, source):
    Source.objects.create(name="Zelensky")
    page = desk.post(
        address(source), {**fields(desk, address(source)), "names-0-name": "ZELENSKY"}, follow=True
    )
    assert "“Zelensky” has one of these names too." in page.content.decode()


@pytest.mark.parametrize(
    ("q", "count"), [("зелен", 1), ("ukraine", 1), ("зелен ukraine", 1), ("зелен china", 0)]
)
def test_list_search_finds_other_names(desk, source, q, count):
    SourceName.objects.create(source=source, name="Володимир Зеленський")
    Source.objects.create(name="Other")
    page = lxml.html.fromstring(desk.get("/admin/blog/source/", {"q": q}).content)
    assert len(page.xpath("//table[@id='result_list']/tbody/tr")) == count


def test_names_show_their_language_by_name_to_those_who_may_only_look(source):
    SourceName.objects.create(source=source, name="Зеленський", language="uk")
    page = lxml.html.fromstring(signed_in(make.user("Author")).get(address(source)).text)
    shown = page.xpath("//*[@id='names-group']//*[@class='readonly']")
    assert [cell.text_content() for cell in shown] == ["Зеленський", "Other spelling", "Ukrainian"]


def test_buttons_that_add_rows_name_them_within_a_sentence(desk, source):
    page = lxml.html.fromstring(desk.get(address(source)).content)
    groups = page.xpath("//@data-inline-formset")
    texts = {json.loads(group)["options"]["addText"] for group in groups}
    assert {"Add another role over time", "Add another relation"} <= texts
