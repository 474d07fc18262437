"""Uploads on a disk: whole, or not at all."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from blog.models import Photo
from config.storage import WholeFiles
from tests import factories as make
from tests.desk import signed_in

UPLOAD = "/admin/blog/post/editor/upload/"


class NoRoom(ContentFile):
    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def found(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def test_of_a_file_that_does_not_fit_nothing_stays(tmp_path):
    storage = WholeFiles(tmp_path / "media")
    with pytest.raises(OSError, match="No space left"):
        storage.save("photos/a.png", NoRoom(b""))
    assert found(tmp_path) == {}


def test_it_lies_there_under_its_name_for_the_web_server_to_read(tmp_path):
    storage = WholeFiles(tmp_path / "media")
    large = TemporaryUploadedFile("x", "image/png", 3, None)
    large.write(b"two")
    assert storage.save("photos/a.png", ContentFile(b"one")) == "photos/a.png"
    again = storage.save("photos/a.png", large)
    assert found(tmp_path / "media") == {"photos/a.png": b"one", again: b"two"}
    assert {oct(Path(storage.path(n)).stat().st_mode) for n in (again, "photos/a.png")} == {
        "0o100644"
    }


@pytest.mark.django_db
def test_an_author_is_told_that_a_picture_cannot_be_stored(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "photos").write_text("Where a folder should be.")
    answer = signed_in(make.user("Author")).post(
        UPLOAD, {"image": SimpleUploadedFile("a.png", make.picture())}
    )
    assert (answer.status_code, "disk may be full" in answer.json()["error"]) == (507, True)
    assert not Photo.objects.exists()
