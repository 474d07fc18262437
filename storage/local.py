"""Where files go: uploads whole or not at all, static files under names that contain their hash."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class _Written(File):
    """A file that has only to be moved to its place."""

    def temporary_file_path(self) -> str:
        return str(self.name)


ARRIVING = ".arriving-"  # Begins the names of files that are not whole yet.
A_DAY = 86_400


class AtomicFileStorage(FileSystemStorage):
    """A disk that is full, or a power cut, leaves no part of a file under the name of the whole.
    Raises OSError, and then nothing was stored."""

    def _save(self, name: str, content: File) -> str:
        handle, path = self._begin()
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            # What a storage of one's own overrides, though the stubs do not know of it.
            return super()._save(name, _Written(None, path))  # type: ignore[misc]  # as above
        finally:
            Path(path).unlink(missing_ok=True)

    def replace(self, name: str, data: bytes) -> None:
        """New, or instead of what is there; nobody reads half of it."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = self._begin()
        try:
            with open(handle, "wb") as file:
                file.write(data)
            os.chmod(aside, self.file_permissions_mode or 0o644)
            os.replace(aside, path)
        except BaseException:
            os.unlink(aside)
            raise

    def _begin(self) -> tuple[int, str]:
        os.makedirs(self.location, exist_ok=True)
        return tempfile.mkstemp(prefix=ARRIVING, dir=self.location)

    def delete_partial_uploads(self) -> None:
        """What processes that were killed had begun to write, a day ago or longer."""
        for path in Path(self.location).glob(f"{ARRIVING}*"):
            if path.stat().st_mtime < time.time() - A_DAY:
                path.unlink()


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    # The editor's scripts import one another by relative address, which must become hashed ones.
    support_js_module_import_aggregation = True
    # As many as a chain of them is long: a script's name follows from those that it imports.
    max_post_process_passes = 12

    def post_process(self, *arguments: Any, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Beside them, for a proxy in front, the pages that it shows where the site cannot answer:
        they name the style sheet by its hash."""
        yield from super().post_process(*arguments, dry_run=dry_run, **options)
        if dry_run:
            return
        from lib import error_pages  # It needs the models, which need this.

        for name, html in error_pages.render_proxy_pages():
            file = Path(self.path(name))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html)
