"""Pages of dossiers and comparisons, their feeds, and what readers do not see."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from blog.content.site_state import get_state
from blog.dossiers import save
from blog.dossiers.models import Dossier, DossierItem
from blog.models import Post, PullQuote
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
ADDRESSES = (
    *("/dossiers/ports/", "/dossiers/ports/card.png"),
    *(f"/dossiers/ports/feed.{format}" for format in ("atom", "rss", "json")),
)


@pytest.fixture
def post(author) -> Post:
    return make.post(
        make.quotation("“A.”", attribution="Ana, judge", source_name="Ana", said="2019-05-01")
        + make.quotation("«ب.»", source_name="Ana", said="2024", lang="ar", translation="“B.”"),
        authors=(author,),
        title="Quays",
        published_at=make.moment(2024, 5, 1),
    )


@pytest.fixture
def ports(post, author) -> Dossier:
    return make.dossier(
        *post.pullquotes.order_by("position"),
        post,
        title="Ports",
        introduction="<p>Of <em>ports</em>.</p>",
        notes=("First <b>", "", "Third"),
        author=author,
    )


def test_dossier_has_items_in_order_with_their_notes(ports, client):
    page = read(client, "/dossiers/ports/")
    items = page.xpath("//ol[contains(@class, 'dossier-items')]/li")
    assert [" ".join(item.text_content().split())[:9] for item in items] == [
        *("First <b>", "2024 «ب.»", "Third May"),
    ]
    assert text(page, "//article/div[contains(@class, 'e-content')]//em") == ["ports"]
    assert page.xpath("//section[@class='timeline']//svg")


def test_foreign_quotation_has_its_language_and_direction(ports, client):
    page = read(client, "/dossiers/ports/")
    (quote,) = page.xpath("//blockquote[@lang='ar']")
    assert quote.get("dir") == "rtl"
    assert text(page, "//p[@class='translation']") == ["“B.”"]


def test_dossier_in_another_language_says_so_and_keeps_our_text(ports, client):
    Dossier.objects.update(language="ar")
    page = read(client, "/dossiers/ports/")
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    (body,) = page.xpath("/html/body")
    assert (body.get("lang"), body.get("dir")) == ("en", "ltr")
    (article,) = page.xpath("//main/article")
    assert (article.get("lang"), article.get("dir")) == ("ar", "rtl")


def test_comparison_has_two_sides_and_one_voice(post, client):
    make.comparison(*post.pullquotes.order_by("position"), title="Then", slug="then")
    page = read(client, "/comparisons/then/")
    sides = page.xpath("//ol[contains(@class, 'comparison-sides')]/li")
    dates = [side.xpath("string(.//p[@class='quotation-date']/time/@datetime)") for side in sides]
    assert dates == ["2019-05-01", "2024"]
    assert text(page, "//p[@class='comparison-voice']/a") == ["Ana"]
    assert "contradict" not in client.get("/comparisons/then/").content.decode().lower()


@pytest.mark.parametrize("address", ADDRESSES)
def test_draft_and_scheduled_dossier_are_not_found(address, ports, client):
    assert client.get(address).status_code == 200
    Dossier.objects.update(published_at=timezone.now() + timedelta(hours=1))
    assert client.get(address).status_code == 404
    Dossier.objects.update(published_at=None)
    assert client.get(address).status_code == 404
    assert signed_in(ports.author).get(address).status_code == 404


def test_kinds_do_not_share_addresses(ports, client):
    for address in ADDRESSES:
        assert client.get(address.replace("dossiers", "comparisons")).status_code == 404


def test_items_of_unpublished_posts_are_left_out_with_their_notes(ports, client):
    Post.objects.update(status=Post.Status.DRAFT)
    other = make.post(make.quotation("“C.”"), published_at=make.moment(2024))
    DossierItem.objects.create(dossier=ports, position=4, quotation=other.pullquotes.get())
    for address in ("/dossiers/", *ADDRESSES[:1], *ADDRESSES[2:]):
        content = client.get(address).content.decode()
        assert not [word for word in ("“A.”", "Third", "First", "Quays") if word in content], (
            address
        )
    page = read(client, "/dossiers/ports/")
    assert len(page.xpath("//ol[contains(@class, 'dossier-items')]/li")) == 1
    assert text(read(client, "/dossiers/"), "//p[@class='discussed']") == ["1 item"]


def test_dossier_without_public_items_says_so(ports, client):
    Post.objects.update(status=Post.Status.DRAFT)
    assert "not public at the moment" in client.get("/dossiers/ports/").content.decode()


def test_comparison_is_not_found_while_one_side_is_hidden(post, client):
    other = make.post(make.quotation("“C.”", source_name="Ana"))
    make.comparison(post.pullquotes.first(), other.pullquotes.get(), title="Then", slug="then")
    addresses = ("/comparisons/then/", "/comparisons/then/feed.atom", "/comparisons/then/card.png")
    assert {client.get(address).status_code for address in addresses} == {200}
    Post.objects.filter(pk=other.pk).update(status=Post.Status.DRAFT)
    assert {client.get(address).status_code for address in addresses} == {404}
    assert "Then" not in client.get("/comparisons/").content.decode()


def test_renamed_dossier_and_all_below_it_redirect(ports, editor, client):
    save.save_dossier(fields={"slug": "quays"}, by=editor, dossier=ports)
    for address in ADDRESSES:
        response = client.get(f"{address}?v=1")
        assert response.status_code == 301
        assert response["Location"] == f"{address.replace('ports', 'quays')}?v=1"
    save.withdraw_dossier(dossier=ports, by=editor)
    assert {client.get(address).status_code for address in ADDRESSES} == {404}


def test_lists_are_linked_where_something_is_published(ports, post, client):
    links = (
        "//footer//a[starts-with(@href, '/dossiers') or starts-with(@href, '/comparisons')]/@href"
    )
    assert read(client, "/").xpath(links) == ["/dossiers/"]
    make.comparison(*post.pullquotes.all())
    assert read(client, "/").xpath(links) == ["/dossiers/", "/comparisons/"]
    Dossier.objects.update(published_at=None)
    assert read(client, "/").xpath(links) == []


def test_list_is_divided_into_pages(post, client):
    for number in range(21):
        make.dossier(title=f"No. {number}", published_at=make.moment(2024, 1, 1 + number))
    first = read(client, "/dossiers/")
    assert len(first.xpath("//li/article")) == 20
    (older,) = first.xpath("//a[@rel='next']/@href")
    assert text(read(client, f"/dossiers/{older}"), "//li/article/h2") == ["No. 0"]


def test_empty_lists_say_so(client):
    assert "No dossiers yet." in client.get("/dossiers/").content.decode()
    assert "No comparisons yet." in client.get("/comparisons/").content.decode()


def test_linked_data_lists_quotations_and_posts(ports, client):
    page = read(client, "/dossiers/ports/")
    graph = json.loads(page.findtext("head/script[@type='application/ld+json']"))["@graph"]
    collection, breadcrumbs = graph
    items = [entry["item"] for entry in collection["mainEntity"]["itemListElement"]]
    assert collection["@type"] == "CollectionPage" and collection["author"]["name"] == "Ada"
    assert [item["@type"] for item in items] == ["Quotation", "Quotation", "OpinionNewsArticle"]
    assert items[1]["inLanguage"] == "ar" and items[0]["creator"]["name"] == "Ana"
    assert [crumb["name"] for crumb in breadcrumbs["itemListElement"]] == ["Home", "Dossiers"]


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_feed_of_a_dossier_has_its_quotations_and_posts(format, ports, client):
    root = etree.fromstring(client.get(f"/dossiers/ports/feed.{format}").content)
    texts = " ".join(root.itertext())
    assert texts.count("“A.”") >= 1 and "«ب.»" in texts and "Quays" in texts
    assert "First &lt;b&gt;" in texts or "First <b>" in texts


def test_json_feed_of_dossiers_has_the_introduction(ports, client):
    feed = client.get("/dossiers/feed.json").json()
    (item,) = feed["items"]
    assert item["title"] == "Ports" and item["content_html"] == "<p>Of <em>ports</em>.</p>"
    assert item["url"].endswith("/dossiers/ports/")


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_feed_names_the_site_where_the_author_was_deleted(format, post, client):
    make.dossier(post, title="Orphan")
    assert "Pullquote" in client.get(f"/dossiers/feed.{format}").content.decode()
    assert client.get("/dossiers/orphan/").status_code == 200


def test_unchanged_feed_is_answered_with_304_and_a_change_is_not(ports, client):
    for address in ("/dossiers/feed.atom", "/dossiers/ports/feed.atom"):
        etag = client.get(address)["ETag"]
        assert client.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 304
        Dossier.objects.update(title=f"New in {address}")
        assert client.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_sitemaps_list_published_dossiers_only(ports, post, client):
    make.comparison(*post.pullquotes.all(), title="Then", slug="then")
    make.dossier(title="Draft", published_at=None)
    index = client.get("/sitemap.xml").content.decode()
    assert "sitemap-dossiers-0.xml" in index and "sitemap-comparisons-0.xml" in index
    dossiers = client.get("/sitemap-dossiers-0.xml").content.decode()
    assert dossiers.count("<url>") == 1 and "/dossiers/ports/" in dossiers
    assert "/comparisons/then/" in client.get("/sitemap-comparisons-0.xml").content.decode()
    assert "/dossiers/</loc>" in client.get("/sitemap-pages.xml").content.decode()


@pytest.mark.django_db(transaction=True)
def test_page_cache_ends_with_each_change_of_a_published_dossier(ports, editor):
    """Within a second: the page cache polls the state four times a second."""
    states = [get_state()]
    for action in (
        lambda: save.save_dossier(fields={"title": "Quays"}, by=editor, dossier=ports),
        lambda: save.move_item(dossier=ports, by=editor, item_id=ports.items.first().pk, step=1),
        lambda: save.withdraw_dossier(dossier=ports, by=editor),
        lambda: save.publish_dossier(dossier=ports, by=editor),
    ):
        action()
        states.append(get_state())
    assert len(set(states)) == len(states)


@pytest.mark.parametrize("kind", Dossier.Kind.values)
def test_site_state_changes_when_a_scheduled_dossier_is_due(kind):
    later = timezone.now() + timedelta(hours=1)
    dossier = make.dossier(kind=kind, published_at=later)
    before = get_state()
    # As if the hour had passed: the row's trigger is silent within the transaction.
    Dossier.objects.filter(pk=dossier.pk).update(published_at=timezone.now())
    assert get_state() != before


def test_withdrawn_quotation_leaves_the_dossier_at_once(ports, client):
    PullQuote.objects.filter(text="“A.”").delete()
    page = read(client, "/dossiers/ports/")
    assert len(page.xpath("//ol[contains(@class, 'dossier-items')]/li")) == 2
