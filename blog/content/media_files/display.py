"""What readers and authors learn about a file: its format, duration, pages and size."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import ngettext, pgettext

from blog.models.media_files import MediaFile


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
