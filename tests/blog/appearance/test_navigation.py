"""Navigation, footer and robots: lists of the site's owner, and today's links without any."""

import json

import pytest
from django.contrib.redirects.models import Redirect

from blog.common.site_links import MAX_LINKS, SiteLink, parse_site_links
from tests.support import factories as make
from tests.support.desk import errors, send, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
FORM = "/admin/blog/appearance/1/change/"
NAVIGATION = "//nav[@class='site-nav']//a"
FOOTER = "//footer//ul[@class='more']//a"
ROBOTS = "//meta[@name='robots']/@content"


def test_site_without_lists_has_the_usual_links(client):
    make.page(title="About")
    page = read(client, "/")
    assert text(page, NAVIGATION) == ["Home", "Archive", "Labels", "Quotations", "Sources"]
    assert text(page, FOOTER) == ["Authors", "About", "Sign in"]


def test_lists_replace_the_usual_links_in_their_order(client):
    make.site(
        navigation="All quotations /quotes/\nHome /\n\n Our shop https://shop.example/a?b=c ",
        footer_links="Imprint /about/",
        footer_text="Published by <The Quay>, Saint-Aubert",
    )
    page = read(client, "/")
    assert text(page, NAVIGATION) == ["All quotations", "Home", "Our shop"]
    assert page.xpath(f"{NAVIGATION}/@href") == ["/quotes/", "/", "https://shop.example/a?b=c"]
    assert text(page, FOOTER) == ["Imprint", "Sign in"]
    assert text(page, "//p[@class='footer-text']") == ["Published by <The Quay>, Saint-Aubert"]


def test_link_to_the_page_itself_is_marked(client):
    make.site(navigation="Home /\nQuotations /quotes/")
    quotation = make.post(make.quotation("“Said.”", source_name="Ana")).pullquotes.get()
    marked = f"{NAVIGATION}[@aria-current]"
    for path, name, value in (
        ("/", "Home", "page"),
        ("/quotes/", "Quotations", "page"),
        (f"/quotes/{quotation.pk}/", "Quotations", "true"),
    ):
        page = read(client, path)
        assert text(page, marked) == [name]
        assert page.xpath(f"{marked}/@aria-current") == [value]


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("Archive /archive/", [SiteLink("Archive", "/archive/")]),
        ("Two  words\t/archive/", [SiteLink("Two words", "/archive/")]),
        ("ماء /labels/ماء/", [SiteLink("ماء", "/labels/ماء/")]),
        ("", []),
        ("/archive/", []),
        ("Name", []),
        ("Evil javascript:alert(1)", []),
        ("Evil //evil.example/", []),
        ("Evil /\\evil.example/", []),
        ("Evil data:text/html,x", []),
    ],
)
def test_line_is_a_name_and_an_address(line, links):
    assert parse_site_links(line) == links


@pytest.mark.slow
@pytest.mark.parametrize("field", ["navigation", "footer_links"])
@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("Archive", "needs a name"),
        ("/archive/", "needs a name"),
        ("Nowhere /no/such/page/here/", "needs a name"),
        ("Evil javascript:alert(1)", "needs a name"),
        ("Evil //evil.example/", "needs a name"),
        ("Odd https://", "needs a name"),
        ("Archive /archive/\n" * (MAX_LINKS + 1), "at most 12"),
        ("A" * 61 + " /archive/", "at most 60"),
    ],
)
def test_invalid_list_is_refused(field, value, part):
    administrator = signed_in(make.user("Administrator"))
    administrator.get("/admin/blog/appearance/")
    assert part in errors(send(administrator, FORM, **{field: value}))[field][0]


@pytest.mark.slow
def test_link_to_missing_or_unpublished_page_is_refused():
    administrator = signed_in(make.user("Administrator"))
    administrator.get("/admin/blog/appearance/")
    make.page("<p>Who we are.</p>", title="About", slug="about")
    make.page("<p>Soon.</p>", title="Plans", slug="plans", status="draft")
    make.post(title="Imprint", slug="imprint")  # A post is not at the address of a page.
    Redirect.objects.create(site_id=1, old_path="/contact/", new_path="/about/")
    value = "About /about/#who\nContact /contact/\nPlans /plans/\nImprint /imprint/?x=1"
    response = send(administrator, FORM, footer_links=value)
    assert errors(response)["footer_links"] == [
        "There is no published page at /plans/. Publish it first.",
        "There is no published page at /imprint/. Publish it first.",
    ]
    known = "About /about/#who\nContact /contact/"
    assert send(administrator, FORM, footer_links=known).status_code == 302


@pytest.mark.slow
def test_empty_lists_offer_the_links_that_readers_see(client):
    make.page("<p>Who we are.</p>", title="About", slug="about")
    superuser = signed_in(make.user("superuser"))
    superuser.get("/admin/blog/appearance/")
    page = read(superuser, FORM)
    targets = json.loads(page.xpath("string(//script[@id='link-targets'])"))
    home = read(client, "/")
    footer = "//ul[@class='more']/li[not(@id)]/a"
    for field, path in (("navigation", NAVIGATION), ("footer_links", footer)):
        names = [target["name"] for target in targets if target["list"] == field]
        assert names == text(home, path)
        urls = [target["url"] for target in targets if target["list"] == field]
        assert urls == home.xpath(f"{path}/@href")


@pytest.mark.slow
def test_saved_list_reaches_readers(client):
    administrator = signed_in(make.user("Administrator"))
    administrator.get("/admin/blog/appearance/")
    assert send(administrator, FORM, navigation="Home /\r\nAll /archive/").status_code == 302
    assert text(read(client, "/"), NAVIGATION) == ["Home", "All"]


def test_site_is_listed_by_search_engines_unless_it_asks_not_to(client):
    post = make.post()
    assert read(client, post.get_absolute_url()).xpath(ROBOTS) == ["max-image-preview:large"]
    assert "Sitemap:" in client.get("/robots.txt").text
    make.site(is_indexed=False)
    for path in ("/", post.get_absolute_url(), "/search/", "/accounts/login/"):
        assert set(read(client, path).xpath(ROBOTS)) == {"noindex"}
        assert not read(client, path).xpath("//link[@rel='canonical']")
    robots = client.get("/robots.txt").text
    assert "Sitemap:" not in robots
    assert "Disallow: /\n" not in robots


def test_ai_crawlers_are_asked_to_stay_away_only_by_choice(client):
    assert "GPTBot" not in client.get("/robots.txt").text
    make.site(allows_ai_crawlers=False)
    robots = client.get("/robots.txt").text
    _everybody, crawlers = robots.split("\n\n")[:2]
    assert crawlers.startswith("User-agent: AI2Bot\n")
    assert "User-agent: GPTBot" in crawlers
    assert crawlers.endswith("\nDisallow: /")


def test_help_of_lists_speaks_of_links_and_not_of_lines():
    superuser = signed_in(make.user("superuser"))
    superuser.get("/admin/blog/appearance/")
    page = read(superuser, FORM)
    for field in ("navigation", "footer_links"):
        (help_text,) = text(page, f"//*[@id='id_{field}_helptext']")
        assert "line" not in help_text and "Each link has a name and an address" in help_text
        (example,) = page.xpath(f"//textarea[@name='{field}']/@placeholder")
        assert parse_site_links(example) == [SiteLink("Archive", "/archive/")]
