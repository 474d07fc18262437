"""Archives of a year, a month, a day and an author."""

import pytest

from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Posts at the edges of March 2023 in Toronto, and what must not show."""
    make.site(time_zone="America/Toronto")
    author = make.user("Author", byline="Ada Lind")
    times = {
        "February": make.moment(2023, 3, 1, 4),  # 23:00 on 28 February
        "First": make.moment(2023, 3, 1, 5),
        "Twenty-second": make.moment(2023, 3, 22, 20),
        "Last": make.moment(2023, 4, 1, 3),  # 23:00 on 31 March
        "April": make.moment(2023, 4, 1, 4),
        "New Year": make.moment(2024, 1, 1, 5),
    }
    for title, when in times.items():
        make.post(title=title, published_at=when, authors=(author,))
    make.draft(title="Draft", published_at=make.moment(2023, 3, 22), authors=(author,))
    make.scheduled(title="Scheduled", authors=(author,))
    return author


def titles(response) -> list[str]:
    return [post.title for post in response.context["page"].rows]


@pytest.mark.parametrize(
    ("address", "heading", "expected"),
    [
        ("/2023/", "2023", ["April", "Last", "Twenty-second", "First", "February"]),
        ("/2024/", "2024", ["New Year"]),
        ("/2023/03/", "March 2023", ["Last", "Twenty-second", "First"]),
        ("/2023/02/", "February 2023", ["February"]),
        ("/2023/03/22/", "March 22, 2023", ["Twenty-second"]),
        ("/2023/03/31/", "March 31, 2023", ["Last"]),
        ("/authors/ada-lind/", "Ada Lind",
         ["New Year", "April", "Last", "Twenty-second", "First", "February"]),
    ],
)  # fmt: skip
def test_archive_has_the_posts_of_its_span(address, heading, expected, world, client):
    response = client.get(address)
    assert titles(response) == expected
    assert f">{heading}<" in response.content.decode().split("<h1", 1)[1].split("</h1>")[0] + "<"
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    "address",
    ["/2022/", "/2023/05/", "/2023/03/23/", "/2023/02/31/", "/2023/13/", "/0000/", "/9999/",
     "/9999/12/", "/9999/12/31/", "/0001/01/01/", "/authors/nobody/"],
)  # fmt: skip
def test_archive_or_author_without_posts_is_404(address, world, client):
    assert client.get(address).status_code == 404


def test_author_with_drafts_only_is_404(client):
    silent = make.user("Author")
    make.draft(authors=(silent,))
    make.scheduled(authors=(silent,))
    assert client.get(f"/authors/{silent.slug}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("/2023/", 3), ("/2023/03/", 3), ("/2023/03/01/", 2), ("/authors/ada/", 3)],
)
def test_archive_query_count(rows, page, queries, client, django_assert_num_queries):
    author = make.user("Author", byline="Ada")
    for day in range(rows):
        make.post(
            authors=(author, make.user("Author")),
            labels=["A", f"Label {day}"],
            published_at=make.moment(2023, 3, 1 + day),
        )
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200


def test_archive_lists_years_and_months_with_post_counts(world, client):
    page = read(client, "/archive/")
    years = [
        (text(year, "h2"), text(year, ".//li"), year.xpath(".//a/@href"))
        for year in page.xpath("//main//section")
    ]
    assert years == [
        (["2024 1 post"], ["January 2024 1 post"], ["/2024/", "/2024/01/"]),
        (
            ["2023 5 posts"],
            ["April 2023 1 post", "March 2023 3 posts", "February 2023 1 post"],
            ["/2023/", "/2023/04/", "/2023/03/", "/2023/02/"],
        ),
    ]


def test_empty_archive_has_a_message(client):
    make.draft(published_at=make.moment(2023))
    make.scheduled()
    assert text(read(client, "/archive/"), "//main//p") == ["Nothing is published here yet."]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "trail", "neighbours", "months"),
    [
        ("/2024/", ["/", "/archive/"], ["/2023/"], ["/2024/01/"]),
        ("/2023/", ["/", "/archive/"], ["/2024/"], ["/2023/04/", "/2023/03/", "/2023/02/"]),
        ("/2023/04/", ["/", "/archive/", "/2023/"], ["/2023/03/", "/2024/01/"], []),
        ("/2023/02/", ["/", "/archive/", "/2023/"], ["/2023/03/"], []),
        ("/2023/03/22/", ["/", "/archive/", "/2023/", "/2023/03/"], [], []),
    ],
)
def test_archive_links_to_parent_and_neighbours(address, trail, neighbours, months, world, client):
    page = read(client, address)
    ways = {
        name: page.xpath(f"//*[@class='{name}']//a/@href")
        for name in ("breadcrumbs", "spans", "months")
    }
    assert ways == {"breadcrumbs": trail, "spans": neighbours, "months": months}


def test_month_archive_links_to_its_days(world, client):
    page = read(client, "/2023/03/")
    assert "/2023/03/22/" in page.xpath("//main//p[@class='dated']/a/@href")


def test_byline_links_to_the_authors(world, client):
    assert (
        '<a class="author p-author h-card" href="/authors/ada-lind/" rel="author">Ada Lind</a>'
        in client.get("/2024/01/new-year/").content.decode()
    )


def test_post_with_two_digit_title_is_not_a_day_archive(client):
    post = make.post(title="22", published_at=make.moment(2023, 3, 5))
    assert post.get_absolute_url() == "/2023/03/post-22/"
    assert client.get(post.get_absolute_url()).status_code == 200
