"""Atomic storage of uploads on disk."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from blog.models import Photo
from config.schedule import delete_partial_uploads
from operations.backup.media import Folder
from storage.local import AtomicFileStorage
from tests.support import factories as make
from tests.support.desk import signed_in

# A process that is killed while storing a file.
KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
class Half(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"half" * 100_000
        os.kill(os.getpid(), signal.SIGKILL)
default_storage.save("photos/a.png", Half(b""))
"""
UPLOAD = "/admin/blog/post/editor/upload/"


class FullDiskContent(ContentFile):
    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def read_files(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def test_full_disk_leaves_no_partial_file(tmp_path):
    storage = AtomicFileStorage(tmp_path / "media")
    with pytest.raises(OSError, match="No space left"):
        storage.save("photos/a.png", FullDiskContent(b""))
    assert read_files(tmp_path) == {}


def test_stored_file_is_readable_by_web_server(tmp_path):
    storage = AtomicFileStorage(tmp_path / "media")
    large = TemporaryUploadedFile("x", "image/png", 3, None)
    large.write(b"two")
    assert storage.save("photos/a.png", ContentFile(b"one")) == "photos/a.png"
    again = storage.save("photos/a.png", large)
    assert read_files(tmp_path / "media") == {"photos/a.png": b"one", again: b"two"}
    assert {oct(Path(storage.path(n)).stat().st_mode) for n in (again, "photos/a.png")} == {
        "0o100644"
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_upload_error_is_shown_to_author(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "photos").write_text("Where a folder should be.")
    answer = signed_in(make.user("Author")).post(
        UPLOAD, {"image": SimpleUploadedFile("a.png", make.picture())}
    )
    assert (answer.status_code, "disk may be full" in answer.json()["error"]) == (507, True)
    assert not Photo.objects.exists()


def test_upload_that_ends_while_partial_files_are_deleted_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "glob", lambda _folder, _pattern: [tmp_path / ".arriving-whole"])
    AtomicFileStorage(tmp_path).delete_partial_files()


@pytest.mark.slow
def test_partial_files_are_deleted_after_a_day(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    place = {"MEDIA_ROOT": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    killed = subprocess.run([sys.executable, "-c", KILLED], env={**os.environ, **place})
    assert killed.returncode == -signal.SIGKILL
    storage = AtomicFileStorage(tmp_path)
    storage.save("photos/whole.png", ContentFile(b"whole"))
    [half] = [path for path in tmp_path.iterdir() if path.is_file()]
    assert half.read_bytes().startswith(b"half")
    assert list(Folder(tmp_path).list_names()) == ["photos/whole.png"]  # included in backups
    delete_partial_uploads.call()
    assert half.exists()  # may still be in progress
    with time_machine.travel(datetime.now() + timedelta(days=1, minutes=1)):
        delete_partial_uploads.call()
    assert read_files(tmp_path) == {"photos/whole.png": b"whole"}
