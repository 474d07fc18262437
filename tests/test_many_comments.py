"""Two thousand comments from fifty readers at once, against a real gunicorn and a database of its
own, which in one of the two tests is restarted in the middle."""

import http.client
import re
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from itertools import count
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from tests.support.client_ips import CLIENT_IPS
from tests.support.site import Site, running_site

pytestmark = pytest.mark.slow
READERS, EACH = 50, 40
ALL = READERS * EACH
TRIES = 200  # Of one comment, while the database is away.
# A site with one post, under which one comment stands that half of the others answer. The
# thresholds let through what is sent as fast as here.
PREPARE = """
from django.utils import timezone
from blog.comments.models import Comment
from blog.models import Post, SiteSettings
SiteSettings.objects.create(first_comment_waits=False, hold_threshold=100, spam_threshold=100)
post = Post.objects.create(title="Low water", status="published", published_at=timezone.now())
Comment.objects.create(post=post, name="First", text="First.", state="approved")
print(post.get_absolute_url())
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site(PREPARE, TRUSTED_PROXIES="1") as made:
        first(made)  # While the database is there.
        yield made


@cache
def first(site: Site) -> int:
    return site.query_value("SELECT min(id) FROM blog_comment")


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: str


class Reader:
    """Opens the form once and sends comments by it, each from another place; `stored` are their
    keys, as the answers have them."""

    def __init__(self, site: Site, number: int) -> None:
        self.site, self.number, self.first = site, number, first(site)
        self.stored: list[int] = []
        self.errors = 0
        for _ in range(TRIES):  # The database may be away already.
            form = self.ask("GET", f"{site.output}comment/")
            if form.status == 200:
                break
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.body)[1]
        self.cookie = form.headers["Set-Cookie"].partition(";")[0]

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        headers = {"Host": "localhost", "X-Forwarded-For": next(CLIENT_IPS)}
        if fields:
            headers |= {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=120)
        with closing(connection):
            connection.request(method, path, urlencode(fields or {}), headers)
            with connection.getresponse() as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())

    def send(self, number: int) -> None:
        """Until it has arrived, with the same submission each time."""
        answers = f"?to={self.first}" if number % 2 else ""
        fields = {
            "csrfmiddlewaretoken": self.token,
            "submission": str(uuid.uuid4()),
            "name": f"Reader {self.number}",
            "email": f"reader{self.number}.{number}@example.org",
            "text": f"Comment {number} of {self.number}.",
        }
        for _ in range(TRIES):
            try:
                answer = self.ask("POST", f"{self.site.output}comment/{answers}", fields)
            except (OSError, http.client.HTTPException):
                self.errors += 1
                continue
            if answer.status == 302:
                (key,) = re.findall(r"^/comments/(\d+)/sent/$", answer.headers["Location"])
                self.stored.append(int(key))
                return
            assert answer.status in (500, 503), answer.body
            self.errors += 1
        pytest.fail("It never arrived.")


def send_all(site: Site, restart_after: int = 0) -> list[Reader]:
    """All readers at once. Once so many comments have arrived, the database is restarted."""
    arrived, enough = count(1), threading.Event()

    def read(number: int) -> Reader:
        reader = Reader(site, number)
        for comment in range(EACH):
            reader.send(comment)
            if next(arrived) == restart_after:
                enough.set()
        return reader

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, number) for number in range(READERS)]
        if restart_after:
            assert enough.wait(timeout=300)
            site.restart_database()
        return [reader.result(timeout=600) for reader in readers]


def assert_all_are_there(site: Site, readers: list[Reader]) -> None:
    keys = [key for reader in readers for key in reader.stored]
    assert len(keys) == len(set(keys)) == ALL
    below = first(site)
    sent = f"FROM blog_comment WHERE id <> {below}"
    assert set(site.query_value(f"SELECT array_agg(id) {sent}")) == set(keys)
    assert site.query_value(f"SELECT count(DISTINCT text) {sent} AND state = 'approved'") == ALL
    assert site.query_value("SELECT sum(count) FROM blog_commentcounter") == ALL + 1
    assert site.query_value("SELECT count(DISTINCT comment_id) FROM blog_moderationaction") == ALL
    assert site.query_value("SELECT count(*) FROM blog_moderationaction") == ALL
    shown_below = f"SELECT shown_below FROM blog_comment WHERE id = {below}"
    replies = f"SELECT count(*) FROM blog_comment WHERE parent_id = {below}"
    assert site.query_value(shown_below) == site.query_value(replies) == ALL // 2


def test_two_thousand_comments_at_once_are_all_there(site: Site) -> None:
    readers = send_all(site)
    assert sum(reader.errors for reader in readers) == 0
    assert_all_are_there(site, readers)
    assert f"{ALL + 1} comments" in Reader(site, READERS).ask("GET", site.output).body


def test_a_restart_of_the_database_loses_no_comment_that_was_said_to_be_stored(site: Site) -> None:
    readers = send_all(site, restart_after=ALL // 4)
    assert sum(reader.errors for reader in readers) > 0
    assert_all_are_there(site, readers)
