"""Order and filters of the list of all quotations."""

from urllib.parse import urlencode

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.models import Label, Source
from blog.read_models.quotation_filters import QuotationFilters
from tests.support import factories as make
from tests.support.pages import read, text
from tests.support.plans import plan

pytestmark = pytest.mark.django_db


def get_page(**filters: str) -> lxml.html.HtmlElement:
    return read(Client(), "/quotes/" + (f"?{urlencode(filters)}" if filters else ""))


def get_texts(shown: lxml.html.HtmlElement) -> list[str]:
    return text(shown, "//ol[@class='quotations']//blockquote")


def test_choices_are_read_by_indexes():
    create_quotations()
    # In tables of some rows every index costs the same.
    numbers = range(1000)
    Source.objects.bulk_create(Source(name=f"S{number}", slug=f"s{number}") for number in numbers)
    Label.objects.bulk_create(Label(name=f"L{number}", slug=f"l{number}") for number in numbers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_source, blog_label")
    filters = QuotationFilters(source="ada-bell", label="water")
    lines = plan(filters.fields)
    assert "blog_source_slug" in lines and "blog_label_slug" in lines


def create_quotations() -> None:
    """Create quotations out of order, in several languages, by speakers and by sources."""
    ada = make.quotation("“A2.”", source_name="Ada Bell", said="1999")
    make.post(ada, labels=["Water"], published_at=make.moment(2022), language="de")
    make.post(
        make.quotation("“P1.”", source_name="Paper", speaker_name="Ada Bell", said="2024-05-06")
        + make.quotation("“O1.”", source_name="Omar", lang="ar"),
        labels=["Water", "Asia"],
        published_at=make.moment(2021),
    )
    make.post(make.quotation("“N3.”"), labels=["Asia"], published_at=make.moment(2023))
    make.post("<p>Without.</p>", labels=["Water"], published_at=make.moment(2023, 6))
    hidden = make.quotation("“H.”", source_name="Hidden", speaker_name="Ada Bell")
    make.draft(hidden, labels=["Secret"])
    make.scheduled(hidden, labels=["Water"], language="de")


FILTERS = [
    ({}, ["“N3.”", "“A2.”", "“P1.”", "“O1.”"]),
    ({"source": "ada-bell"}, ["“A2.”", "“P1.”"]),
    ({"source": "paper"}, ["“P1.”"]),
    ({"label": "water"}, ["“A2.”", "“P1.”", "“O1.”"]),
    ({"label": "asia"}, ["“N3.”", "“P1.”", "“O1.”"]),
    ({"year": "2021"}, ["“P1.”", "“O1.”"]),
    ({"language": "ar"}, ["“O1.”"]),
    ({"language": "en"}, ["“N3.”", "“P1.”"]),
    ({"language": "de"}, ["“A2.”"]),
    ({"source": "ada-bell", "label": "asia"}, ["“P1.”"]),
    ({"source": "ada-bell", "language": "de"}, ["“A2.”"]),
    ({"source": "ada-bell", "year": "2021"}, ["“P1.”"]),
    ({"label": "water", "language": "ar"}, ["“O1.”"]),
    ({"label": "water", "year": "2022"}, ["“A2.”"]),
    ({"language": "en", "year": "2021"}, ["“P1.”"]),
    ({"source": "omar", "label": "asia", "year": "2021", "language": "ar"}, ["“O1.”"]),
    ({"source": "omar", "label": "asia", "year": "2021", "language": "en"}, []),
    ({"source": "hidden"}, []),
    ({"label": "secret"}, []),
    ({"year": "0000"}, []),
    ({"year": "x" * 9999}, []),
    ({"language": "=en"}, []),
    ({"source": "\0", "label": "'\"<b>"}, []),
]


@pytest.mark.parametrize(("filters", "texts"), FILTERS)
def test_quotation_filters_select_matching_quotations(filters, texts):
    create_quotations()
    assert get_texts(get_page(**filters)) == texts


@pytest.mark.slow
@pytest.mark.parametrize("filters", [filters for filters, _ in FILTERS])
def test_quotation_filters_cost_three_queries(filters):
    """Site settings, the page and the choices; a year without quotations costs no page."""
    create_quotations()
    with CaptureQueriesContext(connection) as queries:
        get_page(**filters)
    assert len(queries) == (2 if filters.get("year", "2")[0] in "0x" else 3)


@pytest.mark.parametrize("filters", [f for f, texts in FILTERS if len(texts) > 1])
def test_quotation_filters_are_kept_by_pagination(filters, monkeypatch):
    monkeypatch.setattr("blog.views.quotations.QUOTATIONS_PER_PAGE", 1)
    create_quotations()
    whole = next(texts for query, texts in FILTERS if query == filters)
    shown = get_page(**filters)
    onward = [get_texts(shown)]
    while address := shown.xpath("//a[@rel='next']/@href"):
        shown = read(Client(), "/quotes/" + address[0])
        onward.append(get_texts(shown))
    # Quotations of one post are in its order within a page only.
    assert sorted(onward) == sorted([text] for text in whole)
    back = [get_texts(shown)]
    while address := shown.xpath("//a[@rel='prev']/@href"):
        shown = read(Client(), "/quotes/" + address[0])
        back.append(get_texts(shown))
    assert back == onward[::-1]


def test_quotations_show_their_publication_date():
    create_quotations()
    shown = get_page()
    assert text(shown, "//p[@class='quotation-date']//time") == [
        "January 1, 2023",
        "January 1, 2022",
        "January 1, 2021",
        "January 1, 2021",
    ]
    assert text(shown, "//span[@class='date-said']/time") == ["1999", "May 6, 2024"]
    assert "by the date of publication" in text(shown, "//p[@class='list-order']")[0]


def test_quotation_filters_offer_only_public_choices():
    create_quotations()
    options = {
        field.get("name"): text(field, "option") for field in get_page().xpath("//details//select")
    }
    assert options == {
        "source": ["Any", "Ada Bell", "Omar", "Paper"],
        "label": ["Any", "Asia", "Water"],
        "year": ["Any", "2023", "2022", "2021"],
        "language": ["Any", "Arabic", "English", "German"],
    }


def test_quotation_filters_are_removed_one_by_one():
    create_quotations()
    shown = get_page(source="ada-bell", year="2021")
    chosen = shown.xpath("//ul[@class='chosen-filters']//a")
    assert [" ".join(a.text_content().split()) for a in chosen] == [
        "Person or source: Ada Bell ×remove filter",
        "Year of publication: 2021 ×remove filter",
    ]
    assert chosen[0].get("href") == "?year=2021"
    assert shown.xpath("//option[@selected]/@value") == ["ada-bell", "2021"]
    alone = get_page(year="2021").xpath("//ul[@class='chosen-filters']//a/@href")
    assert alone == ["/quotes/"]


def test_quotation_filters_without_results_show_a_message():
    create_quotations()
    shown = get_page(source="omar", year="2023")
    assert text(shown, "//p[@class='empty-lead']") == ["No quotations match these filters."]
    assert shown.xpath("//div[@class='empty']//a/@href") == ["/quotes/"]
    assert "Hidden" not in shown.text_content()


def test_empty_quotation_list_has_no_filters():
    shown = get_page()
    assert text(shown, "//p[@class='empty']") == ["No quotations yet."]
    assert shown.xpath("//select") == []


def test_filtered_quotations_are_noindex():
    create_quotations()
    robots = "//meta[@name='robots']/@content"
    assert get_page(label="asia").xpath(robots) == ["noindex"]
    assert "noindex" not in "".join(get_page().xpath(robots))


@pytest.mark.parametrize("key", ["x", "1", "1-", "-1", "9" * 40 + "-1", "1-2-3", "\0"])
def test_filtered_quotations_with_a_bad_key_are_404(key, client):
    create_quotations()
    for name in ("before", "after"):
        query = urlencode({"label": "water", name: key})
        assert client.get(f"/quotes/?{query}").status_code == 404


def test_source_choices_are_sorted_by_family_name():
    for name in ("Hollin", "Hélène", "Ada Zorn", "Émile"):
        make.post(make.quotation("“Q.”", source_name=name))
    Source.objects.filter(name="Ada Zorn").update(family_name="Zorn")
    shown = get_page()
    names = text(shown, "//select[@name='source']/option")
    assert names == ["Any", "Émile", "Hélène", "Hollin", "Ada Zorn"]
    assert shown.xpath("//form//a/@href") == ["/sources/", "/labels/"]


def test_source_filter_has_more_than_forty_choices():
    for number in range(45):
        make.post(make.quotation("“Q.”", source_name=f"Source {number}"))
    assert len(text(get_page(), "//select[@name='source']/option")) == 46
