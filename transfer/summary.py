"""What an export has that a person should know before it is written.

It is counted while the export is read and stored with the cursor, so that reading which goes on
after an interruption counts nothing twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lib.urls import split_url
from transfer.addresses import is_same_host
from transfer.file_types import SUFFIXES, is_media_url
from transfer.items import ExportedPost, Item, Status
from transfer.models import Import
from transfer.readers.encodings import describe_guess

# Different notes and names that are counted; others are not.
MAX_NOTES, MAX_NAMES = 200, 1000
KEY = "export"
_SUFFIXES = "|".join(map(re.escape, SUFFIXES))
# The path has no # but those of character references: the name must end it, so that the rest of an
# address is read once, and not after each name in it.
_PATH = r"""[^"'<>?#]+(?:(?<=&)#[^"'<>?#]+)*"""
_FILE_LINK_RE = re.compile(
    rf"""\bhref\s*=\s*["']({_PATH}(?:{_SUFFIXES})(?:[?#][^"'<>]*)?)["']""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Summary:
    """`notes` and `names` have the number of posts of each: notes of the reader, and the authors
    that posts name ('' for none). `undated` counts published posts without a date, which become
    drafts. `file_links` counts links to recordings and documents of the blog."""

    notes: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    undated: int = 0
    file_links: int = 0


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
        counts["file_links"] = counts.get("file_links", 0) + _count_file_links(run, item)
        for note in set(list_notes(item)):
            _count(counts["notes"], note, MAX_NOTES)
        if not item.is_page:  # A page has no author.
            for name in {name for name in item.authors if name.strip()} or {""}:
                _count(counts["names"], name[:500], MAX_NAMES)


def _count_file_links(run: Import, post: ExportedPost) -> int:
    """Count the files of the blog that a post links to, each once."""
    site = split_url(run.origin.url if run.origin else "").netloc
    urls = set(map(unescape, _FILE_LINK_RE.findall(post.html)))
    hosts = (split_url(url).netloc for url in urls if is_media_url(url))
    return sum(1 for host in hosts if not host or is_same_host(host, site))


def _count(counts: dict[str, int], key: str, limit: int) -> None:
    key = key.replace("\0", "")
    if key in counts or len(counts) < limit:
        counts[key] = counts.get(key, 0) + 1
