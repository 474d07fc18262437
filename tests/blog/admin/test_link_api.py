"""Completion of links in the editor: pages of this site that the user may see."""

import pytest
from django.db import connection
from django.urls import reverse

from blog.models import PullQuote
from blog.search import desk
from tests.support import factories as make
from tests.support.plans import plan

pytestmark = pytest.mark.django_db


def complete(client, user, term: str) -> list[str]:
    """Return the labels that complete a term for a user."""
    client.force_login(user)
    answer = client.get(reverse("admin:blog_editor_links"), {"q": term})
    assert answer.status_code == 200
    return [link["label"] for link in answer.json()["links"]]


@pytest.fixture
def post():
    html = make.quotation("“The gauges shall be believed.”", source_name="Ada Ahn")
    return make.post(html, title="Signed at Saint-Aubert")


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("en", "The gauge of rivers", ("gau", "gaug", "gauge", "gauges", "river gauge", "GAUGE")),
        (
            "en",
            "Measurements of theories",
            ("measureme", "measurement", "measurements", "theor", "theorie", "theory"),
        ),
        ("en", "A happy generalisation", ("happ", "happy", "generalisati", "happy general")),
        ("de", "Messungen der Häuser", ("messunge", "häuse", "häuser", "Haus", "messung häus")),
        ("fr", "Les mesures élevées", ("mesure", "élevée", "élevé", "elevee")),
    ],
)
def test_quotation_is_found_while_its_words_are_typed(language, text, terms, client):
    make.post(make.quotation(f"“{text}.”", language=language), title="Other", language=language)
    user = make.user("Author")
    for term in terms:
        assert complete(client, user, term) == [f"“{text}.”"], term


def test_words_with_another_ending_are_not_found(client):
    make.post(make.quotation("“The gauge of the river.”"), title="Other")
    user = make.user("Author")
    for term in ("gaugin", "gauger", "rivet", "riverbank", "ridge", "thesis"):
        assert complete(client, user, term) == [], term


@pytest.mark.parametrize(
    ("term", "labels"),
    [
        ("saint signed", ["Signed at Saint-Aubert"]),
        ("AUBERT", ["Signed at Saint-Aubert"]),
        ("ada", ["Ada Ahn"]),
        ("gaug", ["“The gauges shall be believed.”"]),
        ("gauges nothing", []),
        *(("", []), ("a", []), ("' | !", []), ("')':*", []), ("\\", []), ("%%%", [])),
    ],
)
def test_pages_are_found_by_words(term, labels, post, client):
    assert complete(client, make.user("Author"), term) == labels


def test_link_has_the_path_and_the_kind_of_page(post, client):
    client.force_login(make.user("Author"))
    answer = client.get(reverse("admin:blog_editor_links"), {"q": "signed"})
    (link,) = answer.json()["links"]
    assert link["url"] == post.get_absolute_url()
    assert link["detail"].startswith("Post, ")


def test_drafts_of_others_are_not_found(client):
    author = make.user("Author")
    html = make.quotation("“Hidden gauges.”", source_name="Hidden Person")
    make.draft(html, title="Hidden draft", authors=(author,))
    assert complete(client, author, "hidden") == ["Hidden draft"]
    assert complete(client, make.user("Author"), "hidden") == []
    assert complete(client, make.user("Editor"), "hidden") == ["Hidden draft"]


def test_common_words_are_searched_in_the_latest_posts_and_quotations(client, monkeypatch):
    monkeypatch.setattr(desk, "MAX_INDEX_TITLES", 1)
    monkeypatch.setattr(desk, "MAX_INDEX_BEGINNINGS", 0)
    for number in range(8):
        html = make.quotation(f"“Gauge {number}.”", source_name="Ada Ahn")
        make.post(html, title=f"Signed {number}")
    user = make.user("Author")
    assert complete(client, user, "signed") == [f"Signed {n}" for n in (7, 6, 5, 4)]
    assert complete(client, user, "gaug") == [f"“Gauge {n}.”" for n in (7, 6, 5, 4)]


def test_words_of_links_are_looked_up_by_index(post, client):
    other = make.post("<p>Other.</p>")
    PullQuote.objects.bulk_create(
        PullQuote(post=other, position=n, text=f"Reading {n}.") for n in range(100, 3100)
    )
    with connection.cursor() as cursor:  # One row would be read by any index.
        cursor.execute("ANALYZE blog_pullquote")
    lines = plan(lambda: complete(client, make.user("Author"), "gaug"))
    assert "post_known_by" in lines
    assert "pullquote_words" in lines
    assert "Seq Scan on blog_pullquote" not in lines
