"""Long posts have a table of contents and a reading time; short ones have neither."""

import lxml.html
import pytest

from blog.common.text.headings import add_anchors, list_contents
from blog.read_models.posts import estimate_minutes
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
HEADINGS = ("The river", "Über die Brücke", "\u0627\u0644\u0646\u0647\u0631", "The river")


def write(*headings: str, word_count: int = 10) -> str:
    return "".join(f"<h2>{heading}</h2><p>{'word ' * word_count}</p>" for heading in headings)


def load(client, path: str):
    return lxml.html.fromstring(client.get(path).text)


def test_contents_of_a_long_post_lead_to_its_sections(client):
    post = make.post(write(*HEADINGS))
    page = load(client, post.get_absolute_url())
    links = page.xpath("//details[@class='contents']//li/a")
    assert [link.text_content() for link in links] == list(HEADINGS)
    assert len({link.get("href") for link in links}) == len(HEADINGS)
    for link in links:
        (target,) = page.xpath("//h2[@id=$id]", id=link.get("href").removeprefix("#"))
        assert target.text_content() == link.text_content()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("<p>One</p>", []),
        (write("A", "B", "C"), []),
        (write("A", "B", "C").replace("<p>", "<h3>Part</h3><p>"), []),
        (write("A", "B", "C", "D"), ["A", "B", "C", "D"]),
        (
            write("A <em>b</em>", "C &amp; D", "&lt;script&gt;", "«É»"),
            ["A b", "C & D", "<script>", "«É»"],
        ),
        (write("A", "B", "C", '<a href="https://a.example/">D</a>'), ["A", "B", "C", "D"]),
    ],
)
def test_contents_list_sections_of_four_or_more(html, expected):
    assert [section.text for section in list_contents(add_anchors(html))] == expected


def test_heading_with_markup_is_escaped_in_the_contents(client):
    post = make.post(write("&lt;img src=x onerror=alert(1)&gt;", "B", "C", "D"))
    text = client.get(post.get_absolute_url()).text
    assert "<img src=x" not in text


@pytest.mark.parametrize(
    ("word_count", "minutes"),
    [(0, 0), (1, 0), (500, 0), (575, 2.5), (700, 3), (2300, 10), (23000, 100)],
)
def test_reading_time_is_said_from_three_minutes(word_count, minutes):
    assert estimate_minutes(word_count) == (minutes if minutes >= 3 else 0)


def test_reading_time_is_shown_on_the_page_and_in_the_preview(client):
    html = write("A", "B", word_count=600)
    post = make.post(html)
    page = load(client, post.get_absolute_url())
    assert page.xpath("string(//p[@class='reading-time'])") == "5 minutes to read"
    data = {"_post": "", "title": "T", "document": html, "slug": "t", "language": "en"}
    preview = signed_in(make.user("Editor")).post("/admin/blog/post/preview/", data)
    assert "5 minutes to read" in preview.text


def test_short_post_and_chinese_post_have_no_reading_time(client):
    for post in (
        make.post(write("A")),
        make.post("<p>" + "中文" * 3000 + "</p>", language="zh-hans"),
    ):
        assert not load(client, post.get_absolute_url()).xpath("//p[@class='reading-time']")


def test_home_page_of_whole_posts_has_no_contents(client):
    make.post(write(*HEADINGS, word_count=600))
    assert not load(client, "/").xpath("//details[@class='contents']")
