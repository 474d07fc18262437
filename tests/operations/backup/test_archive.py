"""Backup archives round-trip, and incomplete ones are refused."""

import io
import os
import tarfile
from pathlib import Path

import pyrage
import pytest

from operations.backup import (
    BackupError,
    archive,
    restore,
    streams,
)
from operations.backup.media import Folder
from tests.operations.backup.packing import (
    DUMP,
    MANIFEST,
    build_archive,
    build_end,
    build_manifest,
    build_member,
    pack,
    read_files,
)

NAMES = ("photos/aa/one.jpg", "photos/été \n“2”.avif", "photos/" + "long" * 50 + ".webp", "empty")


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    for number, name in enumerate(NAMES):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(700 * number) if name != "empty" else b"")
    return folder


def read(data: bytes, into: Path | None = None) -> archive.Contents:
    return archive.read(io.BytesIO(data), into, restore.check_migrations)


def verify(data: bytes) -> None:
    archive.read(io.BytesIO(data), None, lambda _manifest: None)


def test_archive_round_trips(media, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "PART_BYTES", 1000)  # The dump has eleven parts.
    os.utime(media / NAMES[0], (1_000_000_000, 1_000_000_000))
    contents = read(pack(media), tmp_path / "new")
    assert contents.manifest == {"format": 1, **MANIFEST}
    assert contents.counts == archive.Counts(files=4, bytes=700 * (1 + 2), gone=0)
    assert (tmp_path / "new" / "dump").read_bytes() == DUMP
    assert read_files(tmp_path / "new" / "media") == read_files(media)
    assert (tmp_path / "new" / "media" / NAMES[0]).stat().st_mtime == 1_000_000_000


def test_partial_generated_and_linked_files_are_excluded(media, tmp_path):
    (tmp_path / "secret").write_text("secret")
    for name in (".restore-1/photo.jpg", "photos/.part", "cards/1.png"):
        (media / name).parent.mkdir(exist_ok=True)
        (media / name).write_text("left out")
    (media / "photos/link.jpg").symlink_to(tmp_path / "secret")
    (media / "elsewhere").symlink_to(tmp_path)
    assert sorted(Folder(media).list_names()) == sorted(NAMES)


def test_file_deleted_while_packing_is_counted(media, tmp_path, monkeypatch):
    listed = list(Folder(media).list_names())
    (media / NAMES[1]).unlink()
    monkeypatch.setattr(Folder, "list_names", lambda _media: listed)
    assert read(pack(media)).counts == archive.Counts(files=3, bytes=1400, gone=1)


def test_archive_is_readable_by_tar(media, tmp_path):
    with tarfile.open(fileobj=io.BytesIO(pack(media))) as tar:
        tar.extractall(tmp_path / "by-hand", filter="data")
    assert read_files(tmp_path / "by-hand" / "media") == read_files(media)
    assert (tmp_path / "by-hand/database/000000").read_bytes() == DUMP


def test_changed_byte_is_detected(media):
    data = pack(media)
    assert len(data) > 10_000
    for offset in [*range(0, len(data), 89), *range(len(data) - 600, len(data), 7)]:
        damaged = bytearray(data)
        damaged[offset] ^= 0x10
        with pytest.raises(BackupError):
            verify(bytes(damaged))


def test_truncated_or_extended_archive_is_detected(media):
    data = pack(media)
    for length in [*range(0, len(data), 113), len(data) - 1]:
        with pytest.raises(BackupError, match="damaged"):
            verify(data[:length])
    for more in (b"\0", b"\0" * 512, data):
        with pytest.raises(BackupError, match="SHA-256"):
            verify(data + more)


DATABASE = build_member("database/000000", b"dump")
EVIL = {
    "a folder above": [build_member("media/../../x", b"x")],
    "a folder above, at once": [build_member("../x", b"x")],
    "from the root": [build_member("/etc/x", b"x")],
    "media from the root": [build_member("media//etc/x", b"x")],
    "a hidden file": [build_member("media/.x", b"x")],
    "a hidden folder": [build_member("media/.x/x", b"x")],
    "nothing but the folder": [build_member("media/", b"")],
    "a folder": [build_member("media/x", type=tarfile.DIRTYPE)],
    "a link": [build_member("media/x", type=tarfile.SYMTYPE, linkname="/etc")],
    "a link, and through it": [
        build_member("media/x", type=tarfile.SYMTYPE, linkname="/tmp"),
        build_member("media/x/y", b"y"),
    ],
    "a hard link": [build_member("media/x", type=tarfile.LNKTYPE, linkname="/etc/passwd")],
    "a device": [build_member("media/x", type=tarfile.CHRTYPE, devmajor=1, devminor=3)],
    "a pipe": [build_member("media/x", type=tarfile.FIFOTYPE)],
    "another file beside": [build_member("settings.py", b"x")],
    "twice": [build_member("media/x", b"1"), build_member("media/x", b"2")],
    "a second database": [build_member("media/x", b"x"), build_member("database/000001", b"x")],
    "a second manifest": [build_manifest()],
}


@pytest.mark.parametrize("case", EVIL)
def test_archive_with_checksum_but_no_backup_is_refused(case, tmp_path):
    evil = EVIL[case]
    size = sum(len(data) for _info, data in evil)
    data = build_archive([build_manifest(), DATABASE, *evil, build_end(files=len(evil), size=size)])
    with pytest.raises(BackupError):
        read(data, tmp_path / "deep" / "new")
    folders = {name.partition("new/")[0] for name in read_files(tmp_path)}
    assert folders <= {"deep/"}


@pytest.mark.parametrize(
    "members",
    [
        [],
        [build_manifest()],
        [DATABASE, build_manifest(), build_end()],
        [build_manifest(), build_end(parts=0)],
        [build_manifest(), DATABASE],
        [build_manifest(), DATABASE, build_end(), build_end()],
        [build_manifest(), DATABASE, build_end(), build_member("media/x", b"x")],
        [build_manifest(), DATABASE, build_end(parts=2)],
        [build_manifest(), DATABASE, build_end(files=1)],
        [build_manifest(), DATABASE, build_member("media/x", b"x"), build_end(files=1, size=2)],
        [build_manifest(), build_member("database/000001", b"x"), build_end()],
        [build_member("manifest.json", b"[]"), DATABASE, build_end()],
        [build_member("manifest.json", b"no JSON"), DATABASE, build_end()],
        [build_member("manifest.json", b"{}"), DATABASE, build_end()],
        [build_manifest(), DATABASE, build_member("end.json", b"[1]")],
        [build_manifest(migrations=None), DATABASE, build_end()],
    ],
)
def test_archive_with_checksum_but_missing_parts_is_refused(members):
    with pytest.raises(BackupError, match="it is no backup"):
        read(build_archive(members))
    assert read(
        build_archive([build_manifest(), DATABASE, build_end()])
    )  # valid without that fault


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ({"format": 2}, "has format 2, and this version of the site reads format 1"),
        ({"format": 0}, "has format 0"),
        ({"migrations": ["blog.9999_later"]}, "newer version .*blog.9999_later"),
    ],
)
def test_backup_of_another_version_is_refused(manifest, message):
    with pytest.raises(BackupError, match=message):
        read(build_archive([build_manifest(**manifest), DATABASE, build_end()]))


def test_encrypted_backup_needs_one_of_its_keys(media, tmp_path):
    mine, yours, foreign = (pyrage.x25519.Identity.generate() for _number in range(3))
    keys = [str(mine.to_public()), str(yours.to_public())]
    with streams.encrypt(io.BytesIO(pack(media)), keys) as source:
        cipher = source.read()
    for identity in (mine, yours):
        assert read_with(identity, cipher).counts.files == 4
    with pytest.raises(BackupError, match="another key"):
        read_with(foreign, cipher)
    damaged = [
        cipher[:offset] + bytes([cipher[offset] ^ 1]) + cipher[offset + 1 :]
        for offset in (50, 700, 9000)
    ]
    for data in (*damaged, cipher[:-1], cipher[:100], cipher[:9000], cipher + b"x"):
        with pytest.raises(BackupError, match="damaged"):
            read_with(mine, data)


def read_with(identity: object, cipher: bytes) -> archive.Contents:
    with streams.decrypt(io.BytesIO(cipher), [identity]) as plain:
        return archive.read(plain, None, restore.check_migrations)


@pytest.mark.parametrize("content", ["", "# a comment\n", "age1public", "AGE-SECRET-KEY-1WRONG"])
def test_invalid_identity_is_refused(content, tmp_path):
    (tmp_path / "key").write_text(content)
    with pytest.raises(BackupError, match="holds no private key"):
        streams.read_identities(tmp_path / "key")
    with pytest.raises(BackupError, match="cannot be read: No such file"):
        streams.read_identities(tmp_path / "none")


def test_failed_producer_raises_in_reader():
    def produce(out):
        out.write(b"half")
        raise BackupError("the rest is missing")

    for source in (
        streams.read_from_producer(produce),
        streams.encrypt(streams.read_from_producer(produce), [key()]),
    ):
        with pytest.raises(BackupError, match="the rest is missing"):
            source.read()
        source.close()


def test_producer_ends_when_reader_closes():
    ended = []

    def produce(out):
        try:
            while True:
                out.write(b"x" * 100_000)
        except BrokenPipeError as error:
            ended.append(error)
            raise

    with streams.read_from_producer(produce) as source:
        source.read(10)
    assert len(ended) == 1


def key() -> str:
    return str(pyrage.x25519.Identity.generate().to_public())
