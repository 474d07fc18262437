"""Features that every public page must have, and those that none may have."""

import re

import lxml.html
import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse

from blog.models import Label, Source
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client) -> dict[str, str]:
    """The address of every kind of public page, of a blog that has two posts."""
    author = factories.user("Author", byline="Ada Moor")
    photo = factories.photo(author, credit="Agency/Someone", alt="A field")
    text = factories.quotation(
        "“Quoted.”", attribution="Jo Field, hydrologist", source_name="Jo Field", said="2023-03"
    )
    picture = factories.figure(photo, caption="A caption")
    post = factories.post(
        f'<p>Before.</p><hr data-jump="">{text}{picture}<h2>Part</h2><p>After.</p>',
        authors=(author,),
        labels=("Water",),
        title="Low water",
    )
    factories.post(title="High water")
    return {
        "home": reverse("blog:home"),
        "post": post.get_absolute_url(),
        "labels": reverse("blog:label-list"),
        "label": Label.objects.get().get_absolute_url(),
        "sources": reverse("blog:source-list"),
        "source": Source.objects.get().get_absolute_url(),
        "missing": "/no/such/page/",
    }


@pytest.fixture
def documents(client, pages) -> dict[str, lxml.html.HtmlElement]:
    return {
        name: lxml.html.document_fromstring(client.get(address).content.decode())
        for name, address in pages.items()
    }


@pytest.mark.slow
def test_every_page_has_one_h1_and_no_gap_between_headings(documents):
    for name, page in documents.items():
        levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4")]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        steps = [after - before for before, after in zip(levels, levels[1:], strict=False)]
        assert max(steps, default=0) <= 1, name


def test_every_page_has_landmarks_and_a_skip_link(documents):
    for name, page in documents.items():
        (main,) = page.iter("main")
        skip = next(page.iter("a"))
        assert skip.get("href") == f"#{main.get('id')}", name
        assert page.xpath("count(//body/header)") == 1, name
        assert page.xpath("count(//body/footer)") == 1, name
        for nav in page.iter("nav"):
            assert nav.get("aria-label"), name


def test_every_page_has_a_unique_title(documents):
    titles = [page.findtext("head/title") for page in documents.values()]
    assert all(titles)
    assert len(set(titles)) == len(titles)


@pytest.mark.slow
def test_current_page_is_marked_in_the_navigation(documents):
    def marked(name):
        result = documents[name].xpath("//nav[@class='site-nav']//a[@aria-current]")
        return [(link.text, link.get("aria-current")) for link in result]

    assert marked("home") == [("Home", "page")]
    assert marked("labels") == [("Labels", "page")]
    assert marked("label") == [("Labels", "true")]
    assert marked("sources") == [("Sources", "page")]
    assert marked("source") == [("Sources", "true")]
    assert marked("post") == []


@pytest.mark.slow
def test_public_pages_neither_set_nor_vary_on_cookies(client, pages):
    for name, address in pages.items():
        response = client.get(address)
        assert not response.cookies, name
        assert "Set-Cookie" not in response.headers, name
        assert "cookie" not in response.headers.get("Vary", "").lower(), name
        assert b"csrf" not in response.content.lower(), name


@pytest.mark.slow
def test_pages_load_few_files_and_none_from_other_hosts(documents):
    """Four files, or five with a form: the style sheet of all pages and the page's own ones."""
    for name, page in documents.items():
        loaded = page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")
        has_form = bool(page.xpath("//*[@id='write']"))
        assert len(loaded) <= (5 if has_form else 4), name
        assert all(address.startswith("/static/") for address in loaded), name
        assert all(finders.find(address.removeprefix("/static/")) for address in loaded), name
        assert not page.xpath(
            "//style | //*[@style] | //script[not(@src) and @type!='application/ld+json']"
        )
        ours = ["comments", "visitor"] if has_form else ["visitor"]
        scripts = [f"/static/theme/{name}.js" for name in ours]
        assert page.xpath("//script/@src") == scripts, name


def test_style_sheets_load_no_other_files():
    for name in ("pages", "index"):
        with open(finders.find(f"theme/{name}.css")) as file:
            assert not re.search(r"@import|@font-face|url\(", file.read())


def test_lists_and_posts_have_canonical_urls(documents, pages, settings):
    for name in ("home", "post", "labels", "label", "sources", "source"):
        (canonical,) = documents[name].xpath("//link[@rel='canonical']/@href")
        assert canonical == settings.SITE_URL + pages[name]


@pytest.mark.slow
def test_missing_page_has_links(client, documents, pages):
    assert client.get(pages["missing"]).status_code == 404
    ways = documents["missing"].xpath("//main//a/@href")
    assert ways == [pages["home"], pages["labels"], pages["sources"]]


def test_server_error_page_needs_no_context():
    page = lxml.html.document_fromstring(render_to_string("500.html"))
    assert page.xpath("string(//h1)") == "Something went wrong"
    assert page.xpath("//main//a/@href") == ["/"]


def test_empty_blog_has_a_message(client):
    page = lxml.html.document_fromstring(client.get("/").content.decode())
    assert page.xpath("count(//article)") == 0
    assert page.xpath("string(//*[@class='empty-lead'])") == "Nothing is published here yet."
    assert not page.xpath("//main//a")


def test_site_can_be_right_to_left(client, pages, settings):
    factories.site(language="ar")
    page = lxml.html.document_fromstring(client.get("/").content.decode())
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
