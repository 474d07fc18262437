"""Link checks against hostile local servers."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog import checks
from blog.checks import link_tasks
from blog.checks.link_client import LinkResult, check_link
from blog.checks.models import FindingCount, Link
from blog.common.db import due_addresses
from blog.models import Post
from lib import resolver, safe_http
from lib.resolver import UnreachableHost, is_public
from tests.support import factories as make
from tests.support.hostile_server import HostileServer, run_server

NOT_OF_THE_INTERNET = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7"),
    *("203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1"),
    *("2002:7f00:1::", "2002:a00:1::", "2001:0:7f00:1::", "64:ff9b:1::1", "", "host", "1"),
]


@pytest.mark.parametrize("address", NOT_OF_THE_INTERNET)
def test_private_ip_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450::1"])
def test_global_ip_address_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    # Decimal, octal, hexadecimal and short forms of private addresses.
    ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "::1", "localhost"],
)
def test_local_host_name_is_unreachable(host):
    with pytest.raises(UnreachableHost):
        resolver.resolve(host, 80)


@pytest.mark.parametrize(
    "answers",
    [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:10.0.0.1"], []],
)
def test_host_with_any_private_address_is_unreachable(answers, monkeypatch):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 80)) for answer in answers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    with pytest.raises(UnreachableHost):
        resolver.resolve("rebinding.example", 80)


class Server(HostileServer):
    def check_link(self, path: str, host: str = "there.example") -> LinkResult:
        return check_link(f"http://{host}{path}", self.resolve, {"http": self.port})


@pytest.fixture
def server() -> Iterator[Server]:
    with run_server(Server) as server:
        yield server


DEAD, OFF = Link.Failure.STATUS, Link.Failure.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("200 OK", LinkResult("", 200)),
        ("204 Empty", LinkResult("", 204)),
        ("301 Without a place", LinkResult("", 301)),
        ("401 Sign in", LinkResult("", 401)),
        ("403 No programs", LinkResult("", 403)),
        ("429 Too many", LinkResult("", 429)),
        ("404 Not there", LinkResult(DEAD, 404)),
        ("410 Gone", LinkResult(DEAD, 410)),
        ("500 Broken", LinkResult(DEAD, 500)),
        ("banana", LinkResult(OFF)),
        ("999999 x", LinkResult(OFF)),
        ("-1 x", LinkResult(OFF)),
    ],
)
def test_response_status_is_mapped_to_a_result(status, answer, server):
    server.set_response("/a", status)
    assert server.check_link("/a") == answer


def test_refused_head_is_retried_with_get(server):
    server.set_response("HEAD /a", "405 No")
    server.set_response("GET /a", "200 OK", "Content-Length: 1000000000000", body=b"x" * 100_000)
    assert server.check_link("/a?b=c") == LinkResult(OFF)  # No response.
    assert server.check_link("/a") == LinkResult("", 200)
    assert server.asked[-2:] == ["HEAD /a", "GET /a"]


def test_request_headers_do_not_identify_the_site(server):
    server.set_response("/a", "200 OK")
    server.check_link("/a")
    (head,) = server.heads
    lines = {line.partition(":")[0].lower() for line in head.strip().split("\r\n")[1:]}
    assert "Host: there.example\r\n" in head
    assert lines == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_five_redirects_are_followed(server):
    for number in range(7):
        server.set_response(f"/{number}", "302 Found", f"Location: /{number + 1}")
    server.set_response("/7", "200 OK")
    assert server.check_link("/2") == LinkResult("", 200)
    assert server.check_link("/1") == LinkResult(Link.Failure.REDIRECTS)
    server.set_response("/loop", "302 Found", "Location: /loop")
    assert server.check_link("/loop") == LinkResult(Link.Failure.REDIRECTS)


def test_permanent_redirects_set_the_new_url(server):
    server.set_response("/a", "301 Moved", "Location: /b")
    server.set_response("/b", "308 Moved", "Location: http://else.example/c")
    server.set_response("/c", "302 For now", "Location: /d")
    server.set_response("/d", "200 OK")
    assert server.check_link("/a") == LinkResult("", 200, "http://else.example/c")
    assert server.check_link("/c") == LinkResult("", 200)


@pytest.mark.parametrize(
    "place",
    [
        *("http://169.254.169.254/latest/meta-data/", "http://within.example/", "http://[::1]/"),
        *("http://2130706433/", "http://user:password@there.example/", "http://there.example:22/"),
        *("file:///etc/passwd", "gopher://there.example/", "https://there.example:80/", "//"),
        *("javascript:alert(1)", "http://", "http://[", "http://there.example:99999/", "\x01"),
    ],
)
def test_redirect_to_a_private_address_is_not_followed(place, server):
    server.set_response("/a", "302 Found", f"Location: {place}")
    server.set_response("/", "200 OK")
    assert server.check_link("/a").failure
    assert [asked for asked in server.asked if asked.startswith("GET")] == []
    assert "169.254.169.254" not in server.resolved or len(server.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        *("http://user@there.example/", "http://a:b@there.example/", "ftp://there.example/", ""),
        *(
            "http://there.example:8080/",
            "http:///a",
            "http://",
            "//there.example/",
            "/a",
            "http://[",
        ),
        *(
            "http://there.example/\r\nX: y",
            "http://there.example/ü",
            "http://there.example/" + "a" * 2000,
        ),
        *("http://there.example\\@10.0.0.1/", "http://there.example/ HTTP/1.1\r\nHost: x"),
    ],
)
def test_unsupported_url_is_not_requested(url, server):
    assert check_link(url, server.resolve, {"http": server.port}) == LinkResult(OFF)
    assert server.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX: <pause>",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 200 " + b"x" * 1_000_000,
        b"\0" * 100_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 10 + b"<pause>",
        b"<pause>",
        b"",
    ],
    ids=["slow", "many lines", "long line", "no HTTP", "go on", "silent", "shut"],
)
def test_slow_or_large_response_is_aborted(answer, server, monkeypatch):
    monkeypatch.setattr(safe_http, "READ_TIMEOUT", 0.3)
    monkeypatch.setattr(safe_http, "REQUEST_TIMEOUT", 0.3)
    server.answers["/a"] = answer
    assert server.check_link("/a") == LinkResult(OFF)


def test_trickling_server_is_aborted_at_the_deadline(server, monkeypatch):
    monkeypatch.setattr(safe_http, "REQUEST_TIMEOUT", 0.3)
    done = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not done.wait(0.02):
                    connection.sendall(b"X: y\r\n"[:1])
            except OSError:
                pass

    with socket.create_server(("127.0.0.1", 0)) as slow:
        thread = threading.Thread(target=lambda: drip(slow.accept()[0]), daemon=True)
        thread.start()
        ports = {"http": slow.getsockname()[1]}
        assert check_link("http://there.example/a", server.resolve, ports) == LinkResult(OFF)
        done.set()
        thread.join(timeout=10)


def test_closed_port_is_unreachable(server):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert check_link("http://there.example/", server.resolve, {"http": port}) == LinkResult(OFF)


# Background tasks.

URL = "https://example.org/a?b=c"
HTML = f'<p><a href="{URL}#part">there</a> and <a href="/here/">here</a></p>'


@pytest.fixture
def post(db) -> Post:
    post = make.post(HTML, labels=("China",), summary="S")
    checks.store_results(post)
    return post


def run_due_checks(monkeypatch, answer: LinkResult) -> list[str]:
    """Run the task with the same result for each link; return the checked URLs."""
    asked: list[str] = []
    monkeypatch.setattr(link_tasks, "check_link", lambda url: asked.append(url) or answer)
    link_tasks.check_due_links.call()
    return asked


def test_links_of_published_posts_are_checked_weekly(post, monkeypatch):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == [URL]
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == []
        clock.shift(timedelta(days=6, hours=23))
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == []
        clock.shift(timedelta(hours=2))
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == [URL]


def test_link_is_pending_until_its_check_has_ended(post, monkeypatch):
    def count() -> int:
        return Link.objects.pending().count()

    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False) as clock:
        assert count() == 1
        run_due_checks(monkeypatch, LinkResult("", 200))
        assert count() == 0
        Link.objects.update(due_at=timezone.now())
        assert count() == 1
        assert due_addresses.claim(Link.objects.due()) is None  # The host was asked just now.
        assert count() == 1
        clock.shift(due_addresses.HOST_INTERVAL)
        link = due_addresses.claim(Link.objects.due())
        assert count() == 1
        link_tasks.record_result(link, LinkResult("", 200))
        assert count() == 0


def get_finding_codes(post: Post) -> list[str]:
    return sorted(FindingCount.objects.filter(post=post).values_list("code", flat=True))


def test_link_is_dead_after_several_failures_over_days(post, monkeypatch):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        codes = []
        for answer in (*[LinkResult(DEAD, 404)] * 4, LinkResult("", 200)):
            assert run_due_checks(monkeypatch, answer) == [URL]
            codes.append(get_finding_codes(post))
            clock.shift(timedelta(days=1, minutes=1))
        assert codes == [[], [], ["link_dead"], ["link_dead"], []]


def test_invalid_certificate_has_its_own_finding(post, monkeypatch):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        codes = []
        for answer in (*[LinkResult(Link.Failure.TLS)] * 3, LinkResult(OFF), LinkResult("", 200)):
            run_due_checks(monkeypatch, answer)
            codes.append(get_finding_codes(post))
            if answer.failure == Link.Failure.TLS and codes[-1]:
                (one,) = checks.run(checks.load_check_input(post), post, make.user("Editor"))
            clock.shift(timedelta(days=1, minutes=1))
    assert codes == [[], [], ["link_certificate"], ["link_dead"], []]
    assert one.message == "Browsers show a warning for this link: its certificate is not valid."
    assert not one.is_blocking


def test_repeated_failures_on_one_day_are_not_dead(post, monkeypatch):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _number in range(5):
            Link.objects.update(due_at=timezone.now())
            assert run_due_checks(monkeypatch, LinkResult(OFF)) == [URL]
            clock.shift(timedelta(minutes=5))
    assert get_finding_codes(post) == []


def test_moved_link_is_reported_with_its_new_url(post, monkeypatch):
    run_due_checks(monkeypatch, LinkResult("", 200, "https://example.org/new"))
    assert get_finding_codes(post) == ["link_moved"]
    (one,) = checks.run(checks.load_check_input(post), post, make.user("Editor"))
    assert one.message == "This link has moved permanently to https://example.org/new"


def test_host_is_checked_once_per_interval(post, monkeypatch):
    more = make.post(
        '<p><a href="https://example.org/2">a</a> <a href="http://b.example/">b</a></p>'
    )
    checks.store_results(more)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == [URL, "http://b.example/"]
        clock.shift(timedelta(seconds=21))
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == ["https://example.org/2"]


def test_unused_links_are_not_checked_and_deleted_later(post, monkeypatch):
    post.status = Post.Status.DRAFT
    post.save()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        run_due_checks(monkeypatch, LinkResult("", 200))
        clock.shift(timedelta(days=31))
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == []
        link_tasks.delete_unused_links.call()
        assert Link.objects.count() == 1  # The draft may be published again.
        post.delete()
        link_tasks.delete_unused_links.call()
        assert not Link.objects.exists()


def test_links_beyond_the_time_of_a_task_are_checked_by_the_next(post, monkeypatch):
    checks.store_results(make.post('<p><a href="http://b.example/">b</a></p>'))
    monkeypatch.setattr(due_addresses, "SLICE_SECONDS", -1)
    with time_machine.travel(timezone.now(), tick=False):
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == [URL]
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == ["http://b.example/"]
    tasks = DBTaskResult.objects.filter(task_path__endswith="check_due_links")
    assert [result.args_kwargs["args"] for result in tasks] == [[49], [49]]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://пример.рф/новая?а=1", "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%B0"),
        ("https://München.example/", "https://xn--mnchen-3ya.example/"),
    ],
)
def test_link_to_a_host_in_another_script_is_checked(href, url, db, monkeypatch):
    checks.store_results(make.post(f'<p><a href="{href}">there</a></p>'))
    (asked,) = run_due_checks(monkeypatch, LinkResult("", 200))
    assert asked.startswith(url)
    assert Link.objects.get().host == urlsplit(url).hostname


def test_link_of_a_killed_worker_is_due_again(post, monkeypatch):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert due_addresses.claim(Link.objects.due()).url == URL
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == []
        clock.shift(timedelta(hours=1, seconds=1))
        assert run_due_checks(monkeypatch, LinkResult("", 200)) == [URL]


def test_embed_of_a_dead_page_has_a_finding(db, monkeypatch):
    dead = make.post(make.embed("https://gone.example/low"), labels=("China",), summary="S")
    checks.store_results(dead)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _day in range(3):
            run_due_checks(monkeypatch, LinkResult(DEAD, 404))
            clock.shift(timedelta(days=1, minutes=1))
    assert get_finding_codes(dead) == ["link_dead"]
