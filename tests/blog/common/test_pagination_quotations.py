"""A source's quotations: the latest said first, undated ones last, each once."""

import re

import pytest

from blog.models import PullQuote, Source
from blog.views import sources
from tests.support import factories as make

pytestmark = pytest.mark.django_db

SAID = ["2023", "", "2023-03-22", "2023-03-22", "", "2019-12", "2024-01-01", "2023-03"]


@pytest.fixture
def world(monkeypatch):
    """Eight quotations, a draft's among them that may not show; half say it, half are credited."""
    monkeypatch.setattr(sources, "QUOTATIONS_PER_PAGE", 3)
    roles = ("source_name", "speaker_name")
    for number, date_said in enumerate(SAID):
        make.post(
            make.quotation(f"No. {number}.", **{roles[number % 2]: "Somebody"}, said=date_said)
        )
    make.draft(make.quotation("Unseen.", source_name="Somebody", said="2023"))
    return Source.objects.get().get_absolute_url()


@pytest.mark.slow
def test_pages_have_every_quotation_once_in_order(world, client):
    seen, address = [], world
    while True:
        page = client.get(address)
        result = [quotation.pk for quotation in page.context["page"].quotations]
        assert len(result) <= 3
        seen += result
        older = re.search(r'href="(\?before=[^"]+)" rel="next"', page.content.decode())
        if older is None:
            break
        address = world + older[1]
    public = PullQuote.objects.published()
    dated = public.filter(said_on__isnull=False).order_by("-said_on", "-pk")
    undated = public.filter(said_on__isnull=True).order_by("-pk")
    assert seen == [quotation.pk for quotation in [*dated, *undated]]
    assert len(seen) == 8


@pytest.mark.slow
@pytest.mark.parametrize(
    "key",
    ["", "x", ".", "1", "2023-01-01", "2023-13-01.1", "2023-01-01.", ".-1", "2023-01-01.x",
     "." + "9" * 30, "2023-01-01.1' or 1", "٣.٣"],
)  # fmt: skip
def test_malformed_key_is_404(key, world, client):
    assert client.get(world, {"before": key}).status_code == 404


@pytest.mark.slow
def test_page_after_the_last_links_back(world, client):
    page = client.get(world, {"before": ".0"}).content.decode()
    assert "No older entries." in page
    assert f'href="{world}"' in page


@pytest.mark.parametrize("date_said", ["2023-03-22", ""])
def test_quotations_of_one_day_follow_their_posts_order(date_said, client):
    credit = {"source_name": "Somebody", "said": date_said}
    parts = [make.quotation(f"No. {number}.", **credit) for number in range(3)]
    post = make.post("".join(parts))
    make.post(make.quotation("Another.", **credit), published_at=make.moment(2022))
    for address in (Source.objects.get().get_absolute_url(), "/quotes/"):
        page = client.get(address).context["page"]
        rows = getattr(page, "quotations", None) or page.rows
        places = [row.position for row in rows if row.post.pk == post.pk]
        assert places == sorted(places)
        assert len(places) == 3
