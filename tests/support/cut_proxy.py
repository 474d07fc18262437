"""A proxy that holds requests and cuts connections at defined moments, as a killed server does."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from tests.support.patience import PATIENCE

_LENGTH_RE = re.compile(rb"\r\ncontent-length: *([0-9]{1,8})\r\n", re.IGNORECASE)
_CONNECTION_RE = re.compile(rb"\r\nconnection:[^\r]*", re.IGNORECASE)


class Moment(Enum):
    """When a request is held or cut.

    A transaction that is not committed is rolled back, so BEFORE is any moment before the commit:
    the server never gets the request. AFTER the commit, the client gets nothing of the answer;
    WITHIN the answer it gets the first half of the body.
    """

    BEFORE = auto()
    AFTER = auto()
    WITHIN = auto()


@dataclass
class Stop:
    """A moment of the first request whose first line begins with `line` and which contains `part`;
    `reached` once it waits there until it is `released`, and cut then if `is_cut`."""

    line: str
    moment: Moment
    part: bytes = b""
    is_cut: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def is_at(self, request: bytes, moment: Moment) -> bool:
        is_meant = request.startswith(self.line.encode()) and self.part in request
        return is_meant and moment == self.moment


class CutProxy:
    def __init__(self, port: int) -> None:
        self.server_port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.stops: list[Stop] = []
        self.cut: Stop | None = None
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    @contextmanager
    def held(self, stop: Stop) -> Iterator[Stop]:
        """Hold the next request of this kind until the block ends."""
        self.stops.append(stop)
        try:
            yield stop
        finally:
            stop.released.set()

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)  # Else `accept` would still wait.
        self.listener.close()
        self._acceptor.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """Serve one request; the next one gets another connection."""
        with client:
            try:
                request = _receive(client)
                if not request or self._is_cut(request, Moment.BEFORE):
                    return
                answer = self._forward(request)
                if self._is_cut(request, Moment.AFTER):
                    return
                half = (answer.index(b"\r\n\r\n") + len(answer)) // 2
                client.sendall(answer[:half])
                if not self._is_cut(request, Moment.WITHIN):
                    client.sendall(answer[half:])
            except (OSError, ValueError):
                return  # The browser left the page, or the server ended without an answer.

    def _is_cut(self, request: bytes, moment: Moment) -> bool:
        """Hold the request if it is to be held here; return whether it is to be cut."""
        cut = self.cut
        for stop in self.stops:
            if stop.is_at(request, moment) and not stop.reached.is_set():
                stop.reached.set()
                stop.released.wait(PATIENCE)
                if stop.is_cut:
                    return True
        return cut is not None and cut.is_at(request, moment)

    def _forward(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.server_port)) as server:
            server.sendall(_CONNECTION_RE.sub(b"\r\nConnection: close", request, count=1))
            answer = b""
            while chunk := server.recv(65_536):
                answer += chunk
        return answer


def _receive(client: socket.socket) -> bytes:
    """Read a request with its body; b'' of a connection that is closed unused."""
    request = b""
    while b"\r\n\r\n" not in request:
        chunk = client.recv(65_536)
        if not chunk:
            return b""
        request += chunk
    head = request.partition(b"\r\n\r\n")[0] + b"\r\n"
    length = _LENGTH_RE.search(head)
    size = len(head) + 2 + int(length[1]) if length else len(request)
    while len(request) < size:
        chunk = client.recv(65_536)
        if not chunk:
            return b""
        request += chunk
    return request
