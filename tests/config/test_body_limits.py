"""Limits of request bodies, and the reading of refused ones."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from config.middleware.body_limits import (
    EXPORT_UPLOAD_PATH,
    FILE_UPLOAD_PATH,
    MAX_BODY_BYTES,
    MAX_READ_SECONDS,
    MAX_UPLOAD_BYTES,
    BodyLimit,
    BodyReader,
)
from page_cache.store import Response
from page_cache.thread_slots import ThreadSlots

ROOT = Path(__file__).resolve().parents[2]


class Unread:
    """A body that must not be read."""

    def read(self, *arguments: int) -> bytes:
        raise AssertionError("It was read.")


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/comments/mine/", str(MAX_BODY_BYTES), "200"),
        ("/comments/mine/", str(MAX_BODY_BYTES + 1), "413"),
        ("/admin/blog/post/1/change/", str(MAX_BODY_BYTES + 1), "200"),
        ("/admin/blog/photo/add/", str(MAX_UPLOAD_BYTES), "200"),
        ("/admin/blog/photo/add/", str(MAX_UPLOAD_BYTES + 1), "413"),
        (FILE_UPLOAD_PATH, str(500 * MAX_BODY_BYTES), "200"),
        (FILE_UPLOAD_PATH, str(500 * MAX_BODY_BYTES + 1), "413"),
        (EXPORT_UPLOAD_PATH, str(2001 * MAX_BODY_BYTES), "200"),
        (EXPORT_UPLOAD_PATH, str(2001 * MAX_BODY_BYTES + 1), "413"),
        (f"{FILE_UPLOAD_PATH}x", str(MAX_UPLOAD_BYTES + 1), "413"),
        ("/administration/", str(MAX_UPLOAD_BYTES), "413"),
        ("/", str(100 * 2**20), "413"),
        ("/", "9" * 5000, "413"),
        ("/", "", "200"),
        ("/", "-1", "200"),  # Django ignores it.
        ("/", "ten", "200"),
    ],
)
def test_body_beyond_limit_gets_413(path: str, length: str, status: str) -> None:
    got: dict[str, Any] = {}

    def start(status_line: str, headers: list[tuple[str, str]]) -> None:
        got.update(headers, status=status_line[:3])

    def site(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return []

    environ = {"PATH_INFO": path, "CONTENT_LENGTH": length, "wsgi.input": Unread()}
    environ["HTTP_HOST"] = "blog.example.org"
    body = b"".join(BodyLimit(site)(environ, start))
    assert got["status"] == status
    if status == "413":
        assert int(got["Content-Length"]) == len(body)
        assert b"20 MB" in body


def ignore(*_arguments: object) -> Any:
    """Do nothing, as `start_response`."""


@pytest.mark.parametrize(
    ("path", "header", "is_read"),
    [
        ("/admin/login/", {}, True),
        (f"{FILE_UPLOAD_PATH}x", {}, True),
        (FILE_UPLOAD_PATH, {}, False),
        (EXPORT_UPLOAD_PATH, {}, False),
        ("/admin/login/", {"HTTP_EXPECT": "100-continue"}, True),
    ],
)
def test_rest_of_body_is_read_before_response_is_sent(
    path: str, header: dict[str, str], is_read: bool
) -> None:
    body = BytesIO(b"x" * 200_000)

    def site(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("403 Forbidden", [])
        environ["wsgi.input"].read(10)
        return [b"No."]

    environ = {"PATH_INFO": path, "CONTENT_LENGTH": "200000", "wsgi.input": body, **header}
    assert BodyReader(site)(environ, ignore) == [b"No."]
    assert body.tell() == (200_000 if is_read else 10)


def test_response_remains_when_client_has_gone() -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise ConnectionResetError

    environ = {"PATH_INFO": "/", "CONTENT_LENGTH": "9", "wsgi.input": Broken()}
    assert BodyReader(lambda *_: [b"No."])(environ, ignore) == [b"No."]


def test_slot_is_free_while_rest_of_body_is_read() -> None:
    """Reading it asks for another page, for which there is no other slot."""
    busy = Response("503 Service Unavailable", [], b"Busy.")
    site = ThreadSlots(lambda *_: [b"No."], 1, lambda: busy, lambda environ: busy)

    answers: list[Iterable[bytes]] = []

    class Asking:
        def read(self, size: int) -> bytes:
            answers.append(site({"REQUEST_METHOD": "GET"}, ignore))
            return b""

    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "9", "wsgi.input": Asking()}
    assert BodyReader(site)(environ, ignore) == [b"No."]
    assert answers == [[b"No."]]


def test_body_is_read_outside_page_cache_and_slots() -> None:
    """By the source, as importing it would set Django up once more."""
    assert "BodyLimit(BodyReader(cached))" in (ROOT / "config/wsgi.py").read_text()


def test_body_of_refused_request_is_read() -> None:
    busy = Response("503 Service Unavailable", [], b"Busy.")

    site = ThreadSlots(lambda *_: [b"No."], 0, lambda: busy, lambda environ: busy)
    body = BytesIO(b"x" * 200_000)
    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "200000", "wsgi.input": body}
    assert list(BodyReader(site)(environ, ignore)) == [b"Busy."]
    assert body.tell() == 200_000


def test_stream_passes_unread() -> None:
    stream = iter([b"A", b"B"])
    environ = {"PATH_INFO": "/", "CONTENT_LENGTH": "9", "wsgi.input": BytesIO(b"x" * 9)}
    assert BodyReader(lambda *_: stream)(environ, ignore) is stream
    assert list(stream) == [b"A", b"B"]


def test_request_without_body_is_not_read() -> None:
    environ = {"PATH_INFO": "/", "wsgi.input": Unread()}
    assert BodyReader(lambda *_: [b"Yes."])(environ, ignore) == [b"Yes."]


class Connection:
    """A socket from which four seconds pass at each read, until `left` reads: then it stalls."""

    def __init__(self, left: int) -> None:
        self.left, self.now, self.timeouts = left, 0.0, [60.0]

    def get_time(self) -> float:
        return self.now

    def gettimeout(self) -> float:
        return self.timeouts[-1]

    def settimeout(self, seconds: float) -> None:
        self.timeouts.append(seconds)

    def read(self, size: int) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise TimeoutError
        self.now += 4
        return b"x"


@pytest.mark.parametrize(
    ("left", "timeouts"),
    [(2, [60, 20, 16, 12, 60]), (9, [60, 20, 16, 12, 8, 4, 60])],
)
def test_body_is_read_until_its_client_stalls_or_time_is_up(
    left: int, timeouts: list[float]
) -> None:
    connection = Connection(left)
    site = BodyReader(lambda *_: [b"No."], connection.get_time)
    environ = {"CONTENT_LENGTH": "9", "wsgi.input": connection, "gunicorn.socket": connection}
    assert site(environ, ignore) == [b"No."]
    assert connection.timeouts == timeouts


def test_body_of_another_server_is_read_until_time_is_up() -> None:
    connection = Connection(9)
    site = BodyReader(lambda *_: [b"No."], connection.get_time)
    assert site({"CONTENT_LENGTH": "9", "wsgi.input": connection}, ignore) == [b"No."]
    assert connection.now == MAX_READ_SECONDS
