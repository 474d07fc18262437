"""Lists of the desk: links of rows, and the columns that are read for them."""

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import ResolverMatch, get_resolver

from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
POSTS = "/admin/blog/post/"


@pytest.fixture
def client():
    return signed_in(make.user("Editor"))


def list_links(client, address: str) -> list[str]:
    page = lxml.html.fromstring(client.get(address).content.decode())
    return [link.get("href") for link in page.xpath("//table[@id='result_list']//th/a")]


def test_links_of_a_filtered_list_lead_back_to_it(client):
    post = make.post(title="Tides & <winds>")
    form = f"{POSTS}{post.pk}/change/"
    assert list_links(client, POSTS) == [form]
    filtered = f"{form}?_changelist_filters=q%3DTides%2B%2526%26o%3D-4"
    assert list_links(client, f"{POSTS}?q=Tides+%26&o=-4") == [filtered]


def test_links_of_a_filtered_list_are_not_resolved(client, monkeypatch):
    for number in range(3):
        make.post(title=f"Tide {number}", slug=f"tide-{number}")
    resolved: list[str] = []
    resolver, resolve = get_resolver(), get_resolver().resolve

    def record(path: str) -> ResolverMatch:
        resolved.append(path)
        return resolve(path)

    monkeypatch.setattr(resolver, "resolve", record)
    assert len(list_links(client, f"{POSTS}?q=tide")) == 3
    assert not [path for path in resolved if path.endswith("/change/")]


@pytest.mark.parametrize("column", ["linked_data", "excerpt", "summary", "html"])
def test_list_of_posts_reads_no_texts(column, client):
    make.post(title="Tides")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(POSTS).status_code == 200
    read = [query["sql"] for query in queries if f'"blog_post"."{column}"' in query["sql"]]
    assert read == []


@pytest.mark.parametrize("column", ["linked_data", "html"])
def test_form_of_a_dossier_reads_no_html(column, client):
    post = make.post(make.quotation("One."), title="Tides")
    dossier = make.dossier(post.pullquotes.get(), post)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/admin/blog/dossier/{dossier.pk}/change/")
    assert "One." in response.content.decode()
    read = [query["sql"] for query in queries if f'"{column}"' in query["sql"]]
    assert read == []
