"""Posts that were changed here and in the other blog since the last import."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from transfer.items import ExportedPost
from transfer.models import Import, ImportedItem

State = ImportedItem.State


@dataclass(frozen=True)
class Conflict:
    """`mine` is the title here, `theirs` that in the export."""

    item: ImportedItem
    mine: str
    theirs: str


@dataclass(frozen=True)
class ResolvedConflicts:
    mine: int
    theirs: int


def list_conflicts(run: Import, limit: int) -> list[Conflict]:
    """Return the first conflicts of an import. One query."""
    items = run.items.filter(state=State.CONFLICT, post__isnull=False).select_related("post")
    conflicts = []
    for item in items.order_by("pk")[:limit]:
        assert item.post
        exported = item.item
        theirs = exported.title if isinstance(exported, ExportedPost) else ""
        conflicts.append(Conflict(item, item.post.title, theirs))
    return conflicts


@transaction.atomic
def resolve_conflicts(
    *, run: Import, mine: Iterable[int], theirs: Iterable[int]
) -> ResolvedConflicts:
    """Keep posts as they are here, or have them written as they are there, by the IDs of items.

    The writing itself is left to the import; the version of here stays in the history of the post.
    """
    mine, theirs = set(mine), set(theirs)
    locked = run.items.filter(state=State.CONFLICT, pk__in=mine | theirs)
    rows = list(locked.select_related("post").select_for_update(of=("self",)))
    for row in rows:
        row.reason = ""
        row.revision = row.post.revisions.order_by("-pk").first() if row.post else None
        if row.pk in theirs:
            row.state = State.PENDING
        else:
            row.state, row.written_hash = State.WRITTEN, row.hash
    ImportedItem.objects.bulk_update(rows, ["reason", "revision", "state", "written_hash"])
    count = sum(row.pk in theirs for row in rows)
    return ResolvedConflicts(mine=len(rows) - count, theirs=count)
