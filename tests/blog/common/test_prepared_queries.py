"""Prepared queries return the same rows as their querysets, for all values."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet, Value

from blog.common.db.prepared import prepare
from blog.models import Post
from blog.read_models.posts import PostPage, build, read, select_columns
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def _by_slug(slug: str) -> QuerySet[Post, Any]:
    return select_columns(Post.objects.filter(slug=slug), PostPage)


read_by_slug = prepare(_by_slug)


def test_prepared_query_returns_the_complete_row_of_its_value(django_assert_num_queries):
    ada = make.user("Author", byline="Ada")
    for title in ("One", "Two"):
        post = make.post(title=title, authors=(ada,), labels=[title])
        with django_assert_num_queries(1):
            (result,) = build(PostPage, read_by_slug(post.slug))
        assert [str(author) for author in result.byline] == ["Ada"]
        assert [label.name for label in result.label_links] == [title]
        assert [result] == read(Post.objects.filter(pk=post.pk), PostPage)
        for name in ("title", "html", "linked_data", "published_at", "updated_at", "comments_mode"):
            assert getattr(result, name) == getattr(Post.objects.get(pk=post.pk), name)


@pytest.mark.parametrize("slug", ["none", "", "%s", "%%", "\\'; --", "\ue0f0gap 0", "يوم"])
def test_prepared_query_does_not_interpret_its_value_as_sql(slug):
    make.post(title="One")
    assert read_by_slug(slug) == []


def test_prepared_query_accepts_numbers_and_annotations(django_assert_num_queries):
    early, late = make.post(title="Early"), make.post(title="Late")

    def since(key: int) -> QuerySet[Post, Any]:
        posts = Post.objects.filter(pk__gte=key).order_by("pk")
        return posts.annotate(part=Value("since"), again=F("title")).values_list(
            "pk", "part", "again"
        )

    read_since = prepare(since)
    with django_assert_num_queries(1):
        result = read_since(early.pk)
    assert result == [(early.pk, "since", "Early"), (late.pk, "since", "Late")]
    assert [pk for pk, *_ in read_since(late.pk)] == [late.pk]


def test_prepared_query_with_unused_parameter_raises():
    def without_slug(slug: str) -> QuerySet[Post, Any]:
        return Post.objects.values_list("pk")

    with pytest.raises(ValueError, match="does not use"):
        prepare(without_slug)("any")


def test_prepared_query_is_planned_once_per_connection():
    read_posts = prepare(_by_slug)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        before = set(cursor.fetchall())
        for _ in range(3):
            read_posts("any")
            cursor.execute("SELECT name FROM pg_prepared_statements")
            assert len(set(cursor.fetchall()) - before) == 1


def test_prepared_query_is_retried_after_failed_planning():
    read_posts = prepare(_by_slug)
    with pytest.raises(ValueError, match="NUL"):
        read_posts("\0")
    assert read_posts("any") == []
