"""What flows from one end of a backup to the other, a few kilobytes at a time."""

import hashlib
import io
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO

import pyrage

from operations.backup import BackupError

# After the end of the archive, where no program that reads archives looks.
SEAL = 512
SEAL_WORDS = b"pullquote-sha256:"
BUFFER = 1024 * 1024
DAMAGED = "The backup is damaged or cut off"


class Produced(io.RawIOBase):
    """What a function writes, to be read: it runs in a thread, and waits while nobody reads.

    If it fails, reading fails with the same exception, so that what was broken off is never taken
    for the end. Closing ends the thread, whose next write finds nobody.
    """

    def __init__(self, produce: Callable[[BinaryIO], None]) -> None:
        reading, writing = os.pipe()
        self._pipe = open(reading, "rb", buffering=0)  # noqa: SIM115  # closed by close()
        self._produce = produce
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(writing,), daemon=True)
        self._thread.start()

    def _run(self, writing: int) -> None:
        try:
            with open(writing, "wb", buffering=BUFFER) as pipe:
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


def produced(produce: Callable[[BinaryIO], None]) -> io.BufferedReader:
    return io.BufferedReader(Produced(produce), BUFFER)


class Sealing:
    """Passes on what is written, and adds its SHA-256 at the end."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return self._out.write(data)

    def seal(self) -> None:
        self._out.write(_seal(self._digest))


class Unsealing:
    """Passes on what is read, but for the seal; `finish` says whether it was whole."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self._ahead = b""

    def read(self, size: int) -> bytes:
        while len(self._ahead) < size + SEAL:
            more = self._source.read(size + SEAL - len(self._ahead))
            if not more:
                break
            self._ahead += more
        data, self._ahead = self._ahead[:-SEAL], self._ahead[-SEAL:]
        self._digest.update(data)
        return data

    def finish(self) -> None:
        while self.read(BUFFER):
            pass
        if self._ahead != _seal(self._digest):
            raise BackupError(f"{DAMAGED}: its SHA-256 is not that of its content.")


def _seal(digest: "hashlib._Hash") -> bytes:
    return (SEAL_WORDS + digest.hexdigest().encode() + b"\n").ljust(SEAL, b"\0")


def encrypted(plain: IO[bytes], recipients: list[str]) -> io.BufferedReader:
    """For those who have the key of one of the recipients; this machine cannot read it again."""
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]

    def encrypt(out: BinaryIO) -> None:
        with Failing(plain) as source:
            pyrage.encrypt_io(source, out, keys)

    return produced(encrypt)


def decrypted(cipher: IO[bytes], identities: list[object]) -> io.BufferedReader:
    def decrypt(out: BinaryIO) -> None:
        with Failing(cipher) as source:
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
                raise BackupError(f"{DAMAGED}: it cannot be decrypted.") from None

    return produced(decrypt)


class Failing:
    """A source that remembers what it failed with, as age passes on nothing but words."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except Exception as error:
            self.error = error
            raise

    def __enter__(self) -> "Failing":
        return self

    def __exit__(self, *_error: object) -> None:
        if self.error:
            raise self.error


class Rejoined:
    """A source of which the beginning was looked at already."""

    def __init__(self, beginning: bytes, source: IO[bytes]) -> None:
        self._beginning = beginning
        self._source = source

    def read(self, size: int = -1) -> bytes:
        data, self._beginning = self._beginning, b""
        return data or self._source.read(size)


def identities(file: Path) -> list[object]:
    """The private keys in a file as age-keygen writes it: one a line, comments after '#'."""
    try:
        lines = file.read_text().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise BackupError(f"The identity in {file} cannot be read: {reason}.") from None
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupError(f"{file} holds no private key of age (AGE-SECRET-KEY-1…).")
    return found
