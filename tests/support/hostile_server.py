"""A local server with prepared responses, hostile ones included, for tests of HTTP clients."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lib.resolver import UnreachableHost

_LENGTH_RE = re.compile(rb"\r\ncontent-length: *([0-9]{1,6})\r\n", re.IGNORECASE)


class HostileServer:
    """A server that responds with bytes by path, and records its requests.

    `resolve` finds it under any host below .example but within.example.
    """

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.answers: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.resolved: list[str] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with connection:
                try:
                    head = _receive(connection).decode("latin-1")
                    method, path, _rest = head.split(" ", 2)
                    self.asked.append(f"{method} {path}")
                    self.heads.append(head)
                    answer = self.answers.get(f"{method} {path}", self.answers.get(path, b""))
                    for part in answer.split(b"<pause>"):
                        connection.sendall(part)
                        if part is not answer and b"<pause>" in answer:
                            connection.recv(1)  # Until the client disconnects.
                except (OSError, ValueError):
                    continue

    def resolve(self, host: str, port: int) -> str:
        self.resolved.append(host)
        if host == "within.example" or not host.endswith(".example"):
            raise UnreachableHost
        return "127.0.0.1"

    def set_response(self, path: str, status: str, *headers: str, body: bytes = b"") -> None:
        lines = [f"HTTP/1.1 {status}", *headers, "", ""]
        self.answers[path] = "\r\n".join(lines).encode() + body


def _receive(connection: socket.socket) -> bytes:
    """Receive a request with its body: one that is closed on unread bytes is reset."""
    data = connection.recv(65536)
    length = _LENGTH_RE.search(data)
    while length and len(data.partition(b"\r\n\r\n")[2]) < int(length[1]):
        if not (part := connection.recv(65536)):
            break
        data += part
    return data


@contextmanager
def run_server[T: HostileServer](kind: type[T]) -> Iterator[T]:
    server = kind()
    yield server
    server.socket.shutdown(socket.SHUT_RDWR)
    server.socket.close()
    server.thread.join(timeout=10)
