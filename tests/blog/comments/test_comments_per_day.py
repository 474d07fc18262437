"""Comments by day and state, as they are kept and as the front page of the desk shows them."""

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


def kept() -> dict[tuple[date, str], int]:
    return sums(CommentDayCounter.objects.all(), "day", "state")


def counted() -> dict[tuple[date, str], int]:
    rows = Comment.objects.values_list("created_at", "state")
    return dict(Counter((timezone.localdate(at), state) for at, state in rows))


@pytest.mark.slow
def test_kept_counts_are_what_counting_gives_whatever_is_written():
    chance = random.Random(7)
    posts = [make.post(), make.post()]
    for _ in range(60):
        state = chance.choice(State.values)
        act = chance.randrange(6)
        keys = list(Comment.objects.values_list("pk", flat=True))
        some = chance.sample(keys, min(len(keys), 3))
        at = make.moment(2024, 5, chance.randint(1, 3), chance.randint(0, 23))
        if act < 2:
            Comment.objects.bulk_create(
                Comment(post=chance.choice(posts), text="Words.", state=state, created_at=at)
                for _ in range(3)
            )
        elif act == 2:
            moderate(comment_ids=some, to=state, by=None)
        elif act == 3:
            Comment.objects.filter(pk__in=some).update(created_at=at)
        elif act == 4:
            Comment.objects.filter(pk__in=some[:1]).delete()
        else:
            Comment.objects.filter(pk__in=some).update(name="Other")
        assert kept() == counted()
    before = kept()
    rebuild_counters()
    assert kept() == before
    assert CommentDayCounter.objects.count_in_state(State.SPAM) == sum(
        count for (_day, state), count in before.items() if state == "spam"
    )
    posts[0].delete()
    assert kept() == counted()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE blog_comment CASCADE")
    assert kept() == {}


def test_a_day_is_of_the_sites_time_zone():
    make.comment(make.post(), created_at=make.moment(2024, 5, 1, 23))
    assert kept() == {(date(2024, 5, 1), "approved"): 1}
    make.site(time_zone="Asia/Tokyo")
    assert kept() == {(date(2024, 5, 2), "approved"): 1}
    make.comment(make.post(), created_at=make.moment(2024, 5, 1, 14))
    make.site(time_zone="America/Toronto")
    assert kept() == {(date(2024, 5, 1), "approved"): 2}


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_count_and_none_is_lost():
    post = make.post()

    def write() -> None:
        for _ in range(10):
            Comment.objects.create(post=post, text="Words.")

    run_concurrently(write, write, write)
    assert CommentDayCounter.objects.count_in_state(State.WAITING) == 30
    assert kept() == counted()


@time_machine.travel(datetime.combine(date.today(), time(12), UTC))  # No day ends meanwhile.
def test_the_chart_has_a_bar_for_each_of_thirty_days():
    post, today = make.post(), timezone.localdate()
    for before, state, number in (
        *((0, State.SPAM, 1), (0, State.APPROVED, 3), (29, State.WAITING, 1), (29, State.SPAM, 1)),
        *((30, State.SPAM, 5), (31, State.APPROVED, 5)),
    ):
        at = timezone.now() - timedelta(days=before)
        for _ in range(number):
            make.comment(post, state=state, created_at=at)
    shown = get_comment_stats()
    assert (len(shown.days), shown.max_per_day, shown.comments, shown.spam) == (30, 4, 4, 2)
    assert [(d.day, d.comments, d.spam) for d in shown.days if d.comments or d.spam] == [
        (today - timedelta(days=29), 1, 1),
        (today, 3, 1),
    ]
    last = shown.days[-1]
    assert (last.x, last.spam_y, last.spam_height) == ("96.67%", "0.00%", "25.00%")
    assert (last.comments_y, last.comments_height) == ("25.00%", "75.00%")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_front_page_tells_moderators_and_nobody_else(language):
    make.site(language=language)
    post = make.post()
    for state in (State.WAITING, State.WAITING, State.SPAM):
        make.comment(post, state=state)
    page = read(signed_in(moderator()), "/admin/")
    assert [b.split()[0] for b in text(page, "//ul[@class='overview-counts']/li")] == [
        "2",
        "0",
        "1",
        "2",
    ]
    assert page.xpath("//rect[@height='100.00%' or @height='66.67%']/@class") == ["bar-comments"]
    for role in ("Author", "Editor"):
        assert "overview-counts" not in signed_in(make.user(role)).get("/admin/").content.decode()


@pytest.mark.parametrize("rows", [1, 40])
def test_the_front_page_costs_the_same_however_many_there_are(rows, django_assert_num_queries):
    """Settings, session, person, two for permissions; how many wait and are reported, the days; the
    last actions."""
    post, desk = make.post(), signed_in(moderator())
    for n in range(rows):
        at = timezone.now() - timedelta(days=n)
        make.comment(post, state=State.values[n % 5], created_at=at)
    with django_assert_num_queries(9):
        assert desk.get("/admin/").status_code == 200
