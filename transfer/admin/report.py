"""What an import has done, for its page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from lib.urls import is_web_url
from transfer.admin.preview import MAX_NOTES, Refused, list_refused
from transfer.conflicts import Conflict, list_conflicts
from transfer.messages import compose_stored
from transfer.missing import get_file_name
from transfer.models import Import, ImportedItem, ImportedUpload
from transfer.pictures import find_missing, find_missing_files
from transfer.reasons import describe_reason
from transfer.review import forms

MAX_CONFLICTS, MAX_MISSING = 100, 200
Stage = Import.Stage
COUNTS = (
    ("posts", gettext_lazy("Posts")),
    ("pages", gettext_lazy("Pages")),
    ("comments", gettext_lazy("Comments")),
    ("labels", gettext_lazy("Labels")),
    ("photos", gettext_lazy("Pictures")),
    ("files", gettext_lazy("Audio, video and PDF files")),
    ("quotations", gettext_lazy("Quotations")),
    ("redirects", gettext_lazy("Redirects of former addresses")),
)
STEPS = (
    (pgettext_lazy("a step of an import", "Read"), (Stage.READING,)),
    (pgettext_lazy("a step of an import", "Check"), (Stage.READ,)),
    (pgettext_lazy("a step of an import", "Write"), (Stage.WRITING,)),
    (pgettext_lazy("a step of an import", "Done"), (Stage.DONE,)),
)


@dataclass(frozen=True)
class Missing:
    """A picture or file; `url` is '' if it has no address in the web."""

    name: str
    address: str
    url: str
    reason: str


@dataclass(frozen=True)
class ReportPage:
    counts: list[tuple[Any, int]]
    refused: list[Refused]
    refused_count: int
    conflicts: list[Conflict]
    conflict_count: int
    missing: list[Missing]
    missing_count: int
    missing_files: list[Missing]
    missing_file_count: int
    notes: list[tuple[str, int]]
    open_quotation_count: int  # Those that are neither accepted nor declined.


@dataclass(frozen=True)
class Step:
    label: Any
    is_current: bool


def list_steps(run: Import) -> list[Step]:
    """Return the steps of an import, with the one that it is at or was stopped at."""
    stage = run.paused_stage if run.stage in (Stage.PAUSED, Stage.FAILED) else run.stage
    return [Step(label, stage in stages) for label, stages in STEPS]


def build_page(run: Import) -> ReportPage:
    """Return what an import has done. Six queries, and one if files are missing."""
    states = ImportedItem.State
    missing = find_missing(run)
    missing_file_count = run.counts.get("missing_files", 0)
    missing_files = find_missing_files(run)[:MAX_MISSING] if missing_file_count else []
    conflicts = list_conflicts(run, MAX_CONFLICTS)
    notes = list(run.counts.get("notes", {}).items())
    return ReportPage(
        counts=[(label, run.counts.get(name, 0)) for name, label in COUNTS],
        refused=list_refused(run),
        refused_count=run.items.filter(state=states.REFUSED).count(),
        conflicts=conflicts,
        conflict_count=run.items.filter(state=states.CONFLICT).count(),
        missing=[_describe_missing(picture) for picture in missing[:MAX_MISSING]],
        missing_count=missing.count(),
        missing_files=[_describe_missing(file) for file in missing_files],
        missing_file_count=missing_file_count,
        notes=[(compose_stored(note), count) for note, count in notes[:MAX_NOTES]],
        open_quotation_count=forms.count_proposed(run),
    )


def _describe_missing(row: ImportedUpload) -> Missing:
    url = row.url if is_web_url(row.url) else ""
    reason = describe_reason(row.reason)
    return Missing(get_file_name(row), row.url or row.address, url, reason)
