"""What an export has that a person should know before it is written.

It is counted while the export is read and stored with the cursor, so that reading which goes on
after an interruption counts nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from transfer.items import ExportedPost, Item, Status
from transfer.models import Import
from transfer.readers.encodings import describe_guess

# Different notes and names that are counted; others are not.
MAX_NOTES, MAX_NAMES = 200, 1000
KEY = "export"


@dataclass(frozen=True)
class Summary:
    """`notes` and `names` have the number of posts of each: notes of the reader, and the authors
    that posts name ('' for none). `undated` counts published posts without a date, which become
    drafts."""

    notes: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    undated: int = 0


def list_notes(post: ExportedPost) -> list[str]:
    """Return the notes of the reader about a post, with that about its encoding."""
    return [*filter(None, [describe_guess(post.encoding)]), *post.notes]


def get_summary(run: Import) -> Summary:
    return Summary(**run.counts.get(KEY, {}))


def add_to_summary(run: Import, items: Sequence[Item]) -> None:
    """Add a batch to the counts of an import, and do not save them."""
    counts: dict[str, Any] = run.counts.setdefault(KEY, {"notes": {}, "names": {}, "undated": 0})
    for item in items:
        if not isinstance(item, ExportedPost) or item.status == Status.TRASHED:
            continue
        if item.is_public and not (item.is_page or item.published_at or item.updated_at):
            counts["undated"] += 1
        for note in set(list_notes(item)):
            _count(counts["notes"], note, MAX_NOTES)
        if not item.is_page:  # A page has no author.
            for name in {name for name in item.authors if name.strip()} or {""}:
                _count(counts["names"], name[:500], MAX_NAMES)


def _count(counts: dict[str, int], key: str, limit: int) -> None:
    key = key.replace("\0", "")
    if key in counts or len(counts) < limit:
        counts[key] = counts.get(key, 0) + 1
