"""Pages are rendered from a replica while it is current, else from the primary."""

import http.client
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.patience import PATIENCE
from tests.support.replica import Replica, query_value, send_signal
from tests.support.site import Site

pytestmark = pytest.mark.slow
PAUSE = 0.01  # seconds, in which the cores are left to the servers that a test waits for
PREPARE = """
from datetime import timedelta
from django.utils import timezone
from blog.models import Post
post = Post.objects.create(title="Version 0 of it", slug="it", status="published",
                           published_at=timezone.now() - timedelta(minutes=1))
print(post.pk)
"""


class Blog:
    """A blog with one post, whose title contains a number."""

    def __init__(self, place: Path) -> None:
        self.replica = Replica(place)
        self.site = Site(place, PREPARE, REPLICA_URLS=self.replica.url, WEB_CONCURRENCY="1")
        self.site.serve()
        self.version = 0
        self.get_from_primary("/")

    def publish(self) -> str:
        """Publish a new version; return how its page was rendered: 'replica', 'miss' or 'hit'."""
        self.version += 1
        title = f"Version {self.version} of it"
        query_value(self.site.server, f"UPDATE blog_post SET title = '{title}' RETURNING 1")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, how, body = self.get("/")
            assert status == 200
            if title in body:
                return how
            time.sleep(PAUSE)
        raise AssertionError(f"{title} is never shown.")

    def publish_until(self, how: str) -> None:
        until = time.monotonic() + PATIENCE
        while self.publish() != how:
            assert time.monotonic() < until, how
            time.sleep(PAUSE)

    def get_once_there(self, path: str) -> tuple[int, str, str]:
        """Request the page once the replica is in use: on a busy machine it sometimes responds
        late, and counts as away until it has responded."""
        until = time.monotonic() + PATIENCE
        while (response := self.get(path))[0] == 503:
            assert time.monotonic() < until, path
            time.sleep(PAUSE)
        return response

    def get_from_primary(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Request the page again while the primary counts as away: on a busy machine it sometimes
        responds late."""
        until = time.monotonic() + PATIENCE
        while (response := self.get(path, **headers))[0] == 503 or response[1] == "stale":
            assert time.monotonic() < until, path
            time.sleep(PAUSE)
        return response

    def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
        try:
            host = f"localhost:{self.site.port}"
            connection.request("GET", path, headers={"Host": host, **headers})
            response = connection.getresponse()
            cache_status = response.headers.get("Cache-Status", "none")
            how = {
                "pullquote; hit": "hit",
                "pullquote; hit; detail=stale": "stale",
                "pullquote; fwd=miss; stored": "miss",
                "pullquote; fwd=miss; stored; detail=replica": "replica",
            }.get(cache_status, cache_status)
            return response.status, how, response.read().decode()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    with tempfile.TemporaryDirectory(prefix="pullquote-replica-") as name:
        Path(name).chmod(0o755)
        blog = Blog(Path(name))
        yield blog
        blog.site.end()


@pytest.fixture
def replica(blog: Blog) -> Iterator[Replica]:
    """A replica that pages are rendered from."""
    blog.replica.follow(blog.site.server)
    blog.publish_until("replica")
    yield blog.replica
    blog.replica.remove()


def test_lagging_replica_serves_no_old_page(blog: Blog, replica: Replica) -> None:
    replica.pause()
    assert {blog.publish() for _version in range(5)} == {"miss"}
    shown = f"Version {blog.version} of it"
    assert shown in blog.get("/?before=999999999")[2] + blog.get("/feed.atom")[2]
    replica.resume()
    blog.publish_until("replica")


def test_killed_replica_is_skipped_until_it_is_back(blog: Blog, replica: Replica) -> None:
    replica.kill()
    assert {blog.publish() for _version in range(5)} == {"miss"}
    replica.start()
    blog.publish_until("replica")


def test_hanging_replica_is_skipped_until_it_answers(blog: Blog, replica: Replica) -> None:
    replica.send_signal(signal.SIGSTOP)
    assert {blog.publish() for _version in range(5)} == {"miss"}
    replica.send_signal(signal.SIGCONT)
    blog.publish_until("replica")


def test_promoted_replica_is_not_used(blog: Blog, replica: Replica) -> None:
    replica.promote()
    # A promoted replica could have writes that are not published on the primary.
    query_value(replica.server, "UPDATE blog_post SET title = 'Elsewhere' RETURNING 1")
    assert {blog.publish() for _version in range(5)} == {"miss"}


def test_primary_renders_what_replica_cannot(blog: Blog, replica: Replica) -> None:
    # Each search writes a counter.
    status, how, body = blog.get_from_primary("/search/?q=version")
    assert (status, how) == (200, "pullquote; fwd=miss")
    assert "/it/" in body
    blog.publish_until("replica")


def test_visitor_who_just_posted_reads_from_primary(blog: Blog, replica: Replica) -> None:
    assert blog.get_from_primary("/", Cookie="wrote=1")[:2] == (200, "none")
    assert blog.get_from_primary("/")[1] == "hit"


def test_replica_serves_pages_while_primary_hangs(blog: Blog, replica: Replica) -> None:
    send_signal(blog.site.server, signal.SIGSTOP)
    try:
        while blog.get("/")[1] != "stale":
            time.sleep(PAUSE)  # until the outage is detected
        assert blog.get_once_there("/labels/")[:2] == (200, "replica")
        # The replica may lack their own changes.
        assert blog.get("/sources/", Cookie="wrote=1")[0] == 503
        assert blog.get_once_there("/sources/")[:2] == (200, "replica")
        assert blog.get("/labels/")[1] == "stale"
    finally:
        send_signal(blog.site.server, signal.SIGCONT)
    blog.publish_until("replica")
