"""The commands `backup` and `restore`: refusals change nothing."""

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from blog.models import Post
from operations.backup import (
    create,
    database,
    rotation,
    tasks,
)
from operations.backup.media import Folder
from operations.models import Backup
from tests.operations.backup.packing import (
    MANIFEST,
    build_archive,
    build_end,
    build_manifest,
    build_member,
    pack,
    read_files,
)
from tests.operations.backup.test_places import full_disk
from tests.support import factories

pytestmark = pytest.mark.django_db
OLD = "pullquote-20200101T000000Z.tar"


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "media"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos/one.jpg").write_bytes(b"one")
    with override_settings(MEDIA_ROOT=folder, BACKUP_TO="", BACKUP_RECIPIENT=[]):
        yield folder


@pytest.fixture
def site(media: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site with content, which must still exist after the test."""
    # Ignore connections of other tests that may be closing.
    monkeypatch.setattr(database, "count_other_connections", lambda: 0)
    post = factories.post()
    before = read_files(media)
    yield
    assert read_files(media) == before
    assert os.listdir(media) == ["photos"]
    assert Post.objects.filter(pk=post.pk).exists()


@pytest.fixture
def another_connection() -> Iterator[object]:
    other = connection.copy()
    yield other.cursor()
    other.close()


def run(*command: str) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def refused(*command: str) -> str:
    with pytest.raises(CommandError) as error:
        call_command(*command, stdout=io.StringIO())
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.slow
def test_backup_is_created_recorded_and_rotated(tmp_path, media, key):
    public, private = key
    to = tmp_path / "backups"
    to.mkdir()
    (to / OLD).write_text("old")
    (to / "old.txt").write_text("not a backup")
    with override_settings(BACKUP_RECIPIENT=[public]):
        message = run("backup", "--to", str(to), "--keep", "1,0,0")
    [name] = [name for name in os.listdir(to) if name.startswith("pullquote-")]
    assert message.splitlines()[0].startswith(f"{name}, ")
    assert message.splitlines()[1:] == [f"Deleted {OLD}."]
    assert Backup.objects.get().name == name
    assert Backup.objects.get().bytes == (to / name).stat().st_size
    whole = run("restore", "--check", str(to / name), "--identity", str(private))
    assert "is whole: the database, and 1 files of 3\xa0bytes." in whole
    assert "--identity" in refused("restore", "--check", str(to / name))


@pytest.mark.slow
def test_worker_creates_backup_if_configured(tmp_path):
    tasks.create_backup.call()
    assert not Backup.objects.exists()
    with override_settings(BACKUP_TO=str(tmp_path / "daily")):
        tasks.create_backup.call()
        assert "is whole" in run("restore", "--check", "latest")


@pytest.mark.slow
def test_backup_to_bucket_can_be_restored(bucket, key):
    public, private = key
    with override_settings(BACKUP_RECIPIENT=[public], BACKUP_TO=bucket):
        run("backup")
        assert "is whole" in run("restore", "--check", "latest", "--identity", str(private))


def test_backup_without_destination_explains_options(media):
    assert "BACKUP_TO" in refused("backup")
    assert "lies in MEDIA_ROOT" in refused("backup", "--to", str(media / "backups"))
    with pytest.raises(SystemExit):
        call_command("backup", "--to", "s3://no bucket")
    with pytest.raises(SystemExit):
        call_command("backup", "--to", "/srv", "--keep", "7")


def test_concurrent_backup_is_refused(tmp_path, another_connection):
    another_connection.execute("SELECT pg_advisory_lock(%s)", [database.LOCK_ID])
    assert "Another backup" in refused("backup", "--to", str(tmp_path / "backups"))
    assert "Another backup" in refused("restore", "--overwrite", "x.tar")
    assert not (tmp_path / "backups").exists()
    another_connection.execute("SELECT pg_advisory_unlock(%s)", [database.LOCK_ID])
    assert "x.tar cannot be read" in refused("restore", "--check", "x.tar")


@pytest.mark.slow
def test_failed_dump_leaves_and_deletes_nothing(tmp_path, monkeypatch, key):
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / OLD).write_text("old")
    version = database.get_server_version()
    wrong = database.ClientPrograms(version)
    wrong.arguments[-1] = "no_such_database"
    monkeypatch.setattr(database, "ClientPrograms", lambda _version: wrong)
    for recipients in ([], [key[0]]):
        with override_settings(BACKUP_RECIPIENT=recipients):
            message = refused("backup", "--to", str(tmp_path / "to"), "--keep", "0,0,0")
        assert message.startswith("pg_dump failed: ")
        assert "no_such_database" in message
    assert os.listdir(tmp_path / "to") == [OLD]
    assert not Backup.objects.exists()


def test_server_newer_than_programs_is_reported():
    with pytest.raises(Exception, match="install PostgreSQL's client programs .*-999"):
        database.ClientPrograms(999)


def test_unreadable_media_file_is_reported(tmp_path, media, monkeypatch):
    monkeypatch.setattr(database.ClientPrograms, "dump", lambda _self, out: out.write(b"dump"))
    monkeypatch.setattr(Folder, "list_names", lambda _media: ["photos"])  # a folder
    assert "photos cannot be read" in refused("backup", "--to", str(tmp_path / "to"))
    assert os.listdir(tmp_path / "to") == []


def flip_bit(data: bytes, offset: int) -> bytes:
    return data[:offset] + bytes([data[offset] ^ 1]) + data[offset + 1 :]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: b"", "damaged"),
        (lambda data: flip_bit(data, 100), "damaged"),
        (lambda data: flip_bit(data, 3000), "SHA-256"),
        (lambda data: flip_bit(data, len(data) - 1), "SHA-256"),
        (lambda data: data[:-1], "SHA-256"),
        (lambda data: data[:5000], "damaged"),
        (lambda data: b"no backup at all" * 1000, "it is no backup"),
        (lambda data: build_archive([build_manifest(format=2), build_end()]), "format 2"),
        (lambda data: build_archive([build_manifest(migrations=["blog.9999_x"])]), "newer version"),
        (
            lambda data: build_archive(
                [
                    build_manifest(),
                    build_member("database/000000", b"x"),
                    build_member("media/../../x", b"x"),
                ]
            ),
            "leads astray",
        ),
        (lambda data: b"age-encryption.org/v1\n", "--identity"),
    ],
)
def test_damaged_backup_is_refused_before_any_change(change, message, tmp_path, media):
    file = tmp_path / "some.tar"
    file.write_bytes(change(pack(media)))
    assert message in refused("restore", str(file), "--overwrite")
    assert message in refused("restore", str(file), "--check")


@pytest.mark.usefixtures("site")
def test_existing_site_is_not_replaced_without_overwrite(tmp_path, media):
    (tmp_path / "some.tar").write_bytes(pack(media))
    message = refused("restore", str(tmp_path / "some.tar"))
    assert f"posts: 1; files in {media}: 1" in message
    assert "--overwrite" in message


@pytest.mark.usefixtures("site")
def test_invalid_dump_changes_nothing(tmp_path, media):
    """The checksum is valid, but pg_restore cannot read the dump."""
    (tmp_path / "some.tar").write_bytes(pack(media, {**MANIFEST, "migrations": []}))
    message = refused("restore", str(tmp_path / "some.tar"), "--overwrite")
    assert message.startswith("pg_restore failed: input file does not appear to be a valid")


@pytest.mark.usefixtures("site")
def test_full_disk_on_restore_changes_nothing(tmp_path, media):
    (tmp_path / "some.tar").write_bytes(pack(media, dump=b"x" * 300_000))
    with full_disk(after=100_000):
        message = refused("restore", str(tmp_path / "some.tar"), "--overwrite")
    assert "cannot be unpacked" in message


def test_restore_is_refused_while_database_is_in_use(tmp_path, media, another_connection):
    another_connection.execute("SELECT 1")
    (tmp_path / "some.tar").write_bytes(pack(media))
    message = refused("restore", str(tmp_path / "some.tar"), "--overwrite")
    assert "in use" in message
    assert "stop the web and the worker" in message


def test_restored_private_files_are_closed_to_other_accounts(tmp_path, media):
    file = tmp_path / "restored" / "private" / "1" / "taken-down.jpg"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"picture")
    Folder(media).replace(tmp_path / "restored")
    assert (media / "private").stat().st_mode & 0o777 == 0o700
    assert (media / "private" / "1" / "taken-down.jpg").read_bytes() == b"picture"


def test_media_that_cannot_be_replaced_are_not_lost(tmp_path, media):
    (tmp_path / "restored").write_text("no folder")
    with pytest.raises(Exception, match="what was there is in") as error:
        Folder(media).replace(tmp_path / "restored")
    [replaced] = media.glob(".replaced-*")
    assert str(replaced) in str(error.value)
    assert (replaced / "photos/one.jpg").read_bytes() == b"one"


@pytest.mark.slow
def test_existing_backup_name_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(database.ClientPrograms, "dump", lambda _self, out: out.write(b"dump"))
    now = timezone.now()
    monkeypatch.setattr(create.timezone, "now", lambda: now)
    create.create_backup(str(tmp_path / "to"), (7, 4, 12), [])
    with pytest.raises(Exception, match="is there already"):
        create.create_backup(str(tmp_path / "to"), (7, 4, 12), [])
    later = now + timedelta(seconds=1)
    monkeypatch.setattr(create.timezone, "now", lambda: later)
    assert create.create_backup(str(tmp_path / "to"), (0, 0, 0), []).deleted == [
        rotation.format_name(now, is_encrypted=False)
    ]
