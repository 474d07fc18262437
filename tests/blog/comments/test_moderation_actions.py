"""Moderation actions, undo, trust and comment policies."""

import uuid
from datetime import timedelta
from ipaddress import IPv4Address

import pytest
from django.utils import timezone

from blog.comments import moderation
from blog.comments.models import Comment, ModerationAction
from blog.comments.moderate import CannotUndo, moderate, undo_moderation
from lib.client_ip import ClientIP
from tests.support import factories as make
from tests.support.commenting import submit

pytestmark = pytest.mark.django_db
State = Comment.State
HERE: ClientIP = IPv4Address("203.0.113.9")


def guest(email: str = "ana@example.org", **fields) -> moderation.CommentAuthor:
    return moderation.CommentAuthor(**{"name": "Ana", "email": email, "ip": HERE} | fields)


def get_states(*comments: Comment) -> list[str]:
    state_by_id = dict(Comment.objects.values_list("pk", "state"))
    return [state_by_id[comment.pk] for comment in comments]


def test_action_records_moderator_states_and_reason():
    moderator, comment = make.user("Moderator"), make.comment(make.post(), state=State.WAITING)
    moderate(comment_ids=[comment.pk], to=State.APPROVED, by=moderator, reason="Knows the harbour")
    moderate(comment_ids=[comment.pk], to=State.REMOVED, by=moderator)
    recorded = [
        (d.by, d.was, d.became, d.reason) for d in comment.moderation_actions.order_by("pk")
    ]
    assert recorded == [
        (moderator, "waiting", "approved", "Knows the harbour"),
        (moderator, "approved", "removed", ""),
    ]


def test_bulk_action_is_applied_and_undone_together():
    moderator, post = make.user("Moderator"), make.post()
    waiting = [make.comment(post, state=State.WAITING) for _ in range(3)]
    approved = make.comment(post)
    ids = [comment.pk for comment in (*waiting, approved)]
    result = moderate(comment_ids=ids, to=State.APPROVED, by=moderator)
    assert get_states(*waiting, approved) == ["approved"] * 4
    assert result.changed == {comment.pk: "approved" for comment in waiting}
    moderate(comment_ids=[waiting[0].pk], to=State.SPAM, by=moderator)
    undone = undo_moderation(batch=result.batch, by=moderator)
    assert get_states(*waiting, approved) == ["spam", "waiting", "waiting", "approved"]
    assert [conflict.comment.pk for conflict in undone.conflicts] == [waiting[0].pk]
    undo_moderation(batch=undone.batch, by=moderator)
    assert get_states(*waiting, approved) == ["spam", "approved", "approved", "approved"]


@pytest.mark.parametrize("ids", [[], [0], [2**60]])
def test_action_on_unknown_comments_changes_nothing(ids):
    assert moderate(comment_ids=ids, to=State.SPAM, by=None).changed == {}
    with pytest.raises(CannotUndo):
        undo_moderation(batch=uuid.uuid4(), by=None)
    assert not ModerationAction.objects.exists()


@pytest.mark.slow
def test_bulk_action_with_many_comments_costs_no_more_queries(django_assert_num_queries):
    post = make.post()
    few, many = ([make.comment(post, state=State.WAITING).pk for _ in range(n)] for n in (1, 30))
    for ids in (few, many):
        with django_assert_num_queries(5):
            moderate(comment_ids=ids, to=State.APPROVED, by=None)


def test_guest_is_trusted_after_the_first_approved_comment():
    post, site = make.post(), make.site()
    first = submit(post, "First.", guest(), site)
    second = submit(post, "Second.", guest("ANA@example.org "), site)
    assert (first.state, second.state) == (State.WAITING, State.WAITING)
    moderate(comment_ids=[first.pk], to=State.APPROVED, by=None)
    known = guest("Ana@Example.org", sent_comment_ids=(first.pk,))
    assert submit(post, "Third.", known, site).state == "approved"
    assert submit(post, "Other.", guest("eve@example.org"), site).state == "waiting"
    assert submit(post, "None.", guest(""), site).state == "waiting"


@pytest.mark.parametrize(
    ("site", "fields", "state"),
    [
        ({"first_comment_waits": False}, {}, "approved"),
        ({"comments_mode": "moderated", "first_comment_waits": False}, {}, "waiting"),
        ({"first_comment_waits": False}, {"comments_mode": "moderated"}, "waiting"),
        ({"comments_mode": "moderated", "first_comment_waits": False}, {"comments_mode": "open"},
         "approved"),
    ],
)  # fmt: skip
def test_comment_policy_of_post_overrides_that_of_site(site, fields, state):
    post = make.post(**fields)
    assert submit(post, "Words.", guest(), make.site(**site)).state == state


def test_comments_by_post_authors_and_moderators_are_approved():
    author, other = make.user("Author"), make.user("Author")
    post, site = make.post(authors=(author,)), make.site(comments_mode="moderated")
    state_by_user = {
        user: submit(post, "Words.", guest(user=user), site).state
        for user in (author, other, make.user("superuser"))
    }
    assert list(state_by_user.values()) == ["approved", "waiting", "approved"]


def test_repeated_submission_stores_one_comment():
    post, site, submission = make.post(), make.site(), uuid.uuid4()
    sent = [submit(post, "Words.", guest(), site, submission=submission) for _ in "ab"]
    assert sent[0] == sent[1]
    assert (Comment.objects.count(), ModerationAction.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("site", "post", "age", "mode"),
    [
        ({}, {}, 1000, "open"),
        ({"comments_close_after": 14}, {}, 13, "open"),
        ({"comments_close_after": 14}, {}, 15, "closed"),
        ({"comments_close_after": 14}, {"comments_close_after": 0}, 15, "open"),
        ({}, {"comments_close_after": 3}, 4, "closed"),
        ({"comments_mode": "closed"}, {}, 1, "closed"),
        ({"comments_mode": "closed"}, {"comments_mode": "moderated"}, 1, "moderated"),
        ({}, {"status": "draft"}, 1, "closed"),
    ],
)
def test_comment_policy_closes_after_its_period(site, post, age, mode):
    fields = {"published_at": timezone.now() - timedelta(days=age)} | post
    assert make.post(**fields).comment_policy(make.site(**site)) == mode
