"""Record merges, splits and renames of sources, and undo them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Func, JSONField, Model, Q, Value
from django.utils import timezone

from accounts.models import User
from blog.content import rendering
from blog.content.snapshots import Snapshot, is_changed, undo_changes
from blog.content.sources.snapshots import (
    REMOVED,
    TABLES,
    StillLocked,
    load_moved_quotations,
    load_present_rows,
    load_source_rows,
    lock,
    lock_with_credited_posts,
    lock_with_moved_posts,
    restore_quotations,
    restore_references,
    select_moved_posts,
)
from blog.models import (
    Hop,
    Photo,
    Post,
    PullQuote,
    Source,
    SourceAction,
    SourceChange,
    SourceIdentifier,
    SourceName,
    SourceRelation,
    SourceTask,
    Tenure,
)
from blog.models.source_messages import SourceMessage, SourceMessages, compose

# Rows that refer to a source. A source that a split created stays if it has any.
_REFERRING: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (PullQuote, ("source", "speaker")),
    (Hop, ("source",)),
    (Tenure, ("source", "organisation")),
    (Photo, ("agency",)),
    (SourceName, ("source",)),
    (SourceIdentifier, ("source",)),
    (SourceRelation, ("source", "other")),
)


# Key of a record whose rows are restored: the number of those that stay.
_RESTORED = "restored"
_RELATED, _PAIR = ("source_id", "other_id"), ("first_id", "second_id")


class SourceConflict(Exception):
    """Somebody else changed one of the sources in the meantime. Nothing was changed."""

    def __init__(self, message: str | SourceMessage | None = None) -> None:
        super().__init__(message or SourceMessage("conflict"))


class CannotUndo(Exception):
    """The undo is blocked, for the reason in the message. Nothing was changed."""


@dataclass(frozen=True)
class UndoneSourceChange:
    change: SourceChange
    messages: SourceMessages

    @property
    def message(self) -> str:
        return compose(self.messages)


@contextmanager
def record_source_change(
    kind: SourceAction,
    description: str,
    by: User | None,
    sources: Sequence[Source],
    *,
    moved: Collection[int] = (),
    new_path: str = "",
    begun: SourceTask | None = None,
) -> Iterator[SourceChange]:
    """Record the changes to sources in the block, so that they can be undone.

    `moved` are keys of sources whose quotations may change, with their posts. `new_path` is the
    path of a source after a rename. The sources and these posts are locked. `begun` is a task that
    has moved quotations already, and has locked them: the rows after it stay with the task, until
    `record_batches` adds them to the record. A rename that changes nothing is not recorded, and has
    no key. Raises SourceConflict if a source was deleted in the meantime, or has another name,
    affiliation or slug.
    """
    keys = [source.pk for source in sources]
    paths = {get_path(source) for source in sources} | {unquote(new_path)} - {""}
    try:
        with transaction.atomic():
            if begun is None and moved:
                lock_with_credited_posts(keys, moved)
            elif begun is None:
                lock(keys)
            _require_same(sources)
            before = load_source_rows(keys, paths)
            change = (begun and begun.change) or _create_record(kind, description, by, keys)
            SourceChange.objects.filter(pk=change.pk).update(before=before)
            yield change
            after = load_source_rows(change.sources, paths)
            if begun:
                task = SourceTask.objects.filter(pk=begun.pk)
                task.update(arguments=_add_to("arguments", {"after": after}))
            elif kind == SourceAction.RENAME and not is_changed(TABLES, before, after):
                change.delete()
            else:
                saved = SourceChange.objects.filter(pk=change.pk)
                saved.update(after=_add_to("after", after), sources=change.sources)
    except StillLocked as error:
        raise SourceConflict(SourceMessage("locked")) from error


def begin_source_change(
    kind: SourceAction, description: str, by: User, sources: Sequence[Source]
) -> SourceChange:
    """Record that a change has begun, which moves quotations in several transactions.

    The sources are locked until the end of this one. The record is not listed while its task is
    unfinished. Raises SourceConflict as `record_source_change`. About ten queries.
    """
    keys = [source.pk for source in sources]
    try:
        lock(keys)
    except StillLocked as error:
        raise SourceConflict(SourceMessage("locked")) from error
    _require_same(sources)
    change = _create_record(kind, description, by, keys)
    change.before = load_source_rows(keys, [])
    change.save(update_fields=["before"])
    return change


def add_changed_source(change: SourceChange, source: Source) -> None:
    """Add a source that a split has created to its record. One query."""
    change.sources.append(source.pk)
    change.save(update_fields=["sources"])


def close_source_change(change: SourceChange) -> None:
    """Complete a record that `begin_source_change` began, if it moved quotations and nothing else.

    Whatever else of the sources was changed meanwhile, others did: an undo keeps it. Eight queries.
    """
    after = load_source_rows(change.sources, [])
    present = {key: row for key, row in after["source"].items() if key in change.before["source"]}
    saved = SourceChange.objects.filter(pk=change.pk)
    saved.update(before={**after, "source": present}, after=_add_to("after", after))


def drop_source_change(change: SourceChange) -> None:
    """Delete a record that moved no quotation, and the source that a split created for it.

    The source stays if others use it. About ten queries.
    """
    after = load_source_rows(change.sources, [])
    _delete_created_sources(change.before, after, after)
    change.delete()


def _create_record(
    kind: SourceAction, description: str, by: User | None, sources: Sequence[int]
) -> SourceChange:
    return SourceChange.objects.create(
        kind=kind,
        description=description[:500],
        by=by,
        sources=list(sources),
        after={"moved": {}},
    )


def _require_same(sources: Sequence[Source]) -> None:
    stored = Source.objects.filter(pk__in=[source.pk for source in sources])
    if {get_identity(source) for source in stored} != {get_identity(s) for s in sources}:
        raise SourceConflict


def _add_to(column: str, values: Mapping[str, Any]) -> Func:
    """Return an expression that adds keys to a column, which can have megabytes."""
    return Func(
        F(column),
        Value(values, JSONField()),
        template="%(expressions)s",
        arg_joiner=" || ",
        output_field=JSONField(),
    )


def get_identity(source: Source) -> tuple:
    return source.pk, source.name, source.affiliation, source.slug


def build_source(identity: Sequence[Any]) -> Source:
    """Build a source as it was, from `get_identity`. An operation refuses it if it has changed."""
    pk, name, affiliation, slug = identity
    return Source(pk=pk, name=name, affiliation=affiliation, slug=slug)


def get_path(source: Source) -> str:
    return unquote(source.get_absolute_url())


def undo_source_change(*, change: SourceChange) -> UndoneSourceChange:
    """Undo a merge, a split or a rename.

    Restores every row except where others changed it since, and says how many stay. Raises
    CannotUndo if a later change or a new source conflicts. About forty queries.
    """
    with _refuse_conflicts(), transaction.atomic():
        lock_with_moved_posts(change.sources, change.pk)
        _restore_rows(change.pk)
        quotations = restore_quotations(load_moved_quotations(change.pk))
        return finish_undo(change, quotations)


def begin_undo(change: SourceChange) -> None:
    """Begin an undo in the background: restore all but the quotations, and commit.

    Nothing happens if it was begun before. Raises CannotUndo as `undo_source_change`. About thirty
    queries.
    """
    with _refuse_conflicts(), transaction.atomic():
        lock(change.sources)
        _restore_rows(change.pk)


def finish_undo(change: SourceChange, quotations: int) -> UndoneSourceChange:
    """Finish an undo whose quotations are restored, except for a number of `quotations`.

    About ten queries.
    """
    loaded = _load_record(change.pk)
    before, after = loaded.before, loaded.small
    stays = _delete_created_sources(before, after, load_present_rows(before, after))
    SourceChange.objects.filter(pk=loaded.pk).update(undone_at=timezone.now())
    is_shown = any(after["source"].get(k) != row for k, row in before["source"].items())
    posts = Post.all_objects.quoting(loaded.sources)
    rendering.rerender_posts(posts if is_shown else select_moved_posts(loaded.pk))
    messages = _describe_undo(loaded, quotations, after[_RESTORED], stays)
    return UndoneSourceChange(loaded, messages)


def has_begun_undo(change: int) -> bool:
    """Return whether `begin_undo` has restored rows. One query."""
    return SourceChange.objects.filter(pk=change, after__has_key=_RESTORED).exists()


@contextmanager
def _refuse_conflicts() -> Iterator[None]:
    try:
        yield
    except StillLocked as error:
        raise CannotUndo(SourceMessage("locked_undo")) from error
    except IntegrityError as error:
        raise CannotUndo(SourceMessage("name_in_use_again")) from error


def _restore_rows(pk: int) -> None:
    """Restore the rows of a change that others have not changed since, except quotations, once.

    The number of those that stay is added to the record.
    """
    list(SourceChange.objects.select_for_update().filter(pk=pk).values_list("pk"))
    loaded = _load_record(pk)
    if loaded.undone_at:
        raise CannotUndo(SourceMessage("already_undone"))
    before, after = loaded.before, loaded.small
    if _RESTORED in after:
        return
    now = load_present_rows(before, after)
    _require_unchanged_names(after, now)
    others = _drop_missing(before)
    others += restore_references(pk)
    others += undo_changes(TABLES, before, after, now, REMOVED)
    connection.check_constraints()
    SourceChange.objects.filter(pk=pk).update(after=_add_to("after", {_RESTORED: others}))


def _load_record(pk: int) -> Any:
    """Load a record; `small` is its column `after` without the moved quotations."""
    small = Func(
        F("after"),
        Value("moved"),
        template="%(expressions)s",
        arg_joiner=" - ",
        output_field=JSONField(),
    )
    return SourceChange.objects.defer("after").annotate(small=small).get(pk=pk)


def _require_unchanged_names(after: Snapshot, now: Snapshot) -> None:
    present, known = (
        {key: (row["name"], row["slug"]) for key, row in side["source"].items()}
        for side in (now, after)
    )
    if present != known:
        raise CannotUndo(SourceMessage("changed_since"))


def _drop_missing(before: Snapshot) -> int:
    """Remove references to rows that were deleted since; return their number. At most three
    queries."""
    sources, relations, pairs = before["source"], before["relation"], before["different"]
    referenced: dict[type[Model], set[Any]] = {
        User: {row["created_by_id"] for row in sources.values()}
        | {row["by_id"] for row in pairs.values()},
        Photo: {row["portrait_id"] for row in sources.values()},
        Source: {row["organisation_id"] for row in before["tenure"].values()}
        | {row[column] for row in relations.values() for column in _RELATED}
        | {row[column] for row in pairs.values() for column in _PAIR},
    }
    known = {
        model: set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for model, all_keys in referenced.items()
        if (keys := all_keys - {None})
    }
    known.setdefault(Source, set()).update(int(key) for key in sources)
    lost = 0
    for table, column, model in (
        ("source", "created_by_id", User),
        ("source", "portrait_id", Photo),
        ("tenure", "organisation_id", Source),
        ("different", "by_id", User),
    ):
        for row in before[table].values():
            if row[column] is not None and row[column] not in known.get(model, ()):
                row[column] = None
                lost += column != "created_by_id"
    for table, columns in (("relation", _RELATED), ("different", _PAIR)):
        for key, row in list(before[table].items()):
            if any(row[column] not in known[Source] for column in columns):
                del before[table][key]
                lost += 1
    return lost


def _delete_created_sources(before: Snapshot, after: Snapshot, now: Snapshot) -> int:
    """Delete the sources that a split created, unless others use or edited them. Returns how many
    stay."""
    created = after["source"].keys() - before["source"].keys()
    stays = 0
    for key in created:
        is_same = all(
            now["source"][key][column] == after["source"][key][column]
            for column in TABLES["source"].columns
        )
        if not is_same or any(
            model._default_manager.filter(
                Q(*((column, key) for column in columns), _connector=Q.OR)
            ).exists()
            for model, columns in _REFERRING
        ):
            stays += 1
        else:
            Source.objects.filter(pk=key).delete()
    return stays


def _describe_undo(
    change: SourceChange, quotations: int, others: int, stays: int
) -> SourceMessages:
    messages = [SourceMessage("undone", {"change": change.description})]
    if quotations:
        messages.append(SourceMessage("quotations_left", {"count": quotations}))
    if others:
        messages.append(SourceMessage("others_left", {"count": others}))
    if stays:
        messages.append(SourceMessage("new_source_stays"))
    return tuple(messages)
