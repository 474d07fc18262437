"""Further pages of lists: each has a title and a description of its own."""

import pytest

from blog.models import Label
from tests.support import factories as make
from tests.support.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LISTS = [
    *("/", "/labels/water/", "/authors/ada/", "/sources/bo/", "/quotes/", "/corrections/"),
    *("/2024/", "/2024/03/", "/labels/", "/authors/", "/sources/?kind=person"),
]


@pytest.fixture
def lists(monkeypatch) -> None:
    """Lists of at least three pages."""
    make.site(name="Dams", tagline="Of water.", posts_per_page=1)
    for view, name in (
        ("quotations", "QUOTATIONS_PER_PAGE"), ("sources", "QUOTATIONS_PER_PAGE"),
        ("sources", "SOURCES_PER_PAGE"), ("labels", "LABELS_PER_PAGE"),
        ("authors", "AUTHORS_PER_PAGE"), ("corrections", "CORRECTIONS_PER_PAGE"),
    ):  # fmt: skip
        monkeypatch.setattr(f"blog.views.{view}.{name}", 2)
    ada = make.user("Author", byline="Ada", slug="ada", bio="Writes.")
    for number in range(10):
        # Some within one day, some dates unknown.
        post = make.post(
            make.quotation(f"“No. {number}.”", source_name="Bo", said="2024-03-01" * (number > 3))
            + make.quotation("A.", source_name=f"Person {number}", source_kind="person"),
            title=f"Post {number}", labels=("Water", f"L <{number}>"),
            authors=(ada, make.user("Author", byline=f"نادية {number}")),
            published_at=make.moment(2024, 3, 1 + number // 4, number),
        )  # fmt: skip
        make.correction(post, "Low.", created_at=make.moment(2024, 4, 1 + number))
    Label.objects.filter(name="Water").update(description="Wet.")


def pages(client, first: str) -> list:
    result, address = [], first
    while address:
        result.append(page := read(client, address))
        (further, *_more) = page.xpath("//a[@rel='next']/@href") or [""]
        address = first.partition("?")[0] + further if further else ""
    return result


def meta(page, name: str) -> str:
    (content,) = page.xpath(f"/html/head/meta[@name='{name}' or @property='{name}']/@content")
    return content


@pytest.mark.parametrize("first", LISTS)
def test_list_pages_have_unique_titles_and_descriptions(first, lists, client):
    result = pages(client, first)
    assert len(result) >= 3
    titles = [page.findtext("head/title") for page in result]
    described = [meta(page, "description") for page in result]
    assert len(set(titles)) == len(set(described)) == len(result), (titles, described)
    assert all(title.endswith("Dams") or title == "Dams · Of water." for title in titles[1:])
    assert all(50 <= len(text) <= 160 for text in described), described
    for page, title in zip(result, titles, strict=True):
        assert title.startswith(meta(page, "og:title"))
        assert meta(page, "og:description") == meta(page, "description")
        assert len(page.xpath("/html/head/title")) == 1


def test_label_order_and_timeline_pages_have_own_titles(lists, client):
    titles = [
        read(client, address).findtext("head/title")
        for address in (
            *("/labels/", "/labels/?by=use", "/labels/water/timeline/"),
            *("/labels/water/timeline/?from=5", "/labels/water/timeline/?from=3"),
        )
    ]
    assert len(set(titles)) == 5, titles


@pytest.mark.parametrize("language", ["en", "de", "ar", "fr", "es", "ru"])
def test_first_page_description_has_search_engine_length(language, lists, client):
    make.site(language=language)
    described = {path: meta(read(client, path), "description") for path in (*LISTS, "/archive/")}
    described["/sources/"] = meta(read(client, "/sources/"), "description")
    described["timeline"] = meta(read(client, "/labels/water/timeline/"), "description")
    short = {path: text for path, text in described.items() if not 50 <= len(text) <= 160}
    assert short == {}


def test_long_descriptions_are_truncated_between_words(client):
    make.site(tagline="word " * 39)
    make.post("<p>" + "many words " * 30 + "</p>", summary="many words " * 18, labels=("Water",),
              slug="low", published_at=make.moment(2024))  # fmt: skip
    Label.objects.update(description="long words " * 40)
    for path in ("/", "/labels/water/", "/2024/01/low/"):
        text = meta(read(client, path), "description")
        assert 130 < len(text) <= 160
        assert text.endswith(("word…", "words…", "many…", "long…"))
