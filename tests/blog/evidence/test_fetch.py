"""Fetching pages of quotations from hostile local servers, and `robots.txt`."""

import gzip
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from blog.evidence import fetch as fetching
from blog.evidence import robots
from blog.evidence.decoding import MAX_BYTES, MAX_PDF_BYTES
from blog.evidence.fetch import FetchedPage, fetch_page
from blog.evidence.page_facts import read_facts
from blog.evidence.page_reader import PageRefusedError, read
from blog.evidence.robots import is_allowed, parse_rules
from lib import safe_http
from tests.support.hostile_server import HostileServer, run_server
from tests.support.patience import PATIENCE

HTML = "Content-Type: text/html; charset=utf-8"


class Server(HostileServer):
    def fetch(self, path: str, *condition: str, host: str = "there.example") -> FetchedPage:
        ports = {"http": self.port}
        return fetch_page(f"http://{host}{path}", *condition, resolve=self.resolve, ports=ports)


@pytest.fixture
def server() -> Iterator[Server]:
    robots._known.clear()
    with run_server(Server) as server:
        server.set_response("/robots.txt", "404 Not Found")
        yield server


def test_page_has_its_body_and_the_headers_that_matter(server):
    server.set_response(
        "/a", "200 OK", HTML, 'ETag: "1"', "Set-Cookie: a=b", "X-Robots-Tag: none", body=b"<p>A"
    )
    page = server.fetch("/a")
    assert (page.reason, page.status, page.body) == ("", 200, b"<p>A")
    assert page.headers == {
        "content-type": "text/html; charset=utf-8",
        "etag": '"1"',
        "x-robots-tag": "none",
    }
    assert (page.media_type, page.charset) == ("text/html", "utf-8")
    assert page.final_url == "http://there.example/a"


def test_header_has_only_characters_that_can_be_stored(server):
    server.set_response("/a", "200 OK", HTML, 'ETag: "\x7f\x1b1"', body=b"<p>A")
    assert server.fetch("/a").headers["etag"] == '"1"'


def test_condition_is_sent_and_its_answer_recognized(server):
    server.set_response("/a", "304 Not Modified")
    assert server.fetch("/a", '"1"', "Wed, 21 Oct 2015 07:28:00 GMT").is_unmodified
    assert 'If-None-Match: "1"' in server.heads[-1]
    assert "If-Modified-Since: Wed, 21 Oct 2015 07:28:00 GMT" in server.heads[-1]
    unasked = server.fetch("/a")
    assert (unasked.is_unmodified, unasked.reason) == (False, "blocked")


def test_condition_is_not_sent_to_the_page_of_a_redirect(server):
    server.set_response("/a", "302 Found", "Location: /closed")
    server.set_response("/closed", "304 Not Modified")
    page = server.fetch("/a", '"1"', "Wed, 21 Oct 2015 07:28:00 GMT")
    assert (page.is_unmodified, page.reason) == (False, "blocked")
    assert "If-" not in server.heads[-1]


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        ("200 OK", [HTML], ""),
        ("200 OK", ["Content-Type: application/pdf"], ""),
        ("200 OK", ["Content-Type: application/zip"], "format"),
        ("200 OK", ["Content-Type: image/png"], "format"),
        ("204 Empty", [HTML], "blocked"),
        ("301 Without a place", [HTML], "blocked"),
        ("401 Sign in", [HTML], "blocked"),
        ("402 Pay", [HTML], "blocked"),
        ("403 No programs", [HTML], "blocked"),
        ("404 Not there", [HTML], "missing"),
        ("410 Gone", [HTML], "missing"),
        ("429 Too many", [HTML], "blocked"),
        ("451 Forbidden by law", [HTML], "blocked"),
        ("500 Broken", [HTML], "unreachable"),
        ("503 Later", [HTML], "unreachable"),
        ("banana", [HTML], "unreachable"),
        ("-1 x", [HTML], "unreachable"),
    ],
)
def test_response_that_shows_no_page_has_a_reason(status, headers, reason, server):
    server.set_response("/a", status, *headers, body=b"<p>Words.")
    assert server.fetch("/a").reason == reason


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(minutes=2)),
        ("99999999999999999", timedelta(days=30)),
        ("-5", timedelta()),
        ("tomorrow", timedelta()),
        ("9" * 5000, timedelta()),
        ("Sun, 29 Nov 2026 12:30:00 GMT", timedelta(minutes=30)),
        ("Sunday, 29-Nov-26 12:30:00 GMT", timedelta(minutes=30)),
        ("Sun Nov 29 12:30:00 2026", timedelta(minutes=30)),
        ("Sun, 29 Nov 2026 11:30:00 GMT", timedelta()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=30)),
        ("Fri, 31 Dec 9999 23:59:59 -9999", timedelta()),
        ("Sun, 99 Nov 2026 12:30:00 GMT", timedelta()),
    ],
)
def test_retry_after_is_respected_within_bounds(value, expected, server):
    server.set_response("/a", "429 Too many", f"Retry-After: {value}")
    with time_machine.travel(datetime(2026, 11, 29, 12, tzinfo=UTC), tick=False):
        page = server.fetch("/a")
    assert page.retry_after == expected
    assert page.busy_host == ("there.example" if expected else "")


@pytest.mark.parametrize(
    ("path", "status", "host", "expected"),
    [
        ("/a", "503 Later", "there.example", "there.example"),
        ("/a", "404 Not there", "there.example", ""),
        ("/moved", "429 Too many", "there.example", "else.example"),
        ("/robots.txt", "503 Later", "there.example", "there.example"),
        ("/robots.txt", "429 Too many", "MÜNCHEN.example", "xn--mnchen-3ya.example"),
    ],
)
def test_host_that_is_busy_is_named(path, status, host, expected, server):
    server.set_response("/a", "302 Found", "Location: http://else.example/moved")
    server.set_response(path, status, "Retry-After: 120")
    page = server.fetch("/a", host=host)
    assert (page.retry_after, page.busy_host) == (timedelta(minutes=2), expected)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("пример.example", "xn--e1afmkfd.example"),
        ("例え。example", "xn--r8jz45g.example"),
        ("there．example", "there.example"),
        ("ｔｈｅｒｅ.example", "there.example"),
        ("u\u0308ber.example", "xn--ber-goa.example"),
        ("m%C3%BCnchen.example", "xn--mnchen-3ya.example"),
        ("%74here.example", "there.example"),
    ],
)
def test_host_in_another_script_is_asked_as_browsers_do(host, expected, server):
    server.set_response("/a%C3%A9?b", "200 OK", HTML, body=b"<p>A")
    page = server.fetch("/aé?b", host=host)
    assert (page.reason, page.final_url) == ("", f"http://{expected}/a%C3%A9?b")
    assert set(server.resolved) == {expected}
    assert f"Host: {expected}\r\n" in server.heads[-1]


def test_redirect_to_a_host_in_another_script_is_followed(server):
    server.set_response("/a", "302 Found", "Location: http://пример.example/б")
    server.set_response("/%D0%B1", "200 OK", HTML, body=b"<p>B")
    assert server.fetch("/a").final_url == "http://xn--e1afmkfd.example/%D0%B1"


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://127.1/"),
        *("http://[::1]/", "http://localhost/", "http://169.254.169.254/", "http://10.0.0.1/"),
        *("http://user:key@there.example/", "http://there.example:22/", "file:///etc/passwd"),
        *("ftp://there.example/", "http://", "http://[", "//there.example/", ""),
        # Hosts that become private ones when they are encoded, or none.
        *(
            "http://１２７.０.０.１/",
            "http://127。0。0。1/",
            "http://ⓛocalhost/",
            "http://LOCALHOſT/",
        ),
        *(
            "http://①②⑦.0.0.1/",
            "http://0ｘ7f.1/",
            "http://ü@127.0.0.1/",
            "http://a:ü@there.example/",
        ),
        *("http://ü.example:22/", "http://ü.example：80/", "http://there.example／@ü.example/"),
        *(
            "http://℀.example/",
            "http://ü..example/",
            "http://-ü.example/",
            "http://\u200d.example/",
        ),
        *("http://" + "ü" * 300 + ".example/", "http://ü.example/" + "a" * 2000, "http://[ü]/"),
        *("http://127%2e0.0.1/", "http://%31%32%37.1/", "http://a%2f.example/", "http://%/"),
        *(
            "http://a%40127.0.0.1/",
            "http://a%3a80.example/",
            "http://%EF%BC%91%32%37.1/",
            "http://%ff/",
        ),
        *("http://ü%00.example/", "http://ü .example/", "http://ü\r\nX: y.example/", "http://ü?/"),
    ],
)
def test_private_or_odd_address_is_never_requested(url, server):
    """As in production: the real resolver, and the real ports."""
    assert fetch_page(url).reason == "unreachable"
    assert server.asked == []


@pytest.mark.parametrize(
    "place",
    [
        *("http://169.254.169.254/latest/", "http://within.example/", "http://[::1]/"),
        *("http://2130706433/", "http://a:b@there.example/", "http://there.example:22/"),
        *("file:///etc/passwd", "gopher://there.example/", "javascript:alert(1)", "http://["),
        *(
            "http://１２７.０.０.１/",
            "http://ⓛocalhost/",
            "//①⑩.0.0.1/",
            "http://ü@within.example/",
        ),
    ],
)
def test_redirect_to_a_private_address_is_not_followed(place, server):
    server.set_response("/a", "302 Found", f"Location: {place}")
    server.set_response("/latest/", "200 OK", HTML)
    assert server.fetch("/a").reason == "unreachable"
    assert server.asked == ["GET /robots.txt", "GET /a"]


def test_hundred_redirects_end_after_five(server):
    for number in range(100):
        server.set_response(f"/{number}", "302 Found", f"Location: /{number + 1}")
    assert server.fetch("/0").reason == "unreachable"
    assert len(server.asked) == 7  # With `robots.txt`.


def test_redirect_is_checked_against_robots_of_its_host(server):
    server.set_response("/a", "302 Found", "Location: http://else.example/b")
    server.set_response("/robots.txt", "200 OK", body=b"User-agent: *\nDisallow: /b")
    server.set_response("/b", "200 OK", HTML)
    assert server.fetch("/a").reason == "robots"
    assert "GET /b" not in server.asked


@pytest.mark.parametrize(("start", "limit"), [(b"<p>", MAX_BYTES), (b"%PDF-1.7", MAX_PDF_BYTES)])
def test_endless_body_is_cut_and_refused(start, limit, server):
    for length, reason in ((limit, ""), (limit + 1, "large"), (MAX_PDF_BYTES + 10, "large")):
        server.set_response("/a", "200 OK", HTML, body=start.ljust(length, b"x"))
        page = server.fetch("/a")
        assert (page.reason, len(page.body)) == (reason, min(length, MAX_PDF_BYTES + 1))


def test_pdf_of_an_unknown_type_is_known_by_its_content(server):
    server.set_response("/a", "200 OK", "Content-Type: application/octet-stream", body=b"%PDF-1.7")
    assert server.fetch("/a").reason == ""


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX: <pause>",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<p>A<pause>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<p>A",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<p>A\r\n",
        b"HTTP/1.1 200 " + b"x" * 1_000_000,
        b"\0" * 100_000,
        b"<pause>",
        b"",
    ],
    ids=[
        "slow head",
        "many lines",
        "slow body",
        "cut body",
        "cut chunks",
        "long line",
        "no HTTP",
        "silent",
        "shut",
    ],
)
def test_slow_or_broken_response_ends_at_the_deadline(answer, server, monkeypatch):
    server.fetch("/first")  # Reads `robots.txt`.
    monkeypatch.setattr(safe_http, "READ_TIMEOUT", 0.3)
    monkeypatch.setattr(safe_http, "REQUEST_TIMEOUT", 0.3)
    server.answers["/a"] = answer
    assert server.fetch("/a").reason == "unreachable"


def test_look_past_its_time_sends_no_more_requests(server, monkeypatch):
    monkeypatch.setattr(fetching, "MAX_SECONDS", -1)
    assert server.fetch("/a").reason == "unreachable"
    assert server.asked == []


def test_request_of_a_look_has_only_the_time_that_is_left(server, monkeypatch):
    seconds = []

    def connect(address, timeout):
        seconds.append(timeout)
        return create_connection(address, timeout)

    create_connection = socket.create_connection
    monkeypatch.setattr(safe_http.socket, "create_connection", connect)
    monkeypatch.setattr(safe_http, "READ_TIMEOUT", 2 * PATIENCE)
    monkeypatch.setattr(safe_http, "REQUEST_TIMEOUT", 2 * PATIENCE)
    monkeypatch.setattr(fetching, "MAX_SECONDS", PATIENCE)
    server.set_response("/a", "200 OK", HTML)
    assert server.fetch("/a").reason == ""
    assert len(seconds) == 2 and max(seconds) <= PATIENCE


# robots.txt


def test_robots_file_is_read_once_a_day(server):
    server.set_response("/a", "200 OK", HTML)
    assert [server.fetch("/a").reason for _number in range(2)] == ["", ""]
    assert server.asked == ["GET /robots.txt", "GET /a", "GET /a"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [("404 No", ""), ("403 No", ""), ("500 Broken", "unreachable"), ("429 Many", "unreachable")],
)
def test_missing_robots_file_allows_and_a_broken_one_disallows(status, reason, server):
    server.set_response("/robots.txt", status)
    server.set_response("/a", "200 OK", HTML)
    assert server.fetch("/a").reason == reason


ROBOTS = b"""\xef\xbb\xbfUser-agent: other
Disallow: /
User-Agent: *
Disallow: /private
Disallow: /*.pdf$
Disallow: /*?print=
Allow: /private/open
Disallow:
Disallow: /%7euser
# Disallow: /comment
Crawl-delay: 5
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        *(("/", True), ("/private", False), ("/private/a", False), ("/private/open/a", True)),
        *(("/a.pdf", False), ("/a.pdf?b", True), ("/a?print=1", False), ("/comment", True)),
        *(("/~user", False), ("/PRIVATE", True)),
    ],
)
def test_robots_rules_match_as_the_standard_says(path, allowed):
    assert is_allowed(parse_rules(ROBOTS), path) is allowed


def test_robots_group_of_our_name_comes_before_that_of_all():
    own = b"User-agent: *\nAllow: /\n\nUser-agent: a\nUser-agent: Pullquote\nDisallow: /b"
    assert is_allowed(parse_rules(own), "/a")
    assert not is_allowed(parse_rules(own), "/b")


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 1000, b"<html>", b"Disallow: /", b"User-agent: *\n" + b"Allow: /" + b"*a" * 50],
)
def test_robots_file_without_usable_rules_allows(content):
    assert is_allowed(parse_rules(content), "/a/b")


@pytest.mark.parametrize("name", [b"User-agent: a%d\n", b"User-agent: *\n#%d\n"])
def test_rules_of_a_robots_file_are_not_repeated_for_each_name(name, monkeypatch):
    normalized: list[str] = []
    monkeypatch.setattr(robots, "_normalize", lambda path: normalized.append(path) or path)
    names = b"".join(name % number for number in range(1000))
    rules = parse_rules(names + b"Disallow: /\n" * 1000)
    assert len(rules) == len(normalized) <= 1000


def test_hostile_robots_file_is_matched_without_backtracking():
    rules = parse_rules(b"User-agent: *\n" + (b"Disallow: /" + b"a*" * 20 + b"b$\n") * 5000)
    assert len(rules) == 2000
    assert is_allowed(rules, "/" + "a" * 1900)


# Reading in a process of its own.

WORDS = "The bridge will be rebuilt before the end of next year, said the mayor of the town."
ARTICLE = (
    f"<html><head><title>News</title><meta name=author content='Bo Berg'>{{}}</head><p>{WORDS}"
    + ("<p>And so it went on, with many more words of which the article was made, day by day." * 5)
)


def test_page_is_read_with_its_verdicts_and_facts():
    page = read(ARTICLE.format("<meta name=robots content=NOARCHIVE>").encode(), [WORDS, "No."])
    assert [verdict.kind for verdict in page.verdicts] == ["same", "gone"]
    assert page.verdicts[0].there == WORDS.rstrip(".")
    assert (page.title, page.byline, page.is_copy_refused) == ("News", "Bo Berg", True)


@pytest.mark.parametrize(
    ("head", "is_refused"),
    [
        ("<meta name=robots content=index>", False),
        ("<meta name=robots content=index><meta name=Robots content='x, noarchive'>", True),
        ("<meta name=pullquote content=noarchive>", True),
        ("<meta name=description content=noarchive>", False),
        ("<!-- A comment. -->", False),
    ],
)
def test_each_element_for_robots_may_refuse_copies(head, is_refused):
    assert read_facts(head.encode(), "").is_copy_refused is is_refused


def test_decompression_bomb_is_read_to_its_bound_only():
    bomb = gzip.compress(b"<p>" + b"word " * 4_000_000)
    page = read(bomb, [WORDS])
    assert len(page.text) <= 1_000_000
    assert page.is_cut
    assert [verdict.kind for verdict in page.verdicts] == ["unread"]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 \0\1\2", b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 99, b"\x1f\x8bno gzip"],
)
def test_file_without_text_is_refused(content):
    with pytest.raises(PageRefusedError):
        read(content, [WORDS])


@pytest.mark.parametrize(
    ("name", "value"), [("MAX_CPU_SECONDS", 0), ("MAX_MEMORY", 1000), ("MAX_OUTPUT", 10)]
)
def test_process_beyond_its_limits_ends_as_refused(name, value, monkeypatch):
    monkeypatch.setattr(f"blog.evidence.page_reader.{name}", value)
    with pytest.raises(PageRefusedError):
        read(ARTICLE.encode(), [WORDS])


@pytest.mark.parametrize(
    "reply",
    [
        "[]",
        "{}",
        "nonsense",
        '{"text": 1}',
        '{"text": "a", "verdicts": []}',
        '{"text": "abc", "verdicts": [["same", 2, 9]]}',
        '{"text": "abc", "verdicts": [["evil", 0, 1]]}',
        '{"text": "abc", "verdicts": [["same", true, 1]]}',
        '{"text": "abc", "verdicts": [["same", 0, 1]], "title": 3}',
    ],
)
def test_reply_of_a_process_that_was_taken_over_is_refused(reply, monkeypatch):
    def forge(source: int, target: int) -> int:
        with open(target, "wb", closefd=False) as file:
            file.write(reply.encode())
        return 0

    monkeypatch.setattr("blog.evidence.page_reader._run", forge)
    with pytest.raises(PageRefusedError):
        read(b"<p>abc", [WORDS])
