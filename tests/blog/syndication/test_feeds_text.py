"""Plain text stays text in feeds: readers find no element that the author did not write."""

import json
import re
from html import escape

import feedparser
import lxml.etree
import lxml.html
import pytest
from django.test import override_settings

from blog.models import Label, Source
from blog.syndication.items import make_urls_absolute
from tests.support import factories as make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
TEXTS = {
    "ampersand": "AT&T, Q&A, R&D; black & white",
    "script": "<script>alert(1)</script>",
    "less": "a < b & c > d, x <y and z",
    "element": "The <b>tag</b> and </b>",
    "entities": "&lt;b&gt; &amp; &#60;i&#62; &nbsp; &copy",
    "comment": "<!-- gone --> <![CDATA[ there ]]> <?php echo 1 ?>",
    "picture": "<img src=x onerror=alert(1)> “quoted” 'and'",
    "end": "]]> </summary></item></entry></feed>",
    "arabic": "قال الوزير: «‏a < b‏» <ب>",
    "hebrew": "שלום <b>עולם</b>",
    "emoji": "👩🏽‍🚀 <3 🇫🇷 & 𝒳",
    "control": "A\x01B\x0bC\x1f <b>\ufffe",
    "long": "very <i>long</i> & " * 9,
}
FEEDS = ["/", "/labels/shown/", "/sources/bo/", "/authors/ada/", "/corrections/"]
FEEDS += ["/comments/"]
# Of names, which are short: something of each of them.
NAME = "<b>Bo</b> & <script>x</script> قال <ب> a<b &lt; 👩🏽‍🚀\x01"
AUTHORED = {"p", "strong", "time", "a", "figure", "blockquote", "figcaption", "cite", "div", "span"}


@pytest.fixture(autouse=True)
def address():
    with override_settings(SITE_URL="https://blog.example.org"):
        yield


@pytest.fixture
def published() -> None:
    """Publish a post for each text, which is also its title and comment."""
    ada = make.user("Author", byline=NAME, slug="ada", bio=NAME)
    for day, text in enumerate(TEXTS.values(), start=1):
        post = make.post(
            "<p>Before <strong>and</strong> after.</p>" + make.quotation("A.", source_name="Bo"),
            title=text[:190], slug=f"post-{day}", summary=text, labels=["Shown"],
            authors=(ada,), published_at=make.moment(2024, 3, day),
        )  # fmt: skip
        make.comment(post, "One.", name=text[:90])
        make.correction(post, text)
    Label.objects.update(name=NAME, description=NAME)
    Source.objects.update(name=NAME)
    make.site(name=NAME, tagline=NAME)


def readable(text: str) -> str:
    """Return a text without characters that XML cannot contain, and without the joiners that keep
    `<` from beginning a tag."""
    return " ".join(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\u2060]", "", text).split())


def as_html(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def elements(html: str) -> set[object]:
    """Return the tags of all nodes, including comments and processing instructions."""
    return {element.tag for element in as_html(html).iterdescendants()}


def is_same_as_html(text: str) -> bool:
    """Return whether a text reads the same as plain text and as HTML."""
    return not elements(text) and readable(as_html(text).text_content()) == readable(text)


@pytest.mark.parametrize("feed", FEEDS)
def test_hostile_text_in_atom_feed_is_plain_text(feed, published, client):
    body = client.get(f"{feed}feed.atom").content
    root = lxml.etree.fromstring(body)
    entries = root.findall(ATOM + "entry")
    for element in root.iter(*(ATOM + name for name in ("title", "summary", "subtitle", "rights"))):
        assert (element.get("type", "text"), len(element)) == ("text", 0)
        assert (element.text or "").strip()
    for entry, text in zip(entries, reversed(TEXTS.values()), strict=True):
        assert readable(text[:90]) in readable(entry.findtext(ATOM + "title"))
        assert readable(entry.findtext(ATOM + "summary") or text) == readable(text)
        assert elements(entry.findtext(ATOM + "content")) <= AUTHORED
    read = feedparser.parse(body, response_headers={"content-type": "application/atom+xml"})
    assert (read.bozo, len(read.entries)) == (False, len(entries))
    assert {entry.title_detail.type for entry in read.entries} == {"text/plain"}


@pytest.mark.parametrize("feed", FEEDS)
def test_hostile_text_in_rss_feed_is_plain_text(feed, published, client):
    """A description is HTML. The specification does not say whether a title is, so titles must read
    the same as either."""
    body = client.get(f"{feed}feed.rss").content
    channel = lxml.etree.fromstring(body).find("channel")
    items = channel.findall("item")
    assert is_same_as_html(channel.findtext("title"))
    assert not elements(channel.findtext("description"))
    for item, text in zip(items, reversed(TEXTS.values()), strict=True):
        assert is_same_as_html(item.findtext("title"))
        assert readable(text[:90]) in readable(item.findtext("title"))
        for named in (*item.iter("category"), *item.iter(DUBLIN + "creator")):
            assert is_same_as_html(named.text)
        described = as_html(item.findtext("description") or escape(readable(text)))
        assert not list(described.iterdescendants())
        assert readable(described.text_content()) == readable(text)
        assert elements(item.findtext(CONTENT)) <= AUTHORED
    read = feedparser.parse(body, response_headers={"content-type": "application/rss+xml"})
    assert (read.bozo, len(read.entries)) == (False, len(items))
    assert not any(elements(entry.title) for entry in read.entries)


@pytest.mark.parametrize("feed", FEEDS)
def test_text_in_json_feed_is_unchanged(feed, published, client):
    read = client.get(f"{feed}feed.json").json()
    for item, text in zip(read["items"], reversed(TEXTS.values()), strict=True):
        assert text[:90].strip() in item["title"]
        assert item.get("summary", text) == text
        assert elements(item["content_html"]) <= AUTHORED


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_hostile_summaries_are_plain_text(format, published, client):
    make.site(posts_shown_as="summaries")
    body = client.get(f"/feed.{format}").content
    if format == "json":
        read = [item["content_text"] for item in json.loads(body)["items"]]
        assert "content_html" not in body.decode()
    elif format == "atom":
        shown = list(lxml.etree.fromstring(body).iter(ATOM + "summary"))
        assert not any(summary.get("type", "text") != "text" or len(summary) for summary in shown)
        read = [summary.text for summary in shown]
    else:
        described = [
            item.text for item in lxml.etree.fromstring(body).findall(".//item/description")
        ]
        assert not any(elements(html) for html in described)
        read = [as_html(html).text_content() for html in described]
    for summary, text in zip(read, reversed(TEXTS.values()), strict=True):
        assert readable(summary).endswith(readable(text))


def test_comment_feed_has_no_empty_summary(client):
    post = make.post(slug="low", published_at=make.moment(2024, 3, 5))
    make.comment(post, "One.")
    for feed in ("/comments/", "/2024/03/low/comments/"):
        atom = lxml.etree.fromstring(client.get(f"{feed}feed.atom").content)
        assert [entry.find(ATOM + "summary") for entry in atom.iter(ATOM + "entry")] == [None]
        rss = lxml.etree.fromstring(client.get(f"{feed}feed.rss").content)
        assert [item.find("description") for item in rss.iter("item")] == [None]


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_feed_item_without_prose_has_no_empty_summary(format, client):
    make.post(make.quotation("A."))
    root = lxml.etree.fromstring(client.get(f"/feed.{format}").content)
    tag = f"{ATOM}summary" if format == "atom" else "description"
    assert all((element.text or "").strip() for element in root.iter(tag))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("No link", "No link"),
        ('<a href="/a/">A</a>', '<a href="https://a.example/a/">A</a>'),
        ('<img src="/b"> <a href="/">', '<img src="https://a.example/b"> <a href="https://a.example/">'),
        ('<blockquote cite="/c">', '<blockquote cite="https://a.example/c">'),
        ('<a href="//b.example/">B</a>', '<a href="//b.example/">B</a>'),
        ('<a href="https://b.example/?to=%22/">B</a>', '<a href="https://b.example/?to=%22/">B</a>'),
        ('<img srcset="/a 1w" src="/b">', '<img srcset="/a 1w" src="https://a.example/b">'),
        ('="/', '="/'),
    ],
)  # fmt: skip
def test_make_urls_absolute_paths_in_attributes_get_site(html, expected):
    assert make_urls_absolute(html, "https://a.example") == expected
