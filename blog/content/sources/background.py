"""Change sources at once or, with many quotations, in the background.

A background task is one transaction, so readers see all of it or nothing, and a killed worker
leaves nothing behind: the task is enqueued again. Another connection writes its progress.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Self

from django.db import (
    DEFAULT_DB_ALIAS,
    IntegrityError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.tasks import task
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content.sources.merging import merge_sources
from blog.content.sources.recording import (
    CannotUndo,
    SourceConflict,
    build_source,
    get_identity,
    undo_source_change,
)
from blog.content.sources.renaming import rename_source
from blog.content.sources.snapshots import (
    Progress,
    count_credited_quotations,
    count_moved_quotations,
    lock,
)
from blog.content.sources.splitting import QuotationFilter, split_source
from blog.models import SiteSettings, Source, SourceChange, SourceTask

logger = logging.getLogger(__name__)

# Quotations that are moved in a request: about a second.
MAX_IN_REQUEST = 1_000
MAX_ATTEMPTS = 3
PRIORITY = 1  # Before periodic tasks, because an editor waits, and after e-mails.
KEPT_AFTER = timedelta(days=7)
SHOWN_AFTER = timedelta(days=1)
MAX_TASKS_LISTED = 20

_LOCK_SQL = "SELECT pg_try_advisory_xact_lock('blog_sourcetask'::regclass::oid::integer, %s)"
_START_SQL = """
UPDATE blog_sourcetask SET started_at = now(), attempts = attempts + 1, moved_count = 0
WHERE id = %s
"""
_PROGRESS_SQL = "UPDATE blog_sourcetask SET moved_count = %s WHERE id = %s"


def can_change_all_sources(user: User) -> bool:
    """Return whether a user may merge, split and undo. Others can propose it."""
    return user.has_perm("blog.edit_all") and user.has_perm("blog.change_source")


def start_merge(*, sources: Sequence[Source], into: Source, by: User) -> str:
    """Merge sources into one of them, now or in the background; return a message for the editor.

    Raises SourceConflict as `merge_sources`, and if a task is changing one of them.
    """
    others = [source for source in sources if source.pk != into.pk]
    _require_no_task(*others, into)
    count = count_credited_quotations([source.pk for source in others], _get_limit())
    if count < _get_limit():
        return merge_sources(sources=sources, into=into, by=by).message
    return _enqueue(
        SourceTask.Kind.MERGE,
        [*others, into],
        {},
        f"{', '.join(f'“{other}”' for other in others)} → “{into}”",
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
    sources = [source, *([into] if into else [])]
    _require_no_task(*sources)
    if quotations.select(source).order_by()[: _get_limit()].count() < _get_limit():
        split = split_source(source=source, quotations=quotations, by=by, into=into, fields=fields)
        return split.message
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
    _require_no_task(source)
    renamed = rename_source(source=source, by=by, former_name=former_name, **fields)
    return _("Renamed to “%(name)s”. You can undo this below.") % {"name": renamed.source.name}


def start_undo(*, change: SourceChange, by: User) -> str:
    """Undo a change, now or in the background; return a message for the editor.

    Raises CannotUndo as `undo_source_change`, and if a task is changing one of the sources.
    """
    try:
        _require_no_task(*(Source(pk=key) for key in change.sources))
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
    _require_no_task(*sources)
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
        "%(count)s quotations are being moved in the background. Readers see the change when all "
        "of it is done."
    ) % {"count": number_format(total, force_grouping=True)}


def find_tasks(sources: Collection[int]) -> list[SourceTask]:
    """Return the unfinished tasks that change one of the sources. One query."""
    unfinished = SourceTask.objects.filter(finished_at=None).select_related("by").order_by("pk")
    return [row for row in unfinished if not set(row.sources).isdisjoint(sources)]


def list_recent_tasks() -> list[SourceTask]:
    """Return the unfinished tasks and those that finished today, newest first. One query."""
    rows = SourceTask.objects.select_related("by").order_by("-pk")
    recent = rows.exclude(finished_at__lt=timezone.now() - SHOWN_AFTER)
    return list(recent[:MAX_TASKS_LISTED])


def _require_no_task(*sources: Source) -> None:
    if running := find_tasks([source.pk for source in sources]):
        raise SourceConflict(
            _(
                "Nothing was changed, because another change of these sources is still running: "
                "%(change)s. Try again when it is finished."
            )
            % {"change": running[0]}
        )


class _ProgressWriter(AbstractContextManager["_ProgressWriter"]):
    """Writes the progress of a task outside of its transaction, so that others can read it."""

    def __init__(self, pk: int) -> None:
        self._pk = pk
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)

    def start(self) -> Self:
        self._execute(_START_SQL, [self._pk])
        return self

    def __call__(self, count: int) -> None:
        self._execute(_PROGRESS_SQL, [count, self._pk])

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def _execute(self, sql: str, parameters: list[int]) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters)


@task(priority=PRIORITY)
def run_source_task(pk: int) -> None:
    """Run a merge, a split or an undo, once: another worker that has it is left alone.

    What the operation refuses, and a lost permission, is stored as the result of the task.
    """
    refusal = ""
    with SiteSettings.load().activated():
        try:
            with transaction.atomic(), _ProgressWriter(pk) as progress:
                _run_locked(pk, progress)
        except (SourceConflict, CannotUndo) as error:
            refusal = str(error)
        except IntegrityError:
            refusal = _("Nothing was changed, because another source has this name or address.")
        except OperationalError:  # The database is away: `resume_source_tasks` enqueues it again.
            raise
        except Exception:
            logger.exception("Source task %s failed.", pk)
            refusal = _("Nothing was changed, because of an unexpected error, which was logged.")
        if refusal:
            _finish(pk, refusal, has_failed=True)


def _run_locked(pk: int, progress: _ProgressWriter) -> None:
    if not _try_lock(pk):
        return
    row = SourceTask.objects.select_related("by").filter(pk=pk, finished_at=None).first()
    if row is None:
        return
    progress.start()
    if row.by is None or not (row.by.is_active and can_change_all_sources(row.by)):
        raise SourceConflict(_("Nothing was changed, because this person may not do it any more."))
    _finish(pk, _carry_out(row, row.by, progress), moved_count=row.total_count)


def _try_lock(pk: int) -> bool:
    """Lock a task until the end of the transaction; return whether no other worker has it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_SQL, [pk])
        return cursor.fetchone()[0]


def _carry_out(row: SourceTask, by: User, progress: Progress) -> str:
    arguments = row.arguments
    if row.kind == SourceTask.Kind.UNDO:
        change = SourceChange.objects.defer("before", "after").filter(pk=arguments["change"])
        return undo_source_change(change=change.get(), progress=progress).message
    sources = [build_source(identity) for identity in arguments["sources"]]
    if row.kind == SourceTask.Kind.MERGE:
        into = sources[-1]
        return merge_sources(sources=sources, into=into, by=by, progress=progress).message
    return split_source(
        source=sources[0],
        quotations=QuotationFilter.from_json(arguments["quotations"]),
        into=sources[1] if len(sources) > 1 else None,
        fields=arguments["fields"],
        by=by,
        progress=progress,
    ).message


def _finish(pk: int, message: str, **fields: Any) -> None:
    unfinished = SourceTask.objects.filter(pk=pk, finished_at=None)
    unfinished.update(finished_at=timezone.now(), message=message, **fields)


@task(priority=PRIORITY)
def resume_source_tasks() -> None:
    """Enqueue tasks whose worker was killed; delete those that finished a week ago."""
    SourceTask.objects.filter(finished_at__lt=timezone.now() - KEPT_AFTER).delete()
    started = SourceTask.objects.filter(finished_at=None, started_at__isnull=False)
    for row in started.order_by("pk"):
        with transaction.atomic():
            if not _try_lock(row.pk):
                continue
            if row.attempts < MAX_ATTEMPTS:
                started.filter(pk=row.pk).update(started_at=None, moved_count=0)
                run_source_task.enqueue(row.pk)
                continue
            with SiteSettings.load().activated():
                message = _("Nothing was changed. The worker was stopped %(count)d times.")
                _finish(row.pk, message % {"count": row.attempts}, has_failed=True)
