"""Anchors of a post's headings."""

import re

import pytest

from blog.common import markup
from blog.common.text import headings
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("phrase", "slug"),
    [
        ("The sum (C.O.)", "the-sum-c-o"),
        ("Aldmark’s share, isn't it?", "aldmarks-share-isnt-it"),
        ("Où va l’eau ?", "où-va-leau"),
        ("Что дальше?", "что-дальше"),
        ("ما الذي تغيّر؟", "ما-الذي-تغيّر"),
        ("می‌خواهم", "میخواهم"),
        ("हिन्दी में", "हिन्दी-में"),
        ("水はどこへ", "水はどこへ"),
        ("ﬁne Ⅳ", "fine-iv"),
        ("1,000 m³/s", "1-000-m3-s"),
        ("“—” 🎈 \u202e", ""),
        ("word " * 30, "word-" * 11 + "word"),
        ("x" * 200, "x" * 60),
        ("<script>", "script"),
    ],
)
def test_slug_keeps_letters_of_every_script(phrase, slug):
    assert headings.slugify_heading(phrase) == slug


def anchors(html: str) -> list[tuple[str, str]]:
    root = markup.parse_fragment(markup.RENDERED(headings.add_anchors(html)))
    return [(heading.get("id"), heading.text_content()) for heading in root.iter("h2", "h3", "h4")]


def test_headings_with_equal_text_have_different_ids():
    html = "<h2>Water</h2><h3>Water</h3><h2>water!</h2><h2>Water 2</h2><h2>?</h2><h2>!</h2>"
    assert [key for key, _words in anchors(html)] == [
        *("section-water", "section-water-2", "section-water-3", "section-water-2-2"),
        *("section-untitled", "section-untitled-2"),
    ]


@pytest.mark.parametrize("phrase", ["comments", "main", "continued", "quote-1", "comments-title"])
def test_heading_id_differs_from_other_ids_of_the_page(phrase, client):
    post = make.post(f"<h2>{phrase}</h2><p>x</p>" + make.quotation())
    make.comment(post)
    keys = read(client, post.get_absolute_url()).xpath("//@id")
    assert len(keys) == len(set(keys))
    assert f"section-{phrase}" in keys


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ("2 3 4 3 2", "2 3 4 3 2"),
        ("3 3 2 3", "2 2 2 3"),
        ("4 4", "2 2"),
        ("2 4 4 3", "2 3 3 3"),
        ("4 3 2", "2 2 2"),
        ("3 4 2 4", "2 3 2 3"),
    ],
)
def test_levels_of_headings_have_no_gaps(levels, shown):
    post = make.post("".join(f"<h{level}>A</h{level}>" for level in levels.split()))
    assert re.findall(r"<h(\d)", post.html) == shown.split()


def test_lower_subheading_has_an_id(client):
    page = read(client, make.post("<h2>A</h2><h3>B</h3><h4>C</h4>").get_absolute_url())
    assert page.xpath("//h4[@id='section-c']/a/@href") == ["#section-c"]


def test_heading_without_links_links_to_itself(client):
    post = make.post('<h2>A <em>river</em> &amp; b</h2><h3>See <a href="/x/">that</a></h3>')
    page = read(client, post.get_absolute_url())
    (link,) = page.xpath("//h2[@id='section-a-river-b']/a")
    assert (link.get("href"), link.text_content()) == ("#section-a-river-b", "A river & b")
    assert page.xpath("//h3[@id='section-see-that']//a/@href") == ["/x/"]


def test_hostile_heading_is_escaped(client):
    phrase = '" onclick="alert(1) &lt;script&gt; javascript:'
    page = read(client, make.post(f"<h2>{phrase}</h2>").get_absolute_url())
    (heading,) = page.xpath("//article//h2")
    assert set(heading.attrib) == {"id"}
    assert text(page, "//article//h2") == ['" onclick="alert(1) <script> javascript:']


def test_home_has_no_heading_ids_and_links_to_the_posts(client):
    posts = [make.post("<h2>Water</h2><p>x</p>", title=title) for title in ("One", "Two")]
    page = read(client, "/")
    keys = page.xpath("//@id")
    assert len(keys) == len(set(keys))
    assert set(page.xpath("//a[@class='section-link']/@href")) == {
        f"{post.get_absolute_url()}#section-water" for post in posts
    }


def test_feed_has_absolute_urls_of_headings(client, settings):
    post = make.post("<h2>Water</h2>")
    content = client.get("/feed.json").json()["items"][0]["content_html"]
    assert f'href="{settings.SITE_URL}{post.get_absolute_url()}#section-water"' in content
