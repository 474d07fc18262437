"""Validate sitemaps, robots.txt, OpenSearch and oEmbed by strict rules of their formats."""

import json

import lxml.etree
import pytest

from tests.judges import xml_rules


def test_sitemaps_follow_their_format(answers):
    sitemaps = [answer for answer in answers if answer.name.startswith("sitemap")]
    assert len(sitemaps) > 8
    violations = {answer.name: xml_rules.sitemap(answer.body, answer.url) for answer in sitemaps}
    assert {name: complaints for name, complaints in violations.items() if complaints} == {}


def test_robots_txt_is_valid(answers):
    (robots,) = (answer for answer in answers if answer.name == "robots")
    assert (robots.type, xml_rules.robots(robots.text)) == ("text/plain", [])


def test_open_search_description_is_valid(answers):
    (search,) = (answer for answer in answers if answer.name == "search for browsers")
    assert search.type == "application/opensearchdescription+xml"
    assert xml_rules.open_search(search.body) == []


def test_oembed_json_and_xml_have_same_data(answers):
    responses = {answer.name: answer for answer in answers if answer.name.startswith("oEmbed")}
    for subject in ("post", "quotation"):
        data = json.loads(responses[f"oEmbed of a {subject} as json"].body)
        root = lxml.etree.fromstring(responses[f"oEmbed of a {subject} as xml"].body)
        assert (root.tag, xml_rules.oembed(data)) == ("oembed", [])
        assert {part.tag: part.text for part in root} == {
            name: str(value) for name, value in data.items()
        }
    assert responses["oEmbed of a post as json"].type == "application/json"
    assert responses["oEmbed of a post as xml"].type == "text/xml"


URL = "https://a.example/sitemap.xml"
SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"
xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>
<loc>https://a.example/1</loc><lastmod>2026-03-02</lastmod>
<i:image><i:loc>https://a.example/1.png</i:loc></i:image>
<n:news><n:publication><n:name>A</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2026-03-02T12:00:00+00:00</n:publication_date><n:title>One</n:title></n:news>
</url></urlset>"""


def test_valid_sitemap_has_no_violations():
    assert xml_rules.sitemap(SITEMAP.encode(), URL) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<loc>https://a.example/1</loc>", "", "1: no loc"),
        ("https://a.example/1<", "/1<", "1: '/1' is beyond where the sitemap stands"),
        (
            "https://a.example/1<",
            "https://b.example/1<",
            "1: 'https://b.example/1' is beyond where the sitemap stands",
        ),
        (
            "https://a.example/1<",
            "https://a.example/é<",
            "1: 'https://a.example/é' is not escaped, or too long",
        ),
        (
            "https://a.example/1<",
            "https://a.example/1#a<",
            "1: 'https://a.example/1#a' has a fragment",
        ),
        ("2026-03-02<", "2 March 2026<", "1: lastmod is '2 March 2026'"),
        ("2026-03-02<", "2026-02-30<", "1: lastmod is '2026-02-30'"),
        ("2026-03-02<", "2026-03-02T12:00:00<", "1: lastmod is '2026-03-02T12:00:00'"),
        (
            "<i:loc>https://a.example/1.png</i:loc>",
            "",
            "1: an image has more or less than its place",
        ),
        ("<n:title>One</n:title>", "", "1: news without title"),
        (">en<", ">en-GB<", "1: news in the language 'en-GB'"),
        (
            "</url>",
            "</url><url><loc>https://a.example/1</loc></url>",
            "https://a.example/1 is there twice",
        ),
    ],
)
def test_error_in_sitemap_is_found(old, new, complaint):
    assert old in SITEMAP
    assert complaint in xml_rules.sitemap(SITEMAP.replace(old, new, 1).encode(), URL)


SEARCH = """<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>A</ShortName><Description>B</Description>
<Url type="text/html" template="https://a.example/?q={searchTerms}"/></OpenSearchDescription>"""


def test_valid_open_search_has_no_violations():
    assert xml_rules.open_search(SEARCH.encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (">A<", f">{'A' * 17}<", f"ShortName is {'A' * 17!r}"),
        ("<Description>B</Description>", "", "0 of Description"),
        ("text/html", "text/plain", "no Url of pages"),
        ("https://a.example/?", "/?", "the template '/?q={searchTerms}' is not absolute"),
        (
            "{searchTerms}",
            "{q}",
            "the template 'https://a.example/?q={q}' takes no words",
        ),
    ],
)
def test_error_in_open_search_is_found(old, new, complaint):
    assert old in SEARCH
    assert xml_rules.open_search(SEARCH.replace(old, new, 1).encode()) == [complaint]


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("User-agent: *\nDisallow: /admin/ # the desk\n\nSitemap: https://a.example/s.xml\n", []),
        ("Disallow: /\n", ["line 1: 'Disallow: /'", "no group"]),
        ("User-agent: *\nDisallow: admin\n", ["line 2: 'Disallow: admin'"]),
        ("User-agent: *\nSitemap: /s.xml\n", ["line 2: 'Sitemap: /s.xml'"]),
        ("User-agent: *\n<html>\n", ["line 2: '<html>'"]),
    ],
)
def test_error_in_robots_txt_is_found(text, complaints):
    assert xml_rules.robots(text) == complaints


OEMBED = {
    "version": "1.0",
    "type": "rich",
    "html": '<blockquote cite="https://a.example/1">A</blockquote>',
    "width": 600,
    "height": "200",
    "thumbnail_url": "https://a.example/1.png",
    "thumbnail_width": 1200,
    "thumbnail_height": 630,
}


@pytest.mark.parametrize(
    ("change", "complaints"),
    [
        ({}, []),
        ({"version": 1}, ["the version is not 1.0"]),
        ({"type": "text"}, ["the type is 'text'"]),
        ({"type": "photo"}, ["no url"]),
        ({"width": "600px"}, ["width is '600px'"]),
        ({"thumbnail_url": "/1.png"}, ["thumbnail_url is '/1.png'"]),
        ({"html": "<a href='/1'>A</a>"}, ["html leads to '/1'"]),
    ],
)
def test_error_in_oembed_is_found(change, complaints):
    assert xml_rules.oembed(OEMBED | change) == complaints


def test_oembed_thumbnail_requires_size():
    data = {name: value for name, value in OEMBED.items() if name != "thumbnail_width"}
    assert xml_rules.oembed(data) == ["no thumbnail_width"]
