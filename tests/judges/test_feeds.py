"""Validate feeds with two third-party parsers and with strict rules of their formats."""

import json
from urllib.parse import urljoin

import feedparser
import lxml.html
import pytest

from tests.judges import feed_rules, judge
from tests.judges.answer import Answer

RULES = {
    "application/atom+xml": feed_rules.atom,
    "application/rss+xml": feed_rules.rss,
    "application/feed+json": feed_rules.json_feed,
}
VERSIONS = {"application/atom+xml": "atom10", "application/rss+xml": "rss20"}


@pytest.fixture(scope="module")
def feeds(answers: list[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.type in RULES]


def test_feeds_follow_their_formats(feeds):
    assert {feed.type for feed in feeds} == set(RULES)
    violations = {feed.name: RULES[feed.type](feed.body) for feed in feeds}
    assert {name: complaints for name, complaints in violations.items() if complaints} == {}


def test_feedparser_parses_all_feeds(feeds):
    for feed in feeds:
        if feed.type not in VERSIONS:
            continue
        read = feedparser.parse(feed.body, response_headers={"content-type": feed.type})
        assert (feed.name, read.bozo, read.version) == (feed.name, False, VERSIONS[feed.type])
        assert read.feed.title and read.feed.link
        for entry in read.entries:
            assert entry.title and entry.id and entry.published_parsed and entry.author
            pages = tuple(
                urljoin(feed.url, prefix)
                for prefix in ("/20", "/comments/", "/dossiers/", "/comparisons/", "/quotes/")
            )
            assert entry.link.startswith(pages)


def test_feedsmith_parses_all_formats_alike(feeds, packages):
    read = judge.feedsmith({feed.name: feed.text for feed in feeds})
    for feed in read.values():
        for item in feed["items"]:  # A word joiner keeps readers from parsing RSS titles as markup.
            item["title"] = item["title"].replace("\u2060", "")
    for subject in ("the site", "a label", "an author"):
        by_format = {name: read[f"feed of {subject} as {name}"] for name in ("atom", "rss", "json")}
        assert {name: feed.pop("format") for name, feed in by_format.items()} == {
            name: name for name in by_format
        }
        assert by_format["atom"] == by_format["rss"] == by_format["json"]
        assert len(by_format["atom"]["items"]) > 5


def test_feedparser_and_feedsmith_agree(feeds, packages):
    read = judge.feedsmith({feed.name: feed.text for feed in feeds})
    for feed in feeds:
        if feed.type in VERSIONS:
            entries = feedparser.parse(feed.body).entries
            assert [
                {"id": entry.id, "address": entry.link, "title": entry.title} for entry in entries
            ] == read[feed.name]["items"]


def test_feeds_linked_from_pages_exist(answers):
    """Also check the declared type."""
    types = {answer.url: answer.type for answer in answers}
    named = {
        urljoin(page.url, link.get("href")): link.get("type")
        for page in answers
        if page.type == "text/html" and page.status == 200
        for link in lxml.html.document_fromstring(page.body).xpath(
            "//link[@rel='alternate'][@type]"
        )
        if "feed." in link.get("href")
    }
    assert named
    crawled = {address: type for address, type in named.items() if address in types}
    assert crawled == {address: types[address] for address in crawled}


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:a,2026:x</id><title>A</title>
<updated>2026-03-02T12:00:00Z</updated><link rel="self" href="https://a.example/feed.atom"/>
<link href="https://a.example/"/><entry><id>tag:a,2026:1</id><title>One</title>
<updated>2026-03-02T12:00:00Z</updated><author><name>Ada</name></author>
<content type="html">&lt;a href="https://a.example/">x&lt;/a></content></entry></feed>"""
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>A</title>
<link>https://a.example/</link><description>A</description>
<atom:link rel="self" href="https://a.example/feed.rss"/><item><title>One</title>
<link>https://a.example/1</link><guid>https://a.example/1</guid>
<pubDate>Mon, 02 Mar 2026 12:00:00 GMT</pubDate></item></channel></rss>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A",
        "items": [{"id": "1", "content_html": "<p>x</p>", "url": "https://a.example/1"}],
    }
)


@pytest.mark.parametrize(
    ("rule", "good"),
    [(feed_rules.atom, ATOM), (feed_rules.rss, RSS), (feed_rules.json_feed, JSON)],
)
def test_valid_feed_has_no_violations(rule, good):
    assert rule(good.encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<id>tag:a,2026:x</id>", "", "feed: no id"),
        ("<title>One</title>", "", "entry 1: no title"),
        ("<author><name>Ada</name></author>", "", "entry 1: neither it nor the feed has an author"),
        ("<name>Ada</name>", "", "entry 1: author without a name"),
        ("<title>One</title>", "<title>One</title><title>Two</title>", "entry 1: 2 of title"),
        ("<title>One</title>", "<title>One</title><logo/>", "entry 1: logo is not allowed"),
        ("tag:a,2026:1", "1", "entry 1: id '1' is no IRI"),
        ("12:00:00Z</updated><author", "</updated><author", "entry 1: updated is '2026-03-02T'"),
        ('&lt;a href="https://a.example/"', "&lt;a href=/", "entry 1: content: href is '/'"),
        ("&lt;a ", "&lt;a onclick=x ", "entry 1: content: the attribute onclick"),
        ('rel="self"', 'rel="via"', "feed: no link to itself or to its page"),
    ],
)
def test_error_in_atom_is_found(old, new, complaint):
    assert old in ATOM
    assert feed_rules.atom(ATOM.replace(old, new, 1).encode()) == [complaint]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<description>A</description>", "", "channel: no description"),
        ('rel="self"', 'rel="via"', "channel: no atom:link to itself"),
        ("<title>One</title>", "", "item 1: neither title nor description"),
        ("<link>https://a.example/1</link>", "", "item 1: it leads to None"),
        (
            "<guid>https://a.example/1</guid>",
            "<guid>1</guid>",
            "item 1: the guid '1' is no address",
        ),
        ("<guid>https://a.example/1</guid>", "", "item 1: no guid"),
        ("Mon, 02", "Tue, 02", "pubDate is 'Tue, 02 Mar 2026 12:00:00 GMT'"),
        ("<title>One</title>", "<title>One</title><date/>", "item 1: date is not allowed"),
    ],
)
def test_error_in_rss_is_found(old, new, complaint):
    assert old in RSS
    assert feed_rules.rss(RSS.replace(old, new, 1).encode()) == [complaint]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("version/1.1", "version/1", "feed.version is 'https://jsonfeed.org/version/1'"),
        ('"title": "A", ', "", "feed: no title"),
        ('"id": "1"', '"id": 1', "item 1.id is 1"),
        ('"id": "1", ', "", "item 1: no id"),
        ("content_html", "_html", "item 1: neither content_html nor content_text"),
        ('"https://a.example/1"', '"/1"', "item 1.url is '/1'"),
        ('"id": "1"', '"id": "1", "name": "x"', "item 1.name is not allowed"),
        ('"id": "1"', '"id": "1", "tags": "x"', "item 1.tags is 'x'"),
        ('"id": "1"', '"id": "1", "summary": ""', "item 1.summary is ''"),
        ('"id": "1"', '"id": "1", "date_published": "2026"', "item 1.date_published is '2026'"),
        ('"id": "1"', '"id": "1", "authors": [{}]', "item 1.authors: one is empty"),
    ],
)
def test_error_in_json_feed_is_found(old, new, complaint):
    assert old in JSON
    violations = feed_rules.json_feed(JSON.replace(old, new, 1).encode())
    assert [
        violation
        for violation in violations
        if not violation.endswith("_html: an extension is an object")
    ] == [complaint]
