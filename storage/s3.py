"""Uploads in a bucket of something that speaks S3, for any number of hosts.

What fails there is an OSError, as of a disk: whoever stores and reads files need not know.
"""

import errno
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

FOR_EVER = "public, max-age=31536000, immutable"
# Readers wait for none of it, authors no longer than that.
CONFIG = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"total_max_attempts": 3, "mode": "standard"},
    # Services other than Amazon's know no others.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class Bucket(S3Storage):
    """`address` is s3://BUCKET/PREFIX. Where it is, and with which key, boto3's variables say."""

    def __init__(self, address: str) -> None:
        name, _slash, prefix = address.removeprefix("s3://").partition("/")
        super().__init__(
            bucket_name=name,
            location=prefix,
            default_acl=None,  # The bucket's own policy says who may read.
            file_overwrite=False,
            object_parameters={"CacheControl": FOR_EVER, "ContentDisposition": "inline"},
            client_config=CONFIG,
        )

    def url(self, name: str, *_more: Any) -> str:
        """Without a signature, and so the same for all who keep the page."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name) or "")

    def replace(self, name: str, data: bytes) -> None:
        """New, or instead of what is there; nobody reads half of it."""
        parameters = self.get_object_parameters(name) | {"ContentType": content_type(name)}
        with _as_of_a_disk(name):
            self.bucket.Object(self._key(name)).put(Body=data, **parameters)

    def _open(self, name: str, mode: str = "rb") -> File:
        with _as_of_a_disk(name):
            return ContentFile(self.bucket.Object(self._key(name)).get()["Body"].read(), name)

    def _save(self, name: str, content: File) -> str:
        with _as_of_a_disk(name):
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with _as_of_a_disk(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_of_a_disk(name):
            return super().exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_of_a_disk(path):
            return super().listdir(path)

    def _key(self, name: str) -> str:
        return str(self._normalize_name(name))


def content_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


@contextmanager
def _as_of_a_disk(name: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in ("404", "NoSuchKey"):
            raise FileNotFoundError(errno.ENOENT, "No such object", name) from error
        raise OSError(errno.EIO, f"The bucket refuses: {code}", name) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(errno.EIO, f"The bucket is away: {error}", name) from error
