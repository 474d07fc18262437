"""The dry run of an import: what an export has, and what writing it will do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from transfer import importing
from transfer.accounts import find_accounts
from transfer.items import ExportedAuthor, ExportedLabel, Kind
from transfer.labels import clean_label_name, find_existing_labels
from transfer.messages import compose_stored
from transfer.models import Import, ImportedAddress, ImportedItem
from transfer.summary import get_summary

MAX_AUTHORS, MAX_LABELS, MAX_REFUSED, MAX_NOTES = 200, 2000, 50, 50
State = ImportedItem.State
KINDS = (
    (Kind.POST, gettext_lazy("Posts and pages")),
    (Kind.COMMENT, gettext_lazy("Comments")),
    (Kind.LABEL, gettext_lazy("Labels")),
    (Kind.AUTHOR, gettext_lazy("Authors")),
)
# They are imported with the posts that show them.
LIBRARY_KINDS = (
    (Kind.PICTURE, gettext_lazy("Pictures of the library")),
    (Kind.FILE, gettext_lazy("Audio, video, PDF and caption files")),
)
FILE_LINKS = gettext_lazy("Links to recordings and documents of the blog")


@dataclass(frozen=True)
class KindRow:
    label: Any
    new: int
    changed: int
    same: int


@dataclass(frozen=True)
class AuthorRow:
    """`item` is the ID of the author's item; `default` says what happens without a choice."""

    item: int
    name: str
    posts: int
    default: str
    has_account: bool


@dataclass(frozen=True)
class Refused:
    item: str
    reason: str


@dataclass(frozen=True)
class DryRun:
    """`library` has the number of pictures and of files, whether a post shows them or not, and of
    links to files."""

    rows: list[KindRow]
    library: list[tuple[Any, int]]
    refused: list[Refused]
    refused_count: int
    notes: list[tuple[str, int]]
    undated: int
    existing_labels: list[str]
    addresses: int
    effects: list[str]
    has_work: bool


def build_dry_run(run: Import, authors: list[AuthorRow]) -> DryRun:
    """Count what would be written. Six queries."""
    preview = importing.preview(run)
    rows = []
    for kind, label in KINDS:
        count, pending = preview.counts.get(kind, 0), preview.pending.get(kind, 0)
        changed = preview.changed.get(kind, 0)
        if count:
            rows.append(KindRow(label, pending - changed, changed, count - pending))
    library = [(label, preview.counts.get(kind, 0)) for kind, label in LIBRARY_KINDS]
    summary = get_summary(run)
    library.append((FILE_LINKS, summary.file_links))
    notes = sorted(summary.notes.items(), key=lambda note: (-note[1], note[0]))[:MAX_NOTES]
    notes = [(compose_stored(note), count) for note, count in notes]
    return DryRun(
        rows=rows,
        library=[(label, count) for label, count in library if count],
        refused=list_refused(run),
        refused_count=preview.refused,
        notes=notes,
        undated=summary.undated,
        existing_labels=_find_existing_labels(run),
        addresses=ImportedAddress.objects.filter(item__last_import=run).count(),
        effects=_describe(preview.pending, authors),
        has_work=any(preview.pending.values()),
    )


def list_refused(run: Import) -> list[Refused]:
    """Return the first items that cannot be imported. One query."""
    items = run.items.filter(state=State.REFUSED).order_by("pk")[:MAX_REFUSED]
    return [Refused(importing.describe_item(item), compose_stored(item.reason)) for item in items]


def list_authors(run: Import) -> list[AuthorRow]:
    """Return the authors of an export who have no account by an earlier import. Two queries."""
    items = run.items.filter(kind=Kind.AUTHOR, author=None).order_by("pk")[:MAX_AUTHORS]
    exported = [item.item for item in items]
    authors = [author for author in exported if isinstance(author, ExportedAuthor)]
    names = get_summary(run).names
    rows = []
    for item, author, known in zip(items, authors, find_accounts(authors), strict=True):
        if known is None:
            default = _("A new account, which cannot sign in yet")
        else:
            default = _("The account with the same name or address: %(name)s") % {"name": known}
        name = author.name or author.key
        posts = names.get(author.key, names.get(author.name, 0))
        rows.append(AuthorRow(item.pk, name, posts, default, known is not None))
    return rows


def _find_existing_labels(run: Import) -> list[str]:
    items = run.items.filter(kind=Kind.LABEL, state=State.PENDING, label=None).order_by("pk")
    exported = (item.item for item in items[:MAX_LABELS])
    labels = [label.name for label in exported if isinstance(label, ExportedLabel)]
    names = filter(None, map(clean_label_name, labels))
    return find_existing_labels(list(dict.fromkeys(names)))


def _describe(pending: dict[str, int], authors: list[AuthorRow]) -> list[str]:
    effects = []
    if count := pending.get(Kind.POST, 0):
        text = ngettext(
            "%(count)d post or page is written, with its status and date. What was published"
            " appears at once.",
            "%(count)d posts and pages are written, with their status and date. What was published"
            " appears at once.",
            count,
        )
        effects.append(text % {"count": count})
    if count := pending.get(Kind.COMMENT, 0):
        text = ngettext(
            "%(count)d comment is written, unless you leave it out. Nobody gets an e-mail.",
            "%(count)d comments are written, unless you leave them out. Nobody gets an e-mail.",
            count,
        )
        effects.append(text % {"count": count})
    if count := pending.get(Kind.LABEL, 0):
        text = ngettext("%(count)d label is used.", "%(count)d labels are used.", count)
        effects.append(text % {"count": count})
    if count := sum(not row.has_account for row in authors):
        text = ngettext(
            "%(count)d account is created. It cannot sign in before you activate it.",
            "%(count)d accounts are created. They cannot sign in before you activate them.",
            count,
        )
        effects.append(text % {"count": count})
    return effects
