"""All quotations, and each one's own page."""

import pytest

from blog.models import PullQuote
from blog.views import quotations
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def test_quotation_list_starts_with_the_newest_post(client, monkeypatch):
    monkeypatch.setattr(quotations, "QUOTATIONS_PER_PAGE", 2)
    for day in (2, 1, 3):
        make.post(
            make.quotation(f"{day} a.", f"{day} b.", source_name="Somebody"),
            published_at=make.moment(2023, 3, day),
        )
    seen, address = [], "/quotes/"
    while address:
        page = client.get(address).context["page"]
        seen += [quotation.text for quotation in page.rows]
        address = page.older and f"/quotes/{page.older}"
    assert seen == ["3 a.", "3 b.", "2 a.", "2 b.", "1 a.", "1 b."]


@pytest.mark.slow
def test_quotation_in_draft_or_scheduled_post_is_404(client):
    shown = make.post(make.quotation("Shown.", source_name="A"))
    hidden = [make.draft(make.quotation("Unseen.", source_name="B"))]
    hidden.append(make.scheduled(make.quotation("Unseen.", source_name="C")))
    page = client.get("/quotes/").content.decode()
    assert "Shown." in page
    assert "Unseen." not in page
    for quotation in PullQuote.objects.filter(post__in=hidden):
        assert client.get(f"/quotes/{quotation.pk}/").status_code == 404
    assert client.get(f"/quotes/{shown.pullquotes.get().pk}/").status_code == 200


def test_quotation_page_has_all_details_and_its_post(client):
    post = make.post(
        make.quotation("« Oui. »", attribution="A line", source_name="Paper", lang="fr",
                       speaker_name="Anne", said="2023-03", url="https://example.org/a",
                       translation="Yes.")
    )  # fmt: skip
    quotation = post.pullquotes.get()
    page = client.get(f"/quotes/{quotation.pk}/").content.decode()
    for known in ("Oui. »", "A line", "Anne", "March 2023", "example.org", "Yes.", post.title):
        assert known in page
    assert f'href="{post.get_absolute_url()}#quote-{quotation.pk}"' in page
    assert 'lang="fr" dir="ltr"' in page


def test_quotation_page_shows_its_context(client):
    post = make.post(
        "<p>Far before.</p><p>Just <em>before</em>.</p>"
        + make.quotation("First.", "Second.", "Third.", source_name="Anne")
        + "<p>Just after.</p><p>Far after.</p>",
        title="Low water",
    )
    other = make.post(make.quotation("Elsewhere.", source_name="Anne", said="2023"))
    hidden = make.draft(make.quotation("Unseen.", source_name="Anne", said="2024"))
    first, second, third = post.pullquotes.order_by("position")
    page = read(client, f"/quotes/{second.pk}/")
    assert text(page, '//*[@class="surrounding-text"]/p[not(@class)]') == [
        "Just before.",
        "Just after.",
    ]
    neighbours = page.xpath('//nav[@aria-label="Quotations in this post"]//a/@href')
    assert neighbours == [f"/quotes/{first.pk}/", f"/quotes/{third.pk}/"]
    assert text(page, '//*[@class="others"]/h2') == ["More from Anne"]
    others = page.xpath('//*[@class="others"]//li/a/@href')
    assert others[0] == f"/quotes/{other.pullquotes.get().pk}/"
    assert f"/quotes/{second.pk}/" not in others
    assert f"/quotes/{hidden.pullquotes.get().pk}/" not in others


def test_long_context_is_truncated_at_the_far_end(client):
    phrase = " ".join(f"word{n}" for n in range(200))
    post = make.post(f"<p>{phrase}</p>" + make.quotation() + f"<p>{phrase}</p>")
    page = read(client, f"/quotes/{post.pullquotes.get().pk}/")
    before, after = text(page, '//*[@class="surrounding-text"]/p[not(@class)]')
    assert (before[:6], before[-7:]) == ("… word", "word199")
    assert (after[:5], after[-2:]) == ("word0", " …")
    assert max(len(before), len(after)) <= 422


def test_quotation_page_has_every_citation_format(client):
    quotation = make.post(make.quotation("“A &lt;b&gt;.”", source_name="Anne")).pullquotes.get()
    page = read(client, f"/quotes/{quotation.pk}/")
    addresses = page.xpath("//details//a/@href")
    assert addresses == [
        f"/quotes/{quotation.pk}/quotation.{format}" for format in ("txt", "html", "json", "bib")
    ]
    for area, address in zip(page.xpath("//details//textarea"), addresses, strict=True):
        assert area.get("readonly") is not None
        assert area.text_content().strip() == client.get(address).content.decode().strip()


@pytest.mark.parametrize("rows", [1, 3])
def test_quotation_page_query_count(rows, client, django_assert_num_queries):
    for row in range(rows):
        spoken = make.quotation("A.", source_name=f"S{row}", speaker_name="T")
        last = make.post("<p>Before.</p>" + spoken * rows + "<p>After.</p>")
    for address, queries in (("/quotes/", 3), (f"/quotes/{last.pullquotes.first().pk}/", 5)):
        with django_assert_num_queries(queries):
            response = client.get(address)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def test_empty_quotation_list_has_a_message(client):
    assert "No quotations yet." in client.get("/quotes/").content.decode()


@pytest.mark.parametrize("address", ["/quotes/0/", "/quotes/99999999999999999999/", "/quotes/x/"])
def test_missing_quotation_is_404(address, client):
    assert client.get(address).status_code == 404


def test_neighbour_links_are_truncated_between_words(client):
    long = "forty-one cubits " * 20
    post = make.post(make.quotation("First.", long))
    page = read(client, f"/quotes/{post.pullquotes.get(text='First.').pk}/")
    (shown,) = text(page, "//a[@rel='next']/span[@class='title']")
    assert len(shown) <= 90
    assert shown.removesuffix("…").split()[-1] in {"forty-one", "cubits"}


def test_interface_in_arabic_post_has_the_sites_language(client):
    post = make.post("<p>x</p>", language="ar", labels=["Water"])
    page = read(client, post.get_absolute_url())
    (result,) = page.xpath("//*[@class='labels']/ul")
    assert (result.get("lang"), result.get("dir")) == ("en", "ltr")


def test_lists_with_several_authors_show_bylines(client):
    ada, bo = make.user(), make.user()
    make.post("<p>x</p>", labels=["Water"], authors=[ada])
    make.post("<p>y</p>", labels=["Water"], authors=[ada])
    assert text(read(client, "/labels/water/"), "//*[@class='byline']") == []
    make.post("<p>z</p>", labels=["Water"], authors=[bo])
    bylines = text(read(client, "/labels/water/"), "//*[@class='byline']")
    assert sorted(bylines) == sorted(f"By {author}" for author in (ada, ada, bo))
