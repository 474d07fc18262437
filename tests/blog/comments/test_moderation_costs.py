"""What the moderators' queue costs, however long it is."""

import pytest

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from lib.hashing import keyed_hash
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.moderation_queue import (
    QUEUE,
    about,
    decide,
    moderator,
    names,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
State = Comment.State


@pytest.fixture
def desk():
    return signed_in(moderator(username="mo", byline="Mo Derator"))


def fill(rows: int) -> list[Comment]:
    made = []
    for n in range(rows):
        post = make.post(title=f"Post {n}")
        answered = make.comment(post)
        user = make.user() if n % 2 else None
        made.append(make.comment(post, under=answered, state=State.WAITING, user=user))
        make.comment(post, state=State.SPAM, email_hash=made[-1].email_hash, user=user)
    return made


@pytest.mark.parametrize("rows", [3, 60])
def test_the_queue_costs_the_same_however_long_it_is(rows, desk, django_assert_num_queries):
    """Settings, session, person, two for permissions; the page, its writers, how many wait,
    and what can be undone."""
    fill(rows)
    with django_assert_num_queries(9):
        assert len(names(desk)) == min(rows, 50)
    with django_assert_num_queries(11):  # Two for the words, one for the writer, and no history.
        assert len(names(desk, f"{QUEUE}?state=all&q=comment&post=1&by={10**6}")) == 0


@pytest.mark.parametrize("rows", [3, 60])
def test_deciding_costs_the_same_however_many_there_are(rows, desk, django_assert_num_queries):
    """As above, with six of `moderate`; what others decided, how many wait."""
    waiting = fill(rows)
    moderate(comment_ids=[waiting[0].pk], to=State.SPAM, by=None)
    with django_assert_num_queries(13):
        answer = decide(desk, to="approved", about=about(*waiting)).json()
    assert (len(answer["changed"]), len(answer["others"])) == (rows - 1, 1)


def test_a_thousand_in_the_queue(desk, django_assert_num_queries):
    post = make.post()
    Comment.objects.bulk_create(
        Comment(
            post=post, name=f"Reader {n}", text="Words.", email_hash=keyed_hash("email", f"{n}")
        )
        for n in range(1000)
    )
    with django_assert_num_queries(9):
        assert len(names(desk)) == 50
    some = list(Comment.objects.waiting().order_by("pk")[:200])
    with django_assert_num_queries(12):
        assert len(decide(desk, to="approved", about=about(*some)).json()["changed"]) == 200
    assert Comment.objects.waiting().count() == 800


def test_its_own_page_costs_the_same_however_much_was_said(desk, django_assert_num_queries):
    post = make.post()
    comment = make.comment(post)
    for size in (1, 5):
        for _ in range(size):
            make.comment(post, under=comment)
            moderate(comment_ids=[comment.pk], to=State.SPAM, by=make.user())
            moderate(comment_ids=[comment.pk], to=State.APPROVED, by=make.user())
        with django_assert_num_queries(12):
            assert desk.get(f"{QUEUE}{comment.pk}/change/").status_code == 200
