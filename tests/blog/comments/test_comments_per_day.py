"""Counters of comments by day and state, and their chart on the dashboard."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from blog.comments.counters import CommentDayCounter
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.moderation.stats import get_comment_stats
from blog.models.counters import rebuild_counters
from tests.support import factories as make
from tests.support.concurrency import run_concurrently
from tests.support.counters import sums
from tests.support.desk import signed_in
from tests.support.moderation_queue import moderator
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State


def sum_counters() -> dict[tuple[date, str], int]:
    return sums(CommentDayCounter.objects.all(), "day", "state")


def count_comments() -> dict[tuple[date, str], int]:
    rows = Comment.objects.values_list("created_at", "state")
    return dict(Counter((timezone.localdate(created_at), state) for created_at, state in rows))


@pytest.mark.slow
def test_day_counters_match_comments_after_random_writes():
    rng = random.Random(7)
    posts = [make.post(), make.post()]
    for _ in range(60):
        state = rng.choice(State.values)
        operation = rng.randrange(6)
        ids = list(Comment.objects.values_list("pk", flat=True))
        sample = rng.sample(ids, min(len(ids), 3))
        created_at = make.moment(2024, 5, rng.randint(1, 3), rng.randint(0, 23))
        if operation < 2:
            Comment.objects.bulk_create(
                Comment(post=rng.choice(posts), text="Words.", state=state, created_at=created_at)
                for _ in range(3)
            )
        elif operation == 2:
            moderate(comment_ids=sample, to=state, by=None)
        elif operation == 3:
            Comment.objects.filter(pk__in=sample).update(created_at=created_at)
        elif operation == 4:
            Comment.objects.filter(pk__in=sample[:1]).delete()
        else:
            Comment.objects.filter(pk__in=sample).update(name="Other")
        assert sum_counters() == count_comments()
    before = sum_counters()
    rebuild_counters()
    assert sum_counters() == before
    assert CommentDayCounter.objects.count_in_state(State.SPAM) == sum(
        count for (_day, state), count in before.items() if state == "spam"
    )
    posts[0].delete()
    assert sum_counters() == count_comments()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE blog_comment CASCADE")
    assert sum_counters() == {}


def test_day_counters_use_the_time_zone_of_the_site():
    make.comment(make.post(), created_at=make.moment(2024, 5, 1, 23))
    assert sum_counters() == {(date(2024, 5, 1), "approved"): 1}
    make.site(time_zone="Asia/Tokyo")
    assert sum_counters() == {(date(2024, 5, 2), "approved"): 1}
    make.comment(make.post(), created_at=make.moment(2024, 5, 1, 14))
    make.site(time_zone="America/Toronto")
    assert sum_counters() == {(date(2024, 5, 1), "approved"): 2}


@pytest.mark.django_db(transaction=True)
def test_day_counters_with_concurrent_writers_lose_no_comment():
    post = make.post()

    def write() -> None:
        for _ in range(10):
            Comment.objects.create(post=post, text="Words.")

    run_concurrently(write, write, write)
    assert CommentDayCounter.objects.count_in_state(State.WAITING) == 30
    assert sum_counters() == count_comments()


@time_machine.travel(
    datetime.combine(date.today(), time(12), UTC)
)  # The day does not end during the test.
def test_comment_chart_has_a_bar_for_each_of_thirty_days():
    post, today = make.post(), timezone.localdate()
    for before, state, number in (
        *((0, State.SPAM, 1), (0, State.APPROVED, 3), (29, State.WAITING, 1), (29, State.SPAM, 1)),
        *((30, State.SPAM, 5), (31, State.APPROVED, 5)),
    ):
        created_at = timezone.now() - timedelta(days=before)
        for _ in range(number):
            make.comment(post, state=state, created_at=created_at)
    stats = get_comment_stats()
    assert (len(stats.days), stats.max_per_day, stats.comments, stats.spam) == (30, 4, 4, 2)
    assert [(d.day, d.comments, d.spam) for d in stats.days if d.comments or d.spam] == [
        (today - timedelta(days=29), 1, 1),
        (today, 3, 1),
    ]
    last = stats.days[-1]
    assert (last.x, last.spam_y, last.spam_height) == ("96.67%", "0.00%", "25.00%")
    assert (last.comments_y, last.comments_height) == ("25.00%", "75.00%")


@pytest.mark.slow
def test_dashboard_without_comments_has_no_chart():
    page = read(signed_in(moderator()), "/admin/")
    assert [b.split()[0] for b in text(page, "//ul[@class='overview-counts']/li")] == ["0"] * 3
    assert not page.xpath("//figure[@class='overview-chart']")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_dashboard_shows_comment_stats_to_moderators_only(language):
    make.site(language=language)
    post = make.post()
    for state in (State.WAITING, State.WAITING, State.SPAM):
        make.comment(post, state=state)
    page = read(signed_in(moderator()), "/admin/")
    assert [b.split()[0] for b in text(page, "//ul[@class='overview-counts']/li")] == [
        "2",  # None were reported.
        "1",
        "2",
    ]
    assert page.xpath("//rect[@height='100.00%' or @height='66.67%']/@class") == ["bar-comments"]
    for role in ("Author", "Editor"):
        assert "overview-counts" not in signed_in(make.user(role)).get("/admin/").content.decode()


@pytest.mark.parametrize("rows", [1, 40])
def test_dashboard_with_many_comments_costs_no_more_queries(rows, django_assert_num_queries):
    """Settings, session, user, two for permissions; waiting and reported comments, the days; the
    last actions."""
    post, desk = make.post(), signed_in(moderator())
    for n in range(rows):
        created_at = timezone.now() - timedelta(days=n)
        make.comment(post, state=State.values[n % 5], created_at=created_at)
    with django_assert_num_queries(9):
        assert desk.get("/admin/").status_code == 200
