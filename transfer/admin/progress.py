"""The progress of imports for their pages, and for the script that updates it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.common.formatting.dates import time_of_day
from transfer.models import Import
from transfer.tasks import RUNNING

STALLED_AFTER = timedelta(minutes=2)
Stage = Import.Stage


@dataclass(frozen=True)
class Progress:
    """`percent` is None while the total is not known. `warning` is empty while all is well."""

    stage: str
    is_running: bool
    percent: int | None
    text: str
    warning: str


def describe_progress(run: Import) -> Progress:
    """Describe how far an import is. No query."""
    done, total = run.done_count, run.total_count
    if run.stage == Stage.READING:
        done, total = run.position, run.total_bytes
    is_running = run.stage in RUNNING
    percent = min(100, done * 100 // total) if total else None
    return Progress(
        stage=run.stage,
        is_running=is_running,
        percent=percent,
        text=_describe(run, done, total) if is_running else "",
        warning=find_warning(run.updated_at) if is_running else "",
    )


def _describe(run: Import, done: int, total: int) -> str:
    if not done:
        return _("Waiting for the worker.")
    most = max(done, total)  # Posts that get missing pictures and files are not in the total.
    values: dict[str, object] = {"done": number_format(done), "total": number_format(most)}
    if run.stage == Stage.READING:
        values = {"done": filesizeformat(done), "total": filesizeformat(total)}
        text = _("%(done)s of %(total)s read") % values
    elif run.stage == Stage.WRITING:
        text = _("%(done)s of %(total)s items written") % values
    else:
        text = _("%(done)s of %(total)s posts and pages deleted") % values
    left = _describe_time(max(0, total - done) / run.pace) if run.pace > 0 else ""
    return _("%(progress)s; %(time)s left") % {"progress": text, "time": left} if left else text


def _describe_time(seconds: float) -> str:
    """Return a time in minutes or hours, '' for a few seconds."""
    minutes = round(seconds / 60)
    if seconds < 30:
        return ""
    if minutes < 100:
        count = max(1, minutes)
        return ngettext("about %(n)d minute", "about %(n)d minutes", count) % {"n": count}
    hours = round(minutes / 60)
    return ngettext("about %(n)d hour", "about %(n)d hours", hours) % {"n": hours}


def find_warning(updated_at: datetime) -> str:
    """Return a warning if nothing has happened for STALLED_AFTER, else ''."""
    if timezone.now() - updated_at < STALLED_AFTER:
        return ""
    return _(
        "Nothing has happened since %(time)s. Other tasks may come first; if this stays, check that"
        " a worker is running."
    ) % {"time": time_of_day(updated_at)}
