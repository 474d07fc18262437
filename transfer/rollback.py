"""Roll back an import, except for what somebody has edited since."""

from dataclasses import dataclass

from django.contrib.redirects.models import Redirect
from django.db import transaction
from django.db.models import QuerySet

from blog.content.labels import delete_labels
from blog.editing.trash import delete_posts
from blog.models import Post
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


def roll_back(run: Import) -> RolledBack:
    """Delete the posts, comments, redirects, labels and accounts that an import created.

    Posts with a later revision or a comment of a reader stay, with what they need. Each hundred
    posts are one transaction; a second call goes on. Photos that nothing uses any more are deleted
    after a week, like other uploads.
    """
    edited: list[Post] = []
    posts = 0
    last = 0
    created = ImportedItem.objects.filter(created_by=run)
    items = created.filter(kind=Kind.POST, post__isnull=False)
    while batch := list(
        items.filter(pk__gt=last).select_related("post").order_by("pk")[:BATCH_SIZE]
    ):
        last = batch[-1].pk
        with transaction.atomic():
            kept = {item.pk for item in batch if _is_edited(item)}
            edited += [item.post for item in batch if item.post and item.pk in kept]
            gone = [item for item in batch if item.pk not in kept]
            _forget_redirects(gone)
            posts += delete_posts([item.post.pk for item in gone if item.post])
            _reset(ImportedItem.objects.filter(pk__in=[item.pk for item in gone]))
    _reset(created.filter(kind=Kind.COMMENT, comment=None))
    labels = _delete_labels(created)
    accounts = _delete_accounts(created)
    run.stage = Import.Stage.ROLLED_BACK
    run.save()
    return RolledBack(posts, labels, accounts, edited)


def _is_edited(item: ImportedItem) -> bool:
    """Return whether a post has a later revision, or a comment that no import wrote."""
    assert item.post
    if item.revision_id and item.post.revisions.filter(pk__gt=item.revision_id).exists():
        return True
    return item.post.comments.filter(imported_items=None).exists()


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
    for item in rows:
        assert item.author
        item.author.delete()
    _reset(ImportedItem.objects.filter(pk__in=[item.pk for item in rows]))
    return len(rows)
