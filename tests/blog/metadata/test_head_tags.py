"""The head of each page: canonical URL, preview and breadcrumbs."""

import pytest

from blog.content import rendering
from blog.models import Label, Photo, PullQuote, Source
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
SITE = "https://blog.example.org"
HOSTILE = "</title><script>alert(1)</script> & \"quoted\" 'x' \u2028 <!-- --> ]]>"


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = SITE


def meta(page, name: str) -> list[str]:
    return page.xpath(f"/html/head/meta[@name='{name}' or @property='{name}']/@content")


def canonical(page) -> list[str]:
    return page.xpath("/html/head/link[@rel='canonical']/@href")


@pytest.fixture
def world() -> dict[str, str]:
    """The address of every kind of page of a blog with one post, and its title."""
    ada = make.user("Author", byline="Ada Moor", bio="Writes\non water.")
    post = make.post(
        "<p>The river is low.</p>"
        + make.quotation("“Low.”", attribution="Jo Field, hydrologist", source_name="Jo Field")
        + make.figure(make.photo(ada, alt="A field"), caption="Here"),
        authors=(ada,),
        labels=["Water", "Île"],
        title="Low water",
        published_at=make.moment(2023, 3, 22),
    )
    return {
        "/": "Pullquote",
        post.get_absolute_url(): "Low water",
        "/labels/": "Labels",
        Label.objects.get(name="Île").get_absolute_url(): "Île",
        "/quotes/": "Quotations",
        f"/quotes/{PullQuote.objects.get().pk}/": "“Low.”",
        "/sources/": "Sources",
        "/sources/?kind=person": "People",
        "/labels/water/timeline/": "Water: timeline of quotations",
        "/archive/": "Archive",
        "/authors/": "Authors",
        Source.objects.get().get_absolute_url(): "Jo Field",
        "/authors/ada-moor/": "Ada Moor",
        "/2023/": "2023",
        "/2023/03/": "March 2023",
        "/2023/03/22/": "March 22, 2023",
    }


@pytest.mark.slow
def test_every_page_has_canonical_url_title_and_description(world, client):
    for path, title in world.items():
        page = read(client, f"{path}{'&' if '?' in path else '?'}utm_source=x")
        assert canonical(page) == [SITE + path]
        assert meta(page, "og:url") == [SITE + path]
        assert meta(page, "og:title") == meta(page, "twitter:title") == [title]
        assert meta(page, "og:site_name") == ["Pullquote"]
        assert meta(page, "og:locale") == ["en_US"]
        assert len(meta(page, "twitter:card")) == 1
        (description,) = meta(page, "description")
        assert 5 < len(description) <= 200
        assert meta(page, "og:description") == [description]


@pytest.mark.slow
def test_meta_tags_are_not_repeated(world, client):
    for path in world:
        page = read(client, path)
        names = page.xpath("/html/head/meta/@name | /html/head/meta/@property")
        several = {name for name in names if names.count(name) > 1}
        assert several <= {"theme-color", "article:author", "article:tag"}, path


def test_post_head_has_dates_authors_and_labels(world, client):
    path = next(path for path, title in world.items() if title == "Low water")
    page = read(client, path)
    assert meta(page, "og:type") == ["article"]
    assert meta(page, "article:published_time") == ["2023-03-22T12:00:00+00:00"]
    assert len(meta(page, "article:modified_time")) == 1
    assert meta(page, "article:author") == [f"{SITE}/authors/ada-moor/"]
    assert meta(page, "article:tag") == ["Water", "Île"]
    assert meta(page, "description") == ["The river is low."]


@pytest.mark.slow
def test_every_kind_of_page_has_a_card_with_alt_and_size(world, client):
    for path, title in world.items():
        page = read(client, path)
        (image,) = meta(page, "og:image")
        assert image.startswith(f"{SITE}{path.partition('?')[0]}card.png?v=")
        size = [*meta(page, "og:image:width"), *meta(page, "og:image:height")]
        assert size == ["1200", "630"]
        assert title.partition(":")[0] in meta(page, "og:image:alt")[0] or "?" in path
        assert meta(page, "twitter:card") == ["summary_large_image"]
        assert meta(page, "robots") == ["max-image-preview:large"]
        answer = client.get(image.removeprefix(SITE))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert "immutable" in answer["Cache-Control"]


def test_post_without_prose_is_described_by_a_quotation(client):
    post = make.post(make.quotation("“First.”", "“Second.”"))
    page = read(client, post.get_absolute_url())
    assert meta(page, "description") == ["“First.”"]


@pytest.mark.parametrize(
    ("language", "locale"),
    [("fr", ["fr_FR"]), ("fr-ca", ["fr_CA"]), ("pt-BR", ["pt_BR"]), ("tlh", []), ("xx-YYYY", [])],
)
def test_post_language_is_an_open_graph_locale(language, locale, client):
    post = make.post(language=language)
    assert meta(read(client, post.get_absolute_url()), "og:locale") == locale


@pytest.mark.slow
def test_page_has_one_canonical_url_from_both_directions(client):
    make.site(posts_per_page=1)
    for month in (1, 2, 3):
        make.post(published_at=make.moment(2023, month), title=f"Month {month}")
    first = read(client, "/")
    second = "/" + first.xpath("//a[@rel='next']/@href")[0]
    third = "/" + read(client, second).xpath("//a[@rel='next']/@href")[0]
    back = "/" + read(client, third).xpath("//a[@rel='prev']/@href")[0]
    assert back != second
    assert text(read(client, back), "//h2") == text(read(client, second), "//h2") == ["Month 2"]
    assert canonical(read(client, back)) == canonical(read(client, second)) == [SITE + second]
    to_first = "/" + read(client, second).xpath("//a[@rel='prev']/@href")[0]
    assert canonical(read(client, to_first)) == [f"{SITE}/"]


@pytest.mark.parametrize("path", ["/?before=0-1", "/quotes/?before=0-1"])
def test_page_after_the_last_is_noindex(path, client):
    make.post(make.quotation("A."))
    page = read(client, path)
    assert meta(page, "robots") == ["noindex"]
    assert canonical(page) == []


def test_drafts_and_missing_pages_have_no_card(client):
    author = make.user("Author")
    draft = make.draft(authors=(author,))
    client.force_login(author)
    page = read(client, draft.get_absolute_url())
    missing = client.get("/no-such-page/").content.decode()
    assert canonical(page) == meta(page, "og:title") == page.xpath("//script[not(@src)]") == []
    assert "og:title" not in missing


def test_hostile_names_are_escaped(client):
    author = make.user("Author", byline=HOSTILE, bio=HOSTILE)
    post = make.post(
        "<p>a</p>" + make.figure(make.photo(author)),
        authors=(author,),
        labels=[HOSTILE],
        title=HOSTILE,
        summary=HOSTILE,
    )
    make.site(name=HOSTILE, tagline=HOSTILE)
    Photo.objects.update(alt=HOSTILE)
    rendering.store(post)
    page = read(client, post.get_absolute_url())
    assert meta(page, "og:title") == [HOSTILE]
    assert meta(page, "description") == [" ".join(HOSTILE.split())]
    assert meta(page, "og:site_name") == [HOSTILE]
    assert meta(page, "article:tag") == [HOSTILE]
    assert page.xpath("//script[not(@src)]/@type") == ["application/ld+json"]


ARCHIVE = [("Home", "/"), ("Archive", "/archive/")]
TRAILS = {
    "/": [],
    "/labels/": [],
    "Low water": [*ARCHIVE, ("2023", "/2023/"), ("March 2023", "/2023/03/")],
    "Île": [("Home", "/"), ("Labels", "/labels/")],
    "“Low.”": [("Home", "/"), ("Quotations", "/quotes/")],
    "Jo Field": [("Home", "/"), ("Sources", "/sources/")],
    "/2023/03/": [*ARCHIVE, ("2023", "/2023/")],
    "/2023/03/22/": [*ARCHIVE, ("2023", "/2023/"), ("March 2023", "/2023/03/")],
}


@pytest.mark.slow
def test_detail_pages_have_breadcrumbs(world, client):
    for path, title in world.items():
        if (trail := TRAILS.get(title, TRAILS.get(path))) is not None:
            links = read(client, path).xpath("//nav[@class='breadcrumbs']//a")
            assert [(link.text, link.get("href")) for link in links] == trail
            assert [client.get(above).status_code for _name, above in trail] == [200] * len(trail)
