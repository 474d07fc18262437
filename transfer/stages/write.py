"""Write the items of an import to the blog: posts each in a transaction of its own."""

from collections.abc import Callable, Iterator
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post
from transfer.accounts import find_or_create_author
from transfer.items import ExportedAuthor, ExportedLabel, ExportedPost, Kind
from transfer.labels import find_or_create_label
from transfer.models import Import, ImportedItem, Origin
from transfer.pictures import Pictures
from transfer.readers.base import Reader
from transfer.stages.comments import write_comments
from transfer.stages.posts import PostWriter, add_redirects, choose_slug, read_fields
from transfer.stages.read import lock_stage
from transfer.stages.refusals import REFUSAL_ERRORS, CannotWrite, refuse, refuse_after

PENDING, WRITTEN = ImportedItem.State.PENDING, ImportedItem.State.WRITTEN
# The columns that writing an item sets, without its large payload.
WRITTEN_COLUMNS = (
    *("state", "reason", "written_hash", "written_by", "created_by", "notes"),
    *("post", "revision", "label", "author"),
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
        _write(run, item, partial(_write_author, run=run))
        report()
    for item in _iterate(run, Kind.LABEL):
        _write(run, item, partial(_write_label, run=run, by=by))
        report()
    _plan_slugs(run, run.origin)
    for item in _iterate(run, Kind.POST):
        _write_post(run, item, writer)
        report()
    write_comments(run, report)


def _iterate(run: Import, kind: Kind) -> Iterator[ImportedItem]:
    """Yield the pending items in the order of reading. Two queries for each hundred."""
    last = 0
    pending = ImportedItem.objects.of_kind(kind).filter(last_import=run, state=PENDING)
    pending = pending.select_related("origin", "post", "label", "author", "revision")
    pending = pending.prefetch_related("addresses")
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
            item.save(update_fields=WRITTEN_COLUMNS)
    except CannotWrite as error:
        refuse(item, str(error))
    except REFUSAL_ERRORS as error:
        refuse_after(error, item)


def _write_author(item: ImportedItem, run: Import) -> None:
    exported = item.item
    assert isinstance(exported, ExportedAuthor)
    if item.author is None:
        item.author, is_new = find_or_create_author(exported)
        item.created_by = run if is_new else None


def _write_label(item: ImportedItem, run: Import, by: User) -> None:
    exported = item.item
    assert isinstance(exported, ExportedLabel)
    if item.label is None:
        item.label, is_new = find_or_create_label(exported, by)
        item.created_by = run if is_new else None
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
        refuse_after(error, item, _("It could not be read: %(error)s"))
        return
    _write(run, item, lambda _item: writer.write(prepared))


def _is_edited_here(item: ImportedItem) -> bool:
    """Return whether a post has revisions after its import. One query for a post that exists."""
    if item.post is None or item.revision is None:
        return False
    return item.post.revisions.filter(pk__gt=item.revision.pk).exists()
