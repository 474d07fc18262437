"""Queries that are put together once: they find what the queryset finds, whatever the values."""

import pytest
from django.core.exceptions import FieldFetchBlocked
from django.db import connection
from django.db.models import F, Value

from blog.common.db.prepared import Prepared, numbers, words
from blog.models import Post
from tests.support import factories as make

pytestmark = pytest.mark.django_db
BY_SLUG = Prepared(Post, words(), lambda slug: Post.objects.for_readers().filter(slug=slug))


def test_each_value_finds_its_own_row_and_that_is_whole(django_assert_num_queries):
    ada = make.user("Author", byline="Ada")
    for title in ("One", "Two"):
        post = make.post(title=title, authors=(ada,), labels=[title])
        with django_assert_num_queries(1):
            (found,) = BY_SLUG.rows(post.slug)
            told = [*map(str, found.byline), *(label.name for label in found.label_list)]
        assert told == ["Ada", title]
        expected = Post.objects.for_readers().get(pk=post.pk)
        read = [field.attname for field in Post._meta.concrete_fields if field.name != "search"]
        for name in read:
            assert getattr(found, name) == getattr(expected, name)


@pytest.mark.parametrize("slug", ["none", "", "%s", "%%", "\\'; --", "\ue0f0gap 0", "يوم"])
def test_a_value_is_data(slug):
    make.post(title="One")
    assert BY_SLUG.rows(slug) == []


def test_a_number_is_a_gap_and_annotations_come_along(django_assert_num_queries):
    early, late = make.post(title="Early"), make.post(title="Late")
    since = Prepared(
        Post,
        numbers(),
        lambda key: (
            Post.objects.only("slug")
            .filter(pk__gte=key)
            .annotate(part=Value("since"), again=F("title"))
            .order_by("pk")
        ),
    )
    with django_assert_num_queries(1):
        found = since.rows(early.pk)
    assert [(row.pk, row.part, row.again) for row in found] == [
        (early.pk, "since", "Early"),
        (late.pk, "since", "Late"),
    ]
    assert [row.pk for row in since.rows(late.pk)] == [late.pk]
    with pytest.raises(FieldFetchBlocked):
        _ = found[0].summary


def test_a_gap_that_the_query_does_not_have_is_an_error():
    prepared = Prepared(Post, words(), lambda slug: Post.objects.all())
    with pytest.raises(ValueError, match="no place"):
        prepared.rows("any")


def test_what_is_asked_again_is_planned_once_on_a_connection():
    prepared = Prepared(Post, words(), lambda slug: Post.objects.filter(slug=slug))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        before = set(cursor.fetchall())
        for _ in range(3):
            prepared.rows("any")
            cursor.execute("SELECT name FROM pg_prepared_statements")
            assert len(set(cursor.fetchall()) - before) == 1


def test_what_failed_while_it_was_planned_is_asked_again():
    prepared = Prepared(Post, words(), lambda slug: Post.objects.filter(slug=slug))
    with pytest.raises(ValueError, match="NUL"):
        prepared.rows("\0")
    assert prepared.rows("any") == []
