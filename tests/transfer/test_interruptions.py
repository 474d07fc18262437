"""An import that is interrupted at any item goes on without losing or doubling one."""

import pytest

from blog.comments.models import Comment
from blog.models import Post
from tests.support import factories as make
from tests.transfer.memory_reader import MARCH, SITE, MemoryReader, post, start
from transfer import importing
from transfer.accounts import get_importer
from transfer.items import ExportedComment, ExportedPicture
from transfer.models import Import, ImportedItem
from transfer.readers.base import NotAnExport
from transfer.stages import read, write
from transfer.stages.read import Stopped

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What no code catches."""


def items(count: int = 4):
    for number in range(1, count + 1):
        yield post(str(number))
        for letter, parent in (("a", ""), ("b", f"{number}a")):
            yield ExportedComment(
                key=f"{number}{letter}",
                post=str(number),
                parent=parent,
                name="Bo",
                html=f"{number}{letter}",
                created_at=MARCH,
            )


@pytest.mark.parametrize("written", [1, 2, 4, 5, 7, 11])
def test_import_killed_while_writing_goes_on(written):
    reader = MemoryReader([SITE, *items()])
    run, by = start(reader), get_importer()
    importing.read(run, reader)
    left = iter(range(written))

    def kill() -> None:
        if next(left, None) is None:
            raise Killed

    with pytest.raises(Killed):
        importing.write(run, reader, by, kill)
    run = Import.objects.get()
    report = importing.write(run, reader, by)
    assert (Post.objects.count(), Comment.objects.count()) == (4, 8)
    assert (report.posts, report.comments) == (4, 8)
    assert Comment.objects.filter(parent=None).count() == 4


def test_picture_known_by_its_file_name_is_stored_after_a_kill(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    html = '<figure><img src="https://old.example/2020/harbour.png" alt=""></figure>'
    picture = ExportedPicture(key="p", file="album/harbour.png")
    reader = MemoryReader(
        [SITE, picture, post("1", html=html)], {"album/harbour.png": make.picture()}
    )
    run, by = start(reader), get_importer()
    importing.read(run, reader)

    def kill(**_arguments) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("transfer.pictures.upload_photo", kill)
        importing.write(run, reader, by)
    assert not Post.objects.exists()
    importing.write(Import.objects.get(), reader, by)
    assert Post.objects.get().figures.get().photo is not None


@pytest.mark.parametrize("broken_at", [1, 2, 5, 12])
def test_import_killed_while_reading_goes_on(broken_at, monkeypatch):
    monkeypatch.setattr(read, "BATCH_SIZE", 2)
    reader = MemoryReader([SITE, *items()])
    run = start(reader)

    class Dying(MemoryReader):
        def read(self, cursor=""):
            for entry in super().read(cursor):
                if entry.position > broken_at:
                    raise Killed
                yield entry

    with pytest.raises(Killed):
        importing.read(run, Dying([SITE, *items()]))
    run = Import.objects.get()
    assert run.stage == Import.Stage.READING
    preview = importing.read(run, reader)
    assert preview.counts == {"site": 1, "post": 4, "comment": 8, "author": 1}
    assert ImportedItem.objects.count() == 14


def test_file_that_is_cut_off_keeps_its_complete_items():
    reader = MemoryReader([SITE, *items()], breaks_after=4)
    run, by = start(reader), get_importer()
    preview = importing.read(run, reader)
    assert preview.counts == {"site": 1, "post": 1, "comment": 2, "author": 1}
    assert run.message == "The file ends here."
    assert importing.write(run, reader, by).posts == 1


def test_file_without_items_is_refused():
    reader = MemoryReader([SITE], breaks_after=0)
    run = Import.objects.create(path="/export", origin=None)
    with pytest.raises(NotAnExport):
        importing.read(run, reader)
    assert Import.objects.get().stage == Import.Stage.FAILED


def test_paused_import_stops_and_goes_on(monkeypatch):
    monkeypatch.setattr(write, "POST_BATCH_SIZE", 1)
    reader = MemoryReader([SITE, *items()])
    run, by = start(reader), get_importer()
    importing.read(run, reader)
    count = iter(range(3))  # The author of all is written first.

    def pause_after_three() -> None:
        if next(count, None) is None:
            importing.pause(Import.objects.get())

    with pytest.raises(Stopped):
        importing.write(run, reader, by, pause_after_three)
    assert Post.objects.count() == 3
    paused = Import.objects.get()
    assert (paused.stage, paused.paused_stage) == ("paused", "writing")
    assert importing.write(paused, reader, by).posts == 4
