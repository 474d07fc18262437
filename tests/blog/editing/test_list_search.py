"""Search in the desk's lists of posts and pages: titles, addresses and texts, drafts included."""

import lxml.html
import pytest
from django.db import connection
from django.utils import timezone

from blog.admin.posts import base
from blog.models import Post
from blog.search import desk
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.plans import plan

pytestmark = pytest.mark.django_db
POSTS = "/admin/blog/post/"


@pytest.fixture
def editor():
    return signed_in(make.user("Editor"))


def list_titles(client, query: str, address: str = POSTS) -> list[str]:
    response = client.get(f"{address}?{query}")
    assert response.status_code == 200
    page = lxml.html.fromstring(response.text)
    return [
        link.text_content()
        for link in page.xpath("//table[@id='result_list']/tbody/tr/th[@class='field-title']//a")
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=glaciers", ["Draft", "Public"]),
        ("q=melting+glacier", ["Draft"]),
        ("q=gletscher", ["German draft"]),
        ("q=H%C3%A4usern", ["German draft"]),
        ("q=quoted", ["Draft"]),
        ("q=raft", ["German draft", "Draft"]),
        ("q=lacier", []),
        ("q=glacier&state=draft", ["Draft"]),
        ("q=glacier&state=public", ["Public"]),
        ("q=glacier&o=1", ["Draft", "Public"]),
        ("q=glacier&o=-1", ["Public", "Draft"]),
        ("q=%22the%22", []),
        ("q=%27%22%5C+%26", []),
    ],
)
def test_list_finds_parts_of_titles_and_words_of_texts(query, titles, editor):
    make.post("<p>Along the glacier.</p>", title="Public", slug="public")
    html = f"<p>The glaciers were melting.</p>{make.quotation('Quoted.')}"
    make.draft(html, title="Draft", slug="first")
    make.draft("<p>Der Gletscher, das Haus.</p>", title="German draft", language="de")
    make.page("<p>A glacier.</p>", title="Page")
    assert list_titles(editor, query) == titles


def test_list_of_pages_and_trash_find_words_of_texts(editor):
    make.page("<p>A glacier.</p>", title="Page")
    make.draft("<p>A glacier.</p>", title="Gone")
    editor.post(POSTS, {"action": "move_to_trash", "_selected_action": [Post.objects.get().pk]})
    assert list_titles(editor, "q=glaciers", "/admin/blog/page/") == ["Page"]
    assert list_titles(editor, "q=glaciers&state=trash") == ["Gone"]
    assert list_titles(editor, "q=glaciers") == []


def test_author_finds_words_of_own_posts_only():
    author = make.user("Author")
    make.draft("<p>A glacier.</p>", title="Own", authors=(author,))
    make.draft("<p>A glacier.</p>", title="Theirs")
    assert list_titles(signed_in(author), "q=glacier") == ["Own"]


def test_frequent_words_are_searched_in_the_first_posts_and_the_page_says_so(editor, monkeypatch):
    monkeypatch.setattr(desk, "MAX_INDEX_POSTS", -1)
    for module in (desk, base):
        monkeypatch.setattr(module, "MAX_COMPARED_POSTS", 2)
    for number in range(3):
        make.draft("<p>A glacier.</p>", title=f"Post {number}")
    assert list_titles(editor, "q=glacier") == ["Post 2", "Post 1"]
    assert "only the first 2 were searched" in editor.get(f"{POSTS}?q=glacier").text


@pytest.mark.parametrize(
    ("estimate", "rows", "pages", "is_cheap"),
    [
        (4_000, 4_500, 500, True),
        (37_000, 50_000, 4_700, True),
        (37_000, -1, 0, False),  # Never analysed.
        (45_000, 50_000, 4_700, False),  # In most posts.
        (19_000, 1_000_000, 94_000, True),
        (21_000, 1_000_000, 94_000, False),
    ],
)
def test_index_of_words_is_read_up_to_a_tenth_of_a_second(estimate, rows, pages, is_cheap):
    assert desk.is_cheap_by_index(estimate, rows, pages) == is_cheap


@pytest.mark.parametrize(("query", "titles"), [("q=ost", ["Post 2", "Post 1"]), ("q=0+ost", [])])
def test_parts_of_very_many_titles_are_compared_in_the_first_posts_and_the_page_says_so(
    query, titles, editor, monkeypatch
):
    monkeypatch.setattr(desk, "MAX_INDEX_TITLES", 0)
    for module in (desk, base):
        monkeypatch.setattr(module, "MAX_COMPARED_POSTS", 2)
    for number in range(3):
        make.draft("<p>A glacier.</p>", title=f"Post {number}", slug=f"draft-{number}")
    assert list_titles(editor, query) == titles
    assert "only the first 2 were searched" in editor.get(f"{POSTS}?{query}").text


@pytest.mark.parametrize("order", ["", "&o=1"])
def test_few_titles_are_found_by_their_index_and_sorted_as_the_list(order, editor):
    for number in (1, 2):
        make.draft("<p>A glacier.</p>", title=f"Rare {number}", slug=f"draft-{number}")
    Post.objects.bulk_create(
        Post(title=f"Post {n}", slug=f"post-no-{n}", published_at=timezone.now())
        for n in range(2000)
    )
    by_title = ["Rare 1", "Rare 2"]
    for term in ("rare", "re", "ra"):
        assert list_titles(editor, f"q={term}{order}") == (by_title if order else by_title[::-1])
        posts = Post.objects.order_by("-updated_at")
        lines = plan(lambda term=term, posts=posts: desk.find_titles_in_list(posts, [term], 9))
        assert "post_known_by" in lines, lines


@pytest.mark.parametrize("order", ["", "&o=1", "&o=4", "&o=-5"])
def test_search_in_texts_reads_the_indexes_of_words(order, editor):
    for status in ("draft", "published"):
        make.post("<p>A glacier.</p>", title="Rare", slug=f"rare-{status}", status=status)
    Post.objects.bulk_create(
        Post(
            title=f"Post {n}",
            slug=f"post-no-{n}",
            html=f"<p>Words {n}</p>",
            status=["draft", "published"][n % 2],
            published_at=timezone.now(),
        )
        for n in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post")
    lines = plan(lambda: editor.get(f"{POSTS}?q=glacier{order}"))
    for index in ("post_unpublished_words", "post_published_words", "post_known_by"):
        assert index in lines, f"{index}\n{lines}"
