"""Lists of the desk stay lists however long they are: they end after some pages, and say so."""

import lxml.html
import pytest
from django.test import Client

from blog.admin import large_tables
from blog.models import Post
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
POSTS = "/admin/blog/post/"


@pytest.fixture
def desk() -> Client:
    return signed_in(make.user("Editor"))


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(large_tables, "MAX_ROWS", 3)


def listed(desk: Client, asked: str = "", path: str = POSTS) -> list[str]:
    page = lxml.html.fromstring(desk.get(path + asked).content)
    return [row.text_content().strip() for row in page.xpath("//table[@id='result_list']//th/a")]


def posts(count: int, **fields) -> list[Post]:
    return [make.post(title=f"Post {number}", **fields) for number in range(count)]


def test_truncated_list_has_a_notice_and_no_select_all(desk):
    posts(4)
    page = desk.get(POSTS).content.decode()
    assert "Only the first 3 are listed" in page
    assert 'class="action-counter"' not in page


def test_short_list_has_no_notice(desk):
    posts(3)
    page = desk.get(POSTS).content.decode()
    assert "are listed" not in page
    assert 'class="action-counter"' in page


def test_search_finds_rows_beyond_the_truncated_list(desk):
    posts(5)
    make.post(title="Harbour dues", slug="old-address")
    assert listed(desk, "?q=harbour") == ["Harbour dues"]
    assert listed(desk, "?q=BOUR") == ["Harbour dues"]
    assert listed(desk, "?q=dues+harb") == ["Harbour dues"]
    assert listed(desk, "?q=old-addr") == ["Harbour dues"]
    assert listed(desk, "?q=harbour+post") == []


def test_filter_finds_rows_beyond_the_truncated_list(desk):
    posts(5)
    make.draft(title="Not yet")
    make.post(title="Affaire", language="fr")
    make.draft(title="Entwurf", language="de")
    assert listed(desk, "?state=draft") == ["Entwurf", "Not yet"]
    assert listed(desk, "?language=fr") == ["Affaire"]
    page = lxml.html.fromstring(desk.get(POSTS).content)
    offered = [link.text for link in page.xpath("//*[@data-filter-title='language']//li/a")]
    assert [name.strip() for name in offered] == ["All", "English", "French"]


def test_status_filter_separates_published_and_scheduled(desk):
    make.post(title="Out")
    make.scheduled(title="Later")
    assert listed(desk, "?state=public") == ["Out"]
    assert listed(desk, "?state=scheduled") == ["Later"]


def test_label_list_counts_posts_of_every_status(desk):
    make.post(labels=["China"])
    make.post(labels=["China", "Trade"])
    make.scheduled(labels=["China"])
    make.draft(labels=["Trade", "Wages"])
    page = lxml.html.fromstring(desk.get("/admin/blog/label/?o=2").content)
    cells = page.xpath("//td[contains(@class, 'field-post_count')]/text()")
    assert cells == ["1", "2", "3"]
