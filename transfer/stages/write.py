"""Write the items of an import to the blog: posts and comments a batch in one transaction."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import batched
from threading import Lock

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from accounts.models import User
from blog.common.db.pending_entries import QUOTATION_WORDS, merge_entries
from blog.editing import lock_post
from blog.models import Post
from page_cache.delayed_expiry import delay_expiry
from transfer.accounts import find_or_create_author, get_author_path
from transfer.items import ExportedAuthor, ExportedLabel, ExportedPost, Kind
from transfer.labels import find_or_create_label
from transfer.models import Import, ImportedItem, Origin
from transfer.pictures import Pictures
from transfer.readers.base import Reader
from transfer.stages.comments import write_comments
from transfer.stages.post_fields import choose_slug, plan_path, read_fields
from transfer.stages.posts import (
    Authors,
    ConvertedPost,
    LinkTargets,
    PostWriter,
    PreparedPost,
    add_redirects,
)
from transfer.stages.read import lock_stage
from transfer.stages.refusals import REFUSAL_ERRORS, CannotWrite, refuse, refuse_after
from transfer.stages.writers import claim, write_together

PENDING, WRITTEN = ImportedItem.State.PENDING, ImportedItem.State.WRITTEN
# The columns that writing an item sets, without its large payload.
WRITTEN_COLUMNS = (
    *("state", "reason", "written_hash", "written_by", "created_by", "notes"),
    *("post", "revision", "label", "author"),
)
# A batch of posts ends earlier if fetching its pictures takes longer than this, in seconds.
POST_BATCH_SIZE, POST_BATCH_SECONDS = 20, 1.0
# A batch has locks of several posts, so that it may not wait for an author who waits for it: before
# PostgreSQL looks for a deadlock, after one second, the batch gives up.
_LOCK_TIMEOUT_SQL = "SET LOCAL lock_timeout = '500ms'"
_STORE_SLUGS_SQL = """
UPDATE transfer_importeditem AS item SET slug = planned.slug, planned_path = planned.path
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS planned (id, slug, path)
WHERE item.id = planned.id
"""
LOCK_ERROR_CODES = ("55P03", "40P01")  # Timeout, and deadlock.
_ALONE = Lock()
Report = Callable[[], None]


class _EditedHere(CannotWrite):
    """An author has changed the post since the last import."""


def write_items(run: Import, reader: Reader, by: User, report: Report = lambda: None) -> None:
    """Write all pending items of an import; `report` is called after each, in one thread at a time.

    Labels and authors come first, then URL paths, posts and comments. Raises Stopped if the import
    was paused.
    """
    assert run.origin
    report = _take_turns(report)
    _redirect_home(run)
    for item in _iterate(run, Kind.AUTHOR):
        _write(run, item, partial(_write_author, run=run))
        report()
    for item in _iterate(run, Kind.LABEL):
        _write(run, item, partial(_write_label, run=run, by=by))
        report()
    _plan_slugs(run, run.origin)
    pictures, authors = Pictures(run, reader, by), Authors(run.origin, by)

    def write_posts(items: Iterator[ImportedItem]) -> None:
        writer = PostWriter(run, pictures, authors, by)
        for batch, count in _split_posts(items, writer):
            _write_posts(run, batch, writer)
            _merge_quotations(batch)
            for _item in range(count):
                report()

    write_together(_iterate(run, Kind.POST), write_posts)
    write_comments(run, report)


def _take_turns(report: Report) -> Report:
    lock = Lock()

    def report_alone() -> None:
        with lock:
            report()

    return report_alone


def _iterate(run: Import, kind: Kind) -> Iterator[ImportedItem]:
    """Yield the pending items in the order of reading. Two queries for each hundred."""
    last = 0
    pending = _select_items(ImportedItem.objects.of_kind(kind))
    pending = pending.filter(last_import=run, state=PENDING)
    while batch := list(pending.filter(pk__gt=last).order_by("pk")[:100]):
        yield from batch
        last = batch[-1].pk


def _select_items(items: QuerySet[ImportedItem]) -> QuerySet[ImportedItem]:
    related = items.select_related("origin", "post", "label", "author", "revision")
    return related.prefetch_related("addresses")


def _write(run: Import, item: ImportedItem, write: Callable[[ImportedItem], None]) -> None:
    """Write one item in a transaction with its new state; one that fails is refused."""
    try:
        with transaction.atomic():
            lock_stage(run, Import.Stage.WRITING)
            delay_expiry()
            write(item)
            item.state, item.reason = WRITTEN, ""
            item.written_hash, item.written_by = item.hash, run
            item.save(update_fields=WRITTEN_COLUMNS)
    except CannotWrite as error:
        refuse(item, str(error))
    except REFUSAL_ERRORS as error:
        refuse_after(error, item)


def _redirect_home(run: Import) -> None:
    """Redirect the home page of a blog that was in a folder of its domain."""
    sites = ImportedItem.objects.of_kind(Kind.SITE).filter(last_import=run, addresses__old_path="")
    if site := sites.first():
        with transaction.atomic():
            lock_stage(run, Import.Stage.WRITING)
            add_redirects({site: "/"})
            site.created_by = site.written_by = run
            site.save(update_fields=["created_by", "written_by"])


def _write_author(item: ImportedItem, run: Import) -> None:
    exported = item.item
    assert isinstance(exported, ExportedAuthor)
    if item.author is None:
        item.author, is_new = find_or_create_author(exported)
        item.created_by = run if is_new else None
    add_redirects({item: get_author_path(item.author)})


def _write_label(item: ImportedItem, run: Import, by: User) -> None:
    exported = item.item
    assert isinstance(exported, ExportedLabel)
    if item.label is None:
        item.label, is_new = find_or_create_label(exported, by)
        item.created_by = run if is_new else None
    add_redirects({item: item.label.get_absolute_url()})


def _plan_slugs(run: Import, origin: Origin) -> None:
    """Give each new post a slug that no other has, so that links to it are known before it is."""
    new = ImportedItem.objects.of_kind(Kind.POST).filter(
        last_import=run, state=PENDING, slug="", post=None
    )
    last = 0
    while batch := list(new.filter(pk__gt=last).order_by("pk")[:500]):
        last = batch[-1].pk
        posts: list[ExportedPost] = []
        for item in batch:
            exported = item.item
            assert isinstance(exported, ExportedPost)
            item.slug = choose_slug(exported, read_fields(exported, origin).title)
            posts.append(exported)
        _make_unique(origin, batch)
        slugs = [item.slug for item in batch]
        paths = [plan_path(*each) for each in zip(posts, slugs, strict=True)]
        with connection.cursor() as cursor:  # `bulk_update` takes longer than to choose the slugs.
            cursor.execute(_STORE_SLUGS_SQL, [[item.pk for item in batch], slugs, paths])


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


def _split_posts(
    items: Iterable[ImportedItem], writer: PostWriter
) -> Iterator[tuple[list[PreparedPost], int]]:
    """Prepare posts; yield them in batches, each with its number of items, as some are refused."""
    for chunk in batched(items, POST_BATCH_SIZE):
        batch: list[PreparedPost] = []
        count, begin = 0, time.monotonic()
        for prepared in _prepare(chunk, writer):
            count += 1
            if prepared:
                batch.append(prepared)
            if time.monotonic() - begin > POST_BATCH_SECONDS:
                yield batch, count
                batch, count, begin = [], 0, time.monotonic()
        yield batch, count


def _prepare(items: Iterable[ImportedItem], writer: PostWriter) -> Iterator[PreparedPost | None]:
    """Yield what is to be written of each post; None for one that was refused or is in conflict.

    The targets of all their links are looked up by one query.
    """
    converted = [_try(item, partial(_convert, item, writer)) for item in items]
    links = {address for each in converted if each for address in each.links.values()}
    targets = LinkTargets(links, writer.origin)
    for each in converted:
        yield _try(each.item, partial(writer.prepare, each, targets)) if each else None


def _convert(item: ImportedItem, writer: PostWriter) -> ConvertedPost:
    _require_unedited(item)
    return writer.convert(item)


def _try[T](item: ImportedItem, work: Callable[[], T]) -> T | None:
    """Return the result of the work on an item; None if it was refused or is in conflict."""
    try:
        return work()
    except _EditedHere:
        _store_conflict(item)
    except CannotWrite as error:
        refuse(item, str(error))
    except REFUSAL_ERRORS as error:
        refuse_after(error, item, gettext_noop("It could not be read: %(error)s"))
    return None


def _write_posts(run: Import, batch: list[PreparedPost], writer: PostWriter) -> None:
    """Write posts in one transaction with their new states. If one of them fails, each is written
    in a transaction of its own, and only that one is refused."""
    if len(batch) == 1:
        _write_alone(run, batch[0], writer)
    elif batch:
        try:
            _store(run, batch, writer, _LOCK_TIMEOUT_SQL)
        except (CannotWrite, OperationalError, *REFUSAL_ERRORS) as error:
            if isinstance(error, OperationalError) and not _is_about_locks(error):
                raise
            # They have changed in memory, so they are read again.
            keys = [prepared.item.pk for prepared in batch]
            items = _select_items(ImportedItem.objects.filter(pk__in=keys)).order_by("pk")
            for prepared in _prepare(items, writer):
                if prepared:
                    _write_alone(run, prepared, writer)


def _merge_quotations(batch: Iterable[PreparedPost]) -> None:
    """Merge the words of written quotations into their index. The next batch compares each of its
    quotations with all others, and each comparison would read what waits. One query at most."""
    if any(prepared.document.quotations for prepared in batch):
        merge_entries(QUOTATION_WORDS)


def _is_about_locks(error: OperationalError) -> bool:
    return getattr(error.__cause__, "pgcode", "") in LOCK_ERROR_CODES


def _write_alone(run: Import, prepared: PreparedPost, writer: PostWriter) -> None:
    try:
        with _ALONE:  # Two of them could wait for one another.
            _store(run, [prepared], writer)
    except _EditedHere:
        _store_conflict(prepared.item)
    except CannotWrite as error:
        refuse(prepared.item, str(error))
    except REFUSAL_ERRORS as error:
        refuse_after(error, prepared.item)


@transaction.atomic
def _store(run: Import, batch: list[PreparedPost], writer: PostWriter, first_sql: str = "") -> None:
    if first_sql:
        with connection.cursor() as cursor:
            cursor.execute(first_sql)
    pending = claim(run, [prepared.item.pk for prepared in batch])
    batch = [prepared for prepared in batch if prepared.item.pk in pending]
    for prepared in batch:
        if prepared.item.post:
            lock_post(prepared.item.post)
            _require_unedited(prepared.item)  # Pictures may have taken minutes.
    writer.write(batch)
    writer.finish(batch)


def _require_unedited(item: ImportedItem) -> None:
    """Raise _EditedHere if a post has revisions after its import. One query for one that exists."""
    if item.post is None or item.revision is None:
        return
    if item.post.revisions.filter(pk__gt=item.revision.pk).exists():
        raise _EditedHere


def _store_conflict(item: ImportedItem) -> None:
    ImportedItem.objects.filter(pk=item.pk).update(
        state=ImportedItem.State.CONFLICT,
        reason=gettext_noop("It was changed here and in the other blog since the last import."),
    )
