"""Errors of the disk."""

import errno

_DISK_FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT)


def is_disk_full(error: BaseException) -> bool:
    """Return whether the disk of the server, or the share of its user, is full. The cause of an
    error counts as well."""
    if getattr(error, "errno", None) in _DISK_FULL_ERRORS:
        return True
    return error.__cause__ is not None and is_disk_full(error.__cause__)
