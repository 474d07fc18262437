"""Query counts of the moderation queue."""

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
    comments = []
    for n in range(rows):
        post = make.post(title=f"Post {n}")
        answered = make.comment(post)
        user = make.user() if n % 2 else None
        comments.append(make.comment(post, under=answered, state=State.WAITING, user=user))
        make.comment(post, state=State.SPAM, email_hash=comments[-1].email_hash, user=user)
    return comments


@pytest.mark.parametrize("rows", [3, 60])
def test_long_queue_costs_no_more_queries(rows, desk, django_assert_num_queries):
    """Settings, session, user, two for permissions; the page, its authors, the number of waiting
    comments, and undoable batches."""
    fill(rows)
    with django_assert_num_queries(9):
        assert len(names(desk)) == min(rows, 50)
    with django_assert_num_queries(11):  # Two for the words, one for the author, and no history.
        assert len(names(desk, f"{QUEUE}?state=all&q=comment&post=1&by={10**6}")) == 0


@pytest.mark.parametrize("rows", [3, 60])
def test_action_on_many_comments_costs_no_more_queries(rows, desk, django_assert_num_queries):
    """As above, with six of `moderate`, the conflicts and the number of waiting comments."""
    waiting = fill(rows)
    moderate(comment_ids=[waiting[0].pk], to=State.SPAM, by=None)
    with django_assert_num_queries(13):
        result = decide(desk, to="approved", about=about(*waiting)).json()
    assert (len(result["changed"]), len(result["others"])) == (rows - 1, 1)


def test_queue_of_a_thousand_comments_costs_no_more_queries(desk, django_assert_num_queries):
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


def test_comment_page_with_long_thread_costs_no_more_queries(desk, django_assert_num_queries):
    post = make.post()
    comment = make.comment(post)
    for size in (1, 5):
        for _ in range(size):
            make.comment(post, under=comment)
            moderate(comment_ids=[comment.pk], to=State.SPAM, by=moderator())
            moderate(comment_ids=[comment.pk], to=State.APPROVED, by=moderator())
        with django_assert_num_queries(12):
            assert desk.get(f"{QUEUE}{comment.pk}/change/").status_code == 200
