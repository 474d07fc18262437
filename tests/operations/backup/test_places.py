"""Folders and buckets store backups atomically."""

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from operations.backup import BackupError, destinations, streams

NAME = "pullquote-20261125T030000Z.tar"
LATER = "pullquote-20261126T030000Z.tar.age"


@contextmanager
def full_disk(after: int) -> Iterator[None]:
    """Limit the size of files that this process can write. (Python ignores SIGXFSZ.)"""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def failing_source(after: bytes) -> io.BufferedReader:
    def produce(out: Any) -> None:
        out.write(after)
        raise BackupError("the rest is missing")

    return streams.read_from_producer(produce)


def test_folder_is_created_and_files_are_private(tmp_path):
    folder = destinations.Folder(tmp_path / "new")
    assert folder.list_names() == []
    data = os.urandom(3_000_000)
    assert folder.store(NAME, io.BytesIO(data)) == len(data)
    folder.store(LATER, io.BytesIO(b"later"))
    (folder.path / "notes.txt").write_text("not a backup")
    assert folder.list_names() == [NAME, LATER]
    with folder.open(NAME) as file:
        assert file.read() == data
    assert (folder.path / NAME).stat().st_mode & 0o777 == 0o600
    assert folder.path.stat().st_mode & 0o777 == 0o700


def test_full_disk_leaves_nothing_and_keeps_backups(tmp_path):
    folder = destinations.Folder(tmp_path)
    folder.store(NAME, io.BytesIO(b"whole"))
    with full_disk(after=100_000), pytest.raises(BackupError, match="cannot be written: File too"):
        folder.store(LATER, io.BytesIO(b"x" * 3_000_000))
    assert os.listdir(tmp_path) == [NAME]


def test_failing_source_leaves_no_file(tmp_path):
    source = failing_source(b"x" * 3_000_000)
    with source, pytest.raises(BackupError, match="the rest is missing"):
        destinations.Folder(tmp_path).store(NAME, source)
    assert os.listdir(tmp_path) == []


def test_corrupt_disk_is_detected(tmp_path, monkeypatch):
    monkeypatch.setattr(
        destinations.os, "fsync", lambda _file: (tmp_path / f"{NAME}.part").write_bytes(b"")
    )
    with pytest.raises(BackupError, match="not read as it was written"):
        destinations.Folder(tmp_path).store(NAME, io.BytesIO(b"x"))
    assert os.listdir(tmp_path) == []


def test_existing_backup_is_not_overwritten(tmp_path):
    folder = destinations.Folder(tmp_path)
    folder.store(NAME, io.BytesIO(b"first"))
    with pytest.raises(BackupError, match="File exists"):
        folder.store(NAME, io.BytesIO(b"second"))
    assert (tmp_path / NAME).read_bytes() == b"first"


def test_remains_of_killed_backup_are_deleted_by_next(tmp_path):
    (tmp_path / f"{NAME}.part").write_bytes(b"half")
    (tmp_path / "pullquote-notes.part").write_bytes(b"somebody's")
    destinations.Folder(tmp_path).store(LATER, io.BytesIO(b"whole"))
    assert sorted(os.listdir(tmp_path)) == [LATER, "pullquote-notes.part"]


def test_invalid_destination_is_reported_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match=f"{NAME} cannot be written: Not a directory"):
        destinations.Folder(tmp_path / "file/below").store(NAME, io.BytesIO(b"x"))
    with pytest.raises(BackupError, match="none cannot be read: No such file"):
        destinations.Folder(tmp_path).open("none")


def test_backup_is_found_by_latest_path_url_or_name(tmp_path, monkeypatch):
    folder = destinations.Folder(tmp_path)
    with pytest.raises(BackupError, match="There is no backup in"):
        destinations.find_backup("latest", str(tmp_path))
    folder.store(NAME, io.BytesIO(b"1"))
    folder.store(LATER, io.BytesIO(b"2"))
    for reference, default, name in (
        ("latest", str(tmp_path), LATER),
        (NAME, str(tmp_path), NAME),
        (str(tmp_path / NAME), "", NAME),
    ):
        destination, found_name = destinations.find_backup(reference, default)
        with destination.open(found_name) as file:
            assert (found_name, file.read()) == (name, (tmp_path / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    assert destinations.find_backup(NAME, "")[1] == NAME
    for reference in ("latest", "pullquote-20271125T030000Z.tar"):
        with pytest.raises(BackupError, match="set BACKUP_TO"):
            destinations.find_backup(reference, "")


@pytest.mark.slow
def test_bucket_upload_is_in_parts_and_atomic(bucket):
    destination = destinations.Bucket(bucket)
    data = os.urandom(1000) * 40_000  # 40 MB, in two parts
    assert destination.store(NAME, io.BytesIO(data)) == len(data)
    with destination.open(NAME) as file:
        assert b"".join(iter(lambda: file.read(1_000_000), b"")) == data
    with failing_source(data) as source, pytest.raises(BackupError, match="the rest is missing"):
        destination.store(LATER, source)
    destination.client.put_object(Bucket=destination.bucket, Key="the/site/notes.txt", Body=b"")
    destination.client.put_object(Bucket=destination.bucket, Key=f"another/{LATER}", Body=b"")
    assert destination.list_names() == [NAME]
    assert "Uploads" not in destination.client.list_multipart_uploads(Bucket=destination.bucket)
    destination.delete(NAME)
    assert destination.list_names() == []
    with pytest.raises(BackupError, match="The bucket fails at .*NoSuchKey"):
        destination.open(NAME)


@pytest.mark.slow
def test_missing_bucket_is_reported_in_one_line(bucket):
    destination = destinations.Bucket("s3://no-such-bucket")
    with pytest.raises(BackupError, match="The bucket fails at .*NoSuchBucket"):
        destination.list_names()
    with pytest.raises(BackupError, match="The bucket fails at .*NoSuchBucket"):
        destination.store(NAME, io.BytesIO(b"x"))
