"""Roll back an import, except for what somebody has edited since."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.redirects.models import Redirect
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from blog.comments.models import Comment
from blog.content.labels import delete_labels
from blog.editing.trash import delete_posts
from blog.models import Post
from blog.revisions.models import Revision
from transfer.items import Kind
from transfer.models import Import, ImportedAddress, ImportedItem

BATCH_SIZE = 100


@dataclass(frozen=True)
class RolledBack:
    """`edited` are posts that stay, because somebody edited them or wrote a comment since."""

    posts: int
    labels: int
    accounts: int
    edited: list[Post]


@dataclass(frozen=True)
class RollBackPreview:
    """What a roll-back would delete. `edited` are posts that would stay."""

    posts: int
    comments: int
    labels: int
    accounts: int
    edited: int


def roll_back(run: Import, report: Callable[[int], None] = lambda _count: None) -> RolledBack:
    """Delete the posts, comments, redirects, labels and accounts that an import created.

    Posts with a later revision or a comment of a reader stay, with what they need. Each hundred
    posts are one transaction, after which `report` is called with their number; a second call goes
    on. Photos that nothing uses any more are deleted
    after a week, like other uploads.
    """
    edited: list[Post] = []
    posts = 0
    last = 0
    created = ImportedItem.objects.filter(created_by=run)
    items = _find_posts(run)
    while keys := list(
        items.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE]
    ):
        last = keys[-1]
        with transaction.atomic():
            _lock_posts(keys)
            # After saves that have just ended.
            batch = list(items.filter(pk__in=keys).select_related("post").order_by("pk"))
            edited += [item.post for item in batch if item.post and item.is_edited]
            gone = [item for item in batch if not item.is_edited]
            _forget_redirects(gone)
            posts += delete_posts([item.post.pk for item in gone if item.post])
            _reset(ImportedItem.objects.filter(pk__in=[item.pk for item in gone]))
        report(len(gone))
    _reset(created.filter(kind=Kind.COMMENT, comment=None))
    _forget_redirects(list(created.filter(kind=Kind.SITE)))
    labels = _delete_labels(created)
    accounts = _delete_accounts(created)
    run.stage = Import.Stage.ROLLED_BACK
    run.save()
    return RolledBack(posts, labels, accounts, edited)


def preview_roll_back(run: Import) -> RollBackPreview:
    """Count what a roll-back would delete now. Four queries."""
    posts = _find_posts(run)
    created = ImportedItem.objects.filter(created_by=run)
    of_comments = created.filter(kind=Kind.COMMENT, comment__isnull=False)
    edited = posts.filter(is_edited=True)
    kinds = created.filter(
        kind__in=(Kind.LABEL, Kind.AUTHOR),
    )
    kind_counts = list(kinds.values_list("kind", flat=True))
    return RollBackPreview(
        posts=posts.filter(is_edited=False).count(),
        comments=of_comments.exclude(comment__post__in=edited.values("post")).count(),
        labels=kind_counts.count(Kind.LABEL),
        accounts=kind_counts.count(Kind.AUTHOR),
        edited=edited.count(),
    )


def _find_posts(run: Import) -> Any:
    """Filter the posts that an import created. `is_edited` is whether one has a later revision, or
    a comment that no import wrote."""
    later = Revision.objects.filter(post=OuterRef("post"), pk__gt=OuterRef("revision"))
    of_readers = Comment.objects.filter(post=OuterRef("post"), imported_items=None)
    items = ImportedItem.objects.filter(created_by=run, kind=Kind.POST, post__isnull=False)
    return items.annotate(is_edited=Exists(later) | Exists(of_readers))


def _lock_posts(item_keys: list[int]) -> None:
    """Let nobody change the posts of items until the end of the transaction. One query."""
    keys = ImportedItem.objects.filter(pk__in=item_keys).values("post")
    list(Post.all_objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))


def _forget_redirects(items: list[ImportedItem]) -> None:
    addresses = ImportedAddress.objects.filter(item__in=items).exclude(old_path="")
    paths = list(addresses.values_list("old_path", flat=True))
    Redirect.objects.filter(old_path__in=paths).delete()
    addresses.update(old_path="")


def _reset(items: QuerySet[ImportedItem]) -> None:
    """Let a later import of the same export write the items again."""
    items.update(
        state=ImportedItem.State.PENDING,
        written_hash="",
        written_by=None,
        created_by=None,
        revision=None,
        slug="",
    )


def _delete_labels(created: QuerySet[ImportedItem]) -> int:
    items = created.filter(kind=Kind.LABEL, label__isnull=False, label__post_labels=None)
    with transaction.atomic():
        rows = list(items.select_related("label"))
        _forget_redirects(rows)
        count = delete_labels(label_ids=[item.label.pk for item in rows if item.label]).count
        _reset(ImportedItem.objects.filter(pk__in=[item.pk for item in rows]))
    return count


def _delete_accounts(created: QuerySet[ImportedItem]) -> int:
    """Delete accounts that were never activated and have no posts or comments left."""
    items = created.filter(
        kind=Kind.AUTHOR, author__is_active=False, author__authorships=None, author__comments=None
    )
    rows = list(items.select_related("author"))
    _forget_redirects(rows)
    for item in rows:
        assert item.author
        item.author.delete()
    _reset(ImportedItem.objects.filter(pk__in=[item.pk for item in rows]))
    return len(rows)
