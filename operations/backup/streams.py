"""Streams of backups: checksums, encryption, and reading from a function that writes."""

import hashlib
import io
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO

import pyrage

from operations.backup import BackupError

# The checksum's trailer follows the end of the archive, where tar ignores it.
TRAILER_BYTES = 512
TRAILER_PREFIX = b"pullquote-sha256:"
BUFFER_BYTES = 1024 * 1024
DAMAGED_MESSAGE = "The backup is damaged or cut off"


class ProducerReader(io.RawIOBase):
    """Read the output of a function that writes in a thread, through a pipe.

    If the function raises, reading raises the same exception, so that truncated output never looks
    complete. Closing makes the thread's next write fail, and ends it.
    """

    def __init__(self, produce: Callable[[BinaryIO], None]) -> None:
        read_fd, write_fd = os.pipe()
        self._pipe = open(read_fd, "rb", buffering=0)  # noqa: SIM115  # closed by close()
        self._produce = produce
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(write_fd,), daemon=True)
        self._thread.start()

    def _run(self, write_fd: int) -> None:
        try:
            with open(write_fd, "wb", buffering=BUFFER_BYTES) as pipe:
                self._produce(pipe)
        except BaseException as error:
            self.error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        count = self._pipe.readinto(buffer)  # type: ignore[arg-type]  # what io passes on
        if not count:
            self._thread.join()
            if self.error:
                raise self.error
        return count or 0

    def close(self) -> None:
        if not self.closed:
            self._pipe.close()
            self._thread.join()
            super().close()


def read_from_producer(produce: Callable[[BinaryIO], None]) -> io.BufferedReader:
    return io.BufferedReader(ProducerReader(produce), BUFFER_BYTES)


class ChecksumWriter:
    """Writer that appends the SHA-256 of everything written."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return self._out.write(data)

    def write_checksum(self) -> None:
        self._out.write(_format_trailer(self._digest))


class ChecksumReader:
    """Reader that holds back the trailer; `verify` compares it with the content's SHA-256."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self._lookahead = b""

    def read(self, size: int) -> bytes:
        while len(self._lookahead) < size + TRAILER_BYTES:
            more = self._source.read(size + TRAILER_BYTES - len(self._lookahead))
            if not more:
                break
            self._lookahead += more
        data, self._lookahead = self._lookahead[:-TRAILER_BYTES], self._lookahead[-TRAILER_BYTES:]
        self._digest.update(data)
        return data

    def verify(self) -> None:
        while self.read(BUFFER_BYTES):
            pass
        if self._lookahead != _format_trailer(self._digest):
            raise BackupError(f"{DAMAGED_MESSAGE}: its SHA-256 is not that of its content.")


def _format_trailer(digest: "hashlib._Hash") -> bytes:
    return (TRAILER_PREFIX + digest.hexdigest().encode() + b"\n").ljust(TRAILER_BYTES, b"\0")


def encrypt(plain: IO[bytes], recipients: list[str]) -> io.BufferedReader:
    """Encrypt for the recipients, age public keys; this machine cannot decrypt it again."""
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]

    def write_encrypted(out: BinaryIO) -> None:
        with ErrorRecorder(plain) as source:
            pyrage.encrypt_io(source, out, keys)

    return read_from_producer(write_encrypted)


def decrypt(cipher: IO[bytes], identities: list[object]) -> io.BufferedReader:
    def write_decrypted(out: BinaryIO) -> None:
        with ErrorRecorder(cipher) as source:
            try:
                pyrage.decrypt_io(source, out, identities)
            except BrokenPipeError:
                raise
            except (pyrage.DecryptError, OSError) as error:
                if source.error:
                    raise
                if "No matching keys" in str(error):
                    raise BackupError(
                        "The backup is damaged, or encrypted for another key than --identity's."
                    ) from None
                raise BackupError(f"{DAMAGED_MESSAGE}: it cannot be decrypted.") from None

    return read_from_producer(write_decrypted)


class ErrorRecorder:
    """Reader that records its exception and raises it at the end, as age replaces it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except Exception as error:
            self.error = error
            raise

    def __enter__(self) -> "ErrorRecorder":
        return self

    def __exit__(self, *_error: object) -> None:
        if self.error:
            raise self.error


class PrefixedReader:
    """Reader that first returns `prefix`, which was read from the source already."""

    def __init__(self, prefix: bytes, source: IO[bytes]) -> None:
        self._prefix = prefix
        self._source = source

    def read(self, size: int = -1) -> bytes:
        data, self._prefix = self._prefix, b""
        return data or self._source.read(size)


def read_identities(file: Path) -> list[object]:
    """Read private keys from a file of age-keygen: one per line, with '#' comments."""
    try:
        lines = file.read_text().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise BackupError(f"The identity in {file} cannot be read: {reason}.") from None
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        private_keys = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError:
        private_keys = []
    if not private_keys:
        raise BackupError(f"{file} holds no private key of age (AGE-SECRET-KEY-1…).")
    return private_keys
