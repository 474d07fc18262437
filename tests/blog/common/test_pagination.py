"""Keyset pagination: every post is listed once, forwards and backwards, and invalid keys are
refused."""

from datetime import timedelta

import pytest
from django.http import Http404, QueryDict

from blog.common.pagination import paginate
from blog.models import Post
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def published(*moments) -> list[Post]:
    """Bare posts, newest first."""
    created = [
        Post(title=f"{n}", slug=f"p{n}", status="published", published_at=moment)
        for n, moment in enumerate(moments)
    ]
    Post.objects.bulk_create(created)
    return list(Post.objects.published().newest_first())


def page(query: str, size: int = 3):
    return paginate(Post.objects.published(), QueryDict(query.removeprefix("?")), size)


def walk(size: int) -> list:
    pages = [page("", size)]
    while pages[-1].older:
        pages.append(page(pages[-1].older, size))
    return pages


MOMENTS = {
    "one a day": [make.moment(2023) + timedelta(days=n) for n in range(10)],
    "all at once": [make.moment(2023)] * 10,
    "some at once": [make.moment(2023) + timedelta(days=n // 4) for n in range(10)],
    "a microsecond apart": [make.moment(2023) + timedelta(microseconds=n) for n in range(10)],
    "before 1970": [make.moment(1968) + timedelta(days=n) for n in range(10)],
    "around 1970": [make.moment(1970) + timedelta(microseconds=n - 5) for n in range(10)],
    "from 1000 on": [make.moment(1000 + 100 * n) for n in range(10)],
}


@pytest.mark.parametrize("size", [1, 3, 5, 10, 11])
@pytest.mark.parametrize("moments", MOMENTS.values(), ids=MOMENTS)
def test_pages_in_both_directions_have_every_post_once(moments, size):
    posts = published(*moments)
    pages = walk(size)
    assert [post for page in pages for post in page.rows] == posts
    back = [pages[-1]]
    while back[-1].newer:
        back.append(page(back[-1].newer, size))
    assert [page.rows for page in reversed(back)] == [page.rows for page in pages]
    assert [page.is_first for page in pages] == [True] + [False] * (len(pages) - 1)
    assert back[-1].is_first


def test_list_without_posts_has_no_other_pages():
    empty = page("")
    assert (empty.rows, empty.older, empty.newer, empty.is_first) == ([], "", "", True)


def test_page_is_unchanged_by_a_new_post():
    published(*MOMENTS["one a day"])
    first = page("")
    second = page(first.older).rows
    make.post()
    assert page(first.older).rows == second


def test_page_after_the_last_is_empty_without_links():
    last = published(make.moment(2023))[-1]
    beyond = page(f"?before=1-{last.pk}")
    assert (beyond.rows, beyond.older, beyond.newer, beyond.is_first) == ([], "", "", False)


def test_page_before_the_newest_is_empty_without_links():
    published(make.moment(2023))
    beyond = page("?after=99999999999999999-1")
    assert (beyond.rows, beyond.older, beyond.newer) == ([], "", "")


HOSTILE = [
    *("", "-", "1", "1-", "-1", "x-y", "1-x", "1.5-2", "1e9-2", "+1-2", "--1-2", "1--2"),
    *(" 1-2", "1-2 ", "1-2\n", "١-٢", "²-2", "0x1-2", "1-2-3", "1_0-2", "\0-1", "1-2\0", "%00-1"),
    *("9" * 18 + "-1", "-" + "9" * 18 + "-1", "1-" + "9" * 19, "9" * 5000 + "-1"),
    *("'; drop table blog_post; --", "1' or '1'='1", "../../etc/passwd", "<script>"),
]


@pytest.mark.parametrize("key", HOSTILE)
@pytest.mark.parametrize("way", ["before", "after"])
def test_malformed_key_raises_404(way, key):
    query = QueryDict(mutable=True)
    query[way] = key
    with pytest.raises(Http404):
        paginate(Post.objects.published(), query, 3)


@pytest.mark.parametrize("address", ["/", "/labels/china/"])
@pytest.mark.parametrize("key", ["x", "9" * 18 + "-1", "%00", "1-1&before=2-2-2"])
def test_view_with_malformed_key_is_404(address, key, client):
    make.post(labels=["China"])
    assert client.get(f"{address}?before={key}").status_code == 404
