"""Uploads in a bucket of an S3-compatible service, for any number of hosts.

Failures are raised as OSError, like those of a local disk.
"""

import errno
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NamedTuple
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from storage.media import get_disposition

IMMUTABLE_CACHE_CONTROL = "public, max-age=31536000, immutable"
# Authors wait for uploads; readers do not.
CLIENT_CONFIG = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"total_max_attempts": 3, "mode": "standard"},
    # Services other than Amazon's support no others.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


CHUNK_BYTES = 1 << 16


class Part(NamedTuple):
    """A file, or the part of it that `content_range` names, '' for the whole file."""

    chunks: Iterator[bytes]
    size: int
    content_range: str


class Bucket(S3Storage):
    """`address` is s3://BUCKET/PREFIX. boto3 reads endpoint and credentials from its variables."""

    def __init__(self, address: str) -> None:
        name, _slash, prefix = address.removeprefix("s3://").partition("/")
        super().__init__(
            bucket_name=name,
            location=prefix,
            default_acl=None,  # The bucket's policy controls access.
            file_overwrite=False,
            object_parameters={
                "CacheControl": IMMUTABLE_CACHE_CONTROL,
            },
            client_config=CLIENT_CONFIG,
        )

    def url(self, name: str, *_more: Any) -> str:
        """Return the unsigned public URL, so that pages can be cached."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name) or "")

    def replace(self, name: str, data: bytes | IO[bytes], is_durable: bool = False) -> None:
        """Create or replace an object atomically, from a file without holding it in memory. A
        bucket is always durable."""
        parameters = self.get_object_parameters(name) | {"ContentType": guess_content_type(name)}
        with _convert_errors(name):
            self.bucket.Object(self._key(name)).put(Body=data, **parameters)

    def move(self, name: str, target: str) -> None:
        """Copy an object within the bucket, in parts if it is large, and delete it. Raises
        FileNotFoundError, or another OSError."""
        source = {"Bucket": self.bucket_name, "Key": self._key(name)}
        with _convert_errors(name):
            self.bucket.Object(self._key(target)).copy(source)
        self.delete(name)

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        parameters = super().get_object_parameters(name)
        return parameters | {"ContentDisposition": get_disposition(name)}

    def open_part(self, name: str, byte_range: str) -> Part | None:
        """Open a file, or the part that a Range header names; None if there is no such part.

        Raises FileNotFoundError, or another OSError.
        """
        header = {"Range": byte_range} if byte_range.startswith("bytes=") else {}
        with _convert_errors(name):
            try:
                answer = self.bucket.Object(self._key(name)).get(**header)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") == "InvalidRange":
                    return None
                raise
        body = answer["Body"]
        chunks = body.iter_chunks(CHUNK_BYTES)
        return Part(chunks, answer["ContentLength"], answer.get("ContentRange", ""))

    def _open(self, name: str, mode: str = "rb") -> File:
        with _convert_errors(name):
            return ContentFile(self.bucket.Object(self._key(name)).get()["Body"].read(), name)

    def _save(self, name: str, content: File) -> str:
        with _convert_errors(name):
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with _convert_errors(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _convert_errors(name):
            return super().exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _convert_errors(path):
            return super().listdir(path)

    def _key(self, name: str) -> str:
        return str(self._normalize_name(name))


def guess_content_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


@contextmanager
def _convert_errors(name: str) -> Iterator[None]:
    """Convert errors of the service to OSError and FileNotFoundError."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in ("404", "NoSuchKey"):
            raise FileNotFoundError(errno.ENOENT, "No such object", name) from error
        raise OSError(errno.EIO, f"The bucket refuses: {code}", name) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(errno.EIO, f"The bucket is away: {error}", name) from error
