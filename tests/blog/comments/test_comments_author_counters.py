"""How many comments of a writer ended how, as it is kept."""

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


def kept() -> dict[tuple[str, str], int]:
    return sums(WriterCounter.objects.all(), "writer", "state")


def counted() -> dict[tuple[str, str], int]:
    return dict(Counter((c.author_key, c.state) for c in Comment.objects.all() if c.author_key))


@pytest.mark.slow
def test_kept_counts_are_what_counting_gives_whatever_is_written():
    chance = random.Random(7)
    posts, users = [make.post(), make.post()], [None, None, make.user(), make.user()]
    for _ in range(60):
        state = chance.choice(State.values)
        act = chance.randrange(7)
        keys = list(Comment.objects.values_list("pk", flat=True))
        some = chance.sample(keys, min(len(keys), 3))
        email = chance.choice(["", "a" * 32, "b" * 32])
        if act < 2:
            Comment.objects.bulk_create(
                Comment(
                    post=chance.choice(posts),
                    text="Words.",
                    state=state,
                    email_hash=email,
                    user=chance.choice(users),
                )
                for _ in range(3)
            )
        elif act == 2:
            moderate(comment_ids=some, to=state, by=None)
        elif act == 3:
            Comment.objects.filter(pk__in=some).update(email_hash=email)
        elif act == 4:
            Comment.objects.filter(pk__in=some[:1]).delete()
        elif act == 5:
            Comment.objects.filter(pk__in=some).update(user=chance.choice(users))
        else:
            Comment.objects.filter(pk__in=some).update(name="Other")
        assert kept() == counted()
    WriterCounter.objects.filter(pk__in=WriterCounter.objects.values("pk")[:2]).delete()
    WriterCounter.objects.create(writer="c" * 32, state="spam", count=3, since=timezone.now())
    assert kept() != counted()
    rebuild_counters()
    assert kept() == counted()
    users[2].delete()  # Whose comments are those of a guest then.
    posts[0].delete()
    assert kept() == counted()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE blog_comment CASCADE")
    assert kept() == {}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_count_and_none_is_lost():
    posts = [make.post() for _ in range(3)]

    def write(post):
        for _ in range(10):
            Comment.objects.create(post=post, text="Words.", email_hash="a" * 32)

    run_concurrently(*(lambda post=post: write(post) for post in posts))
    assert WriterCounter.objects.count_by_state(["a" * 32, ""]) == {"a" * 32: {State.WAITING: 30}}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_a_writer_who_was_forgotten_while_others_wrote():
    """Who cannot fold adds a row that takes the others back; the daily task takes both away."""
    comment = make.comment(make.post(), email_hash="a" * 32)
    other = connection.copy()
    with other.cursor() as folding:
        folding.execute("SELECT pg_advisory_lock('blog_writercounter'::regclass::oid::bigint)")
        assert privacy.erase_guest_data(email_hash="a" * 32).count == 1
    other.close()
    assert sorted(WriterCounter.objects.values_list("count", flat=True)) == [-1, 1]
    make.comment(comment.post, email_hash="b" * 32)
    privacy.delete_old_hashes.call()
    assert list(WriterCounter.objects.values_list("writer", "count")) == [("b" * 32, 1)]
