"""Counters in Valkey, shared by all web hosts. Without Valkey, the database counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from accounts.shared_cache import Valkey


def count(key: str, seconds: int) -> tuple[int, int] | None:
    """Call `Valkey.count`. None if the database has to count."""
    if not settings.VALKEY_URL:
        return None
    valkey = _connect()
    return valkey.call(lambda: valkey.count(f"limit:{key}", seconds), lambda: None)


def uncount(key: str, seconds: int) -> bool:
    """Call `Valkey.uncount`. False if the database has to."""
    if not settings.VALKEY_URL:
        return False
    valkey = _connect()
    return valkey.call(lambda: valkey.uncount(f"limit:{key}", seconds), lambda: False)


def _connect() -> Valkey:
    # Imported here because the client's library takes each process 50 ms of CPU time.
    from accounts.shared_cache import get_valkey

    return get_valkey(settings.VALKEY_URL)
