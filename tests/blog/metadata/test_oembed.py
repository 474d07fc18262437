"""oEmbed responses for sites that embed a URL of this one."""

from urllib.parse import urlencode

import lxml.etree
import pytest

from blog.models import Post, PullQuote
from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db
HERE = "http://localhost:8000"


def ask(client, url: str, **data: str):
    return client.get(f"/oembed?{urlencode({'url': url} | data)}")


@pytest.fixture
def post() -> Post:
    return make.post(
        make.quotation("“A &lt;b&gt; &amp; <em>c</em>.”", source_name="Anne", said="2023"),
        authors=(make.user("Author", byline="Ada Moor"),),
        title="Low & <high>",
        slug="low",
        published_at=make.moment(2023, 3),
    )


@pytest.fixture
def quotation(post) -> PullQuote:
    return PullQuote.objects.for_readers().get(post=post)


def test_quotation_is_rich_with_text_and_attribution(quotation, client):
    created = ask(client, f"{HERE}/quotes/{quotation.pk}/").json()
    html = created.pop("html")
    thumbnail = created.pop("thumbnail_url")
    assert created == {
        "version": "1.0",
        "type": "rich",
        "title": "“A <b> & c.” — Anne",
        "provider_name": "Pullquote",
        "provider_url": f"{HERE}/",
        "width": 600,
        "height": 148,
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    assert "<p>“A &lt;b&gt; &amp; <em>c</em>.”</p></blockquote>" in html
    assert "<script" not in html
    assert client.get(thumbnail.removeprefix(HERE))["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ({"speaker_name": "Bo", "source_name": "The Paper"}, "“Yes.” — Bo"),
        ({"attribution": "a neighbour"}, "“Yes.” — a neighbour"),
        ({}, "“Yes.”"),
        ({"source_name": "وزارة الري"}, "“Yes.” — وزارة الري"),
    ],
)
def test_quotation_title_has_speaker_and_no_author(data, title, client):
    ada = make.user("Author", byline="Ada Moor")
    post = make.post(make.quotation("“Yes.”", **data), authors=(ada,))
    quoted = PullQuote.objects.get(post=post)
    created = ask(client, f"{HERE}/quotes/{quoted.pk}/").json()
    assert created["title"] == title
    assert "Ada Moor" not in (created["title"], created.get("author_name"))
    assert {"author_name", "author_url"}.isdisjoint(created)


def test_long_quotation_has_a_short_title(client):
    post = make.post(make.quotation("“" + "many words " * 90 + "”", source_name="Anne"))
    created = ask(client, f"{HERE}/quotes/{PullQuote.objects.get(post=post).pk}/").json()
    assert len(created["title"]) < 110
    assert created["title"].endswith("… — Anne")


def test_post_is_a_link_with_its_card(post, client):
    created = ask(client, f"{HERE}/2023/03/low/").json()
    assert (created["type"], created["title"]) == ("link", "Low & <high>")
    assert (created["author_name"], created["author_url"]) == (
        "Ada Moor",
        f"{HERE}/authors/ada-moor/",
    )
    assert created["thumbnail_url"].startswith(f"{HERE}/2023/03/low/card.png?v=")


def test_url_with_quotation_anchor_is_the_quotation(quotation, client):
    created = ask(client, HERE + quotation.get_absolute_url()).json()
    assert (created["type"], created["title"]) == ("rich", "“A <b> & c.” — Anne")
    assert ask(client, f"{HERE}/2023/03/low/#continued").json()["type"] == "link"
    assert ask(client, f"{HERE}/2023/03/low/#quote-0").status_code == 404


def test_xml_equals_json_and_is_escaped(quotation, client):
    url = f"{HERE}/quotes/{quotation.pk}/"
    response = ask(client, url, format="xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = lxml.etree.fromstring(response.content)
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {
        name: str(value) for name, value in ask(client, url).json().items()
    }


def test_parts_beyond_the_maximum_size_are_left_out(quotation, client):
    url = f"{HERE}/quotes/{quotation.pk}/"
    narrow = ask(client, url, maxwidth="320", maxheight="400").json()
    assert (narrow["width"], narrow["height"] <= 400) == (320, True)
    assert "thumbnail_url" not in narrow
    low = ask(client, url, maxheight="50").json()
    assert low["type"] == "link"
    assert "html" not in low


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("url=", 400),
        ("url={}&format=yaml", 501),
        ("url={}&maxwidth=wide", 400),
        ("url={}&maxwidth=0", 400),
        ("url={}&maxheight=99999999999", 400),
        ("url={}&maxheight=%C2%B2", 400),
        ("url=https://elsewhere.example/quotes/1/", 404),
        ("url=http://localhost:8000@elsewhere.example/quotes/1/", 404),
        ("url=//localhost:8000/quotes/1/", 404),
        ("url=http://localhost:8000/quotes/99999999999999999999/", 404),
        ("url=http://localhost:8000/2023/03/%00/", 404),
        ("url=http://localhost:8000/2023/03/nothing/", 404),
        ("url=http://localhost:8000/2023/03/nothing/%23quote-99999999999999999999", 404),
        ("url=http://localhost:8000/labels/", 404),
        ("url=http://[/", 404),
        ("url=%00", 404),
        ("url=" + "a" * 5000, 404),
    ],
)
def test_invalid_requests_have_an_error_status(query, status, quotation, client):
    query = query.replace("{}", f"{HERE}/quotes/{quotation.pk}/")
    assert client.get(f"/oembed?{query}").status_code == status


def test_unpublished_content_is_404(client):
    for created in (make.draft(make.quotation()), make.scheduled(make.quotation())):
        assert ask(client, HERE + created.get_absolute_url()).status_code == 404
        quotation = PullQuote.objects.get(post=created)
        assert ask(client, f"{HERE}/quotes/{quotation.pk}/").status_code == 404
        assert ask(client, HERE + quotation.get_absolute_url()).status_code == 404


def test_oembed_query_count(quotation, client, django_assert_num_queries):
    for path in (f"/quotes/{quotation.pk}/", "/2023/03/low/"):
        with django_assert_num_queries(2):
            ask(client, HERE + path)


def test_pages_link_to_their_oembed_url(quotation, client):
    for path in (f"/quotes/{quotation.pk}/", "/2023/03/low/"):
        page = read(client, path)
        for format in ("json", "xml"):
            kind = {"json": "application/json+oembed", "xml": "text/xml+oembed"}[format]
            (address,) = page.xpath(f'//link[@type="{kind}"]/@href')
            assert client.get(address.removeprefix(HERE)).status_code == 200
