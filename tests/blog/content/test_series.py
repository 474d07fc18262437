"""Series: the order of their posts, what readers see of them, and how they are kept."""

import json

import lxml.html
import pytest

from blog.content.series import (
    SeriesPlace,
    SeriesRefused,
    delete_series,
    merge_series,
    place_post,
    save_series,
)
from blog.editing.trash import delete_posts
from blog.models import Post, Series, SeriesPart
from blog.models.series import arrange
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted
from tests.support.desk import change, fields, send, signed_in

pytestmark = pytest.mark.django_db


def put(name: str, *posts: Post) -> Series:
    for post in posts:
        place_post(post, SeriesPlace(name))
    return Series.objects.get(name=name)


@pytest.fixture
def parts() -> list[Post]:
    return [
        make.post(title=f"Story {number}", published_at=make.moment(2024, 1, number))
        for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("status", ["published", "draft"])
def test_footer_and_sitemap_link_series_with_a_published_post(status, client):
    put("Floods", make.post(status=status))
    is_public = status == "published"
    links = read(client, "/").xpath("//footer//a[@href='/series/']")
    assert [link.text_content() for link in links] == ["Series"] * is_public
    assert ("/series/</loc>" in client.get("/sitemap-pages.xml").text) == is_public


def read(client, path: str):
    return lxml.html.fromstring(client.get(path).text)


def read_place(client, post: Post) -> str:
    place = read(client, post.get_absolute_url()).xpath("//div[@class='series-place']/p")
    return " ".join(place[0].text_content().split()) if place else ""


def read_links(client, post: Post) -> list[str]:
    page = read(client, post.get_absolute_url())
    return page.xpath("//nav[@aria-label='Other parts of the series']//a/@href")


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([None, None, None], "abc"),
        ([None, None, 1], "cab"),
        ([3, None, None], "bca"),
        ([9, None, None], "bca"),  # Fewer parts than that.
        ([2, None, 2], "bca"),  # Of two with the same number, the later one first.
        ([3, 2, 1], "cba"),
        ([], ""),
    ],
)
def test_arrange_puts_numbered_parts_at_their_places(numbers, expected):
    pairs = list(zip("abc", numbers, strict=False))
    arranged = arrange(pairs, lambda pair: pair[1])
    assert "".join(name for name, _number in arranged) == expected


def test_post_shows_its_place_with_links_to_other_parts(parts, client):
    put("Low Water", *reversed(parts))
    first, second, third = (post.get_absolute_url() for post in parts)
    assert [read_place(client, post) for post in parts] == [
        f"Part {number} of 3 in Low Water" for number in (1, 2, 3)
    ]
    assert [read_links(client, post) for post in parts] == [[second], [first, third], [second]]


def test_post_in_no_series_shows_nothing_of_one(client):
    page = client.get(make.post().get_absolute_url()).text
    assert "series" not in page


def test_place_counts_only_parts_that_readers_see(parts, client):
    hidden = [
        make.draft(),
        make.scheduled(),
        make.post(status="trashed", trashed_at=make.moment(2024)),
    ]
    put("Low Water", *parts[:1], *hidden)
    assert read_place(client, parts[0]) == "Part 1 of Low Water"
    assert read_links(client, parts[0]) == []
    page = client.get("/series/low-water/").text
    assert not [post.title for post in hidden if post.title in page]


def test_draft_shows_its_own_place_to_its_editors(parts, editor):
    draft = make.draft(authors=(editor,))
    put("Low Water", *parts, draft)
    assert read_place(signed_in(editor), draft) == "Part 4 of 4 in Low Water"
    assert read_place(signed_in(editor), parts[0]) == "Part 1 of 3 in Low Water"


def test_series_without_published_post_has_no_page(client):
    put("Low Water", make.draft())
    pages = ("/series/low-water/", "/series/low-water/feed.atom", "/series/low-water/card.png")
    assert {client.get(page).status_code for page in pages} == {404}
    assert "Low Water" not in client.get("/series/").text


def test_page_of_series_lists_posts_in_order_with_linked_data(parts, client):
    series = put("Low Water", *parts)
    save_series(name="Low Water", slug="low-water", introduction="Why it fell.", series=series)
    place_post(parts[2], SeriesPlace("Low Water", 1))
    page = read(client, "/series/low-water/")
    titles = [title.text_content() for title in page.xpath("//ol//h2")]
    assert titles == ["Story 3", "Story 1", "Story 2"]
    assert "Why it fell." in page.text_content()
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    (about,) = [node["about"] for node in json.loads(data)["@graph"] if "about" in node]
    assert about["@type"] == "CreativeWorkSeries"
    assert [part["headline"] for part in about["hasPart"]] == titles


def test_linked_data_of_post_names_its_series(parts, client):
    put("Low Water", *parts)
    page = read(client, parts[1].get_absolute_url())
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    article = json.loads(data)["@graph"][0]
    blog, series = article["isPartOf"]
    assert (blog["@type"], series["@type"], article["position"]) == (
        "Blog",
        "CreativeWorkSeries",
        2,
    )
    assert series["url"].endswith("/series/low-water/")


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_feed_of_series_has_its_posts_only(parts, format, client):
    make.post(title="Elsewhere")
    put("Low Water", *parts[:2])
    feed = client.get(f"/series/low-water/feed.{format}").text
    assert ("Story 2" in feed, "Story 3" in feed, "Elsewhere" in feed) == (True, False, False)


def test_name_in_other_case_is_the_same_series(parts):
    put("Low Water", parts[0])
    place_post(parts[1], SeriesPlace("LOW WATER"))
    assert Series.objects.get().parts.count() == 2


def test_full_series_refuses_another_post(parts, monkeypatch):
    monkeypatch.setattr("blog.content.series.MAX_PARTS", 2)
    put("Low Water", *parts[:2])
    place_post(parts[1], SeriesPlace("Low Water", 1))  # It is in it already.
    with pytest.raises(SeriesRefused):
        place_post(parts[2], SeriesPlace("Low Water"))
    put("Other", parts[2])
    with pytest.raises(SeriesRefused):
        merge_series(series=list(Series.objects.all()), into=Series.objects.get(name="Other"))
    assert SeriesPart.objects.filter(series__name="Low Water").count() == 2


def test_renamed_series_redirects_with_pages_below(parts, client):
    series = put("Low Water", *parts)
    save_series(name="Ebb", slug="ebb", introduction="", series=series)
    for below in ("", "feed.atom"):
        response = client.get(f"/series/low-water/{below}")
        assert (response.status_code, response["Location"]) == (301, f"/series/ebb/{below}")


def test_merge_keeps_numbers_of_target_and_redirects(parts, client):
    put("Ebb", parts[0])
    place_post(parts[0], SeriesPlace("Ebb", 1))
    into = put("Low Water", *parts[1:])
    place_post(parts[2], SeriesPlace("Low Water", 1))
    merge_series(series=list(Series.objects.all()), into=into)
    titles = [
        title.text_content() for title in read(client, "/series/low-water/").xpath("//ol//h2")
    ]
    assert titles == ["Story 3", "Story 1", "Story 2"]
    assert client.get("/series/ebb/")["Location"] == "/series/low-water/"


def test_merge_with_series_deleted_meanwhile_changes_nothing(parts):
    gone, into = put("Ebb", parts[0]), put("Low Water", parts[1])
    stale = list(Series.objects.all())
    delete_series(series_ids=[gone.pk])
    with pytest.raises(SeriesRefused):
        merge_series(series=stale, into=into)
    with pytest.raises(SeriesRefused):
        save_series(name="Ebb", slug="ebb", introduction="", series=gone)
    assert into.parts.count() == 1


def test_deleted_series_leaves_its_posts(parts, client):
    series = put("Low Water", *parts)
    assert delete_series(series_ids=[series.pk]).count == 1
    assert client.get("/series/low-water/").status_code == 404
    assert read_place(client, parts[0]) == ""


def test_deleted_post_leaves_its_series(parts):
    put("Low Water", *parts)
    assert delete_posts([parts[0].pk]) == 1
    assert SeriesPart.objects.count() == 2


def test_form_puts_post_into_new_series_at_a_place(parts, editor):
    client, address = signed_in(editor), change(parts[0])
    assert send(client, address, series="  Low   Water ", series_number="2").status_code == 302
    part = SeriesPart.objects.select_related("series").get()
    assert (part.post, part.series.name, part.number) == (parts[0], "Low Water", 2)
    form = fields(client, address)
    assert (form["series"], form["series_number"]) == ("Low Water", "2")
    assert '<option value="Low Water">' in client.get(change(parts[1])).text
    assert send(client, address, series="").status_code == 302
    assert not SeriesPart.objects.exists()


def test_form_opened_before_leaves_series_set_meanwhile(parts, editor):
    client, address = signed_in(editor), change(parts[0])
    opened = fields(client, address)
    put("Low Water", parts[0])
    assert client.post(address, opened | {"summary": "New."}).status_code == 302
    assert SeriesPart.objects.get().series.name == "Low Water"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"series": "x" * 101}, "at most 100 characters"),
        ({"series": "Low Water", "series_number": "0"}, "greater than or equal to 1"),
        ({"series": "Low Water", "series_number": "201"}, "less than or equal to 200"),
        ({"series": "Low Water", "series_number": "two"}, "Enter a whole number"),
        ({"series": "Full"}, "the most that a series can have"),
    ],
)
def test_form_refuses_bad_place_with_a_message(values, message, parts, editor, monkeypatch):
    put("Full", parts[1])
    monkeypatch.setattr("blog.content.series.MAX_PARTS", 1)
    response = send(signed_in(editor), change(parts[0]), **values)
    assert (response.status_code, message in response.text) == (200, True)
    assert not SeriesPart.objects.filter(post=parts[0]).exists()


@pytest.mark.django_db(transaction=True)
def test_form_waits_for_post_that_takes_last_place(parts, editor, monkeypatch):
    put("Full", parts[0])
    monkeypatch.setattr("blog.content.series.MAX_PARTS", 2)
    client, address = signed_in(editor), change(parts[1])
    opened = fields(client, address) | {"series": "Full"}
    response = while_uncommitted(
        lambda: place_post(parts[2], SeriesPlace("Full")), lambda: client.post(address, opened)
    )
    assert (response.status_code, "the most that a series" in response.text) == (200, True)
    assert not SeriesPart.objects.filter(post=parts[1]).exists()


def test_preview_of_post_in_another_series_is_shown(parts, editor):
    put("Low Water", parts[0])
    client = signed_in(editor)
    values = fields(client, change(parts[1])) | {"series": "Low Water", "_post": parts[1].pk}
    assert client.post("/admin/blog/post/preview/", values).status_code == 200


def test_admin_merges_chosen_series(parts, editor):
    first, second = put("Ebb", parts[0]), put("Low Water", *parts[1:])
    client = signed_in(editor)
    chosen = client.post(
        "/admin/blog/series/", {"action": "merge", "_selected_action": [first.pk, second.pk]}
    )
    address = chosen["Location"]
    assert "Low Water" in client.get(address).text
    assert client.post(address, {"into": second.pk}).status_code == 302
    assert second.parts.count() == 3
    alone = client.get(f"/admin/blog/series/merge/?series={second.pk}")
    assert alone["Location"] == "/admin/blog/series/"


def test_admin_form_with_empty_name_and_slug_says_what_is_missing(parts, editor):
    series = put("Low Water", *parts)
    address = f"/admin/blog/series/{series.pk}/change/"
    response = send(signed_in(editor), address, name="", slug="")
    assert response.status_code == 200
    assert "This field is required." in response.text


def test_admin_renames_series_with_a_redirect(parts, editor, client):
    series = put("Low Water", *parts)
    address = f"/admin/blog/series/{series.pk}/change/"
    assert send(signed_in(editor), address, name="Ebb", slug="ebb").status_code == 302
    assert client.get("/series/low-water/")["Location"] == "/series/ebb/"
    put("Other", make.post())
    taken = send(signed_in(editor), address, name="OTHER")
    assert "A series with this name already exists." in taken.text
