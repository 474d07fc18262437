"""Write the comments of an import, a batch in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from blog.comments.imported import FormerComment, import_comments
from blog.comments.models import Comment
from lib.urls import is_web_url
from transfer.comment_text import to_plain_text
from transfer.items import CommentState, ExportedComment, Kind
from transfer.models import Import, ImportedItem
from transfer.stages.read import shorten_key
from transfer.stages.refusals import REFUSAL_ERRORS, CannotWrite, refuse, refuse_after
from transfer.stages.writers import claim, write_together

BATCH_SIZE = 200
STATES = {
    CommentState.APPROVED: Comment.State.APPROVED,
    CommentState.WAITING: Comment.State.WAITING,
    CommentState.SPAM: Comment.State.SPAM,
    CommentState.REMOVED: Comment.State.REMOVED,
}
PENDING, WRITTEN = ImportedItem.State.PENDING, ImportedItem.State.WRITTEN
_STORE_SQL = """
UPDATE transfer_importeditem AS item
SET state = %s, reason = '', written_hash = hash, written_by_id = %s, payload = '',
    comment_id = written.comment_id, created_by_id = %s
FROM unnest(%s::bigint[], %s::bigint[]) AS written (id, comment_id) WHERE item.id = written.id
"""
_LOCK_SQL = """
SELECT pg_advisory_xact_lock('blog_comment'::regclass::oid::integer, (post %% 2147483647)::integer)
FROM unnest(%s::bigint[]) AS posts (post)
"""
Report = Callable[[], None]
Key = tuple[str, str]
_Pending = tuple[ImportedItem, ExportedComment]


class _Counts(NamedTuple):
    """How many comments of a batch could be written, and how many wait for their parents."""

    ready: int
    postponed: int


@dataclass(frozen=True)
class _Comment:
    """A pending comment; `parent` is None for one that begins a thread."""

    item: ImportedItem
    exported: ExportedComment
    parent: ImportedItem | None


def write_comments(run: Import, report: Report) -> None:
    """Write all pending comments, parents before their replies; `report` is called after each.

    Raises Stopped if the import was paused. Nine queries for each batch, one more if it has
    replies to stored comments. If one comment of a batch fails, each is written in a transaction of
    its own, and that one is refused.
    """
    while True:
        counts: list[_Counts] = []

        def write_ready(batches: Iterator[list[_Pending]], counts: list[_Counts] = counts) -> None:
            for batch in batches:
                rows = _load_related(run, batch)
                ready = _find_ready(batch, rows)
                counts.append(_Counts(len(ready), len(batch) - len(ready)))
                _write_batch(run, ready, rows, report)

        write_together(_iterate_batches(run), write_ready)
        if not any(each.postponed for each in counts):
            return
        if not any(each.ready for each in counts):
            break
    for batch in _iterate_batches(run):  # Comments that reply to each other in a circle.
        rows = _load_related(run, batch)
        _write_batch(run, [_Comment(*pending, None) for pending in batch], rows, report)


def _iterate_batches(run: Import) -> Iterator[list[_Pending]]:
    """Yield the pending comments in the order of reading. One query for each batch."""
    last = 0
    pending = ImportedItem.objects.of_kind(Kind.COMMENT).filter(last_import=run, state=PENDING)
    while batch := list(pending.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        last = batch[-1].pk
        yield [(item, _load(item)) for item in batch]


def _load(item: ImportedItem) -> ExportedComment:
    exported = item.item
    assert isinstance(exported, ExportedComment)
    return exported


def _load_related(run: Import, batch: Iterable[_Pending]) -> dict[Key, ImportedItem]:
    """Return the items of posts, parents and authors by kind and key. One query."""
    keys: dict[Kind, set[str]] = {Kind.POST: set(), Kind.COMMENT: set(), Kind.AUTHOR: set()}
    for _item, exported in batch:
        keys[Kind.POST].add(shorten_key(exported.post))
        keys[Kind.COMMENT].add(shorten_key(exported.parent))
        keys[Kind.AUTHOR].add(shorten_key(exported.author))
    is_related = Q()
    for kind, names in keys.items():
        is_related |= Q(kind=kind.value, key__in=names - {""})
    rows = ImportedItem.objects.filter(is_related, origin=run.origin)
    rows = rows.select_related("post", "comment")
    rows = rows.only("kind", "key", "state", "author", "post__published_at", "comment__post")
    return {(row.kind, row.key): row for row in rows}


def _find_ready(batch: Iterable[_Pending], rows: dict[Key, ImportedItem]) -> list[_Comment]:
    """Return the comments whose parent is written, or stands before them among these."""
    ready: list[_Comment] = []
    keys: set[int] = set()
    for item, exported in batch:
        parent = rows.get((Kind.COMMENT, shorten_key(exported.parent)))
        if parent is not None and parent.pk == item.pk:
            parent = None
        if parent is None or parent.state != PENDING or parent.pk in keys:
            keys.add(item.pk)
            ready.append(_Comment(item, exported, parent))
    return ready


def _write_batch(
    run: Import, batch: list[_Comment], rows: dict[Key, ImportedItem], report: Report
) -> None:
    if not batch:
        return
    try:
        _store(run, batch, rows)
    except (CannotWrite, *REFUSAL_ERRORS):
        for each in batch:
            _write_alone(run, each)
            report()
        return
    for _each in batch:
        report()


def _write_alone(run: Import, comment: _Comment) -> None:
    """Write one comment, or refuse it."""
    try:
        rows = _load_related(run, [(comment.item, comment.exported)])
        parent = comment.parent and rows.get((Kind.COMMENT, shorten_key(comment.exported.parent)))
        _store(run, [_Comment(comment.item, comment.exported, parent)], rows)
    except CannotWrite as error:
        refuse(comment.item, str(error))
    except REFUSAL_ERRORS as error:
        refuse_after(error, comment.item)


@transaction.atomic
def _store(run: Import, batch: list[_Comment], rows: dict[Key, ImportedItem]) -> None:
    pending = claim(run, [each.item.pk for each in batch])
    batch = [each for each in batch if each.item.pk in pending]
    # Those that were written before are left to the moderators.
    new = [each for each in batch if each.item.comment_id is None]
    known = [each.item.pk for each in batch if each.item.comment_id is not None]
    indexes: dict[int, int] = {}  # By the key of the item.
    former: list[FormerComment] = []
    for each in new:
        former.append(_convert(each, rows, indexes, former))
        indexes[each.item.pk] = len(former) - 1
    _lock_discussions({each.post_id for each in former if each.parent_id is not None})
    stored = import_comments(former) if former else []
    keys = [each.item.pk for each in new]
    with connection.cursor() as cursor:
        comment_keys = [comment.pk for comment in stored]
        cursor.execute(_STORE_SQL, [WRITTEN, run.pk, run.pk, keys, comment_keys])
    if known:
        ImportedItem.objects.filter(pk__in=known).update(
            state=WRITTEN, reason="", written_hash=F("hash"), written_by=run, payload=b""
        )


def _lock_discussions(posts: set[int]) -> None:
    """Lock the discussions in which stored comments get replies, until the end of the transaction.

    A reply updates the comments above it, and two batches that did so in different orders would
    wait for one another. One query, if there are any.
    """
    if posts:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_SQL, [sorted(posts)])


def _convert(
    comment: _Comment,
    rows: dict[Key, ImportedItem],
    indexes: dict[int, int],
    former: list[FormerComment],
) -> FormerComment:
    """Raises CannotWrite for a comment without a post."""
    exported, parent = comment.exported, comment.parent
    post_item = rows.get((Kind.POST, shorten_key(exported.post)))
    if post_item is None or post_item.post is None:
        raise CannotWrite(gettext_noop("Its post was not imported."))
    author = rows.get((Kind.AUTHOR, shorten_key(exported.author)))
    text = to_plain_text(exported.html)
    if exported.is_pingback and exported.url and exported.url not in text:
        text = f"{text}\n\n{exported.url}".strip()
    post_id = post_item.post.pk
    parent_id = parent_index = None
    if parent is not None and parent.comment is not None:
        parent_id = parent.comment.pk if parent.comment.post_id == post_id else None
    elif parent is not None and (index := indexes.get(parent.pk)) is not None:
        parent_index = index if former[index].post_id == post_id else None
    return FormerComment(
        post_id=post_id,
        text=text,
        name=exported.name,
        created_at=exported.created_at or post_item.post.published_at or timezone.now(),
        state=STATES[CommentState(exported.state)],
        email=exported.email,
        website=exported.url if is_web_url(exported.url) else "",
        user_id=author.author_id if author else None,
        parent_id=parent_id,
        parent_index=parent_index,
    )
