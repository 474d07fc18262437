"""The trash: moving posts there, restoring them, and deleting them in time."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from blog import checks, revisions
from blog.models import Post
from blog.workflow import PUBLISH_PERMISSION

DAYS = 30


@dataclass(frozen=True)
class TrashedPosts:
    """`refused` are published posts of somebody who may not publish."""

    moved: list[Post]
    refused: list[Post]


@dataclass(frozen=True)
class RestoredPosts:
    """`drafts` are those of `posts` that were published and are drafts now, as the person may not
    publish."""

    posts: list[Post]
    drafts: list[Post]


def move_to_trash(posts: QuerySet[Post], *, by: User) -> TrashedPosts:
    """Move posts out of sight of readers and authors, with all that belongs to them, for
    DAYS. Those that changed meanwhile, so that `posts` has them no more, stay
    as they are. Four queries, and one for each post."""
    with transaction.atomic():
        locked = _lock(posts)
        refused = [p for p in locked if p.status == Post.Status.PUBLISHED]
        if by.has_perm(PUBLISH_PERMISSION):
            refused = []
        moved = [post for post in locked if post not in refused]
        for post in moved:
            post.set_trashed()
    return TrashedPosts(moved, refused)


def restore_from_trash(posts: QuerySet[Post], *, by: User) -> RestoredPosts:
    """Restore posts as they were: what was published is so again, at its address. Where the person
    may not publish, it becomes a draft, and a revision says so. Four queries, one for each post and
    some fifteen more for each that becomes a draft."""
    with transaction.atomic():
        locked, drafts = _lock(posts), []
        for post in locked:
            if post.status_before == Post.Status.PUBLISHED and not by.has_perm(PUBLISH_PERMISSION):
                post.status_before = Post.Status.DRAFT
                drafts.append(post)
            post.clear_trashed()
            if post in drafts:
                revisions.record(post, by)
                checks.store_results(post)
    return RestoredPosts(locked, drafts)


@task
def empty() -> None:
    """Delete posts that have been in the trash for DAYS, once a day. One that somebody restores at
    that moment is waited for, and stays: the database looks again once it has the lock."""
    long_ago = timezone.now() - timedelta(days=DAYS)
    old = Post.all_objects.filter(status=Post.Status.TRASHED, trashed_at__lt=long_ago).order_by(
        "pk"
    )
    with transaction.atomic():
        locked = list(old.select_for_update().values_list("pk", flat=True))
        Post.all_objects.filter(pk__in=locked).delete()


def _lock(posts: QuerySet[Post]) -> list[Post]:
    """Return those that are still among `posts` once they are locked. Three queries."""
    keys = list(posts.values_list("pk", flat=True))
    rows = Post.all_objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    locked = list(rows.values_list("pk", flat=True))
    return list(posts.filter(pk__in=locked))
