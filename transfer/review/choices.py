"""Choose which source one of an import is the same as.

A choice is stored for the candidates that are not accepted yet, and moves the quotations of the
others by a merge or split of sources.
"""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content.document.nodes import SourceFields
from blog.content.document.serializer import get_source_fields
from blog.content.sources.background import (
    can_change_all_sources,
    require_no_task,
    start_merge,
    start_split,
    start_undo,
)
from blog.content.sources.merged import find_merged_sources
from blog.content.sources.names import Credited, find_credited_sources
from blog.content.sources.recording import SourceConflict
from blog.content.sources.snapshots import load_moved_quotations
from blog.content.sources.splitting import QuotationFilter
from blog.models import PullQuote, Source, SourceAction, SourceChange
from transfer.models import Import
from transfer.review.models import QuotationCandidate, ReviewedSource
from transfer.review.sources import follow_merges, lock_review, select_rows

Match, Choice = ReviewedSource.Match, ReviewedSource.Choice
State = QuotationCandidate.State
MAX_ROWS_FOLLOWED = 10
MAX_FOLLOWERS = 1_000
_CHOICE_FIELDS = ("choice", "chosen_source", "chosen_row", "moved_from")


class CannotChoose(Exception):
    """The choice is refused, for the reason in the message."""


def accept_proposal(row: ReviewedSource, *, by: User) -> str:
    """Make the proposed source the one that is credited; return a message. As `choose`."""
    if row.match != Match.SIMILAR:
        raise CannotChoose
    follow_merges([row])
    return choose(row, row.match_source or row.match_row, by=by)


def keep_as_new(row: ReviewedSource) -> None:
    """Decline the proposal for a source. One query. Raises CannotChoose if another was chosen."""
    unchosen = ReviewedSource.objects.exclude(choice=Choice.SAME).filter(pk=row.pk)
    if not unchosen.update(choice=Choice.NEW):
        raise CannotChoose
    row.choice = Choice.NEW


def keep_all_as_new(run: Import, keys: Collection[int]) -> int:
    """Decide that those of these sources of an import that are open and like no other are new.

    Returns how many of them are new now, so it is the same when it is repeated. Two queries.
    """
    select_rows(run, "new").order_by().filter(pk__in=keys).update(choice=Choice.NEW)
    return select_rows(run, "decided").filter(pk__in=keys, choice=Choice.NEW).count()


@transaction.atomic
def choose(row: ReviewedSource, target: Source | ReviewedSource | None, *, by: User) -> str:
    """Credit another source, of the site or of the import, for all candidates that name one.

    Quotations that were accepted before move by a merge of their source, or by a split if other
    quotations name it; many of them in the background. So do those of sources for which this one
    was chosen. Returns a message about them, '' without any. What somebody has chosen already
    is done. Raises CannotChoose if that was another one, and SourceConflict as these operations.
    """
    _require_permission(by)
    lock_review(row.run)
    locked = _load(row, *([target] if isinstance(target, ReviewedSource) else []))
    if target is None:
        raise CannotChoose
    stored = locked[row.pk]
    if stored.choice == Choice.SAME:
        if target not in (stored.chosen_source, stored.chosen_row):
            raise CannotChoose
        for name in _CHOICE_FIELDS:
            setattr(row, name, getattr(stored, name))
        return ""
    if isinstance(target, ReviewedSource):
        target = locked[target.pk]
        if row in _follow(target):
            raise CannotChoose(
                _("“%(name)s” is this source already. Undo that first.") % {"name": target}
            )
    own = _find_stored(stored)
    row.choice = Choice.SAME
    row.chosen_source = target if isinstance(target, Source) else None
    row.chosen_row = target if isinstance(target, ReviewedSource) else None
    row.moved_from = None
    message = ""
    keys = _list_accepted_quotations(row, own) if own else []
    if own and keys:
        message = _move(own, keys, resolve(row), by)
        row.moved_from = own.pk if message else None
    row.save(update_fields=_CHOICE_FIELDS)
    return message


def _move(own: Source, keys: Sequence[int], into: SourceFields, by: User) -> str:
    """Move accepted quotations to a source; return a message, '' if they have it already."""
    if into.pk:
        target = Source.objects.filter(pk=into.pk).first()
    else:
        (target,) = find_credited_sources([Credited(into.name, into.affiliation)])
    if target is not None and target.pk == own.pk:
        return ""
    quoted = PullQuote.objects.filter(Q(source=own) | Q(speaker=own))
    if target is not None and not quoted.exclude(pk__in=keys).exists():
        return start_merge(sources=[own, target], into=target, by=by)
    fields = {"kind": into.kind, "name": into.name, "role": into.role}
    return start_split(
        source=own,
        quotations=QuotationFilter(keys=tuple(keys)),
        into=target,
        fields={**fields, "affiliation": into.affiliation},
        by=by,
    )


def undo_choice(row: ReviewedSource, *, by: User) -> None:
    """Undo a choice, and the merge or split that it made.

    Raises CannotUndo as that, and SourceConflict while a task carries it out, or if somebody may
    not join sources.
    """
    with transaction.atomic():
        lock_review(row.run)
        stored = _load(row)[row.pk]
        if stored.choice == Choice.SAME:
            _require_permission(by)
        if moved_from := stored.moved_from:
            require_no_task(Source(pk=moved_from))
            if change := _find_change(row, moved_from):
                start_undo(change=change, by=by)
        row.choice, row.chosen_source, row.chosen_row = Choice.OPEN, None, None
        row.moved_from = None
        row.save(update_fields=_CHOICE_FIELDS)


def _require_permission(by: User) -> None:
    if not can_change_all_sources(by):
        raise SourceConflict(_("Only people who may change all sources can join them."))


def _load(*rows: ReviewedSource) -> dict[int, ReviewedSource]:
    """Return rows by key, as they are now. One query."""
    return ReviewedSource.objects.in_bulk([row.pk for row in rows])


def _find_change(row: ReviewedSource, moved_from: int) -> SourceChange | None:
    """Return the record of the merge or split by which a choice moved quotations from a source.

    Other changes of the source are not its own, such as an editor's. Three queries, and one for
    each change since.
    """
    changes = SourceChange.objects.filter(
        kind__in=[SourceAction.MERGE, SourceAction.SPLIT],
        sources__contains=[moved_from],
        undone_at=None,
    )
    quotations = set(_filter_accepted_quotations(row).values_list("pk", flat=True))
    for change in changes.defer("before", "after").order_by("-pk"):
        moved = load_moved_quotations(change.pk)
        if change.sources[-1] != moved_from and any(key in quotations for key, *_rest in moved):
            return change
    return None


def _find_stored(row: ReviewedSource) -> Source | None:
    """Return the source that accepted candidates of a row are credited to. One query."""
    if not row.name:
        return None
    return find_credited_sources([Credited(row.name, row.affiliation)])[0]


def _list_accepted_quotations(row: ReviewedSource, own: Source) -> list[int]:
    """Return the keys of the quotations of a source that candidates of a row became."""
    quoted = _filter_accepted_quotations(row).filter(Q(source=own) | Q(speaker=own))
    return list(quoted.values_list("pk", flat=True))


def _filter_accepted_quotations(row: ReviewedSource) -> QuerySet[PullQuote]:
    """Filter the quotations that candidates of a row became, or of one that is the same as it.

    A query for each step from one to the other, and one more.
    """
    named = followers = [row.pk]
    while followers and len(named) < MAX_FOLLOWERS:
        same = ReviewedSource.objects.filter(chosen_row__in=followers, choice=Choice.SAME)
        followers = list(same.exclude(pk__in=named).values_list("pk", flat=True))
        named = named + followers
    accepted = QuotationCandidate.objects.filter(credits__source__in=named, state=State.ACCEPTED)
    same_text = accepted.filter(post=OuterRef("post"), attribution=OuterRef("attribution"))
    return PullQuote.objects.filter(Exists(same_text))


def _follow(row: ReviewedSource) -> list[ReviewedSource]:
    """Return a row, the one that was chosen for it, the one chosen for that, and so on."""
    rows = [row]
    while row.choice == Choice.SAME and row.chosen_row and len(rows) <= MAX_ROWS_FOLLOWED:
        row = row.chosen_row
        rows.append(row)
    return rows


def resolve(row: ReviewedSource) -> SourceFields:
    """Return the source that a row was chosen to be, by key if the site has it, else by name.

    Empty fields without a choice. A query for each row that was chosen to be another, two if the
    chosen source was merged since.
    """
    last = _follow(row)[-1]
    if last.choice == Choice.SAME and last.chosen_source_id:
        return _resolve_source(last.chosen_source_id)
    if last is row:
        return SourceFields()
    return SourceFields(None, last.name, last.role, last.affiliation, last.kind)


def _resolve_source(key: int) -> SourceFields:
    source = Source.objects.filter(pk=key).first()
    if source is None and (merged := find_merged_sources([key])):
        source = Source.objects.filter(pk=merged[key][0]).first()
    return get_source_fields(source)
