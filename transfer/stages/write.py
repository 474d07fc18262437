"""Write the items of an import to the blog, each in a transaction of its own."""

import logging
from collections.abc import Callable, Iterator
from functools import partial

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.comments.imported import import_comment
from blog.comments.models import Comment
from blog.models import Post
from lib.urls import is_web_url
from transfer.accounts import find_or_create_author
from transfer.comment_text import to_plain_text
from transfer.items import (
    CommentState,
    ExportedAuthor,
    ExportedComment,
    ExportedLabel,
    ExportedPost,
    Kind,
)
from transfer.labels import find_or_create_label
from transfer.models import Import, ImportedItem, Origin
from transfer.pictures import Pictures
from transfer.readers.base import Reader
from transfer.stages.posts import (
    CannotWrite,
    PostWriter,
    add_redirects,
    choose_slug,
    read_fields,
)
from transfer.stages.read import lock_stage

logger = logging.getLogger(__name__)
PENDING, WRITTEN = ImportedItem.State.PENDING, ImportedItem.State.WRITTEN
COMMENT_STATES = {
    CommentState.APPROVED: Comment.State.APPROVED,
    CommentState.WAITING: Comment.State.WAITING,
    CommentState.SPAM: Comment.State.SPAM,
    CommentState.REMOVED: Comment.State.REMOVED,
}
# What one malformed item may raise; only that item is refused then.
REFUSAL_ERRORS = (
    *(ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError),
    *(ValidationError, DataError, IntegrityError),
)
Report = Callable[[], None]


def write_items(run: Import, reader: Reader, by: User, report: Report = lambda: None) -> None:
    """Write all pending items of an import; `report` is called after each.

    Labels and authors come first, then URL paths, posts and comments. Raises Stopped if the import
    was paused.
    """
    assert run.origin
    writer = PostWriter(run, Pictures(run, reader, by), by)
    for item in _iterate(run, Kind.AUTHOR):
        _write(run, item, _write_author)
        report()
    for item in _iterate(run, Kind.LABEL):
        _write(run, item, partial(_write_label, by=by))
        report()
    _plan_slugs(run, run.origin)
    for item in _iterate(run, Kind.POST):
        _write_post(run, item, writer)
        report()
    while _write_comments(run, report):
        pass


def _iterate(run: Import, kind: Kind) -> Iterator[ImportedItem]:
    """Yield the pending items in the order of reading. One query for each hundred."""
    last = 0
    pending = ImportedItem.objects.of_kind(kind).filter(last_import=run, state=PENDING)
    pending = pending.select_related("origin", "post", "label", "author", "revision")
    while batch := list(pending.filter(pk__gt=last).order_by("pk")[:100]):
        yield from batch
        last = batch[-1].pk


def _write(run: Import, item: ImportedItem, write: Callable[[ImportedItem], None]) -> None:
    """Write one item in a transaction with its new state; one that fails is refused."""
    try:
        with transaction.atomic():
            lock_stage(run, Import.Stage.WRITING)
            write(item)
            item.state, item.reason = WRITTEN, ""
            item.written_hash, item.written_by = item.hash, run
            if item.kind == Kind.COMMENT:
                item.payload = b""
            item.save()
    except CannotWrite as error:
        _refuse(item, str(error))
    except REFUSAL_ERRORS as error:
        logger.exception("imported item %s was refused", item.pk)
        _refuse(item, _("It could not be saved: %(error)s") % {"error": error})


def _refuse(item: ImportedItem, reason: str) -> None:
    ImportedItem.objects.filter(pk=item.pk).update(
        state=ImportedItem.State.REFUSED, reason=reason[:1000]
    )


def _write_author(item: ImportedItem) -> None:
    exported = item.item
    assert isinstance(exported, ExportedAuthor)
    if item.author is None:
        item.author, is_new = find_or_create_author(exported)
        item.created_by = item.last_import if is_new else None


def _write_label(item: ImportedItem, by: User) -> None:
    exported = item.item
    assert isinstance(exported, ExportedLabel)
    if item.label is None:
        item.label, is_new = find_or_create_label(exported, by)
        item.created_by = item.last_import if is_new else None
    add_redirects(item, item.label.get_absolute_url())


def _plan_slugs(run: Import, origin: Origin) -> None:
    """Give each new post a slug that no other has, so that links to it are known before it is."""
    new = ImportedItem.objects.of_kind(Kind.POST).filter(
        last_import=run, state=PENDING, slug="", post=None
    )
    last = 0
    while batch := list(new.filter(pk__gt=last).order_by("pk")[:500]):
        last = batch[-1].pk
        for item in batch:
            exported = item.item
            assert isinstance(exported, ExportedPost)
            item.slug = choose_slug(exported, read_fields(exported, origin).title)
        _make_unique(origin, batch)
        ImportedItem.objects.bulk_update(batch, ["slug"])


def _make_unique(origin: Origin, batch: list[ImportedItem]) -> None:
    """Number equal slugs, also those of posts that are only planned.

    Not by `lib.slugs.find_free_slugs`, whose pattern for each slug would read all posts.
    """

    def load_taken(slugs: set[str]) -> set[str]:
        planned = ImportedItem.objects.filter(origin=origin, kind=Kind.POST, slug__in=slugs)
        stored = Post.all_objects.filter(slug__in=slugs)
        return {*planned.values_list("slug", flat=True), *stored.values_list("slug", flat=True)}

    taken = load_taken({item.slug for item in batch})
    for item in batch:
        base, number = item.slug, 1
        while item.slug in taken:
            number += 1
            item.slug = f"{base}-{number}"
            if item.slug not in taken:
                taken |= load_taken({item.slug})
        taken.add(item.slug)


def _write_post(run: Import, item: ImportedItem, writer: PostWriter) -> None:
    if _is_edited_here(item):
        ImportedItem.objects.filter(pk=item.pk).update(
            state=ImportedItem.State.CONFLICT,
            reason=_("It was changed here and in the other blog since the last import."),
        )
        return
    try:
        prepared = writer.prepare(item)
    except REFUSAL_ERRORS as error:
        logger.exception("imported item %s was refused", item.pk)
        _refuse(item, _("It could not be read: %(error)s") % {"error": error})
        return
    _write(run, item, lambda _item: writer.write(prepared))


def _is_edited_here(item: ImportedItem) -> bool:
    """Return whether a post has revisions after its import. One query for a post that exists."""
    if item.post is None or item.revision is None:
        return False
    return item.post.revisions.filter(pk__gt=item.revision.pk).exists()


def _write_comments(run: Import, report: Report) -> bool:
    """Write comments whose parents are written; return whether others have become possible."""
    has_written = has_postponed = False
    for item in _iterate(run, Kind.COMMENT):
        exported = item.item
        assert isinstance(exported, ExportedComment)
        parent = _find_item(item.origin, Kind.COMMENT, exported.parent)
        if parent is not None and parent.state == PENDING and parent.pk != item.pk:
            has_postponed = True
            continue
        _write(run, item, partial(_write_comment, exported=exported, parent=parent))
        has_written = True
        report()
    if has_postponed and not has_written:  # Comments that reply to each other in a circle.
        pending = ImportedItem.objects.of_kind(Kind.COMMENT).filter(last_import=run, state=PENDING)
        for item in pending.select_related("origin"):
            exported = item.item
            assert isinstance(exported, ExportedComment)
            _write(run, item, partial(_write_comment, exported=exported, parent=None))
            report()
    return has_postponed and has_written


def _find_item(origin: Origin, kind: Kind, key: str) -> ImportedItem | None:
    if not key:
        return None
    items = ImportedItem.objects.of_kind(kind).filter(origin=origin, key=key)
    return items.select_related("post", "comment", "author").first()


def _write_comment(
    item: ImportedItem, exported: ExportedComment, parent: ImportedItem | None
) -> None:
    if item.comment is not None:
        return  # It was written before; moderators decide about it here.
    post_item = _find_item(item.origin, Kind.POST, exported.post)
    if post_item is None or post_item.post is None:
        raise CannotWrite(_("Its post was not imported."))
    author = _find_item(item.origin, Kind.AUTHOR, exported.author)
    text = to_plain_text(exported.html)
    if exported.is_pingback and exported.url and exported.url not in text:
        text = f"{text}\n\n{exported.url}".strip()
    parent_comment = parent.comment if parent else None
    if parent_comment is not None and parent_comment.post_id != post_item.post.pk:
        parent_comment = None
    url = exported.url if is_web_url(exported.url) else ""
    imported = import_comment(
        post=post_item.post,
        text=text,
        name=exported.name,
        created_at=exported.created_at or post_item.post.published_at or timezone.now(),
        state=COMMENT_STATES[CommentState(exported.state)],
        email=exported.email,
        website=url,
        user=author.author if author else None,
        parent=parent_comment,
    )
    item.comment, item.created_by = imported.comment, item.last_import
