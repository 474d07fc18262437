"""Local storage: atomic writes for uploads, hashed names for static files."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from lib.durable_files import sync_folder


class _CompleteFile(File):
    """A complete temporary file, which Django only has to move."""

    def temporary_file_path(self) -> str:
        return str(self.name)


PARTIAL_PREFIX = ".arriving-"  # of files that are being written
DAY = 86_400


class AtomicFileStorage(FileSystemStorage):
    """Write files atomically: neither a full disk nor a power cut leaves a partial file under the
    final name. Raises OSError, with nothing stored."""

    def _save(self, name: str, content: File) -> str:
        handle, path = self._create_partial_file()
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            # Custom storages override `_save`, which the stubs lack.
            return super()._save(name, _CompleteFile(None, path))  # type: ignore[misc]  # as above
        finally:
            Path(path).unlink(missing_ok=True)

    def replace(self, name: str, data: bytes, is_durable: bool = False) -> None:
        """Create or replace a file atomically, and on the disk at once if `is_durable`."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, partial_path = self._create_partial_file()
        try:
            with open(handle, "wb") as file:
                file.write(data)
                if is_durable:
                    file.flush()
                    os.fsync(file.fileno())
            os.chmod(partial_path, self.file_permissions_mode or 0o644)
            os.replace(partial_path, path)
        except BaseException:
            os.unlink(partial_path)
            raise

    def move(self, name: str, target: str) -> None:
        """Rename a file, which takes no time; on the disk at once. Raises FileNotFoundError."""
        path = Path(self.path(target))
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path(name), path)
        for folder in {path.parent, Path(self.path(name)).parent}:
            sync_folder(folder)

    def _create_partial_file(self) -> tuple[int, str]:
        os.makedirs(self.location, exist_ok=True)
        return tempfile.mkstemp(prefix=PARTIAL_PREFIX, dir=self.location)

    def delete_partial_files(self) -> None:
        """Delete partial files of killed processes that are older than a day."""
        for path in Path(self.location).glob(f"{PARTIAL_PREFIX}*"):
            with suppress(FileNotFoundError):  # It has just been completed.
                if path.stat().st_mtime < time.time() - DAY:
                    path.unlink()


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    # The editor's scripts import one another by relative URLs, which must become hashed ones.
    support_js_module_import_aggregation = True
    # At least the length of the longest import chain, as a script's hash depends on its imports.
    max_post_process_passes = 12

    def post_process(self, *arguments: Any, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Also generate the error pages that nginx serves, as they link the hashed style sheet."""
        yield from super().post_process(*arguments, dry_run=dry_run, **options)
        if dry_run:
            return
        from lib import error_pages  # circular import through the models

        for name, html in error_pages.render_proxy_pages():
            file = Path(self.path(name))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html)
