"""Valkey, where all hosts of the web count together. While it is away the database does, from
nothing: nobody is refused or let in for that, and no request waits for long."""

import functools
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
PATIENCE = 0.25  # seconds for an answer
PAUSE = 2.0  # seconds between two tries of each process, while it is away
OPTIONS = {
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    # Once more where the server was started anew, not where it does not answer.
    "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
}


class Valkey:
    def __init__(self, address: str) -> None:
        self.client = redis.Redis(connection_pool=redis.ConnectionPool.from_url(address, **OPTIONS))
        self._is_away, self._again_at = False, 0.0

    def ask[Answer](
        self, question: Callable[[], Answer], otherwise: Callable[[], Answer]
    ) -> Answer:
        if self._is_away and time.monotonic() < self._again_at:
            return otherwise()
        try:
            answer = question()
        except redis.RedisError as error:
            if not self._is_away:
                logger.warning("Valkey is away, the database counts: %s", _line(error))
            self._is_away, self._again_at = True, time.monotonic() + PAUSE
            return otherwise()
        if self._is_away:
            self._is_away = False
            logger.warning("Valkey is back.")
        return answer

    def count(self, key: str, seconds: int) -> tuple[int, int]:
        """One of `key`: how many there are in its window, and the seconds that are left of it."""
        steps = self.client.pipeline()
        steps.set(key, 0, ex=seconds, nx=True)
        steps.incr(key)
        steps.ttl(key)
        _begun, taken, left = steps.execute()
        return taken, left

    def uncount(self, key: str, seconds: int) -> bool:
        """One less of `key`. A window that has ended since begins anew at none."""
        steps = self.client.pipeline()
        steps.set(key, 1, ex=seconds, nx=True)
        steps.decr(key)
        steps.execute()
        return True


at = functools.cache(Valkey)  # One for each address, with its connections.


def counted(key: str, seconds: int) -> tuple[int, int] | None:
    """As `Valkey.count`; None where the database has to count."""
    if not settings.VALKEY_URL:
        return None
    valkey = at(settings.VALKEY_URL)
    return valkey.ask(lambda: valkey.count(f"limit:{key}", seconds), lambda: None)


def uncount(key: str, seconds: int) -> bool:
    """As `Valkey.uncount`; False where the database has to."""
    if not settings.VALKEY_URL:
        return False
    valkey = at(settings.VALKEY_URL)
    return valkey.ask(lambda: valkey.uncount(f"limit:{key}", seconds), lambda: False)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


class Json:
    """Instead of pickles, which would run what whoever writes to Valkey has put into them."""

    def dumps(self, value: Any) -> str:
        return json.dumps(value)

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class SharedCache(BaseCache):
    """Django's cache in Valkey, for what sign-in counts; in the database while that is away."""

    def __init__(self, address: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._asked = at(address)
        options = {**OPTIONS, "serializer": Json}
        self._valkey = RedisCache(address, {**params, "OPTIONS": options})
        self._database = DatabaseCache("accounts_cache", params)

    def _do(self, name: str, *values: Any) -> Any:
        return self._asked.ask(
            lambda: getattr(self._valkey, name)(*values),
            lambda: getattr(self._database, name)(*values),
        )

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._do("add", key, value, timeout, version)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._do("get", key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._do("set", key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._do("touch", key, timeout, version)

    def delete(self, key: Any, version: Any = None) -> Any:
        return self._do("delete", key, version)

    def clear(self) -> Any:
        return self._do("clear")
