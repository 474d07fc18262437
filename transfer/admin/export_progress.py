"""The scope and progress of an export for its pages."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from transfer.admin.progress import Progress, find_warning
from transfer.exports.formats import FORMATS
from transfer.exports.models import ACTIVE, Export

State = Export.State
# What the writers report. Those of an archive are names of tables in the site's language.
NAMES = (gettext_noop("posts and pages"), gettext_noop("pictures and files"), gettext_noop("files"))


def get_format_name(export: Export) -> str:
    return str(FORMATS[export.format].name) if export.format in FORMATS else export.format


def describe_scope(export: Export) -> str:
    """Return 'Whole blog', or the author, label and year."""
    parts = [_("by %(name)s") % {"name": export.author_name}] if export.author_key else []
    parts += [_("with %(label)s") % {"label": export.label_name}] if export.label_key else []
    parts += [str(export.year)] if export.year is not None else []
    return _("Posts %(what)s") % {"what": ", ".join(parts)} if parts else _("Whole blog")


def describe_counts(export: Export) -> str:
    """Return 'Posts and pages: 1,240 · pictures and files: 56', '' at the beginning."""
    counts = [(_(name) if name in NAMES else name, count) for name, count in export.counts.items()]
    return capfirst(" · ".join(f"{name}: {intcomma(count)}" for name, count in counts if count))


def describe_progress(export: Export) -> Progress:
    """Describe how far an export is. One query while it waits."""
    is_running = export.state in ACTIVE
    is_next = export.state != State.WAITING or not _is_behind_another(export)
    total = export.total_count
    return Progress(
        stage=export.state,
        is_running=is_running,
        percent=min(100, sum(export.counts.values()) * 100 // total) if total else None,
        text=_describe(export, is_next) if is_running else "",
        warning=find_warning(export.updated_at) if is_running and is_next else "",
    )


def _is_behind_another(export: Export) -> bool:
    return Export.objects.filter(state=State.RUNNING).exclude(pk=export.pk).exists()


def _describe(export: Export, is_next: bool) -> str:
    if export.state == State.RUNNING:
        return describe_counts(export) or _("The worker has begun.")
    return _("Waiting for the worker.") if is_next else _("Another export comes first.")
