"""Static pages: written like posts, but listed only in the footer."""

import pytest

from blog.models import Page, Post, PullQuote, Source
from tests.support import factories as make
from tests.support.desk import fields, send, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/page/add/"


@pytest.fixture
def editor():
    return signed_in(make.user("Editor"))


def errors(response) -> list[str]:
    return list(response.context["adminform"].form.errors)


@pytest.mark.slow
def test_published_page_is_linked_from_every_page(editor, client):
    sent = send(editor, ADD, title="About us", document="<p>Who we are.</p>", status="published")
    assert sent.status_code == 302
    (link,) = read(client, "/").xpath("//footer//ul[@class='more']//a[@lang]")
    assert (link.text_content(), link.get("href")) == ("About us", "/about-us/")
    page = read(client, "/about-us/")
    assert text(page, "//main//h1") == ["About us"]
    assert text(page, "//main//p[not(@class)]") == ["Who we are."]
    assert page.xpath("//footer//a[@aria-current='page']/@href") == ["/about-us/"]


@pytest.mark.slow
def test_page_can_be_edited_and_previewed(editor):
    page = make.page("<p>First.</p>", title="About")
    address = f"/admin/blog/page/{page.pk}/change/"
    form = fields(editor, address)
    assert form["document"] == "<p>First.</p>"
    preview = editor.post("/admin/blog/page/preview/", form | {"document": "<p>Second.</p>"})
    assert "Second." in preview.content.decode()
    assert send(editor, address, document="<p>Third.</p>").status_code == 302
    assert Page.objects.get().html == "<p>Third.</p>\n"
    assert not Post.objects.exists()


def test_posts_and_pages_have_separate_admin_lists(editor):
    make.page(title="About")
    make.post(title="News")
    for model, title in {"page": "About", "post": "News"}.items():
        result = editor.get(f"/admin/blog/{model}/").context["cl"].result_list
        assert [row.title for row in result] == [title]


@pytest.mark.parametrize("state", ["draft", "review", "scheduled"])
def test_unpublished_page_is_visible_to_editors_only(state, editor, client):
    when = make.moment(2999) if state == "scheduled" else None
    status = "published" if state == "scheduled" else state
    make.page(title="Secret", status=status, published_at=when)
    assert client.get("/secret/").status_code == 404
    assert not read(client, "/").xpath("//footer//ul[@class='more']//a[@lang]")
    seen = editor.get("/secret/")
    assert (seen.status_code, seen["X-Robots-Tag"]) == (200, "noindex")
    assert "no-store" in seen["Cache-Control"]


def test_page_is_in_no_list_of_posts(client):
    author = make.user("Author", byline="Ada")
    make.post(title="News", authors=(author,), published_at=make.moment(2023, 3, 22))
    make.page(title="About", published_at=make.moment(2023, 3, 22))
    for address in ("/", "/2023/", "/2023/03/", "/2023/03/22/", "/feed.json", "/authors/ada/"):
        main = client.get(address).content.decode().split("<footer", 1)[0]
        assert ("News" in main, "About" in main) == (True, False)
    assert client.get("/2023/03/about/").status_code == 404
    assert client.get("/news/").status_code == 404


def test_quotation_of_a_page_is_public_and_links_to_it(client):
    make.page(make.quotation("“Quoted.”", source_name="Ada"), title="About")
    quotation = PullQuote.objects.get()
    assert client.get(f"/quotes/{quotation.pk}/").status_code == 200
    page = read(client, "/sources/ada/")
    assert page.xpath("//*[@class='quoted-in']/a/@href") == [f"/about/#quote-{quotation.pk}"]


def test_corrected_source_updates_pages(editor, django_capture_on_commit_callbacks):
    page = make.page(make.quotation("“Quoted.”", attribution="Ada", source_name="Ada"))
    source = Source.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        send(editor, f"/admin/blog/source/{source.pk}/change/", slug="lovelace")
    page.refresh_from_db()
    assert "/sources/lovelace/" in page.html


@pytest.mark.parametrize("slug", ["labels", "sources", "quotes", "2023", "admin"])
def test_reserved_slugs_are_rejected(slug, editor):
    assert errors(send(editor, ADD, title="Mine", slug=slug)) == ["slug"]


@pytest.mark.slow
def test_slug_is_unique_across_posts_and_pages(editor):
    make.post(title="Same")
    assert errors(send(editor, ADD, title="Page", slug="same")) == ["slug"]
    make.page(title="Other")
    assert errors(send(editor, "/admin/blog/post/add/", title="Post", slug="other")) == ["slug"]


def test_authors_cannot_edit_pages():
    client = signed_in(make.user("Author"))
    page = make.page(status="draft")
    for address in (ADD, "/admin/blog/page/", f"/admin/blog/page/{page.pk}/change/"):
        assert client.get(address).status_code == 403
    assert client.get(page.get_absolute_url()).status_code == 404
