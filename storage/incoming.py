"""Large uploads while they arrive: in a file without a name, which ends with its process."""

import os
import tempfile
from typing import IO

from django.conf import settings


def open_incoming() -> IO[bytes]:
    """Open an empty file for an upload, on the disk where it will be stored. Raises OSError.

    For a bucket it is in the system's folder of temporary files.
    """
    if settings.MEDIA_S3:
        return tempfile.TemporaryFile()
    os.makedirs(settings.MEDIA_ROOT, exist_ok=True)
    return tempfile.TemporaryFile(dir=settings.MEDIA_ROOT)
