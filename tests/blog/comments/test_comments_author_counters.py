"""Counters of comments by author and state."""

import random
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from blog.comments import privacy
from blog.comments.counters import WriterCounter
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.models.counters import rebuild_counters
from tests.support import factories as make
from tests.support.concurrency import run_concurrently
from tests.support.counters import sums

pytestmark = pytest.mark.django_db
State = Comment.State


def sum_counters() -> dict[tuple[str, str], int]:
    return sums(WriterCounter.objects.all(), "writer", "state")


def count_comments() -> dict[tuple[str, str], int]:
    return dict(Counter((c.author_key, c.state) for c in Comment.objects.all() if c.author_key))


@pytest.mark.slow
def test_author_counters_match_comments_after_random_writes():
    rng = random.Random(7)
    posts, users = [make.post(), make.post()], [None, None, make.user(), make.user()]
    for _ in range(60):
        state = rng.choice(State.values)
        operation = rng.randrange(7)
        ids = list(Comment.objects.values_list("pk", flat=True))
        sample = rng.sample(ids, min(len(ids), 3))
        email = rng.choice(["", "a" * 32, "b" * 32])
        if operation < 2:
            Comment.objects.bulk_create(
                Comment(
                    post=rng.choice(posts),
                    text="Words.",
                    state=state,
                    email_hash=email,
                    user=rng.choice(users),
                )
                for _ in range(3)
            )
        elif operation == 2:
            moderate(comment_ids=sample, to=state, by=None)
        elif operation == 3:
            Comment.objects.filter(pk__in=sample).update(email_hash=email)
        elif operation == 4:
            Comment.objects.filter(pk__in=sample[:1]).delete()
        elif operation == 5:
            Comment.objects.filter(pk__in=sample).update(user=rng.choice(users))
        else:
            Comment.objects.filter(pk__in=sample).update(name="Other")
        assert sum_counters() == count_comments()
    WriterCounter.objects.filter(pk__in=WriterCounter.objects.values("pk")[:2]).delete()
    WriterCounter.objects.create(writer="c" * 32, state="spam", count=3, since=timezone.now())
    assert sum_counters() != count_comments()
    rebuild_counters()
    assert sum_counters() == count_comments()
    users[2].delete()  # The comments become those of a guest.
    posts[0].delete()
    assert sum_counters() == count_comments()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE blog_comment CASCADE")
    assert sum_counters() == {}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_author_counters_with_concurrent_writers_lose_no_comment():
    posts = [make.post() for _ in range(3)]

    def write(post):
        for _ in range(10):
            Comment.objects.create(post=post, text="Words.", email_hash="a" * 32)

    run_concurrently(*(lambda post=post: write(post) for post in posts))
    assert WriterCounter.objects.count_by_state(["a" * 32, ""]) == {"a" * 32: {State.WAITING: 30}}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_author_counters_of_erased_guest_are_deleted_by_daily_task():
    """A transaction that cannot merge shards adds a negative row; the daily task deletes both."""
    comment = make.comment(make.post(), email_hash="a" * 32)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock('blog_writercounter'::regclass::oid::bigint)")
        assert privacy.erase_guest_data(email_hash="a" * 32).count == 1
    other.close()
    assert sorted(WriterCounter.objects.values_list("count", flat=True)) == [-1, 1]
    make.comment(comment.post, email_hash="b" * 32)
    privacy.delete_old_hashes.call()
    assert list(WriterCounter.objects.values_list("writer", "count")) == [("b" * 32, 1)]
