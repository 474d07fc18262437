"""Replay crawled responses, so that a browser needs neither Django nor its database."""

import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.judges.answer import Answer

# As the site sends them; browsers ask for Brotli over TLS only.
COMPRESSED_TYPES = {"text/html", "text/css", "text/javascript", "image/svg+xml"}


class Replay(ThreadingHTTPServer):
    """`answers` by URL; `missing` lists the URLs that were requested but not crawled."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: Mapping[str, Answer] = {}
        self.missing: list[str] = []

    @property
    def port(self) -> int:
        return self.server_address[1]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Replay

    def do_GET(self) -> None:
        url = f"http://{self.headers['Host']}{self.path}"
        answer = self.server.answers.get(url)
        if answer is None:
            self.server.missing.append(url)
            self.send_error(404)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        body = answer.body
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        if kind in COMPRESSED_TYPES and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=9, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def replay() -> Iterator[Replay]:
    server = Replay()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
