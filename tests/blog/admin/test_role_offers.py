"""Roles that attributions name, offered on the admin page of their source."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.utils.translation import override

from blog.content.sources.role_offers import find_role_offers
from blog.editing.source_facts import OtherName, change_names
from blog.editing.tenures import save_tenures
from blog.models import PullQuote, Source, Tenure
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
NAME = "Bo Ek"
MINISTER = [
    ("2018-03", "Bo Ek, Minister of Defence"),
    ("2019-05-02", "Defence Minister Bo Ek"),
    ("2021", "Bo Ek, Minister of Defence, in an interview with the BBC"),
]
OFFER = ("Minister of Defence", "", "2018-03", "2021", 3)


def quote(*lines: tuple[str, str], name: str = NAME) -> Source:
    """Store a post for each date and attribution; return the source."""
    for number, (day, attribution) in enumerate(lines):
        make.post(
            make.quotation(
                f"“Number {number}.”", source_name=name, said=day, attribution=attribution
            )
        )
    return Source.objects.get(name=name)


def list_offers(source: Source) -> list[tuple]:
    return [
        (each.role, each.organisation, str(each.first), str(each.last), each.count)
        for each in find_role_offers(source)
    ]


ROWS = {
    "a run": (MINISTER, [OFFER]),
    "one quotation": (MINISTER[:1], []),
    "one day": ([MINISTER[1], ("2019-05-02", "Bo Ek, Minister of Defence")], []),
    "the same year": ([("2019", "Bo Ek, mayor"), ("2019-05-02", "Bo Ek, mayor")], []),
    "no date": ([("", line) for _day, line in MINISTER], []),
    "a former role": (
        [(day, line.replace("Minister", "former Minister")) for day, line in MINISTER],
        [],
    ),
    "a former role in German": (
        [(day, "Bo Ek, ehemaliger Minister") for day in ("2018", "2020")],
        [],
    ),
    "a role to come": ([(day, "Bo Ek, president-elect") for day in ("2018", "2020")], []),
    "somebody else": ([(day, "Ana Ruiz, aide to Bo Ek") for day in ("2018", "2020")], []),
    "no role": ([(day, "Bo Ek") for day in ("2018", "2020")], []),
    "two roles in turn": (
        [
            *[(day, "Bo Ek, mayor of Kiel") for day in ("2010", "2012")],
            *MINISTER,
            *[(day, "Bo Ek, mayor of Kiel") for day in ("2022-05", "2023-01-01")],
        ],
        [
            ("mayor", "Kiel", "2022-05", "2023-01-01", 2),
            OFFER,
            ("mayor", "Kiel", "2010", "2012", 2),
        ],
    ),
    "another organisation": (
        [(str(year), f"Bo Ek, director of {place}") for year, place in
         ((2010, "Greenpeace"), (2012, "Greenpeace"), (2014, "Oxfam"), (2016, "Oxfam"))],
        [("director", "Oxfam", "2014", "2016", 2), ("director", "Greenpeace", "2010", "2012", 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), ROWS.values(), ids=ROWS)
def test_role_is_offered_for_a_run_of_dated_quotations(lines, expected):
    assert list_offers(quote(*lines)) == expected


def test_role_in_an_attribution_by_another_name_is_offered():
    source = quote(*[(day, line.replace(NAME, "Bosse Ek")) for day, line in MINISTER])
    assert list_offers(source) == []
    change_names(source=source, saved=[OtherName("Bosse Ek")])
    assert list_offers(source) == [OFFER]


def test_role_of_a_speaker_is_not_offered_for_the_source_that_reports_it():
    speaker = quote(*MINISTER)
    reporter = Source.objects.create(name="Reuters")
    PullQuote.objects.update(source=reporter, speaker=speaker)
    assert list_offers(speaker) == [OFFER]
    assert list_offers(reporter) == []


@pytest.mark.parametrize(
    ("role", "started", "ended", "is_offered"),
    [
        ("Minister of Defence", "2017-01-01", "2022-01-01", False),
        ("Defence Minister", "2019-01-01", None, False),
        ("Minister of Defence", "2005-01-01", "2009-01-01", True),
        ("Mayor", "2017-01-01", "2022-01-01", True),
    ],
)
def test_known_role_is_not_offered_for_its_period(role, started, ended, is_offered):
    source = quote(*MINISTER)
    Tenure.objects.create(
        source=source,
        role=role,
        started_on=started,
        started_precision="day",
        ended_on=ended,
        ended_precision="day" if ended else "",
    )
    assert list_offers(source) == ([OFFER] if is_offered else [])


def test_offer_is_added_once_with_its_dates_and_can_be_deleted():
    source, desk = quote(*MINISTER), signed_in(make.user("Editor"))
    address = f"/admin/blog/source/{source.pk}/"
    page = desk.get(f"{address}change/")
    (value,) = re.findall(r'name="offer" value="([^"]+)"', page.text)
    assert "Minister of Defence" in page.text
    assert "3 quotations" in page.text
    offer = {"offer": unescape(value)}
    page = desk.post(f"{address}roles/", offer, follow=True)
    assert "Added the role “Minister of Defence”" in page.text
    assert "role-offers" not in page.text
    tenure = Tenure.objects.get()
    assert (tenure.role, str(tenure.started_on), tenure.started_precision) == (
        "Minister of Defence",
        "2018-03-01",
        "month",
    )
    assert (str(tenure.ended_on), tenure.ended_precision) == ("2021-01-01", "year")
    assert "Minister of Defence" in LogEntry.objects.latest("pk").get_change_message()
    page = desk.post(f"{address}roles/", offer, follow=True)
    assert "not offered any more" in page.text
    assert Tenure.objects.count() == 1
    save_tenures(source=source, saved=[], deleted=[tenure])
    assert list_offers(source) == [OFFER]


@pytest.mark.parametrize("offer", ["", "King||2018-03|2021", "Minister of Defence||2017|2021"])
def test_role_that_is_not_offered_is_not_added(offer):
    source, desk = quote(*MINISTER), signed_in(make.user("Editor"))
    desk.post(f"/admin/blog/source/{source.pk}/roles/", {"offer": offer})
    assert not Tenure.objects.exists()


def test_author_adds_roles_only_to_own_sources():
    source, author = quote(*MINISTER), make.user("Author")
    address, desk = f"/admin/blog/source/{source.pk}/roles/", signed_in(author)
    offer = {"offer": find_role_offers(source)[0].key}
    assert desk.post(address, offer).status_code == 403
    Source.objects.update(created_by=author)
    assert desk.get(address).status_code == 405
    assert desk.post(address, offer).status_code == 302
    assert Tenure.objects.count() == 1


def test_added_role_is_logged_in_readers_language():
    make.site(language="en")
    source, desk = quote(*MINISTER), signed_in(make.user("Editor", language="de"))
    address = f"/admin/blog/source/{source.pk}/"
    (value,) = re.findall(r'name="offer" value="([^"]+)"', desk.get(f"{address}change/").text)
    desk.post(f"{address}roles/", {"offer": unescape(value)})
    with override("en"):
        message = LogEntry.objects.get().get_change_message()
    assert message == "Added role over time “Minister of Defence”."
