"""All quotations, and each one's own page."""

import pytest

from blog.models import PullQuote
from blog.views import quotations
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_newest_post_s_quotations_come_first(client, monkeypatch):
    monkeypatch.setattr(quotations, "PER_PAGE", 2)
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
    assert seen == ["3 b.", "3 a.", "2 b.", "2 a.", "1 b.", "1 a."]


def test_what_stands_in_drafts_and_scheduled_posts_is_404(client):
    shown = make.post(make.quotation("Shown.", source_name="A"))
    hidden = [make.draft(make.quotation("Unseen.", source_name="B"))]
    hidden.append(make.scheduled(make.quotation("Unseen.", source_name="C")))
    page = client.get("/quotes/").content.decode()
    assert "Shown." in page
    assert "Unseen." not in page
    for quotation in PullQuote.objects.filter(post__in=hidden):
        assert client.get(f"/quotes/{quotation.pk}/").status_code == 404
    assert client.get(f"/quotes/{shown.pullquotes.get().pk}/").status_code == 200


def test_a_quotation_s_page_says_all_that_is_known_and_leads_to_its_post(client):
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


@pytest.mark.parametrize("rows", [1, 3])
def test_costs(rows, client, django_assert_num_queries):
    for row in range(rows):
        last = make.post(make.quotation("A.", source_name=f"S{row}", speaker_name=f"T{row}"))
    for address in ("/quotes/", f"/quotes/{last.pullquotes.get().pk}/"):
        with django_assert_num_queries(2):
            response = client.get(address)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def test_without_quotations_the_page_says_so(client):
    assert "No post quotes anybody yet." in client.get("/quotes/").content.decode()


@pytest.mark.parametrize("address", ["/quotes/0/", "/quotes/99999999999999999999/", "/quotes/x/"])
def test_no_such_quotation_is_404(address, client):
    assert client.get(address).status_code == 404
