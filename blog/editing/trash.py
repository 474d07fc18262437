"""Operations on the trash: move posts to it, restore them, and delete old ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from blog import checks, revisions
from blog.content import rendering
from blog.editing.sources import delete_unquoted_sources
from blog.models import Post, PullQuote
from blog.workflow import list_unpublishable

TRASH_DAYS = 30


@dataclass(frozen=True)
class TrashedPosts:
    """`refused` are published posts, which the user may not unpublish."""

    moved: list[Post]
    refused: list[Post]


@dataclass(frozen=True)
class RestoredPosts:
    """`drafts` are those `posts` that became drafts, because the user may not publish them."""

    posts: list[Post]
    drafts: list[Post]


def move_to_trash(posts: QuerySet[Post], *, by: User) -> TrashedPosts:
    """Move posts to the trash, with everything that belongs to them.

    Posts that were changed concurrently, and no longer match `posts`, are skipped. Four queries,
    one for each post, and one for publishing authors.
    """
    with transaction.atomic():
        locked = _lock(posts)
        published = [post for post in locked if post.status == Post.Status.PUBLISHED]
        refused = list_unpublishable(published, by)
        moved = [post for post in locked if post not in refused]
        for post in moved:
            post.set_trashed()
        rendering.rerender_posts(Post.all_objects.linking_to([post.pk for post in moved]))
    return TrashedPosts(moved, refused)


def restore_from_trash(posts: QuerySet[Post], *, by: User) -> RestoredPosts:
    """Restore posts with their former status and URL.

    Published posts become drafts, with a revision, if the user may not publish them. Four queries,
    one for each post, about fifteen more for each that becomes a draft, and one for publishing
    authors.
    """
    with transaction.atomic():
        locked = _lock(posts)
        published = [post for post in locked if post.status_before == Post.Status.PUBLISHED]
        drafts = list_unpublishable(published, by)
        for post in locked:
            if post in drafts:
                post.status_before = Post.Status.DRAFT
            post.clear_trashed()
            if post in drafts:
                revisions.record(post, by)
                checks.store_results(post)
        rendering.rerender_posts(Post.all_objects.linking_to([post.pk for post in locked]))
    return RestoredPosts(locked, drafts)


@task
def empty_trash() -> None:
    """Delete posts that have been in the trash for TRASH_DAYS.

    Waits for concurrent restores, and skips these posts, because the database checks the condition
    again after locking. Sources that only these posts quoted are deleted with them.
    """
    long_ago = timezone.now() - timedelta(days=TRASH_DAYS)
    old = Post.all_objects.filter(status=Post.Status.TRASHED, trashed_at__lt=long_ago).order_by(
        "pk"
    )
    with transaction.atomic():
        delete_posts(old.select_for_update().values_list("pk", flat=True))


@transaction.atomic
def delete_posts(keys: Iterable[int]) -> int:
    """Delete posts for good, with the sources that only they quoted; return their number."""
    keys = list(keys)
    quotations = PullQuote.objects.filter(post__in=keys).order_by()
    sources = {key for row in quotations.values_list("source", "speaker") for key in row if key}
    _all, count_by_model = Post.all_objects.filter(pk__in=keys).delete()
    delete_unquoted_sources(sources)
    return count_by_model.get(Post._meta.label, 0)


def _lock(posts: QuerySet[Post]) -> list[Post]:
    """Lock posts, and return those that still match `posts` then. Three queries."""
    keys = list(posts.values_list("pk", flat=True))
    rows = Post.all_objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    locked = list(rows.values_list("pk", flat=True))
    return list(posts.filter(pk__in=locked))
