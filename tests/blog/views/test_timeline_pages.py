"""Timelines of the quotations of a source and of a label."""

import pytest

from blog.models import Source
from blog.views import timelines
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
DATA = "application/ld+json"  # Which nothing runs.
LABEL = "/labels/water/timeline/"


def spoken(name: str, *dates: str, speaker: str = "", **fields):
    """A post under the label in which that source says 'NAME DATE.' for each date."""
    html = "".join(
        make.quotation(
            f"{speaker or name} {date}.", source_name=name, speaker_name=speaker, said=date
        )
        for date in dates
    )
    return make.post(html, **{"labels": ["Water"]} | fields)


def lanes(page) -> list[str]:
    return text(page, "//ul[@class='lanes']/li/p")


def quoted(page) -> list[str]:
    return text(page, "//ol//blockquote")


def test_source_dates_are_drawn_and_listed_by_year(client):
    spoken("Ada", "2023", "2023-03", "2023-03-22", "2023-03-22", "2021-12-31", "", "")
    page = read(client, "/sources/ada/")
    (drawn,) = page.xpath("//svg[@role='img']")
    assert text(drawn, "title") == ["A timeline from December 31, 2021 to March 22, 2023."]
    assert text(drawn, "g/title") == [
        "December 31, 2021: 1 quotation",
        "2023: 1 quotation",
        "March 2023: 1 quotation",
        "March 22, 2023: 2 quotations",
    ]
    assert text(page, "//ol[@class='periods']/li") == [
        "2023 4 quotations",
        "2021 1 quotation",
        "2 without a date",
    ]
    assert text(page, "//*[@class='legend']") == [
        "A bar marks a month or year if the exact day is not known."
    ]


def test_year_links_to_quotations_until_its_end(client):
    spoken("Ada", "2024-01-01", "2023-12-31", "2023", "9999-12-31", "")
    page = read(client, "/sources/ada/")
    links = page.xpath("//ol[@class='periods']//a/@href")
    result = [quoted(read(client, "/sources/ada/" + link)) for link in links]
    every = ["Ada 9999-12-31.", "Ada 2024-01-01.", "Ada 2023-12-31.", "Ada 2023.", "Ada ."]
    assert result == [every, every[1:], every[2:]]


def test_long_timeline_merges_days_of_a_month(client):
    spoken("Ada", "2003-05-04", "2023-03-22", "2023-03-24", "2023-03", "2023")
    spoken("Ada", "2023-03-31", status="draft")
    taken_back = spoken("Ada", "2023-03-01", title="Moved back to draft")
    taken_back.status = "draft"
    taken_back.save()
    page = read(client, "/sources/ada/")
    assert text(page, "//svg[@role='img']/g/title") == [
        "May 4, 2003: 1 quotation",
        "2023: 1 quotation",
        "March 2023: 1 quotation",
        "March 22, 2023 – March 24, 2023: 2 quotations",
    ]


@pytest.mark.parametrize("dates", [(), ("",), ("2023-03-22", "2023-03-22", "")])
def test_single_date_is_not_drawn(dates, client):
    spoken("Ada", *dates or ("2023",))
    page = read(client, "/sources/ada/")
    assert page.xpath("//svg") == []
    assert "timeline.css" not in client.get("/sources/ada/").content.decode()


@pytest.mark.slow
def test_drafts_and_scheduled_posts_are_not_drawn(client):
    spoken("Ada", "2023-01-01", "2023-02-01")
    spoken("Ada", "1999", speaker="Unseen", status="draft")
    spoken("Ada", "1998", published_at=make.timezone.now() + make.timedelta(days=1))
    page = read(client, "/sources/ada/")
    assert text(page, "//ol[@class='periods']/li") == ["2023 2 quotations"]
    page = read(client, LABEL)
    assert lanes(page) == ["Ada 2 quotations"]
    assert client.get(LABEL, {"source": "unseen"}).status_code == 404


@pytest.mark.parametrize(("language", "moment"), [("en", "0.14%"), ("ar", "99.86%")])
def test_timeline_from_right_to_left_starts_on_the_right(language, moment, client):
    make.site(language=language)
    spoken("Ada", "2023-01-01", "2023-06-01")
    page = read(client, "/sources/ada/")
    assert page.xpath("//svg//line[@class='stroke']/@x1")[0] == moment


def test_svg_numbers_have_no_decimal_comma(client):
    make.site(language="fr")
    spoken("Ada", "2023-01-01", "2023-02")
    page = read(client, "/sources/ada/")
    for name in ("x", "x1", "width", "y", "y1", "height"):
        assert not any("," in value for value in page.xpath(f"//svg/descendant-or-self::*/@{name}"))


def test_svg_complies_with_the_csp(client):
    spoken("Ada", "1215", "2023-01-01", "2023-02")
    for address in ("/sources/ada/", LABEL):
        page = read(client, address)
        assert page.xpath("//svg")
        assert page.xpath("//script[not(@src)]/@type | //style | //*[@style]") in ([], [DATA])


@pytest.mark.slow
def test_lanes_are_ordered_by_number_of_quotations(client):
    spoken("Ministry", "2021", "2022-01-01", speaker="Ada")
    spoken("Bo", "2023-03", "2023-04", "")
    spoken("Ministry", "2020")
    spoken("Elsewhere", "2020", labels=["Air"])
    page = read(client, LABEL)
    assert lanes(page) == [
        "Bo 3 quotations, 1 without a date",
        "Ada 2 quotations",
        "Ministry 1 quotation",
    ]
    assert quoted(page) == ["Bo 2023-04.", "Bo 2023-03.", "Ada 2022-01-01.", "Ada 2021.",
                            "Ministry 2020.", "Bo ."]  # fmt: skip


def test_selected_sources_have_lanes(client):
    for name, dates in (("Ada", ("2021", "2023")), ("Bo", ("2022",)), ("Cy", ("2020",))):
        spoken(name, *dates)
    page = read(client, LABEL + "?source=ada&source=cy")
    assert lanes(page) == ["Ada 2 quotations", "Cy 1 quotation"]
    columns = page.xpath("//ol[contains(@class, 'side-by-side')]/li")
    assert [(item.get("class"), *text(item, ".//blockquote")) for item in columns] == [
        ("first-side", "Ada 2023."),
        ("first-side", "Ada 2021."),
        ("second-side", "Cy 2020."),
    ]
    assert page.xpath("//input[@checked]/@value") == ["ada", "cy"]
    assert page.xpath("//input[@type='checkbox']/@value") == ["ada", "bo", "cy"]


@pytest.mark.slow
def test_long_source_list_links_to_the_next(client, monkeypatch):
    monkeypatch.setattr(timelines, "MAX_CHOICES", 3)
    monkeypatch.setattr(timelines, "MAX_LANES", 2)
    for number in range(7):
        spoken(f"S{number}", *(["2020"] * (9 - number)))
    seen, address = [], LABEL
    while address:
        page = read(client, address)
        seen.append([row.split()[0] for row in lanes(page)])
        (address,) = page.xpath("//a[text()='More sources']/@href") or [""]
        address = address and LABEL + address
    assert seen == [["S0", "S1"], ["S3", "S4"], ["S6"]]
    many = read(client, LABEL + "?source=s6&source=s5&source=s0")
    assert [row.split()[0] for row in lanes(many)] == ["S0", "S5"]


@pytest.mark.slow
def test_quotations_are_paginated_by_key(client, monkeypatch):
    monkeypatch.setattr(timelines, "QUOTATIONS_PER_PAGE", 2)
    monkeypatch.setattr(timelines, "MAX_TIMELINE_POSTS", 2)
    for number in (1, 2, 3):
        dates = (f"200{number}-01-01", f"200{number}-02-01")
        spoken("Ada", *dates, published_at=make.moment(2010, number))
    page = read(client, LABEL + "?source=ada")
    assert quoted(page) == ["Ada 2003-02-01.", "Ada 2003-01-01."]
    (earlier,) = page.xpath("//a[@rel='next']/@href")
    assert quoted(read(client, LABEL + earlier)) == ["Ada 2002-02-01.", "Ada 2002-01-01."]
    (older,) = page.xpath("//a[text()='Older posts']/@href")
    page = read(client, LABEL + older)
    assert lanes(page) == ["Ada 2 quotations"]
    assert quoted(page) == ["Ada 2001-02-01.", "Ada 2001-01-01."]


@pytest.mark.parametrize(
    "query",
    [
        *("source=none", "source=%00", "source=" + "x" * 500, "source=a&source=b%20c", "source="),
        *("from=x", "from=-1", "from=999999", "from=%00", "before=x", "after=%00", "said=x"),
        *("said=2023-13-01.1", "&".join(["source=ada"] * 60), "before=1-1&after="),
    ],
)
def test_invalid_parameters_are_404(query, client):
    spoken("Ada", "2023")
    assert client.get(f"{LABEL}?{query}").status_code == 404


def test_label_without_quotations_has_a_message(client):
    make.post(labels=["Water"])
    make.draft(make.quotation("A.", source_name="Ada"), labels=["Air"])
    assert text(read(client, LABEL), "//*[@class='empty']") == [
        "There are no quotations with a source under this label yet."
    ]
    assert client.get("/labels/air/timeline/").status_code == 404
    assert client.get("/labels/none/timeline/").status_code == 404


def test_label_page_and_timeline_are_linked(client):
    spoken("Ada", "2023", "2022")
    assert LABEL in read(client, "/labels/water/").xpath("//main//a/@href")
    links = read(client, LABEL).xpath("//main//a/@href")
    assert {"/labels/water/", "/sources/ada/"} <= set(links)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"), [("/sources/everybody/", 6), (LABEL, 6), (LABEL + "?source=s0", 6)]
)
def test_timeline_query_count(rows, address, queries, client, django_assert_num_queries):
    for row in range(rows):
        spoken("Everybody", f"202{row}", f"202{row}-05-01")
        spoken(f"S{row}", f"202{row}-05-01", speaker="")
    assert Source.objects.count() == rows + 1
    with django_assert_num_queries(queries):
        response = client.get(address)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
