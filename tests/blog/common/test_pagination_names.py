"""Lists by name, in pages by key: every name once, both ways, under its letter."""

import pytest
from django.http import Http404, QueryDict

from blog.common.pagination import paginate_by_name
from blog.models import Authorship, Label, Source
from blog.templatetags.names import initial
from blog.views import authors, labels, sources
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
NAMES = [
    "Zoë",
    "ada",
    "Ada",
    "Bo",
    "bo.1",
    "Ēlī",
    "علي",
    "100 days",
    "“Q”",
    "A&B",
    "李",
    "a.2",
    "Bo 9",
]


def page(query: str, size: int):
    rows = Source.objects.order_by()
    return paginate_by_name(rows, QueryDict(query.removeprefix("?")), size, kind="person")


@pytest.mark.parametrize("size", [1, 3, 7, 13, 14])
def test_pages_in_both_directions_have_every_name_once(size):
    for number, name in enumerate(NAMES):
        Source.objects.create(name=name, affiliation=str(number))
    pages = [page("", size)]
    while pages[-1].next:
        pages.append(page(pages[-1].next, size))
    assert [source for page in pages for source in page.rows] == list(Source.objects.all())
    back = [pages[-1]]
    while back[-1].previous:
        back.append(page(back[-1].previous, size))
    assert [page.rows for page in reversed(back)] == [page.rows for page in pages]
    assert [page.is_first for page in pages] == [True] + [False] * (len(pages) - 1)
    assert back[-1].is_first


def test_equal_names_are_paginated_by_id():
    for number in range(5):
        Source.objects.create(name="Same", affiliation=str(number))
    first = page("", 2)
    second = page(first.next, 2)
    assert [s.affiliation for s in (*first.rows, *second.rows)] == ["0", "1", "2", "3"]
    assert first.next == f"?kind=person&after=same.{first.rows[-1].pk}"


@pytest.mark.parametrize(
    "key",
    ["", ".", "a", "a.", "a.b", "a.-1", "a.1.", "a\0.1", "\0", "a.²", "a." + "9" * 19, "a. 1"],
)
@pytest.mark.parametrize("way", ["before", "after"])
def test_malformed_key_raises_404(way, key):
    query = QueryDict(mutable=True)
    query[way] = key
    with pytest.raises(Http404):
        paginate_by_name(Source.objects.all(), query, 3)


@pytest.mark.parametrize("key", [".1", "'; drop table blog_source; --.1", "%.1", "x" * 5000 + ".1"])
def test_key_of_a_missing_name_is_accepted(key):
    Source.objects.create(name="Ada")
    query = QueryDict(mutable=True)
    query["after"] = key
    assert len(paginate_by_name(Source.objects.all(), query, 3).rows) == (key < "ada")


@pytest.mark.parametrize(
    "address", ["/labels/?by=x", "/labels/?by=", "/sources/?kind=x", "/sources/?kind=%00",
                "/labels/?after=x", "/authors/?after=x", "/sources/?kind=person&before=%00"],
)  # fmt: skip
def test_unknown_order_is_404(address, client):
    make.post(make.quotation("A.", source_name="Ada"), labels=["China"])
    assert client.get(address).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "more"),
    [("/labels/", "/labels/"), ("/authors/", "/authors/"), ("/sources/?kind=person", "/sources/")],
)
def test_long_list_links_to_next_and_previous_pages(address, more, client, monkeypatch, settings):
    for view, size in ((labels, "LABELS"), (authors, "AUTHORS"), (sources, "SOURCES")):
        monkeypatch.setattr(view, f"{size}_PER_PAGE", 2)
    for name in ("Ada", "Bo", "Cy"):
        author = make.user("Author", byline=name)
        make.post(make.quotation("A.", source_name=name), labels=[name], authors=(author,))
    first = read(client, address)
    (on,) = first.xpath("//nav[@class='paging']//a/@href")
    second = read(client, more + on)
    (back,) = second.xpath("//nav[@class='paging']//a/@href")
    entries = "//main//*[@class='entry']/a"
    assert [text(page, entries) for page in (first, second)] == [["Ada", "Bo"], ["Cy"]]
    assert text(read(client, more + back), entries) == ["Ada", "Bo"]
    beyond = read(client, more + on.replace("bo.", "zz."))
    assert text(beyond, "//main//p[@class='empty']/a") == ["First page"]
    canonical = "//link[@rel='canonical']/@href"
    own = [settings.SITE_URL + address, settings.SITE_URL + more + on]
    assert [page.xpath(canonical) for page in (first, second)] == [[own[0]], [own[1]]]
    assert read(client, more + back).xpath(canonical) == [own[0]]


def test_label_list_by_use_starts_with_the_most_used(client):
    for names in (["B", "A"], ["B"], ["C", "A"], ["B"]):
        make.post(labels=names)
    make.draft(labels=["C", "C2"])
    make.scheduled(labels=["C"])
    page = read(client, "/labels/?by=use")
    assert text(page, "//*[@class='entry']") == ["B 3 posts", "A 2 posts", "C 1 post"]
    assert text(page, "//nav[@class='orders']//a[@aria-current]") == ["Most used first"]


def test_long_list_has_links_to_its_letters(client):
    make.post(labels=[*(f"A{n}" for n in range(13)), *(f"é{n}" for n in range(12))])
    page = read(client, "/labels/")
    assert text(page, "//section/h2") == ["A", "É"]
    for link in page.xpath("//nav[@class='letters']//a"):
        (heading,) = page.xpath(f"//*[@id='{link.get('href')[1:]}']")
        assert heading.text == link.text
    assert Label.objects.count() == len(page.xpath("//*[@class='entry']"))


@pytest.mark.parametrize(
    ("name", "letter"),
    [("ada", "A"), ("Ada", "A"), ("éa", "É"), ("عَلِيّ", "ع"), ("яна", "Я"), ("ßa", "SS")]
    + [
        ("100 days", "0–9"),
        ("٣ أيام", "0–9"),
        ("“Q”", "…"),
        ("李", "文"),
        ("あ", "文"),
        ("한", "文"),
    ],
)
def test_name_is_listed_under_its_initial(name, letter):
    assert initial(name) == letter


def test_author_list_shows_bio_and_post_count(client):
    ada = make.user("Author", byline="ada Lind", bio="Writes on rivers. " * 30)
    bo = make.user("Author", byline="", first_name="Bo", last_name="Berg")
    make.post(authors=(ada, bo))
    make.post(authors=(ada,))
    make.draft(authors=(make.user("Author", byline="Unseen"),))
    make.scheduled(authors=(make.user("Author", byline="Not yet"), bo))
    Authorship.objects.create(post=make.page(), user=make.user("Author", byline="Page"))
    page = read(client, "/authors/")
    assert text(page, "//*[@class='entry']") == ["ada Lind 2 posts", "Bo Berg 1 post"]
    (about,) = text(page, "//*[@class='description']")
    assert len(about) == 200


@pytest.mark.slow
def test_source_list_links_to_all_sources_of_a_kind(client, monkeypatch):
    monkeypatch.setattr(sources, "SOURCES_PER_KIND", 2)
    for name in ("Cy", "Ada", "bo"):
        make.post(make.quotation("A.", source_name=name, source_kind="person"))
    make.draft(make.quotation("A.", source_name="Ace", source_kind="person"))
    page = read(client, "/sources/")
    assert text(page, "//*[@class='entry']/a") == ["Ada", "bo"]
    assert text(page, "//*[@class='more-link']") == ["All: People"]
    (way,) = page.xpath("//*[@class='more-link']/a/@href")
    whole = read(client, f"/sources/{way}")
    assert text(whole, "//*[@class='entry']/a") == ["Ada", "bo", "Cy"]
    assert whole.xpath("//*[@class='breadcrumbs']//a/@href") == ["/", "/sources/"]
