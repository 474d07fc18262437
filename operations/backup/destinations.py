"""Where backups lie: a folder, or a bucket of something that speaks S3.

Each knows names, opens one for reading, stores a stream under a name that then stands for the whole
of it, and deletes. What is broken off leaves nothing under that name.
"""

import contextlib
import hashlib
import os
from pathlib import Path
from typing import IO, Any, Protocol, cast

from operations.backup import BackupError, rotation
from operations.backup.streams import BUFFER

S3 = "s3://"


class Place(Protocol):
    def names(self) -> list[str]: ...
    def open(self, name: str) -> IO[bytes]: ...
    def store(self, name: str, source: IO[bytes]) -> int: ...
    def delete(self, name: str) -> None: ...


def at(address: str) -> Place:
    return Bucket(address) if address.startswith(S3) else Folder(Path(address))


def find(what: str, default: str) -> tuple[Place, str]:
    """Of `latest`, a path, an address or a name: where it lies, and how it is called there."""
    if what == "latest" or (rotation.taken_at(what) and not Path(what).exists()):
        if not default:
            raise BackupError(f"Where is {what}? Name the file, or set BACKUP_TO.")
        place = at(default)
        names = place.names()
        if what == "latest" and not names:
            raise BackupError(f"There is no backup in {default}.")
        return place, names[-1] if what == "latest" else what
    folder, _, name = what.rpartition("/")
    if what.startswith(S3):
        return Bucket(folder), name
    return Folder(Path(folder or ("/" if what.startswith("/") else "."))), name


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        if not self.path.is_dir():
            return []
        return sorted(entry.name for entry in self.path.iterdir() if rotation.taken_at(entry.name))

    def open(self, name: str) -> IO[bytes]:
        try:
            return (self.path / name).open("rb")
        except OSError as error:
            raise BackupError(f"{self.path / name} cannot be read: {error.strerror}.") from None

    def store(self, name: str, source: IO[bytes]) -> int:
        """Read again from the disk before it gets its name. Its owner's alone: it holds all data
        of all people."""
        part = self.path / f"{name}.part"
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._clear()
            try:
                written = _write(part, source)
                if _digest(part) != written:
                    raise BackupError(f"{part} was not read as it was written: mind that disk.")
                os.link(part, self.path / name)  # Fails where there is one, as a rename would not.
            finally:
                part.unlink(missing_ok=True)
            _sync(self.path)
        except OSError as error:
            raise BackupError(f"{self.path / name} cannot be written: {error.strerror}.") from error
        return (self.path / name).stat().st_size

    def delete(self, name: str) -> None:
        (self.path / name).unlink()

    def _clear(self) -> None:
        """What a backup that was killed left; there is one at a time (`taking`)."""
        for left in self.path.glob("pullquote-*.part"):
            if rotation.taken_at(left.name.removesuffix(".part")):
                left.unlink()


def _write(part: Path, source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while data := source.read(BUFFER):
            digest.update(data)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
        # So that it is read from the disk, not from memory, where the system knows how.
        with contextlib.suppress(OSError, AttributeError):
            os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return digest.hexdigest()


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bucket:
    """Who may, and where the service is, boto3 finds in its own variables (AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_S3, …), as every program does that uses it."""

    def __init__(self, address: str) -> None:
        import boto3  # Half a second, and 20 MB of memory, for whoever has no bucket.

        self.bucket, _, prefix = address.removeprefix(S3).partition("/")
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        with _told(address):
            self.client: Any = boto3.client("s3")

    def names(self) -> list[str]:
        found = []
        with _told(self.bucket):
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
                found += [item["Key"][len(self.prefix) :] for item in page.get("Contents", ())]
        return sorted(name for name in found if rotation.taken_at(name))

    def open(self, name: str) -> IO[bytes]:
        with _told(f"{self.bucket}/{self.prefix}{name}"):
            found = self.client.get_object(Bucket=self.bucket, Key=self.prefix + name)
        return cast("IO[bytes]", Body(found["Body"], name))

    def store(self, name: str, source: IO[bytes]) -> int:
        """In parts, each of which the service checks by SHA-256 as it comes; there is no object
        before the last of them. What is broken off is taken back."""
        from boto3.s3.transfer import TransferConfig

        # There may be 10,000 parts, so this is enough for 320 GB; two are in memory at a time.
        config = TransferConfig(multipart_chunksize=32 * BUFFER, max_concurrency=2)
        config.max_in_memory_upload_chunks = 2
        key, counted = self.prefix + name, Counted(source)
        with _told(f"{self.bucket}/{key}"):
            self.client.upload_fileobj(
                counted, self.bucket, key, ExtraArgs={"ChecksumAlgorithm": "SHA256"}, Config=config
            )
            size = self.client.head_object(Bucket=self.bucket, Key=key)["ContentLength"]
            if size != counted.bytes:
                self.delete(name)
                raise BackupError(f"{key} has {size:,} bytes of {counted.bytes:,}: try again.")
        return size

    def delete(self, name: str) -> None:
        with _told(f"{self.bucket}/{self.prefix}{name}"):
            self.client.delete_object(Bucket=self.bucket, Key=self.prefix + name)


class Body:
    """What comes from a bucket; what breaks off on the way is said in one line as well."""

    def __init__(self, body: Any, name: str) -> None:
        self._body = body
        self._name = name

    def read(self, size: int) -> bytes:
        with _told(self._name):
            return self._body.read(size)

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_error: object) -> None:
        self._body.close()


class Counted:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.bytes += len(data)
        return data


@contextlib.contextmanager
def _told(what: str) -> Any:
    """What the service says, in one line."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        said = " ".join(str(error).split())
        raise BackupError(f"The bucket fails at {what}: {said}") from error
