"""The progress of a review in words, for its page and for the script that updates it."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from transfer.admin.progress import Progress, find_warning
from transfer.models import Import
from transfer.review.progress import ReviewProgress, Work, find_progress

WORKS: dict[str, Any] = {
    Work.SEARCH: gettext_lazy("Searching the posts for quotations"),
    Work.ACCEPT: gettext_lazy("Changing the accepted quotations in their posts"),
    Work.UNDO: gettext_lazy("Changing the posts back"),
}


def describe_review_progress(run: Import) -> Progress:
    """Describe what goes on in the background. At most three queries."""
    progress = find_progress(run)
    if progress is None:
        return Progress(stage="", is_running=False, percent=None, text="", warning="")
    return Progress(
        stage=progress.work,
        is_running=True,
        percent=progress.done * 100 // progress.total if progress.total else None,
        text=_describe(progress),
        warning=find_warning(progress.updated_at),
    )


def _describe(progress: ReviewProgress) -> str:
    values = {"done": number_format(progress.done), "total": number_format(progress.total)}
    if progress.work == Work.SEARCH:
        return _("%(done)s of %(total)s posts searched") % values
    if progress.total:
        return _("%(done)s of %(total)s quotations") % values
    text = ngettext("%(total)s post left", "%(total)s posts left", progress.left)
    return text % {"total": number_format(progress.left)}
