"""Sitemaps: every public page once, nothing else, at a cost that does not grow with the site."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from blog.models import Post, PullQuote
from blog.models.posts import SITEMAP_SECTION_SIZE
from blog.syndication import sitemap_xml, sitemaps
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SITE = "https://blog.example.org"
NAMESPACES = {name[1:] or "s": address for name, address in sitemap_xml.NAMESPACES.items()}


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = SITE


def read(client, path: str) -> etree._Element:
    response = client.get(path.removeprefix(SITE))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return etree.fromstring(response.content)


def texts(root: etree._Element, path: str) -> list[str]:
    return [element.text for element in root.xpath(path, namespaces=NAMESPACES)]


def locations(client, path: str) -> list[str]:
    return texts(read(client, path), "//s:loc")


def paths(client) -> list[str]:
    """Of all pages in all sections that the index names, without the lists."""
    sections = locations(client, "/sitemap.xml")
    assert sections[0] == f"{SITE}/sitemap-pages.xml"
    result = [page for section in sections[1:] for page in locations(client, section)]
    return [page.removeprefix(SITE) for page in result]


@pytest.mark.slow
def test_sitemap_has_every_public_page_once(client):
    ada = make.user("Author", byline="Ada")
    for number in range(2):
        make.post(
            make.quotation("A.", source_name="Seen", speaker_name="Heard"),
            title=f"Out {number}",
            labels=["Shown"],
            authors=(ada,),
            published_at=make.moment(2023, 3, 1 + number),
        )
    make.series(*Post.objects.all(), name="Whole")
    for unseen in (make.draft, make.scheduled):
        name = unseen.__name__
        unseen(
            make.quotation("B.", source_name=f"Source of {name}", speaker_name=f"Of {name}"),
            title=name,
            labels=[f"Label of {name}"],
            authors=(make.user("Author", byline=f"Author of {name}"),),
        )
        make.series(Post.objects.get(title=name), name=f"Series of {name}")
    first, second = PullQuote.objects.published().order_by("pk")
    assert sorted(paths(client)) == sorted(
        [
            *("/2023/03/out-0/", "/2023/03/out-1/"),
            *(f"/quotes/{first.pk}/", f"/quotes/{second.pk}/"),
            *("/sources/seen/", "/sources/heard/", "/labels/shown/", "/authors/ada/"),
            "/series/whole/",
        ]
    )


def test_site_without_posts_lists_index_pages_only(client):
    make.draft(make.quotation("A.", source_name="B"), labels=["C"])
    assert locations(client, "/sitemap.xml") == [f"{SITE}/sitemap-pages.xml"]
    for kind in sitemaps.SECTIONS:
        assert client.get(f"/sitemap-{kind}-0.xml").status_code == 404
    lists = ["/", "/archive/", "/authors/", "/labels/", "/quotes/", "/sources/", "/data/"]
    assert locations(client, "/sitemap-pages.xml") == [SITE + path for path in lists]


def test_section_is_a_range_of_ids_and_not_empty(client):
    quotation = make.quotation("A.", source_name="B")
    for pk in (4999, 5000, 9999, 25_000):
        make.post(quotation, pk=pk, title=f"No. {pk}", published_at=make.moment(2023))
    make.draft(quotation, pk=15_000)
    assert [path for path in named(client) if path.startswith("posts")] == [
        *("posts-0.xml", "posts-1.xml", "posts-5.xml"),
    ]
    assert locations(client, "/sitemap-posts-1.xml") == [
        f"{SITE}/2023/01/no-5000/",
        f"{SITE}/2023/01/no-9999/",
    ]
    assert client.get("/sitemap-posts-3.xml").status_code == 404


def named(client) -> list[str]:
    """The sections in the index, without what all addresses have."""
    return [path.removeprefix(f"{SITE}/sitemap-") for path in locations(client, "/sitemap.xml")]


def test_quotations_are_divided_by_their_own_ids(client):
    post = make.post(make.quotation("A.") * 4)
    size = sitemaps.QUOTATIONS_PER_SECTION
    assert size <= 50_000  # What the protocol allows in a file.
    numbers = (size - 1, size, 2 * size - 1, 4 * size)
    for quotation, number in zip(post.pullquotes.order_by("position"), numbers, strict=True):
        post.pullquotes.filter(pk=quotation.pk).update(id=number)
    sections = [path for path in named(client) if path.startswith("quotations")]
    assert sections == ["quotations-0.xml", "quotations-1.xml", "quotations-4.xml"]
    assert locations(client, "/sitemap-quotations-1.xml") == [
        f"{SITE}/quotes/{size}/",
        f"{SITE}/quotes/{2 * size - 1}/",
    ]
    assert client.get("/sitemap-quotations-3.xml").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["posts-999999", "posts-", "posts--1", "posts-x", "drafts-0", f"posts-{'9' * 30}",
     f"posts-{'9' * 5000}", "posts-0%00", "quotations-9223372036854775807"],
)  # fmt: skip
def test_unknown_section_is_404(path, client):
    make.post(make.quotation("A.", source_name="B"))
    assert client.get(f"/sitemap-{path}.xml").status_code == 404


def test_lastmod_is_the_later_of_change_and_publication(client):
    written, appeared, corrected = (make.moment(2023, 3, day) for day in (1, 2, 3))
    early = make.post(pk=1, published_at=appeared)
    late = make.post(make.quotation("A."), pk=5001, published_at=appeared)
    Post.objects.filter(pk=early.pk).update(updated_at=written)
    Post.objects.filter(pk=late.pk).update(updated_at=corrected)
    future = make.scheduled(pk=5002)
    Post.objects.filter(pk=future.pk).update(updated_at=timezone.now())
    shown = ["2023-03-02T12:00:00+00:00", "2023-03-03T12:00:00+00:00"]
    for number in (0, 1):
        section = read(client, f"/sitemap-posts-{number}.xml")
        assert texts(section, "//s:lastmod") == [shown[number]]
    number = late.pullquotes.get().pk // sitemaps.QUOTATIONS_PER_SECTION
    quotations = read(client, f"/sitemap-quotations-{number}.xml")
    assert texts(quotations, "//s:lastmod") == [shown[1]]
    index = read(client, "/sitemap.xml")
    assert texts(index, "//s:sitemap[s:lastmod]/s:loc") == [
        f"{SITE}/sitemap-posts-0.xml",
        f"{SITE}/sitemap-posts-1.xml",
    ]
    assert texts(index, "//s:lastmod") == shown


def test_post_entry_has_its_photos_in_order(client):
    author = make.user("Author")
    first, second = make.photo(author), make.photo(author)
    shown = make.post(
        make.figure(second) + make.figure(alt="None yet") + make.figure(first), authors=(author,)
    )
    make.draft(make.figure(make.photo(author)), authors=(author,))
    post = read(client, f"/sitemap-posts-{shown.pk // SITEMAP_SECTION_SIZE}.xml")
    assert texts(post, "//image:loc") == [SITE + second.image.url, SITE + first.image.url]


def fill(rows: int) -> None:
    ada = make.user("Author")
    for number in range(rows):
        figure = make.figure(make.photo(ada))
        quotation = make.quotation("A.", source_name=f"S{number}", speaker_name=f"T{number}")
        authors = (ada, make.user("Author"))
        post = make.post(quotation + figure, labels=[f"L{number}"], authors=authors)
        make.dossier(post)
        make.series(post, name=f"Series of {rows} posts, {number}")
        make.comparison(*2 * [post.pullquotes.get()])


@pytest.mark.slow
def test_sitemap_takes_one_query_and_has_304(client, django_assert_num_queries):
    for rows in (1, 3):
        fill(rows)
        sections = locations(client, "/sitemap.xml")[1:]
        assert len(sections) >= len(sitemaps.SECTIONS)
        for address in ["/sitemap.xml", "/sitemap-news.xml", *sections]:
            path = address.removeprefix(SITE)
            with django_assert_num_queries(2):
                etag = client.get(path)["ETag"]
            with django_assert_num_queries(2):
                known = client.get(path, headers={"if-none-match": etag})
            assert (known.status_code, known.content) == (304, b"")


def test_changed_sitemap_is_sent_again(client):
    post = make.post(title="One")
    (posts,) = (a for a in locations(client, "/sitemap.xml") if "posts" in a)
    watched = ["/sitemap.xml", "/sitemap-news.xml", posts.removeprefix(SITE)]
    before = {path: client.get(path)["ETag"] for path in watched}
    post.title = "Two"
    post.save()
    for path, etag in before.items():
        assert client.get(path, headers={"if-none-match": etag}).status_code == 200, path


def test_news_sitemap_has_posts_of_two_days(client):
    make.site(name="Low & High")
    now = timezone.now().replace(microsecond=0)
    for title, hours, language in (
        ("Yesterday", 24, "fr-CA"),
        ("A < B & C \u2028 </title>", 1, "zh-Hant"),
        ("Too old", 49, "en"),
        ("Too early", -1, "en"),
    ):
        when = now - timedelta(hours=hours)
        make.post(title=title, published_at=when, language=language)
    make.draft(title="Draft")
    result = read(client, "/sitemap-news.xml")
    assert texts(result, "//news:title") == ["A < B & C \u2028 </title>", "Yesterday"]
    assert texts(result, "//news:name") == ["Low & High"] * 2
    assert texts(result, "//news:language") == ["zh-tw", "fr"]
    assert texts(result, "//news:publication_date") == [
        (now - timedelta(hours=hours)).isoformat() for hours in (1, 24)
    ]
    assert len(texts(result, "//s:url/s:loc")) == 2


@pytest.mark.parametrize(
    ("code", "name"),
    [("en", "en"), ("en-CA", "en"), ("yue", "yue"), ("zh", "zh-cn"), ("zh-Hans", "zh-cn"),
     ("zh-hant", "zh-tw"), ("zh-TW", "zh-tw"), ("zh-HK", "zh-tw")],
)  # fmt: skip
def test_news_language_is_googles_code(code, name, client):
    make.post(language=code)
    assert texts(read(client, "/sitemap-news.xml"), "//news:language") == [name]


def test_urls_in_every_script_are_percent_encoded(client):
    make.post(title="نهر", published_at=make.moment(2023), labels=["Île"])
    assert set(paths(client)) >= {"/2023/01/%D9%86%D9%87%D8%B1/", "/labels/%C3%AEle/"}


@pytest.mark.parametrize(("hours", "is_named"), [(1, True), (47, True), (49, False), (-1, False)])
def test_robots_txt_lists_news_sitemap_if_it_has_posts(hours, is_named, client):
    make.post(published_at=timezone.now() - timedelta(hours=hours))
    make.draft()
    named = f"Sitemap: {SITE}/sitemap-news.xml" in client.get("/robots.txt").text.splitlines()
    assert named is is_named
    assert bool(texts(read(client, "/sitemap-news.xml"), "//s:url")) is is_named


def test_robots_txt_lists_sitemaps_and_disallows_the_desk(client):
    make.post()
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "",
        f"Sitemap: {SITE}/sitemap.xml",
        f"Sitemap: {SITE}/sitemap-news.xml",
    ]
