"""Find files that are served below STATIC_URL."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage


def find_static_file(path: str) -> Path | None:
    """Return a collected file, or in development one of the sources; None if there is neither."""
    if staticfiles_storage.exists(path):
        return Path(staticfiles_storage.path(path))
    source = finders.find(path)
    return Path(source) if isinstance(source, str) else None
