"""Errors of the disk."""

import errno

_DISK_FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT)


def is_disk_full(error: Exception) -> bool:
    """Return whether the disk of the server, or the share of its user, is full."""
    return getattr(error, "errno", None) in _DISK_FULL_ERRORS
