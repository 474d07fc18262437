"""How a post reads: its date, byline, quotations, figures, labels and neighbours."""

from html import escape

import pytest
from django.urls import reverse

from blog.common.formatting.dates import partial_date
from blog.content import rendering
from blog.models import Photo, Post
from tests.support import factories
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
CREDIT = "//*[@class='quotation-credit']"
PARTS = f"{CREDIT}/*[@class!='quotation-share']"


def test_date_header_uses_the_sites_time_zone(client):
    factories.site(time_zone="America/Toronto")
    published_at = factories.moment(2023, 3, 23, 2)  # Still the evening of the 22nd there.
    post = factories.post(published_at=published_at, title="Useful")
    page = read(client, post.get_absolute_url())
    header = page.xpath("//article/header/*")
    assert [element.tag for element in header] == ["p", "h1", "p", "p"]
    assert header[0].text_content().strip() == "Wednesday, March 22, 2023"
    assert header[0].xpath("time/@datetime") == ["2023-03-22T22:00:00-04:00"]


def test_home_groups_posts_by_day(client):
    for day, title in ((21, "First"), (22, "Second"), (22, "Third")):
        factories.post(published_at=factories.moment(2023, 3, day), title=title)
    page = read(client, "/")
    days = [(text(day, "p//time"), text(day, ".//h2")) for day in page.xpath("//div[@class='day']")]
    assert days == [
        (["Wednesday, March 22, 2023"], ["Third", "Second"]),
        (["Tuesday, March 21, 2023"], ["First"]),
    ]


def test_date_headers_use_the_sites_language(client):
    factories.site(language="de")
    factories.post(published_at=factories.moment(2023, 3, 22))
    page = read(client, "/")
    assert text(page, "//div[@class='day']/p//time") == ["Mittwoch, 22. März 2023"]


def test_byline_has_all_authors_in_order(client):
    people = tuple(factories.user("Author", byline=name) for name in ("Cy", "Ada", "Bo"))
    post = factories.post(authors=people)
    page = read(client, post.get_absolute_url())
    assert text(page, "//*[@class='byline']") == ["By Cy, Ada and Bo"]
    assert text(page, f"//*[{has_class('author')}]") == ["Cy", "Ada", "Bo"]


def test_home_shows_post_up_to_its_jump_break(client):
    post = factories.post('<p>Before.</p><hr data-jump=""><p>After.</p>', title="Long")
    page = read(client, "/")
    assert text(page, f"//*[{has_class('post-body')}]") == ["Before."]
    (link,) = page.xpath("//*[@class='continue']/a")
    assert link.get("href") == f"{post.get_absolute_url()}#continued"
    assert "Long" in link.text_content()
    assert read(client, post.get_absolute_url()).xpath("count(//*[@id='continued'])") == 1


def test_home_shows_whole_post_without_jump_break(client):
    factories.post("<p>Before.</p><p>After.</p>")
    page = read(client, "/")
    assert text(page, f"//*[{has_class('post-body')}]/p") == [
        "Before.",
        "After.",
    ]
    assert not page.xpath("//*[@class='continue']")


def test_caption_and_credit_are_separate_elements(client):
    author = factories.user("Author")
    photo = factories.photo(
        author, credit="Agency/A. Person/Agency", licence_url="https://example.org/by/"
    )
    html = factories.figure(photo, caption="What it shows.", licence="https://example.org/by/")
    page = read(client, factories.post(html, authors=(author,)).get_absolute_url())
    (figure,) = page.xpath("//figure[contains(@class, 'photo')]")
    assert text(figure, "figcaption/*[@class='caption']") == ["What it shows."]
    assert text(figure, "figcaption/*[@class='credit']") == ["Agency/A. Person/Agency, example.org"]
    (licence,) = figure.xpath(".//a[@rel='license']")
    assert licence.text == "example.org"
    assert licence.get("href") == "https://example.org/by/"
    (image,) = figure.xpath("img")
    assert (image.get("width"), image.get("height")) == ("64", "40")


@pytest.mark.parametrize(
    ("credit", "licence", "shown"),
    [
        ("Graphic: A", "https://creativecommons.org/licenses/by/4.0/", "Graphic: A, CC BY 4.0"),
        ("", "https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("Graphic: A", "", "Graphic: A"),
        (
            "رسم: كاميل",
            "https://creativecommons.org/licenses/by-sa/3.0/de/",
            "رسم: كاميل, CC BY-SA 3.0 DE",
        ),
    ],
)
def test_credit_links_the_name_of_the_licence_only(credit, licence, shown, client):
    author = factories.user("Author")
    photo = factories.photo(author, credit=credit, licence_url=licence)
    html = factories.figure(photo, credit=credit, licence=licence)
    page = read(client, factories.post(html, authors=(author,)).get_absolute_url())
    assert text(page, "//*[@class='credit']") == [shown]
    links = page.xpath("//*[@class='credit']//a")
    assert [link.get("href") for link in links] == ([licence] if licence else [])
    assert all(link.text not in credit for link in links if credit)


@pytest.mark.parametrize(
    ("width", "alt", "name"),
    [
        (1600, 'A "chart" <b>', 'Enlarge: A "chart" <b>'),
        (1600, "", "Enlarge the picture"),
        (351, "A field", "Enlarge: A field"),
        (350, "A field", None),
    ],
)
def test_picture_links_to_its_largest_rendition(width, alt, name, client):
    author = factories.user("Author")
    photo = factories.photo(author, alt=alt, decorative=not alt)
    Photo.objects.update(width=width, height=900, rendition_hash="", webp_widths=[])
    post = factories.post(
        factories.figure(photo, caption="Here", alt=escape(alt), decorative=not alt),
        authors=(author,),
    )
    links = read(client, post.get_absolute_url()).xpath("//figure/a[@class='enlarge'][.//img]")
    assert [link.get("aria-label") for link in links] == ([name] if name else [])
    assert [link.get("href") for link in links] == ([photo.image.url] if name else [])
    Photo.objects.update(rendition_hash="0123456789abcdef", webp_widths=[384, 1824])
    rendering.store(post)
    for link in read(client, post.get_absolute_url()).xpath("//a[@class='enlarge']"):
        assert link.get("href").endswith("/1824.webp")
        assert link.xpath("following-sibling::figcaption")


def test_quotations_with_one_attribution_are_grouped(client):
    html = factories.quotation("“One.”", "“Two.”", attribution="Jo Field", source_name="Jo Field")
    page = read(client, factories.post(html).get_absolute_url())
    (group,) = page.xpath(f"//*[{has_class('pullquotes')}]")
    assert text(group, "blockquote") == ["“One.”", "“Two.”"]
    assert text(group, "p/*[@class='attribution']") == ["Jo Field"]
    assert group.get("role") == "group"
    assert text(page, f"//*[@id='{group.get('aria-labelledby')}']") == ["Jo Field"]


def test_only_titles_of_works_are_cite_elements(client):
    spoken = factories.quotation("“A.”", attribution="Jo Field, 2023", source_name="Jo Field")
    read_in = factories.quotation(
        "“B.”",
        attribution="Jo Field, in The Post, 2024",
        speaker_name="Jo Field",
        source_name="The Post",
        source_kind="publication",
    )
    page = read(client, factories.post(spoken + read_in).get_absolute_url())
    assert text(page, "//cite") == ["The Post"]
    assert text(page, PARTS) == ["Jo Field, 2023", "Jo Field, in The Post, 2024"]


def test_speaker_missing_in_attribution_precedes_it(client):
    html = factories.quotation(
        "“Friends.”",
        attribution="Ministry of Water",
        source_name="Ministry of Water",
        source_kind="organisation",
        speaker_name="Jo Field",
    )
    page = read(client, factories.post(html).get_absolute_url())
    assert text(page, PARTS) == ["Jo Field", "Ministry of Water"]


def test_source_missing_in_attribution_follows_the_speaker(client):
    html = factories.quotation(
        "“A.”",
        attribution="Jo Field, minister",
        speaker_name="Jo Field",
        source_name="The Post",
        source_kind="publication",
    )
    page = read(client, factories.post(html).get_absolute_url())
    assert text(page, PARTS) == ["Jo Field, minister", "The Post"]
    assert text(page, f"{PARTS}//a") == ["Jo Field", "The Post"]


def test_date_in_attribution_is_not_repeated(client):
    twice = factories.quotation("“A.”", attribution="Jo, 5 March 2023", said="2023-03-05")
    once = factories.quotation("“B.”", attribution="Jo", said="2023-03-05")
    page = read(client, factories.post(twice + once).get_absolute_url())
    assert text(page, PARTS) == ["Jo, 5 March 2023", "Jo", "March 5, 2023"]
    assert page.xpath(f"{CREDIT}/time/@datetime") == ["2023-03-05"]


def test_quotation_links_have_different_names(client):
    html = (
        factories.quotation(
            "“One.”", "“Two &amp; &lt;three&gt;.”", attribution="Jo", source_name="Jo"
        )
        + factories.quotation("“" + "Long words " * 40 + "”", attribution="Bo", source_name="Bo")
        + factories.quotation("«نعم.»", lang="ar", translation="“Yes.”")
    )
    post = factories.post(html)
    keys = [quotation.pk for quotation in post.pullquotes.order_by("position")]
    links = read(client, post.get_absolute_url()).xpath("//*[@class='quotation-share']/a")
    assert [link.get("href") for link in links] == [f"/quotes/{key}/" for key in keys]
    assert {link.text for link in links} == {"Share or cite"}
    names = [link.get("aria-label") for link in links]
    assert names[:2] == ["Share or cite: “One.”", "Share or cite: “Two & <three>.”"]
    assert names[3] == "Share or cite: «نعم.»"
    assert names[2].startswith("Share or cite: “Long words")
    assert names[2].endswith("words…")
    for link in links:
        assert client.get(link.get("href")).status_code == 200


@pytest.mark.parametrize("address", ["/", "/feed.atom", "/feed.rss", "/feed.json"])
def test_quotation_links_in_whole_posts_have_text(address, client):
    factories.post(factories.quotation("“One.”", attribution="Jo", source_name="Jo"))
    shown = client.get(address).content.decode()
    assert "Share or cite" in shown.replace("Share or cite: ", "")
    assert "data-text" not in shown


def test_quotation_links_are_not_in_the_search_index(client):
    factories.post(factories.quotation("“One.”", attribution="Jo"), title="Title")
    page = read(client, "/search/?q=cite")
    assert not page.xpath("//main//h2//a")


def test_quotation_without_credit_has_a_link(client):
    page = read(client, factories.post(factories.quotation("“One.”")).get_absolute_url())
    assert len(page.xpath("//p[@class='quotation-share']/a")) == 1
    assert not page.xpath(CREDIT)


def test_quotations_of_draft_have_no_visible_link(client):
    author = factories.user("Author")
    post = factories.draft(factories.quotation("“One.”", attribution="Jo"), authors=(author,))
    client.force_login(author)
    page = read(client, post.get_absolute_url())
    assert page.xpath(f"//article[{has_class('unpublished')}]//*[@class='quotation-share']")


def test_quotations_are_not_in_figures(client):
    post = factories.post(
        "<p>Before.</p>" + factories.quotation("“Kept.”", attribution="Jo", source_name="Jo")
    )
    for address in (post.get_absolute_url(), "/quotes/", "/sources/jo/"):
        page = read(client, address)
        for figure in page.xpath("//figure"):
            figure.drop_tree()
        assert text(page, "//main//blockquote") == ["“Kept.”"]
        assert text(page, "//main//blockquote/following::p[@class='quotation-credit']")


def test_foreign_quotation_has_lang_and_translation(client):
    html = factories.quotation("«نعم.»", lang="ar", translation="“Yes.”")
    page = read(client, factories.post(html).get_absolute_url())
    (phrase,) = page.xpath("//blockquote")
    assert (phrase.get("lang"), phrase.get("dir")) == ("ar", "rtl")
    assert text(page, "//blockquote") == ["«نعم.»"]
    assert text(page, "//*[@class='translation']") == ["“Yes.”"]


def test_post_in_another_language_has_lang_everywhere(client):
    post = factories.post(
        "<p>نص.</p>", title="عنوان", slug="title", language="ar", labels=("Water",)
    )
    for address in ("/", post.get_absolute_url(), reverse("blog:label-detail", args=["water"])):
        (article,) = read(client, address).iter("article")
        assert (article.get("lang"), article.get("dir")) == ("ar", "rtl")
        ours = article.xpath(".//*[@class='byline' or @class='labels-title' or @class='dated']")
        assert {(markers.get("lang"), markers.get("dir")) for markers in ours} == {("en", "ltr")}


def test_labels_and_neighbours_are_below_the_post(client):
    older = factories.post(published_at=factories.moment(2023, 1), title="Older")
    post = factories.post(published_at=factories.moment(2023, 2), labels=("Water", "China"))
    newer = factories.post(published_at=factories.moment(2023, 3), title="Newer")
    page = read(client, post.get_absolute_url())
    assert text(page, "//*[@class='labels']//li") == ["China", "Water"]
    links = page.xpath("//nav[@class='neighbours']//a")
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("prev", older.get_absolute_url()),
        ("next", newer.get_absolute_url()),
    ]


@pytest.mark.parametrize(
    ("fields", "phrase"),
    [
        ({"status": Post.Status.DRAFT}, "Draft: only its authors and editors see this page."),
        ({"status": Post.Status.REVIEW}, "In review: only its authors and editors see this page."),
        (
            {"published_at": factories.moment(2999, 3, 22)},
            "Scheduled for Friday, March 22, 2999, 12:00 p.m.;"
            " until then only its authors and editors see this page.",
        ),
    ],
)
def test_unpublished_post_has_a_banner(client, fields, phrase):
    author = factories.user("Author")
    post = factories.post(authors=(author,), **fields)
    client.force_login(author)
    assert text(read(client, post.get_absolute_url()), "//*[@class='banner']") == [phrase]


def test_published_post_has_no_banner(client):
    assert not read(client, factories.post().get_absolute_url()).xpath("//*[@class='banner']")


def test_paging_links_to_older_and_newer_posts(client, settings):
    factories.site(posts_per_page=1)
    for month in (1, 2, 3):
        factories.post(published_at=factories.moment(2023, month), title=f"Month {month}")
    first = read(client, "/")
    (older,) = first.xpath("//nav[@class='paging']//a")
    assert older.get("rel") == "next"
    second = read(client, "/" + older.get("href"))
    assert text(second, "//h2") == ["Month 2"]
    assert second.xpath("//nav[@class='paging']//a/@rel") == ["prev", "next"]
    canonical = settings.SITE_URL + "/" + older.get("href")
    assert second.xpath("//link[@rel='canonical']/@href") == [canonical]


@pytest.mark.parametrize(
    ("iso", "phrase"),
    [
        ("2026", "2026"),
        ("2026-11", "November 2026"),
        ("2026-11-18", "November 18, 2026"),
        ("2026-13", "2026-13"),
        ("2026-02-30", "2026-02-30"),
        ("2026-W02-1", "2026-W02-1"),
        ("", ""),
        ("<b>", "<b>"),
        ("0000", "0000"),
        ("١٢٣٤", "١٢٣٤"),
    ],
)
def test_partial_date_is_formatted_with_its_precision(iso, phrase):
    assert partial_date(iso) == phrase


@pytest.mark.parametrize(
    ("html", "levels"),
    [
        ("<h3>A</h3><p>x</p><h3>B</h3>", ["h1", "h2", "h2"]),
        ("<h3>A</h3><h2>B</h2><h3>C</h3>", ["h1", "h2", "h2", "h3"]),
        ("<h2>A</h2><h3>B</h3>", ["h1", "h2", "h3"]),
    ],
)
def test_heading_levels_are_not_skipped(html, levels, client):
    page = read(client, factories.post(html).get_absolute_url())
    (post,) = page.xpath("//article")
    assert [heading.tag for heading in post.iter("h1", "h2", "h3")] == levels
