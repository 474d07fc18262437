"""Files that a power cut does not take away."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Write the names of the files in a folder to the disk, after one was created, renamed or
    deleted. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
