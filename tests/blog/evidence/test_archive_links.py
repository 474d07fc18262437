"""Links to public archives on the page of a quotation."""

import pytest
from django.core.exceptions import ValidationError

from blog.common.archive_links import build_archive_links, validate_archives
from blog.models import PullQuote
from tests.blog.evidence.stored_checks import GONE_LATER, STOOD, store_check
from tests.support import factories as make
from tests.support.desk import fields, signed_in
from tests.support.pages import read

pytestmark = pytest.mark.django_db
URL = "https://example.org/bridge?id=1&page=2#now"
WAYBACK = "https://web.archive.org/web/{time}/{url}"
NOON = make.moment(2024, 5, 3)
LINKS = '//section[@class="at-the-source"]//a[@rel="nofollow"]'


@pytest.fixture
def quotation() -> PullQuote:
    html = make.quotation("We will.", source_name="Anne", url=URL.replace("&", "&amp;"))
    return make.post(html, published_at=make.moment(2024, 3, 1)).pullquotes.get()


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        (
            f"Internet Archive {WAYBACK}",
            "Internet Archive",
            "https://web.archive.org/web/20240503120000/https://example.org/bridge?id=1&page=2",
        ),
        (
            "https://archive.example/{url}",
            "archive.example",
            "https://archive.example/https://example.org/bridge?id=1&page=2",
        ),
        (
            "A: https://archive.example/?u={url}&at={time}",
            "A",
            "https://archive.example/?u=https%3A%2F%2Fexample.org%2Fbridge%3Fid%3D1%26page%3D2"
            "&at=20240503120000",
        ),
    ],
)
def test_archive_link_has_address_and_time_in_place(line, name, address):
    assert build_archive_links(f"\n{line}\n", URL, NOON) == [(name, address)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", []),
        ("https://a.example/{time}/{url}", ["https://x.example/https://a.example/{time}/{url}"]),
        ("https://a.example/é", ["https://x.example/https://a.example/é"]),
    ],
)
def test_address_of_a_page_is_taken_as_it_is(url, expected):
    links = build_archive_links("X https://x.example/{url}", url, NOON)
    assert [link.url for link in links] == expected


@pytest.mark.parametrize("text", ["", "\n", WAYBACK, f"A {WAYBACK}\n\nB https://b.example/{{url}}"])
def test_lines_with_a_place_for_the_address_are_valid(text):
    validate_archives(text)


@pytest.mark.parametrize(
    "text",
    [
        "Internet Archive",
        "https://web.archive.org/web/",
        "A {url} https://archive.example/",
        "javascript:alert('{url}')",
        "A ftp://archive.example/{url}",
        "{url}",
        "\n".join([WAYBACK] * 13),
    ],
)
def test_other_lines_are_refused(text):
    with pytest.raises(ValidationError):
        validate_archives(text)


def test_error_of_an_archive_names_no_profile():
    with pytest.raises(ValidationError, match="no web address at its end") as error:
        validate_archives("Internet Archive")
    assert "social" not in str(error.value)


@pytest.mark.parametrize(
    ("values", "time"), [(None, "20240301"), ({}, "20240301"), (STOOD, "20240503")]
)
def test_page_of_quotation_links_archives_at_the_first_reading(values, time, quotation, client):
    make.site(archives=f"Internet Archive {WAYBACK}")
    if values is not None:
        store_check(quotation, **values)
    page = read(client, f"/quotes/{quotation.pk}/")
    (link,) = page.xpath(LINKS)
    assert link.text == "Internet Archive"
    assert link.get("href").startswith(f"https://web.archive.org/web/{time}")


def test_without_archives_or_address_there_is_no_section(quotation, client):
    assert read(client, f"/quotes/{quotation.pk}/").xpath(LINKS) == []
    make.site(archives=WAYBACK)
    other = make.post(make.quotation("Without an address.")).pullquotes.get()
    page = read(client, f"/quotes/{other.pk}/")
    assert page.xpath('//section[@class="at-the-source"]') == []


def test_archives_stay_where_the_page_has_changed(quotation, client):
    make.site(archives=WAYBACK)
    store_check(quotation, **GONE_LATER)
    assert len(read(client, f"/quotes/{quotation.pk}/").xpath(LINKS)) == 1


def test_form_refuses_an_archive_without_a_place_for_the_address():
    make.site(archives="")
    client = signed_in(make.user("superuser"))
    address = "/admin/blog/sitesettings/1/change/"
    sent = {**fields(client, address), "archives": "A https://archive.example/"}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert "has no {url} in its address" in answer.text
    assert client.post(address, {**sent, "archives": f"A {WAYBACK}"}).status_code == 302
