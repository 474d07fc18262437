"""Change sources at once or, with many quotations, in the background.

A background task commits batches, so it goes on where a killed worker stopped, and saves of posts
wait for one batch at most. It is enqueued again until it is finished.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from django.db import Error, IntegrityError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.tasks import task
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content.sources.batches import carry_out, give_up, has_begun
from blog.content.sources.merging import get_merge_description, merge_sources
from blog.content.sources.recording import (
    CannotUndo,
    SourceConflict,
    get_identity,
    undo_source_change,
)
from blog.content.sources.renaming import rename_source
from blog.content.sources.snapshots import (
    StillLocked,
    count_credited_quotations,
    count_moved_quotations,
    lock,
)
from blog.content.sources.splitting import QuotationFilter, require_another_source, split_source
from blog.models import SiteSettings, Source, SourceChange, SourceTask
from blog.models.source_messages import SourceMessage

logger = logging.getLogger(__name__)

# Quotations that are moved in a request, in a tenth of a second of CPU time.
MAX_IN_REQUEST = 100
MAX_ATTEMPTS = 3
PRIORITY = 1  # Before periodic tasks, because an editor waits, and after e-mails.
KEPT_AFTER = timedelta(days=7)
SHOWN_AFTER = timedelta(days=1)
MAX_TASKS_LISTED = 20

# The connection of the worker keeps the lock, across transactions, and loses it when it ends.
_TRY_LOCK_SQL = "SELECT pg_try_advisory_lock('blog_sourcetask'::regclass::oid::integer, %s)"
_UNLOCK_SQL = "SELECT pg_advisory_unlock('blog_sourcetask'::regclass::oid::integer, %s)"


def can_change_all_sources(user: User) -> bool:
    """Return whether a user may merge, split and undo. Others can propose it."""
    return user.has_perm("blog.edit_all") and user.has_perm("blog.change_source")


def start_merge(*, sources: Sequence[Source], into: Source, by: User) -> str:
    """Merge sources into one of them, now or in the background; return a message for the editor.

    Raises SourceConflict as `merge_sources`, and if a task is changing one of them.
    """
    others = [source for source in sources if source.pk != into.pk]
    require_no_task(*others, into)
    count = count_credited_quotations([source.pk for source in others], _get_limit())
    if count < _get_limit():
        return str(merge_sources(sources=sources, into=into, by=by).message)
    return _enqueue(
        SourceTask.Kind.MERGE,
        [*others, into],
        {},
        get_merge_description(others, into),
        by,
    )


def start_split(
    *,
    source: Source,
    quotations: QuotationFilter,
    into: Source | None,
    fields: Mapping[str, Any],
    by: User,
) -> str:
    """Move quotations of a source, now or in the background; return a message for the editor.

    Raises SourceConflict as `split_source`, and if a task is changing one of the sources.
    """
    require_another_source(source, into)
    sources = [source, *([into] if into else [])]
    require_no_task(*sources)
    if quotations.select(source).order_by()[: _get_limit()].count() < _get_limit():
        split = split_source(source=source, quotations=quotations, by=by, into=into, fields=fields)
        return str(split.message)
    return _enqueue(
        SourceTask.Kind.SPLIT,
        sources,
        {"quotations": quotations.to_json(), "fields": dict(fields)},
        f"“{source}” → “{source}”, “{into or Source(**fields)}”",
        by,
    )


def start_rename(*, source: Source, former_name: str, fields: Mapping[str, Any], by: User) -> str:
    """Rename a source, which moves no quotation; return a message for the editor.

    Raises SourceConflict and IntegrityError as `rename_source`, and SourceConflict if a task is
    changing the source.
    """
    require_no_task(source)
    renamed = rename_source(source=source, by=by, former_name=former_name, **fields)
    return _("Renamed to “%(name)s”. You can undo this below.") % {"name": renamed.source.name}


def start_undo(*, change: SourceChange, by: User) -> str:
    """Undo a change, now or in the background; return a message for the editor.

    Raises CannotUndo as `undo_source_change`, and if a task is changing one of the sources.
    """
    try:
        require_no_task(*(Source(pk=key) for key in change.sources))
        if change.undone_at or count_moved_quotations(change.pk) < _get_limit():
            return undo_source_change(change=change).message
        sources = [Source(pk=key) for key in change.sources]
        arguments = {"change": change.pk}
        return _enqueue(SourceTask.Kind.UNDO, sources, arguments, change.description, by)
    except SourceConflict as error:
        raise CannotUndo(str(error)) from error


def _get_limit() -> int:
    return MAX_IN_REQUEST + 1


@transaction.atomic
def _enqueue(
    kind: SourceTask.Kind,
    sources: Sequence[Source],
    arguments: Mapping[str, Any],
    description: str,
    by: User,
) -> str:
    """Enqueue a task, unless another one has these sources. The lock is that of all operations."""
    keys = [source.pk for source in sources]
    lock(keys)
    require_no_task(*sources)
    if kind == SourceTask.Kind.UNDO:
        total = count_moved_quotations(arguments["change"])
    elif kind == SourceTask.Kind.SPLIT:
        chosen = QuotationFilter.from_json(arguments["quotations"])
        total = chosen.select(sources[0]).order_by().count()
    else:
        total = count_credited_quotations(keys[:-1])
    row = SourceTask.objects.create(
        kind=kind,
        arguments={**arguments, "sources": [get_identity(source) for source in sources]},
        description=description[:500],
        sources=keys,
        total_count=total,
        by=by,
    )
    run_source_task.enqueue(row.pk)
    return _(
        "%(count)s quotations are being moved in the background. This page shows when all of them "
        "are."
    ) % {"count": number_format(total, force_grouping=True)}


def find_tasks(sources: Collection[int]) -> list[SourceTask]:
    """Return the unfinished tasks that change one of the sources. One query."""
    unfinished = SourceTask.objects.filter(finished_at=None).select_related("by").order_by("pk")
    return [row for row in unfinished if not set(row.sources).isdisjoint(sources)]


def list_changes(size: int) -> list[SourceChange]:
    """Return the latest changes, newest first, without those that a task has begun. One query."""
    begun = SourceTask.objects.filter(finished_at=None, change__isnull=False).values("change")
    changes = SourceChange.objects.select_related("by").defer("before", "after")
    return list(changes.exclude(pk__in=begun).order_by("-pk")[:size])


def list_recent_tasks() -> list[SourceTask]:
    """Return the unfinished tasks and those that finished today, newest first. One query."""
    rows = SourceTask.objects.select_related("by").order_by("-pk")
    recent = rows.exclude(finished_at__lt=timezone.now() - SHOWN_AFTER)
    return list(recent[:MAX_TASKS_LISTED])


def require_no_task(*sources: Source) -> None:
    """Raise SourceConflict if a task is changing one of the sources. One query."""
    if running := find_tasks([source.pk for source in sources]):
        raise SourceConflict(
            _(
                "Nothing was changed, because another change of these sources is still running: "
                "%(change)s. Try again when it is finished."
            )
            % {"change": running[0]}
        )


@task(priority=PRIORITY)
def run_source_task(pk: int) -> None:
    """Run a merge, a split or an undo, or go on with it; leave it alone if another worker has it.

    What the operation refuses, and a lost permission, is stored as the result of the task.
    """
    with SiteSettings.load().activated(), _try_lock(pk) as is_locked:
        rows = SourceTask.objects.select_related("by", "change").defer(
            "change__before", "change__after"
        )
        row = rows.filter(pk=pk, finished_at=None).first() if is_locked else None
        if row is None:
            return
        SourceTask.objects.filter(pk=pk).update(started_at=Now(), attempts=F("attempts") + 1)
        try:
            if not has_begun(row):
                _require_permission(row.by)
            carry_out(row)
        except (OperationalError, StillLocked):  # `resume_source_tasks` enqueues it again.
            raise
        except (SourceConflict, CannotUndo) as error:
            give_up(pk, _get_reason(error))
        except IntegrityError:
            give_up(pk, SourceMessage("name_in_use"))
        except Exception:
            logger.exception("Source task %s failed.", pk)
            give_up(pk, SourceMessage("error"))


def _get_reason(error: SourceConflict | CannotUndo) -> SourceMessage | str:
    """Return the message of an error, which is a text where only a form can cause it."""
    return error.args[0]


def _require_permission(user: User | None) -> None:
    if user is None or not (user.is_active and can_change_all_sources(user)):
        raise SourceConflict(SourceMessage("not_permitted"))


@contextmanager
def _try_lock(pk: int) -> Iterator[bool]:
    """Lock a task for the block; yield whether no other worker has it."""
    is_locked = _fetch_value(_TRY_LOCK_SQL, pk)
    try:
        yield is_locked
    finally:
        if is_locked:
            with suppress(Error):  # The database is away, and the lock with it.
                _fetch_value(_UNLOCK_SQL, pk)


def _fetch_value(sql: str, pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        return cursor.fetchone()[0]


@task(priority=PRIORITY)
def resume_source_tasks() -> None:
    """Enqueue tasks whose worker was killed; delete those that finished a week ago.

    One that moved no batch in several attempts is given up.
    """
    SourceTask.objects.filter(finished_at__lt=timezone.now() - KEPT_AFTER).delete()
    started = SourceTask.objects.filter(finished_at=None, started_at__isnull=False)
    for pk, attempts in list(started.order_by("pk").values_list("pk", "attempts")):
        with _try_lock(pk) as is_locked:
            if not is_locked:
                continue
            if attempts < MAX_ATTEMPTS:
                with transaction.atomic():
                    started.filter(pk=pk).update(started_at=None)
                    run_source_task.enqueue(pk)
                continue
            with SiteSettings.load().activated():
                give_up(pk, SourceMessage("worker_stopped", {"count": attempts}))
