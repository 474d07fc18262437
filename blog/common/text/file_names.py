"""Names of uploaded files."""

import posixpath

from blog.common.markup import clean_text

MAX_LENGTH = 200


def clean_file_name(name: str) -> str:
    """Return the last part of a file's name without control characters, at most MAX_LENGTH."""
    name = " ".join(clean_text(name).replace("\\", "/").split())
    return posixpath.basename(name)[:MAX_LENGTH]
