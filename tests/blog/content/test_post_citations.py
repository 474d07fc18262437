"""Citations of a post, in the formats of those of quotations."""

import json

import bibtexparser
import lxml.html
import pytest
from bibtexparser.bparser import BibTexParser

from blog.content.citations.formats import FORMATS
from blog.content.citations.post_formats import WRITERS
from blog.models import Post
from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db
HERE = "http://localhost:8000"


def make_post(**fields) -> Post:
    people = [make.user("Author", byline=name) for name in ("Ada Moor", "Bo & Sons")]
    fields = {
        "title": "Low <water> & {more}",
        "slug": "low",
        "summary": "What 100% means.",
    } | fields
    return make.post(authors=tuple(people), published_at=make.moment(2023, 4, 2), **fields)


def download(client, post: Post, format: str) -> str:
    response = client.get(f"{post.get_absolute_url()}post.{format}")
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Link"] == f'<{HERE}{post.get_absolute_url()}>; rel="canonical"'
    assert f'filename="post.{format}"' in response["Content-Disposition"]
    return response.content.decode()


def test_posts_have_the_citation_formats_of_quotations():
    assert WRITERS.keys() == FORMATS.keys()


def test_post_page_links_its_citations(client):
    post = make_post()
    page = read(client, post.get_absolute_url())
    links = page.xpath("//nav[@aria-label='Cite this post']//a/@href")
    assert links == [f"/2023/04/low/post.{format}" for format in FORMATS]
    for link in links:
        assert client.get(link).status_code == 200


def test_text_citation_names_authors_title_site_and_date(client):
    assert download(client, make_post(), "txt") == (
        "Ada Moor and Bo & Sons, “Low <water> & {more}”, Pullquote, April 2, 2023: "
        f"{HERE}/2023/04/low/\n"
    )


def test_html_citation_is_escaped_and_absolute(client):
    html = download(client, make_post(language="de"), "html")
    paragraph = lxml.html.fragment_fromstring(html)
    assert (paragraph.tag, paragraph.get("lang"), paragraph.get("dir")) == ("p", "de", "ltr")
    assert paragraph.text_content() == (
        "Ada Moor und Bo & Sons, Low <water> & {more}, Pullquote, 2. April 2023"
    )
    assert paragraph.xpath("a/@href") == [f"{HERE}/2023/04/low/"]
    assert paragraph.xpath("time/@datetime") == ["2023-04-02"]


def test_html_citation_in_arabic_has_arabic_commas(client):
    html = download(client, make_post(language="ar"), "html")
    paragraph = lxml.html.fragment_fromstring(html).text_content()
    assert "، Low <water> & {more}، Pullquote، " in paragraph


def test_csl_citation_has_every_author(client):
    post = make_post()
    (item,) = json.loads(download(client, post, "json"))
    assert item == {
        "id": f"post-{post.pk}",
        "type": "post-weblog",
        "title": "Low <water> & {more}",
        "container-title": "Pullquote",
        "author": [{"literal": "Ada Moor"}, {"literal": "Bo & Sons"}],
        "issued": {"date-parts": [[2023, 4, 2]]},
        "URL": f"{HERE}/2023/04/low/",
        "language": "en",
        "abstract": "What 100% means.",
    }


def test_bibtex_citation_is_read_by_a_parser(client):
    parser = BibTexParser(common_strings=True)
    post = make_post()
    (entry,) = bibtexparser.loads(download(client, post, "bib"), parser).entries
    assert entry["author"] == r"{Ada Moor} and {Bo \& Sons}"
    assert entry["title"] == r"{Low <water> \& \textbraceleft{}more\textbraceright{}}"
    assert (entry["year"], entry["month"], entry["day"]) == ("2023", "April", "2")
    assert (entry["howpublished"], entry["ID"]) == ("{Pullquote}", f"post-{post.pk}")
    assert entry["url"] == f"{HERE}/2023/04/low/"


def test_citation_dates_are_in_the_time_zone_of_the_site(client):
    make.site(time_zone="Asia/Tokyo")
    make.post(slug="late", published_at=make.moment(2023, 3, 31, hour=23))
    (item,) = client.get("/2023/04/late/post.json").json()
    assert item["issued"] == {"date-parts": [[2023, 4, 1]]}


@pytest.mark.parametrize("factory", [make.draft, make.scheduled, make.page])
def test_only_published_posts_have_citations(factory, client):
    factory(title="Low", slug="low")
    for format in FORMATS:
        assert client.get(f"/2023/04/low/post.{format}").status_code == 404


def test_citation_at_a_former_month_redirects(client):
    make_post()
    response = client.get("/2022/01/low/post.txt")
    assert (response.status_code, response["Location"]) == (301, "/2023/04/low/post.txt")
