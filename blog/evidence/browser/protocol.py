"""Remote control of Chromium: JSON messages, each ended by a zero byte, through two pipes."""

import json
import os
import select
import time
from collections import deque
from typing import Any

from lib.parsing import parse_json

MAX_BYTES = 64_000_000  # Of all messages of the browser.
_CHUNK = 1 << 18


class BrowserError(Exception):
    """The browser did not show the page. The message says why, for the log."""


class CallError(BrowserError):
    """The browser refused one call, for example about an element that is gone."""


class Protocol:
    """Calls methods of the browser, and collects its events. Nothing takes longer than `until`,
    a time of `time.monotonic`."""

    def __init__(self, to_browser: int, from_browser: int, until: float) -> None:
        self.events: deque[dict[str, Any]] = deque()
        self._to_browser = to_browser
        self._from_browser = from_browser
        self._until = until
        self._poll = select.poll()
        self._poll.register(from_browser, select.POLLIN)
        self._buffer = bytearray()
        self._searched = self._bytes = 0
        self._number = 0

    def send(self, method: str, session: str = "", **params: Any) -> int:
        """Send a message without waiting for its result; return its number."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        try:
            os.write(self._to_browser, json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise BrowserError("the browser has ended") from error
        return self._number

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Return the result of a method. Raises CallError for its error, BrowserError otherwise."""
        number = self.send(method, session, **params)
        while True:
            message = self._receive(self._until)
            if message is None:
                raise BrowserError(f"{method}: deadline")
            if message.get("id") == number:
                if "error" in message:
                    raise CallError(f"{method}: {message['error']}"[:300])
                return message["result"]
            self._keep(message)

    def wait(self, until: float) -> dict[str, Any] | None:
        """Return the next event, or None after `until`."""
        while not self.events:
            message = self._receive(min(until, self._until))
            if message is None:
                return None
            self._keep(message)
        return self.events.popleft()

    def _keep(self, message: dict[str, Any]) -> None:
        if "method" in message:
            self.events.append(message)

    def _receive(self, until: float) -> dict[str, Any] | None:
        while True:
            if (end := self._buffer.find(b"\0", self._searched)) >= 0:
                message = bytes(self._buffer[:end])
                del self._buffer[: end + 1]
                self._searched = 0
                return self._parse(message)
            self._searched = len(self._buffer)
            seconds = until - time.monotonic()
            if seconds <= 0 or not self._poll.poll(1000 * seconds):
                return None
            data = os.read(self._from_browser, _CHUNK)
            self._bytes += len(data)
            if not data or self._bytes > MAX_BYTES:
                raise BrowserError("too many messages" if data else "the browser has ended")
            self._buffer += data

    @staticmethod
    def _parse(data: bytes) -> dict[str, Any]:
        try:
            message = parse_json(data)
        except ValueError as error:
            raise BrowserError("not a message") from error
        if not isinstance(message, dict):
            raise BrowserError("not a message")
        return message
