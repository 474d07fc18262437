"""Check that no page is stale for more than a second: `make chaos CHAOS=freshness`.

An author publishes, unpublishes, corrects and schedules one post two hundred times, while readers
request it, the home page, its label, a feed and the sitemap from four processes as fast as
possible. Every response is compared with the truth at its time. As a test of timing it is not part
of `make test`: other load on the machine would fail it.
"""

import http.client
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.site import Site

EVENTS, READERS, PROCESSES = 200, 8, 4
MAX_AGE_SECONDS = 1.0  # Seconds.
VERSION_RE = re.compile(rb"Version (\d+) of it")
PATHS = ("{post}", "/", "/labels/freshness/", "/feed.atom", "/sitemap-news.xml")
# The author: reads commands on standard input, prints when each began and ended, and until when a
# scheduled post must not be visible.
AUTHOR_CODE = """
import sys, time
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from blog.models import Post
post = Post.objects.create(title="Version 0 of it", slug="it", status="published",
                           published_at=timezone.now() - timedelta(minutes=1))
post.labels.add("Freshness")
began = post.published_at
print(post.get_absolute_url(), flush=True)
for line in sys.stdin:
    what, version = line.split()
    post.title = f"Version {version} of it"
    post.status = "draft" if what == "unpublish" else "published"
    post.published_at = timezone.now() + timedelta(seconds=0.4) if what == "schedule" else began
    seen_from = time.time() + 0.4 if what == "schedule" else 0
    before = time.time()
    post.save()
    print(before, time.time(), seen_from, flush=True)
"""


@dataclass
class Truth:
    """The periods in which each version could be seen; None is no version."""

    spans: list[tuple[float, float, int | None]] = field(default_factory=list)

    def record_change(self, version: int | None, start: float, end: float) -> None:
        """Record a change somewhere between `begun` and `done`."""
        self.begin_change(version, start)
        self.end_change(end)

    def begin_change(self, version: int | None, start: float) -> None:
        """Record the start of a change: both versions can be seen until `holds`."""
        self.spans.append((start, float("inf"), version))

    def end_change(self, done: float) -> None:
        """Record the end of the last change: only its version can be seen."""
        ended = [(start, min(end, done), was) for start, end, was in self.spans[:-1]]
        self.spans = [*ended, self.spans[-1]]

    def age(self, version: int | None, asked: float, answered: float) -> float:
        """Return how long the version had been outdated at the request; inf if it never was
        valid."""
        ages = [
            max(0.0, asked - end)
            for start, end, was in self.spans
            if was == version and start <= answered
        ]
        return min(ages, default=float("inf"))


@dataclass
class Answer:
    path: str
    version: int | None
    asked: float
    answered: float
    status: int


def read(port: int, paths: list[str], stop: threading.Event, answers: list[Answer]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    number = 0
    while not stop.is_set():
        path = paths[number % len(paths)]
        number += 1
        asked = time.time()
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        response = connection.getresponse()
        body = response.read()
        match = VERSION_RE.search(body) if response.status == 200 else None
        version = int(match[1]) if match else None
        answers.append(Answer(path, version, asked, time.time(), response.status))
    connection.close()


def main(seed: int = 1) -> int:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pullquote-chaos-") as name:
        Path(name).chmod(0o755)
        site = Site(Path(name), WEB_CONCURRENCY=str(PROCESSES))
        author = subprocess.Popen(
            [sys.executable, "-c", AUTHOR_CODE],
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert author.stdin and author.stdout
        post = author.stdout.readline().strip()
        truth, answers, stop = Truth(), [], threading.Event()
        truth.record_change(0, 0.0, time.time())
        site.serve()
        paths = [path.format(post=post) for path in PATHS]
        readers = [
            threading.Thread(target=read, args=(site.port, paths, stop, answers))
            for _number in range(READERS)
        ]
        for reader in readers:
            reader.start()
        try:
            for version in range(1, EVENTS + 1):
                action = chance.choice(("correct", "correct", "publish", "unpublish", "schedule"))
                print(action, version, file=author.stdin, flush=True)
                start, end, seen_from = map(float, author.stdout.readline().split())
                seen = None if action in ("unpublish", "schedule") else version
                truth.record_change(seen, start, end)
                if action == "schedule":
                    truth.record_change(version, seen_from, seen_from + 0.05)
                    time.sleep(0.4)
                time.sleep(chance.uniform(0.0, 0.5))
            time.sleep(1.5)
        finally:
            stop.set()
            for reader in readers:
                reader.join()
            author.stdin.close()
            author.wait()
            site.end()
    ages = sorted(truth.age(a.version, a.asked, a.answered) for a in answers)
    late = [age for age in ages if age > MAX_AGE_SECONDS]
    failed = [answer for answer in answers if answer.status >= 500]
    print(f"{EVENTS} events, {len(answers)} answers of {PROCESSES} processes to {READERS} readers")
    print(
        f"age: 99 of 100 at most {ages[len(ages) * 99 // 100]:.3f} s, the oldest {ages[-1]:.3f} s"
    )
    print(f"older than {MAX_AGE_SECONDS} s: {len(late)}; errors: {len(failed)}")
    for answer in failed[:20]:
        after = answer.asked - answers[0].asked
        print(f"  {answer.status} for {answer.path}, asked for after {after:.2f} s")
    return 1 if late or failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
