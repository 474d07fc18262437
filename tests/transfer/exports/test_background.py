"""Exports in the background: complete files only, progress, cancelling, dead workers, deletion."""

import errno
import hashlib
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext, override
from lxml import etree

from accounts.models import User
from operations.backup.media import get_media
from tests.support import factories as make
from tests.support.desk import signed_in
from transfer.exports import background, formats
from transfer.exports.control import (
    FOLDER,
    cancel_export,
    delete_export,
    load_selection,
    request_export,
)
from transfer.exports.models import LIFETIME, Export
from transfer.exports.selection import ExportError, Selection, build_selection
from transfer.exports.tasks import delete_old_exports
from transfer.locking import hold_export

pytestmark = pytest.mark.django_db(transaction=True)
State = Export.State
SLOW_FORMAT = pytest.param("static", marks=pytest.mark.slow)


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(background, "PROGRESS_INTERVAL", 0.01)
    return settings.MEDIA_ROOT


@pytest.fixture
def ana() -> User:
    return make.user("Administrator", username="ana", byline="Ana Ruiz")


def begin(by: User, format: str = "wxr", selection: Selection | None = None) -> Export:
    return request_export(by=by, format=format, selection=selection or Selection())


def write(export: Export, stop: Event | None = None) -> Export:
    """Write what waits, as a worker does, and return the export as it is then."""
    background.write_next_export(stop or Event())
    export.refresh_from_db()
    return export


def list_files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def replace_writer(monkeypatch, function) -> None:
    """Let `function(path, selection, report)` write WXR."""
    values = {"name": "WXR", "purpose": "", "extension": "xml", "is_snapshot": False}
    monkeypatch.setitem(formats.FORMATS, "wxr", formats.Format(write=function, **values))


def test_finished_export_has_a_private_file_with_size_and_hash(ana, media):
    make.post(title="Low water")
    export = write(begin(ana))
    [path] = list_files(media)
    assert (export.state, export.message, export.attempts) == (State.DONE, "", 1)
    assert path == media / export.file
    assert path.is_relative_to(media / FOLDER)
    assert (media / "private").stat().st_mode & 0o777 == 0o700
    assert etree.parse(path).xpath("//item/title/text()") == ["Low water"]
    assert export.size == path.stat().st_size
    assert export.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert export.deleted_at == export.ended_at + LIFETIME
    assert (export.counts["posts and pages"], export.total_count) == (1, 1)
    assert not background.write_next_export(Event())


@pytest.mark.parametrize("format", ["ghost-zip", "dataset", "archive", SLOW_FORMAT])
def test_each_format_is_written_in_the_background(ana, format):
    make.post(make.quotation("Words.", source_name="AFP"), title="Low water")
    export = write(begin(ana, format))
    assert (export.state, export.message) == (State.DONE, "")
    assert export.size > 0


def test_selection_is_kept_until_the_worker_comes(ana, media):
    make.post(title="A", authors=(ana,), labels=("Rivers",), published_at=make.moment(2020, 1))
    make.post(title="B", authors=(ana,), labels=("Rivers",), published_at=make.moment(2021, 1))
    make.post(title="C", labels=("Rivers",), published_at=make.moment(2020, 1))
    export = write(begin(ana, selection=build_selection("ana", "Rivers", 2020)))
    assert etree.parse(media / export.file).xpath("//item/title/text()") == ["A"]


@pytest.mark.parametrize(("key", "message"), [("author_key", "Bo Berg"), ("label_key", "Rivers")])
def test_deleted_author_or_label_never_means_the_whole_blog(ana, media, key, message):
    export = Export.objects.create(
        by=ana, format="wxr", author_name="Bo Berg", label_name="Rivers", **{key: 10**12}
    )
    with pytest.raises(ExportError):
        load_selection(export)
    make.site(language="de")
    assert write(export).state == State.FAILED
    assert message in export.composed_message and "is gone." in export.composed_message
    assert list_files(media) == []


@pytest.mark.parametrize("message", [background.DISK_FULL, background.UNEXPECTED])
def test_message_of_export_follows_readers_language(message):
    make.site(language="de")
    reader = make.user("Administrator", language="en")
    export = Export.objects.create(by=reader, format="wxr", state=State.FAILED, message=message)
    address = f"/admin/transfer/export/{export.pk}/change/"
    assert message in signed_in(reader).get(address).text
    reader.language = "de"
    reader.save()
    with override("de"):
        assert gettext(message) != message
        assert gettext(message) in signed_in(reader).get(address).text


def test_second_export_of_a_person_waits_for_the_first(ana):
    first = begin(ana)
    with pytest.raises(ExportError, match="not done yet"):
        begin(ana, "ghost")
    begin(make.user("Administrator"))
    write(first)
    begin(ana, "ghost")
    assert Export.objects.count() == 3


@pytest.mark.parametrize(
    ("format", "year", "message"),
    [("archive", 2020, "whole blog"), ("static", 2020, "whole blog"), ("wxr", 1999, "No post")],
)
def test_impossible_selection_is_refused_at_once(ana, format, year, message):
    make.post(published_at=make.moment(2020, 1))
    with pytest.raises(ExportError, match=message):
        begin(ana, format, Selection(year=year))
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space left"), "The disk of the server is full."),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "The file could not be written (Permission denied).",
        ),
        (ExportError("The page / failed."), "The page / failed."),
        (ZeroDivisionError(), "An unexpected error occurred, which was logged."),
    ],
)
def test_failure_is_told_in_plain_words_and_leaves_no_file(ana, media, monkeypatch, error, message):
    def fail(path, selection, report):
        path.write_text("half")
        raise error

    replace_writer(monkeypatch, fail)
    export = write(begin(ana))
    assert export.state == State.FAILED
    assert message in export.composed_message
    assert list_files(media) == []


def until_stopped(begun: Event):
    """Return a writer that reports until it is stopped."""

    def write(path, selection, report):
        path.write_text("half")
        count = 0
        while True:
            count += 1
            report("posts and pages", count)
            begun.set()

    return write


def test_cancelled_export_stops_and_leaves_no_file(ana, media, monkeypatch):
    begun = Event()
    replace_writer(monkeypatch, until_stopped(begun))
    export = begin(ana)

    def cancel() -> None:
        begun.wait()
        cancel_export(export=export)
        connection.close()

    thread = Thread(target=cancel)
    thread.start()
    assert write(export).state == State.CANCELLED
    thread.join()
    assert list_files(media) == []
    assert not cancel_export(export=export)


def test_export_cancelled_after_its_last_post_leaves_no_file(ana, media, monkeypatch):
    export = begin(ana)

    def cancel(path, selection, report):
        path.write_text("complete")
        cancel_export(export=export)

    monkeypatch.setattr(background, "PROGRESS_INTERVAL", 60)
    replace_writer(monkeypatch, cancel)
    assert write(export).state == State.CANCELLED
    assert list_files(media) == []


def test_waiting_export_can_be_cancelled(ana):
    export = begin(ana)
    assert cancel_export(export=export)
    assert not background.write_next_export(Event())
    begin(ana)


def test_worker_that_ends_leaves_the_export_to_the_next(ana, media, monkeypatch):
    begun, stop = Event(), Event()
    with monkeypatch.context() as patch:
        replace_writer(patch, until_stopped(begun))

        def end() -> None:
            begun.wait()
            stop.set()

        thread = Thread(target=end)
        thread.start()
        export = write(begin(ana), stop)
        thread.join()
    assert (export.state, export.attempts) == (State.WAITING, 0)
    assert list_files(media) == []
    assert write(export).state == State.DONE


def leave_running(by: User, media: Path, attempts: int) -> tuple[Export, Path]:
    """Leave an export as a killed worker does: running, with a half file, and without a lock."""
    name = f"{FOLDER}/{'0' * 64}/export"
    export = Export.objects.create(
        by=by, format="wxr", state=State.RUNNING, file=name, attempts=attempts
    )
    half = (media / name).with_name(".export-half")
    half.parent.mkdir(parents=True)
    half.write_text("half")
    return export, half


def test_export_of_a_killed_worker_is_written_again(ana, media):
    export, half = leave_running(ana, media, attempts=1)
    assert write(export).state == State.DONE
    assert export.attempts == 2
    assert list_files(media) == [media / export.file]
    assert not half.parent.exists()


def test_export_that_kills_each_worker_fails_at_last(ana, media):
    export, _half = leave_running(ana, media, attempts=background.MAX_ATTEMPTS)
    assert write(export).state == State.FAILED
    assert "The worker ended 3 times" in export.composed_message
    with override("de"):
        assert "3-mal beendet" in export.composed_message
    assert list_files(media) == []


def test_half_file_of_a_cancelled_export_is_deleted(ana, media):
    export, half = leave_running(ana, media, attempts=1)
    delete_old_exports.call()
    assert list_files(media) == [half]
    assert cancel_export(export=export)
    delete_old_exports.call()
    assert list_files(media) == []


def test_export_that_another_worker_has_is_left_alone(ana):
    export = begin(ana)
    held, done = Event(), Event()

    def hold() -> None:
        with hold_export(export.pk) as is_held:
            assert is_held
            held.set()
            done.wait()
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    held.wait()
    assert not background.write_next_export(Event())
    done.set()
    thread.join()
    assert write(export).state == State.DONE


def test_thread_of_the_worker_writes_what_waits_and_ends(ana, monkeypatch):
    stop = Event()
    export = begin(ana)
    write_next = background.write_next_export

    def write_once(event: Event) -> bool:
        is_written = write_next(event)
        stop.set()
        return is_written

    monkeypatch.setattr(background, "write_next_export", write_once)
    background.run(stop)
    export.refresh_from_db()
    assert export.state == State.DONE


def test_deleting_removes_the_file_and_refuses_what_goes_on(ana, media):
    export = begin(ana)
    assert not delete_export(export=export)
    write(export)
    assert delete_export(export=export)
    assert not Export.objects.exists()
    assert list_files(media) == []


def test_old_exports_and_files_of_none_are_deleted(ana, media):
    recent, old = write(begin(ana)), write(begin(ana))
    ended_at = timezone.now() - LIFETIME - timedelta(minutes=1)
    Export.objects.filter(pk=old.pk).update(ended_at=ended_at)
    lost = media / FOLDER / ("1" * 64) / "export"
    lost.parent.mkdir()
    lost.write_text("of a deleted row")
    delete_old_exports.call()
    assert list(Export.objects.all()) == [recent]
    assert list_files(media) == [media / recent.file]


def test_backups_leave_exports_out_and_keep_other_private_files(ana, media):
    write(begin(ana))
    other = media / "private" / "original.jpg"
    other.write_text("x")
    assert list(get_media().list_names()) == ["private/original.jpg"]


def test_exports_follow_their_account(ana):
    export = begin(ana)
    ana.delete()
    export.refresh_from_db()
    assert export.by is None
