"""Backup destinations: a folder, or a bucket of an S3-compatible service.

`store` is atomic: an interrupted backup never has its final name.
"""

import contextlib
import hashlib
import os
from pathlib import Path
from typing import IO, Any, Protocol, cast

from lib.durable_files import sync_folder
from operations.backup import BackupError, rotation
from operations.backup.streams import BUFFER_BYTES

S3_PREFIX = "s3://"


class Destination(Protocol):
    def list_names(self) -> list[str]: ...
    def open(self, name: str) -> IO[bytes]: ...
    def store(self, name: str, source: IO[bytes]) -> int: ...
    def delete(self, name: str) -> None: ...


def get_destination(address: str) -> Destination:
    return Bucket(address) if address.startswith(S3_PREFIX) else Folder(Path(address))


def find_backup(reference: str, default: str) -> tuple[Destination, str]:
    """Return destination and name of a backup, given as `latest`, a path, a URL or a name."""
    if reference == "latest" or (rotation.parse_time(reference) and not Path(reference).exists()):
        if not default:
            raise BackupError(f"Where is {reference}? Name the file, or set BACKUP_TO.")
        place = get_destination(default)
        list_names = place.list_names()
        if reference == "latest" and not list_names:
            raise BackupError(f"There is no backup in {default}.")
        return place, list_names[-1] if reference == "latest" else reference
    folder, _, name = reference.rpartition("/")
    if reference.startswith(S3_PREFIX):
        return Bucket(folder), name
    return Folder(Path(folder or ("/" if reference.startswith("/") else "."))), name


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def list_names(self) -> list[str]:
        if not self.path.is_dir():
            return []
        return sorted(
            entry.name for entry in self.path.iterdir() if rotation.parse_time(entry.name)
        )

    def open(self, name: str) -> IO[bytes]:
        try:
            return (self.path / name).open("rb")
        except OSError as error:
            raise BackupError(f"{self.path / name} cannot be read: {error.strerror}.") from None

    def store(self, name: str, source: IO[bytes]) -> int:
        """Store the stream, and verify it on disk before it gets its name; return its size.

        Readable by the owner only, as it contains all personal data.
        """
        part = self.path / f"{name}.part"
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._delete_partial_files()
            try:
                written_hash = _write(part, source)
                if _hash_file(part) != written_hash:
                    raise BackupError(f"{part} was not read as it was written: mind that disk.")
                os.link(part, self.path / name)  # Fails if it exists, unlike a rename.
            finally:
                part.unlink(missing_ok=True)
            sync_folder(self.path)
        except OSError as error:
            raise BackupError(f"{self.path / name} cannot be written: {error.strerror}.") from error
        return (self.path / name).stat().st_size

    def delete(self, name: str) -> None:
        (self.path / name).unlink()

    def _delete_partial_files(self) -> None:
        """Delete remains of killed backups; no other backup runs (`database.lock_backups`)."""
        for part in self.path.glob("pullquote-*.part"):
            if rotation.parse_time(part.name.removesuffix(".part")):
                part.unlink()


def _write(part: Path, source: IO[bytes]) -> str:
    hasher = hashlib.sha256()
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while data := source.read(BUFFER_BYTES):
            hasher.update(data)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
        # Drop it from the page cache if possible, so that verification reads the disk.
        with contextlib.suppress(OSError, AttributeError):
            os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return hasher.hexdigest()


def _hash_file(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


class Bucket:
    """A bucket. boto3 reads credentials and endpoint from its own variables (AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_S3, …)."""

    def __init__(self, address: str) -> None:
        import boto3  # Slow: half a second and 20 MB of memory.

        self.bucket, _, prefix = address.removeprefix(S3_PREFIX).partition("/")
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        with _convert_errors(address):
            self.client: Any = boto3.client("s3")

    def list_names(self) -> list[str]:
        names = []
        with _convert_errors(self.bucket):
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
                names += [item["Key"][len(self.prefix) :] for item in page.get("Contents", ())]
        return sorted(name for name in names if rotation.parse_time(name))

    def open(self, name: str) -> IO[bytes]:
        with _convert_errors(f"{self.bucket}/{self.prefix}{name}"):
            response = self.client.get_object(Bucket=self.bucket, Key=self.prefix + name)
        return cast("IO[bytes]", BucketReader(response["Body"], name))

    def store(self, name: str, source: IO[bytes]) -> int:
        """Upload the stream in parts, each verified by the service (SHA-256); return its size.

        The object appears after the last part. An interrupted upload is aborted.
        """
        from boto3.s3.transfer import TransferConfig

        # S3 allows 10,000 parts, so at most 320 GB; two parts are in memory at a time.
        config = TransferConfig(multipart_chunksize=32 * BUFFER_BYTES, max_concurrency=2)
        config.max_in_memory_upload_chunks = 2
        key, counted = self.prefix + name, CountingReader(source)
        with _convert_errors(f"{self.bucket}/{key}"):
            self.client.upload_fileobj(
                counted, self.bucket, key, ExtraArgs={"ChecksumAlgorithm": "SHA256"}, Config=config
            )
            size = self.client.head_object(Bucket=self.bucket, Key=key)["ContentLength"]
            if size != counted.bytes:
                self.delete(name)
                raise BackupError(f"{key} has {size:,} bytes of {counted.bytes:,}: try again.")
        return size

    def delete(self, name: str) -> None:
        with _convert_errors(f"{self.bucket}/{self.prefix}{name}"):
            self.client.delete_object(Bucket=self.bucket, Key=self.prefix + name)


class BucketReader:
    """Stream of an object, with errors converted to BackupError."""

    def __init__(self, body: Any, name: str) -> None:
        self._body = body
        self._name = name

    def read(self, size: int) -> bytes:
        with _convert_errors(self._name):
            return self._body.read(size)

    def __enter__(self) -> "BucketReader":
        return self

    def __exit__(self, *_error: object) -> None:
        self._body.close()


class CountingReader:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.bytes += len(data)
        return data


@contextlib.contextmanager
def _convert_errors(reference: str) -> Any:
    """Convert errors of the service to BackupError."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        message = " ".join(str(error).split())
        raise BackupError(f"The bucket fails at {reference}: {message}") from error
