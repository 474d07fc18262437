"""Two thousand comments by fifty concurrent readers, against a real gunicorn and its own database;
and five hundred while that database is restarted."""

import http.client
import re
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from itertools import count
from typing import NamedTuple
from urllib.parse import urlencode

import psycopg2
import pytest

from local_postgres.server import NAME, USER
from tests.support.client_ips import CLIENT_IPS
from tests.support.patience import PATIENCE
from tests.support.patient_web import PATIENT_WEB
from tests.support.site import Site, running_site

pytestmark = pytest.mark.slow
READERS = 50
PAUSE = 0.02  # seconds between attempts, in which the cores are left to the server that starts
# A site with a post and a comment, to which half of the others reply. The thresholds accept
# comments that are sent as fast as here.
PREPARE = """
from django.utils import timezone
from blog.comments.models import Comment
from blog.models import Post, SiteSettings
SiteSettings.objects.create(first_comment_waits=False, hold_threshold=100, spam_threshold=100)
post = Post.objects.create(title="Low water", status="published", published_at=timezone.now())
Comment.objects.create(post=post, name="First", text="First.", state="approved")
print(post.get_absolute_url())
"""

BLOCKED_SQL = """
SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'blog_comment'::regclass
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site(PREPARE, TRUSTED_PROXIES="1", **PATIENT_WEB) as server:
        find_first_id(server)  # Cached while the database is up.
        yield server


@cache
def find_first_id(site: Site) -> int:
    return site.query_value("SELECT min(id) FROM blog_comment")


class Response(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: str


class Reader:
    """Opens the form once and sends comments with it, each from another IP address. `stored` lists
    the IDs in the responses."""

    def __init__(self, site: Site, number: int) -> None:
        self.site, self.number, self.first = site, number, find_first_id(site)
        self.stored: list[int] = []
        self.errors = 0
        until = time.monotonic() + PATIENCE
        while (form := self.request("GET", f"{site.output}comment/")).status != 200:
            assert time.monotonic() < until  # The database may be down already.
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.body)[1]
        self.cookie = form.headers["Set-Cookie"].partition(";")[0]

    def request(self, method: str, path: str, fields: dict[str, str] | None = None) -> Response:
        headers = {"Host": "localhost", "X-Forwarded-For": next(CLIENT_IPS)}
        if fields:
            headers |= {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, path, urlencode(fields or {}), headers)
            with connection.getresponse() as response:
                return Response(response.status, response.headers, response.read().decode())

    def send(self, number: int) -> None:
        """Send a comment with the same submission ID until it is stored."""
        query = f"?to={self.first}" if number % 2 else ""
        fields = {
            "csrfmiddlewaretoken": self.token,
            "submission": str(uuid.uuid4()),
            "name": f"Reader {self.number}",
            "email": f"reader{self.number}.{number}@example.org",
            "text": f"Comment {number} of {self.number}.",
        }
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                response = self.request("POST", f"{self.site.output}comment/{query}", fields)
            except (OSError, http.client.HTTPException):
                self.errors += 1
                time.sleep(PAUSE)
                continue
            if response.status == 302:
                (pk,) = re.findall(r"^/comments/(\d+)/sent/$", response.headers["Location"])
                self.stored.append(int(pk))
                return
            assert response.status in (500, 503), response.body
            self.errors += 1
            time.sleep(PAUSE)
        pytest.fail("The comment was never stored.")


def send_all(site: Site, each: int, restart_after: int = 0) -> list[Reader]:
    """Send `each` comments with all readers concurrently; restart the database after
    `restart_after` comments, while another one is being stored."""
    stored, is_restart_due, turn = count(1), threading.Event(), threading.Lock()
    host = str(site.server.ensure())
    blocking = psycopg2.connect(host=host, user=USER, dbname=NAME)

    def send_from_reader(number: int) -> Reader:
        reader = Reader(site, number)
        for comment in range(each):
            reader.send(comment)
            with turn:
                if next(stored) == restart_after:
                    blocking.cursor().execute("LOCK TABLE blog_comment IN SHARE MODE")
                    is_restart_due.set()
        return reader

    with closing(blocking), ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(send_from_reader, number) for number in range(READERS)]
        if restart_after:
            assert is_restart_due.wait(timeout=PATIENCE)
            while site.query_value(BLOCKED_SQL) == 0:
                time.sleep(PAUSE)
            site.restart_database()
        return [reader.result(timeout=PATIENCE) for reader in readers]


def assert_all_stored(site: Site, readers: list[Reader], total: int) -> None:
    ids = [pk for reader in readers for pk in reader.stored]
    assert len(ids) == len(set(ids)) == total
    first = find_first_id(site)
    sent = f"FROM blog_comment WHERE id <> {first}"
    assert set(site.query_value(f"SELECT array_agg(id) {sent}")) == set(ids)
    assert site.query_value(f"SELECT count(DISTINCT text) {sent} AND state = 'approved'") == total
    assert site.query_value("SELECT sum(count) FROM blog_commentcounter") == total + 1
    assert site.query_value("SELECT count(DISTINCT comment_id) FROM blog_moderationaction") == total
    assert site.query_value("SELECT count(*) FROM blog_moderationaction") == total
    shown_below = f"SELECT shown_below FROM blog_comment WHERE id = {first}"
    replies = f"SELECT count(*) FROM blog_comment WHERE parent_id = {first}"
    assert site.query_value(shown_below) == site.query_value(replies) == total // 2


def test_two_thousand_concurrent_comments_are_all_stored(site: Site) -> None:
    readers = send_all(site, each=40)
    assert sum(reader.errors for reader in readers) == 0
    assert_all_stored(site, readers, 2000)
    assert "2001 comments" in Reader(site, READERS).request("GET", site.output).body


def test_database_restart_loses_no_confirmed_comment(site: Site) -> None:
    readers = send_all(site, each=10, restart_after=125)
    assert sum(reader.errors for reader in readers) > 0
    assert_all_stored(site, readers, 500)
