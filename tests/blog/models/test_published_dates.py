"""Every row that is listed by the date of its post has a copy of that date, however either is
changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from blog.models import Authorship, Post, PostLabel, PullQuote
from tests.support import factories as make

pytestmark = pytest.mark.django_db
KEEPERS = (PostLabel, Authorship, PullQuote)


def stored() -> set:
    return {row.published_at for model in KEEPERS for row in model.objects.all()}


def whole(make_post=make.post, **fields) -> Post:
    return make_post(make.quotation(source_name="Ada"), labels=["A", "B"], **fields)


def test_related_rows_of_published_post_have_its_date():
    post = whole()
    assert [model.objects.count() for model in KEEPERS] == [2, 1, 1]
    assert stored() == {post.published_at}


@pytest.mark.parametrize("status", ["draft", "review"])
def test_related_rows_of_unpublished_post_have_no_date(status):
    whole(status=status, published_at=make.moment(2023))
    assert stored() == {None}


def test_related_rows_of_scheduled_post_are_not_public():
    post = whole(make.scheduled)
    assert stored() == {post.published_at}
    assert [model.objects.published().exists() for model in KEEPERS] == [False] * 3


@pytest.mark.parametrize("write", ["save", "update", "sql"])
def test_changed_status_or_date_updates_related_rows(write):
    post = whole(make.draft)
    later = timezone.now() - timedelta(days=3)
    for status, date, expected in (
        ("published", later, later),
        ("published", later - timedelta(days=1), later - timedelta(days=1)),
        ("draft", later, None),
    ):
        if write == "save":
            post.status, post.published_at = status, date
            post.save()
        elif write == "update":
            Post.objects.update(status=status, published_at=date)
        else:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE blog_post SET status=%s, published_at=%s", [status, date])
        assert stored() == {expected}


def test_copied_date_cannot_be_written():
    post = whole()
    wrong = make.moment(1999)
    for model in KEEPERS:
        row = model.objects.first()
        row.published_at = wrong
        row.save()
        model.objects.update(published_at=wrong)
    Authorship.objects.all().delete()
    Authorship.objects.bulk_create([Authorship(post=post, user=make.user(), published_at=wrong)])
    assert stored() == {post.published_at}
