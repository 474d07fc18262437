"""Client of Valkey, and a cache in it, shared by all web hosts, with the database as a fallback.

While Valkey is unavailable, the database counts from 0, and no request waits for long.
"""

import functools
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
VALKEY_TIMEOUT = 0.25  # seconds
RETRY_INTERVAL = 2.0  # seconds between two attempts of each process while it is unavailable
CLIENT_OPTIONS = {
    "socket_timeout": VALKEY_TIMEOUT,
    "socket_connect_timeout": VALKEY_TIMEOUT,
    # Retry once after a lost connection, as after a restart, but not after a timeout.
    "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
}


class Valkey:
    def __init__(self, address: str) -> None:
        self.client = redis.Redis(
            connection_pool=redis.ConnectionPool.from_url(address, **CLIENT_OPTIONS)
        )
        self._is_away, self._retry_at = False, 0.0

    def call[Answer](
        self, operation: Callable[[], Answer], fallback: Callable[[], Answer]
    ) -> Answer:
        if self._is_away and time.monotonic() < self._retry_at:
            return fallback()
        try:
            answer = operation()
        except redis.RedisError as error:
            if not self._is_away:
                logger.warning("Valkey is away, the database counts: %s", _join_lines(error))
            self._is_away, self._retry_at = True, time.monotonic() + RETRY_INTERVAL
            return fallback()
        if self._is_away:
            self._is_away = False
            logger.warning("Valkey is back.")
        return answer

    def count(self, key: str, seconds: int) -> tuple[int, int]:
        """Count one of `key`; return the count in its window, and the seconds that remain."""
        steps = self.client.pipeline()
        steps.set(key, 0, ex=seconds, nx=True)
        steps.incr(key)
        steps.ttl(key)
        _begun, taken, left = steps.execute()
        return taken, left

    def uncount(self, key: str, seconds: int) -> bool:
        """Decrement the count of `key`. An expired window restarts at 0."""
        steps = self.client.pipeline()
        steps.set(key, 1, ex=seconds, nx=True)
        steps.decr(key)
        steps.execute()
        return True


get_valkey = functools.cache(Valkey)  # One client, with its connection pool, for each URL.


def _join_lines(error: Exception) -> str:
    return " ".join(str(error).split())


class JsonSerializer:
    """Serializer in place of pickle, which could execute code that was written to Valkey."""

    def dumps(self, value: Any) -> str:
        return json.dumps(value)

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class SharedCache(BaseCache):
    """Cache backend for the counters of sign-in, in Valkey, with the database as a fallback."""

    def __init__(self, address: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._client = get_valkey(address)
        options = {**CLIENT_OPTIONS, "serializer": JsonSerializer}
        self._valkey = RedisCache(address, {**params, "OPTIONS": options})
        self._database = DatabaseCache("accounts_cache", params)

    def _call(self, name: str, *values: Any) -> Any:
        return self._client.call(
            lambda: getattr(self._valkey, name)(*values),
            lambda: getattr(self._database, name)(*values),
        )

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._call("add", key, value, timeout, version)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._call("get", key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._call("set", key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._call("touch", key, timeout, version)

    def delete(self, key: Any, version: Any = None) -> Any:
        return self._call("delete", key, version)

    def clear(self) -> Any:
        return self._call("clear")
