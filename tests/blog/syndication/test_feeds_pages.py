"""Feeds have further pages and descriptions, and are found at the usual URLs of other engines."""

import json

import lxml.etree
import pytest
from django.test import Client, override_settings

from blog.models import Label, Source
from blog.syndication import feeds
from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db
SITE = "https://blog.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = pytest.mark.parametrize("format", ["atom", "rss", "json"])


@pytest.fixture(autouse=True)
def address():
    with override_settings(SITE_URL=SITE):
        yield


@pytest.fixture
def few(monkeypatch) -> None:
    """Limit the pages of feeds to two entries."""
    for name in ("POSTS_PER_FEED", "COMMENTS_PER_FEED", "CORRECTIONS_PER_FEED"):
        monkeypatch.setattr(feeds, name, 2)


def publish(count: int) -> None:
    """Create posts, two at each time, each with a comment and a correction."""
    ada = make.user("Author", byline="Ada", slug="ada", bio="Ada writes of dams.")
    for number in range(count):
        spoken = make.quotation("A.", source_name="Paper", speaker_name="Bo")
        post = make.post(
            (make.quotation("B.", source_name="Bo") if number % 2 else spoken) * 3,
            title=f"Post {number}", labels=("Shown",), authors=(ada,),
            published_at=make.moment(2024, 3, 1 + number // 2),
        )  # fmt: skip
        make.comment(post, "One.", name=f"Post {number}")
        make.correction(post, "Two.", created_at=make.moment(2024, 4, 1 + number // 2))
    make.draft(spoken, title="Draft", labels=("Shown",), authors=(ada,))
    make.page(spoken, title="Page")


def taken_apart(response) -> tuple[list[str], dict[str, str]]:
    """The titles, and the links by their relation, whatever the format."""
    if response["Content-Type"].startswith("application/feed+json"):
        feed = json.loads(response.content)
        links = {"self": feed["feed_url"]}
        if "next_url" in feed:
            links["next"] = feed["next_url"]
        return [item["title"] for item in feed["items"]], links
    root = lxml.etree.fromstring(response.content)
    titles = [element.findtext("{*}title") for element in root.iter(ATOM + "entry", "item")]
    top = root if root.tag == ATOM + "feed" else root.find("channel")
    return titles, {link.get("rel"): link.get("href") for link in top.findall(ATOM + "link")}


@FORMATS
@pytest.mark.parametrize(
    "folder",
    ["/", "/labels/shown/", "/authors/ada/", "/sources/bo/", "/comments/", "/corrections/"],
)
def test_paged_feed_has_every_entry_once(folder, format, few, client):
    publish(7)
    first = f"{SITE}{folder}feed.{format}"
    address, result, seen = first, [], 0
    while address:
        response = client.get(address.removeprefix(SITE))
        assert response.status_code == 200
        titles, links = taken_apart(response)
        assert links["self"] == address
        assert (links.get("first") == first) == (address != first and format != "json")
        result += titles
        seen += 1
        address = links.get("next", "")
    numbers = [next(n for n in range(7) if f"Post {n}" in title) for title in result]
    assert (numbers, seen) == ([6, 5, 4, 3, 2, 1, 0], 4)


@FORMATS
def test_feed_page_is_unchanged_by_a_new_post(format, few, client):
    publish(5)
    _titles, links = taken_apart(client.get(f"/feed.{format}"))
    second = client.get(links["next"].removeprefix(SITE))
    make.post(title="New")
    after = client.get(links["next"].removeprefix(SITE), headers={"if-none-match": second["ETag"]})
    assert after.status_code == 304


def test_feed_after_the_end_or_with_malformed_key_is_404(client):
    publish(1)
    keys = ["x", "0", "0-0", "1e3-1", "9" * 40, "-1-1", "", "%00", "1-1&before=", "1-" + "9" * 19]
    for folder in ("/", "/labels/shown/", "/sources/bo/", "/comments/", "/corrections/"):
        for key in keys:
            result = client.get(f"{folder}feed.atom?before={key}")
            assert (folder, key, result.status_code) == (folder, key, 404)


@pytest.mark.parametrize("feed", ["/feed.atom", "/labels/shown/feed.rss", "/sources/bo/feed.json"])
def test_next_feed_page_needs_no_more_queries(feed, few, client, django_assert_num_queries):
    publish(5)
    _titles, links = taken_apart(client.get(feed))
    with django_assert_num_queries(2 if feed == "/feed.atom" else 3):
        assert client.get(links["next"].removeprefix(SITE)).status_code == 200


def described(client: Client, folder: str) -> list[str]:
    atom = lxml.etree.fromstring(client.get(f"{folder}feed.atom").content)
    rss = lxml.etree.fromstring(client.get(f"{folder}feed.rss").content)
    shown = json.loads(client.get(f"{folder}feed.json").content)
    return [
        atom.findtext(ATOM + "subtitle"), rss.findtext("channel/description"), shown["description"]
    ]  # fmt: skip


def test_every_feed_has_its_own_description(client):
    publish(1)
    make.site(name="Dams", tagline="Of water.")
    Label.objects.update(description="All about\n  rivers.")
    (bo,) = Source.objects.filter(name="Bo")
    result = {
        folder: described(client, folder)
        for folder in (
            *("/", "/labels/shown/", "/authors/ada/", "/sources/bo/", "/corrections/"),
            *("/comments/", "/2024/03/post-0/comments/"),
        )
    }
    assert all(len(set(same)) == 1 for same in result.values())
    assert len({same[0] for same in result.values()}) == len(result)
    assert result["/"][0] == "Of water."
    assert result["/labels/shown/"][0].startswith("All about rivers. ")
    assert result["/authors/ada/"][0].startswith("Ada writes of dams. ")
    assert bo.name in result["/sources/bo/"][0]
    Label.objects.update(description="")
    assert "Shown" in described(client, "/labels/shown/")[0]


@pytest.mark.parametrize(
    ("licence", "rights"),
    [
        ("", "All rights reserved"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
    ],
)
def test_post_feed_has_licence(licence, rights, client):
    publish(1)
    make.site(name="Dams", licence_url=licence)
    atom = lxml.etree.fromstring(client.get("/labels/shown/feed.atom").content)
    rss = lxml.etree.fromstring(client.get("/labels/shown/feed.rss").content)
    shown = json.loads(client.get("/labels/shown/feed.json").content)
    assert atom.findtext(ATOM + "rights") == rss.findtext("channel/copyright") == f"Dams: {rights}"
    for top in (atom, rss.find("channel")):
        linked = [link.get("href") for link in top.findall(ATOM + "link[@rel='license']")]
        assert linked == [licence] * bool(licence)
    assert shown["_pullquote"].get("licence") == (licence or None)
    # What readers write is theirs.
    assert (
        lxml.etree.fromstring(client.get("/comments/feed.atom").content).find(ATOM + "rights")
        is None
    )


def test_feed_has_generator_and_entry_languages(client):
    make.site(language="de")
    make.post(language="ar", title="في الماء", published_at=make.moment(2024, 3, 2))
    make.post(language="fr", title="De l’eau", published_at=make.moment(2024, 3, 1))
    atom = lxml.etree.fromstring(client.get("/feed.atom").content)
    rss = lxml.etree.fromstring(client.get("/feed.rss").content)
    assert atom.findtext(ATOM + "generator") == rss.findtext("channel/generator") == "Pullquote"
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (atom.get(lang), rss.findtext("channel/language")) == ("de", "de")
    assert [entry.get(lang) for entry in atom.iter(ATOM + "entry")] == ["ar", "fr"]
    shown_text = [
        item.findtext("{http://purl.org/dc/elements/1.1/}language") for item in rss.iter("item")
    ]
    assert shown_text == ["ar", "fr"]


ELSEWHERE = {
    "/feed/": "rss", "/feed": "rss", "/rss/": "rss", "/rss": "rss", "/rss.xml": "rss",
    "/feed.xml": "atom", "/atom.xml": "atom", "/feed/atom/": "atom",
    "/feeds/posts/default": "atom", "/feeds/posts/default/": "atom",
    "/feeds/posts/default?alt=rss": "rss", "/feeds/posts/default?alt=x&max-results=9": "atom",
    "/feeds/posts/default?alt=rss&alt=atom": "atom", "/feed/?x=%00": "rss",
}  # fmt: skip


def test_feed_url_of_another_engine_redirects(client):
    for address, format in ELSEWHERE.items():
        response = client.get(address, follow=True)
        assert response.status_code == 200
        assert {status for _url, status in response.redirect_chain} == {301}
        assert response.redirect_chain[-1][0] == f"/feed.{format}"


def test_page_with_slug_rss_is_not_redirected(client):
    make.page("<p>What RSS is.</p>", title="RSS", slug="rss")
    assert "What RSS is." in client.get("/rss/").content.decode()
    assert client.get("/rss.xml").status_code == 301


def test_pages_link_to_their_rss_feed(client):
    publish(1)
    pages = ["/", "/labels/shown/", "/authors/ada/", "/sources/bo/", "/corrections/", "/archive/"]
    for page in pages:
        links = read(client, page).xpath("//link[@rel='alternate'][contains(@href, 'feed.rss')]")
        own = [] if page in ("/", "/archive/") else [f"{page}feed.rss"]
        assert [link.get("href") for link in links] == [*own, "/feed.rss"]
        assert {link.get("type") for link in links} == {"application/rss+xml"}
