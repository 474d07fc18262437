"""Two web hosts share only a database, Valkey and a bucket: requests
may go to either of them."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from local_postgres.server import Server
from tests.chaos.faults import MAX_RESETS, submit_form
from tests.chaos.freshness import Truth
from tests.chaos.people import Answer, Author, Browser, Corrector, Reader
from tests.deploy.nginx import HOST, NGINX, Nginx
from tests.support import buckets, site_template, valkey
from tests.support.client_ips import CLIENT_IPS
from tests.support.patience import PATIENCE
from tests.support.patient_web import PATIENT_WEB
from tests.support.replica import database_url, query_value
from tests.support.serve_process import ServeProcess

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NGINX or not valkey.PROGRAM, reason="nginx or Valkey is missing"),
]
PREPARE = """
import django
django.setup()
from django.contrib.auth.models import Group
from django.utils import timezone
from accounts.models import User
from blog.models import Post
ed = User.objects.create_user("ed", "ed@example.org", "low water", is_staff=True, byline="Ed")
ed.groups.add(Group.objects.get(name="Editor"))
Post.objects.create(title="High water", slug="it", status="published", published_at=timezone.now())
"""


class Searcher(Reader):
    """Has a new address for each request: on a busy machine one reader may search more often than
    one client may, until another has read five pages."""

    def once(self) -> Answer:
        self.browser.client_ip = next(CLIENT_IPS)
        return super().once()


class Hosts:
    """`first` and `second` are the ports of each host's nginx, `both` of one in front of both."""

    def __init__(self, place: Path, s3: str, undo: ExitStack) -> None:
        self.undo = undo
        site_template.copy_database(place / "database")
        self.server = Server(place / "database")
        undo.callback(self.server.release)
        self.server.ensure()
        common = {
            **buckets.environment(s3),
            **PATIENT_WEB,
            "DATABASE_URL": database_url(self.server),
            "VALKEY_URL": undo.enter_context(valkey.running()).patient_address,
            "MEDIA_S3": buckets.create_bucket(s3, "two-hosts"),
            "SECRET_KEY": "two hosts " * 6,
            "SITE_URL": f"https://{HOST}",
            "TRUSTED_PROXIES": "2",  # nginx and the load balancer
            "WEB_CONCURRENCY": "1",
        }
        self.served: list[ServeProcess] = []
        for address in ("127.0.0.2", "127.0.0.3"):
            folder = place / address
            (folder / "static").mkdir(parents=True)
            (folder / f"static/{address}.css").write_text("/* Of one version alone. */")
            self.served.append(host := ServeProcess(folder, LISTEN=address, **common))
            undo.callback(host.end)
            host.output.wait_for("Serving on port")
        self.served[0].run(PREPARE)
        webs = [f"{host.environment['LISTEN']}:{host.port}" for host in self.served]
        fronts = [Nginx(place, *w, is_apart=True) for w in (webs[:1], webs[1:], webs)]
        for front in fronts:
            undo.callback(front.end)
        self.first, self.second, self.both = (front.port for front in fronts)
        [self.post, key] = self.query_value(
            "SELECT ARRAY[to_char(published_at, '/YYYY/MM/') || slug || '/', id::text]"
            " FROM blog_post"
        )
        self.change = f"/admin/blog/post/{key}/change/"

    def query_value(self, sql: str) -> Any:
        return query_value(self.server, sql)

    def browser(self, port: int, cookies: dict[str, str] | None = None) -> Browser:
        browser = Browser(port, cookies)
        self.undo.callback(browser.leave)
        return browser

    def editor(self, port: int) -> Browser:
        browser = self.browser(port)
        assert submit_form(browser, "/accounts/login/", login="ed", password="low water") == 302
        return browser


@contextmanager
def running(s3: str) -> Iterator[Hosts]:
    with tempfile.TemporaryDirectory(prefix="pullquote-hosts-") as name, ExitStack() as undo:
        Path(name).chmod(0o755)
        yield Hosts(Path(name), s3, undo)


@pytest.fixture(scope="module")
def hosts(s3: str) -> Iterator[Hosts]:
    with running(s3) as hosts:
        yield hosts


@pytest.fixture
def doomed(s3: str) -> Iterator[Hosts]:
    """Hosts for one test only, as it stops one of them."""
    with running(s3) as hosts:
        yield hosts


def test_post_published_on_one_host_is_visible_on_other(hosts: Hosts) -> None:
    author = Corrector(hosts.first, 0, {}, hosts.change, hosts.post, Truth())
    author.browser = hosts.editor(hosts.first)
    reader = hosts.browser(hosts.second)
    assert b"Version" not in reader.request("GET", hosts.post).body
    assert author.once().status == 302
    until = time.monotonic() + PATIENCE
    for path in (hosts.post, "/", "/feed.atom"):
        while b"Version 1 of it" not in reader.request("GET", path).body:
            assert time.monotonic() < until, path
    assert author.account.wrong_answers == []


def test_session_is_shared_between_hosts(hosts: Hosts) -> None:
    here = hosts.editor(hosts.first)
    there = hosts.browser(hosts.second, here.cookies)
    assert there.request("GET", hosts.change).status == 200
    assert submit_form(there, "/accounts/logout/") == 302
    assert here.request("GET", hosts.change).status == 302


def test_rate_limits_are_shared_between_hosts(hosts: Hosts) -> None:
    here, there = hosts.browser(hosts.first), hosts.browser(hosts.second)
    there.client_ip = here.client_ip
    statuses = [
        submit_form(browser, "/accounts/password/reset/", email=f"{number}@example.org")
        for number in range(MAX_RESETS // 2 + 1)
        for browser in (here, there)
    ]
    assert statuses == [302] * MAX_RESETS + [429] * 2
    assert [b.request("GET", "/search/?q=water").status for b in (here, there)] == [200, 200]
    assert (
        hosts.query_value("SELECT count(*) FROM accounts_ratelimitwindow") == 0
    )  # counted by Valkey


def test_upload_on_one_host_is_served_by_other(hosts: Hosts) -> None:
    author = Author(hosts.first, 0, {}, hosts.change)
    author.browser = hosts.editor(hosts.first)
    author.upload(0, author.browser.cookies["csrftoken"])
    [key] = author.uploaded
    name = hosts.query_value(f"SELECT image FROM blog_photo WHERE id = {key}")
    readers = [hosts.browser(port) for port in (hosts.first, hosts.second)]
    pictures = [reader.request("GET", f"/media/{name}") for reader in readers]
    assert [picture.status for picture in pictures] == [200, 200]
    assert pictures[0].body == pictures[1].body != b""
    files = [file for host in hosts.served for file in (host.folder / "media").rglob("*")]
    assert [file for file in files if file.is_file()] == []


def test_static_file_of_one_host_is_served_by_other(hosts: Hosts) -> None:
    """During an upgrade the hosts' pages link different files."""
    reader = hosts.browser(hosts.both)
    paths = [f"/static/{host.environment['LISTEN']}.css" for host in hosts.served] * 4
    assert [reader.request("GET", path).status for path in paths] == [200] * 8
    assert reader.request("GET", "/static/127.0.0.4.css").status == 404


def test_other_host_serves_all_after_one_fails(doomed: Hosts) -> None:
    cookies = doomed.editor(doomed.both).cookies  # not cached
    Searcher.paths = ("/", doomed.post, "/feed.atom", "/search/?q=water")
    readers = [Searcher(doomed.both, number, cookies) for number in range(4)]

    def go_on() -> None:
        done = [reader.done + 5 for reader in readers]
        until = time.monotonic() + PATIENCE
        while any(reader.done < least for reader, least in zip(readers, done, strict=True)):
            assert time.monotonic() < until, [reader.account for reader in readers]
            time.sleep(0.05)

    for reader in readers:
        reader.start()
    go_on()
    doomed.served[0].kill()
    go_on()
    for reader in readers:
        reader.is_over.set()
    for reader in readers:
        reader.join()
    assert {status for reader in readers for status in reader.account.statuses} == {200}
    doomed.editor(doomed.both)
