"""What readers and authors learn about a file: its format, duration, pages and size."""

import re
from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.utils.translation import ngettext, pgettext

from blog.models.media_files import LINKED_NAME_RE, MediaFile, list_linked_names

_LINK_RE = re.compile(r"(<a\b[^>]*>)(.*?)</a>", re.DOTALL)


def describe_file(file: MediaFile) -> str:
    """Describe a file in the active language: 'MP4, 3:12, 14.2 MB', 'PDF, 12 pages, 1.1 MB'."""
    parts = [file.format_name]
    if file.seconds:
        parts.append(format_duration(file.seconds))
    if file.pages:
        pages = ngettext("%(count)d page", "%(count)d pages", file.pages)
        parts.append(pages % {"count": file.pages})
    parts.append(filesizeformat(file.size))
    return pgettext("between properties of a file", ", ").join(parts)


def format_duration(seconds: int) -> str:
    """Format a duration as '3:12' or '1:03:12'."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def unlink_taken_down(html: str, texts: Iterable[str]) -> str:
    """Replace links to files that were taken down by their text. `texts` are the parts of the HTML
    that authors wrote. One query, none without a link to a file."""
    names = {name for text in texts for name in list_linked_names(text)}
    if not names:
        return html
    taken_down = MediaFile.objects.filter(file__in=names, withdrawn_at__isnull=False)
    removed = set(taken_down.values_list("file", flat=True))

    def unlink(match: re.Match[str]) -> str:
        target = LINKED_NAME_RE.search(match[1])
        return match[2] if target and target[1] in removed else match[0]

    return _LINK_RE.sub(unlink, html) if removed else html
