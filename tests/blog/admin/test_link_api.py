"""Completion of links in the editor: pages of this site that the user may see."""

import pytest
from django.urls import reverse

from tests.support import factories as make

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
