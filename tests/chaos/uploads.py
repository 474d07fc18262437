"""Twelve large pictures at once while readers continue: `make chaos CHAOS=uploads`.

An author's browser uploads AVIF pictures of 12 megapixels, all at once and directly to the web
server, without the editor's queue. Meanwhile readers request cached pages: their p99 may be at most
three times that of the quiet periods before and after. Each picture must be stored in the end,
after any number of 503 responses; every reader must get every page.

As a test of timing it is not part of `make test`. It prints the measurements, and exits with 1 on a
failure.
"""

import http.client
import io
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from tests.support.serve_process import ServeProcess
from tests.support.site import MIGRATE_CODE, run

PICTURES, MEGAPIXELS = 12, (4000, 3000)
READERS, PAUSE = 4, 0.01  # Seconds between two requests of a reader.
CALM_SECONDS = 10.0  # Seconds.
MAX_P99_FACTOR = 3.0  # Factor of the usual p99.
UPLOAD_TIMEOUT = 300.0  # Seconds until all pictures have to be stored.
UPLOAD_URL = "/admin/blog/post/editor/upload/"
PREPARE = """
import json
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from accounts.models import User
from blog.content import document
from blog.models import Post
author = User.objects.create_user("ana", "ana@example.org", is_staff=True, byline="Ana")
author.groups.add(Group.objects.get(name="Author"))
post = Post.objects.create(title="High water", status="published", published_at=timezone.now())
document.save(post, document.parse("<p>The river rose.</p>" * 100), author)
client = Client()
client.force_login(author)
print(json.dumps([post.get_absolute_url(), client.cookies["sessionid"].value]))
"""


def encode(number: int) -> bytes:
    """Return a unique picture with the grain of a camera."""
    width, height = MEGAPIXELS
    grain = Image.effect_noise((width, height), 30)
    slope = Image.linear_gradient("L").resize((width, height))
    tint = Image.new("L", (width, height), 20 * number)
    file = io.BytesIO()
    Image.merge("RGB", (grain, slope, tint)).save(file, "AVIF", speed=10, quality=60)
    return file.getvalue()


def percentile(waits: list[float], hundredth: int) -> float:
    """Return a percentile in milliseconds."""
    return 1000 * statistics.quantiles(waits, n=100)[hundredth - 1]


@dataclass
class Readers:
    """Threads that request cached pages for the duration of a block."""

    port: int
    paths: list[str]
    waits: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __enter__(self) -> "Readers":
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _number in range(READERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        number = 0
        while not self._is_over.wait(PAUSE):
            path = self.paths[number % len(self.paths)]
            number += 1
            start = time.monotonic()
            # A new connection each time: a persistent one would always reach the same process.
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    self.failures.append(f"{response.status} for {path}")
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(f"{error!r} for {path}")
            finally:
                connection.close()
            self.waits.append(time.monotonic() - start)


@dataclass
class Uploads:
    port: int
    session: str
    statuses: Counter[int] = field(default_factory=Counter)
    slowest_answer: float = 0.0

    def send(self, picture: bytes) -> bool:
        """Upload like the editor, until the picture is stored."""
        deadline = time.monotonic() + UPLOAD_TIMEOUT
        while time.monotonic() < deadline:
            status, retry_after = self._send_once(picture)
            self.statuses[status] += 1
            if status != 503:
                return status == 200
            time.sleep(retry_after)
        return False

    def _send_once(self, picture: bytes) -> tuple[int, float]:
        boundary = "a3c1f0"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.avif"\r\n'
            "Content-Type: image/avif\r\n\r\n"
        )
        body = head.encode() + picture + f"\r\n--{boundary}--\r\n".encode()
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": f"sessionid={self.session}; csrftoken={'c' * 32}",
            "X-CSRFToken": "c" * 32,
            "Accept": "application/json",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=UPLOAD_TIMEOUT)
        start = time.monotonic()
        try:
            connection.request("POST", UPLOAD_URL, body, headers)
            response = connection.getresponse()
            response.read()
            return response.status, float(response.headers.get("Retry-After") or 1)
        except (OSError, http.client.HTTPException):
            return 503, 1.0  # It was refused before its body was read.
        finally:
            connection.close()
            self.slowest_answer = max(self.slowest_answer, time.monotonic() - start)


def report(name: str, readers: Readers) -> float:
    p50, p99 = percentile(readers.waits, 50), percentile(readers.waits, 99)
    slowest = 1000 * max(readers.waits)
    print(
        f"{name}: {len(readers.waits)} cached pages, p50 {p50:.1f} ms, p99 {p99:.1f} ms, "
        f"slowest {slowest:.0f} ms",
        flush=True,
    )
    return p99


def main() -> int:
    with ThreadPoolExecutor(2) as pool:
        pictures = list(pool.map(encode, range(PICTURES)))
    with tempfile.TemporaryDirectory(prefix="pullquote-uploads-") as name:
        Path(name).chmod(0o755)
        served = ServeProcess(Path(name), DJANGO_SETTINGS_MODULE="config.settings")
        try:
            served.output.wait_for("Serving on port")
            post, session = json.loads(run(served.environment, "-c", MIGRATE_CODE + PREPARE))
            paths = ["/", post, "/feed.atom", "/archive/"]
            for _time in range(8):  # Warm the cache of each process.
                assert all(served.get(path) == 200 for path in paths)
            calm = Readers(served.port, paths)
            with calm:
                time.sleep(CALM_SECONDS)
            uploads = Uploads(served.port, session)
            start = time.monotonic()
            with Readers(served.port, paths) as storm, ThreadPoolExecutor(PICTURES) as pool:
                stored = list(pool.map(uploads.send, pictures))
            seconds = time.monotonic() - start
            with calm:
                time.sleep(CALM_SECONDS)
        finally:
            served.end()
    usual = report("calm", calm)
    under_load = report("while pictures arrive", storm)
    print(
        f"{sum(stored)} of {PICTURES} pictures stored within {seconds:.0f} s, "
        f"answers {dict(uploads.statuses)}, slowest {uploads.slowest_answer:.1f} s"
    )
    print(f"p99 is {under_load / usual:.2f} times the usual one; {MAX_P99_FACTOR} is allowed")
    failures = calm.failures + storm.failures
    print(f"pages that did not come: {len(failures)} {failures[:5] or ''}")
    return int(under_load > MAX_P99_FACTOR * usual or bool(failures) or not all(stored))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main())
