"""What the cache in front of Django answers itself, and what it leaves to Django."""

import gzip
import threading
from collections.abc import Iterator
from typing import Any

import brotli
import pytest

from page_cache.asking import Rules, encoding
from page_cache.front import BEFOREHAND, LIFETIME, STALE, PageCache
from page_cache.store import Answer, Store
from page_cache.watching import State
from tests.together import together

PUBLIC = ("Cache-Control", "public, max-age=0")
HTML = ("Content-Type", "text/html; charset=utf-8")
PAGE = b"<p>All that is said.</p>" * 100
AWAY = Answer("503 Service Unavailable", [HTML], b"Back in a moment")


class Site:
    """Stands where Django does: gives `body`, and notes what it was asked."""

    class Response(list):
        streaming = False
        closed = 0

        def close(self) -> None:
            Site.Response.closed += 1

    def __init__(self) -> None:
        self.status, self.headers, self.body = "200 OK", [HTML, PUBLIC], PAGE
        self.asked: list[dict[str, Any]] = []
        self.streams = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked.append(environ)
        start_response(self.status, list(self.headers))
        response = Site.Response([self.body])
        response.streaming = self.streams
        return response


class Watched:
    """The state of the site as a test sets it."""

    value: State | None = State(1, since=0.0)

    def state(self) -> State | None:
        return self.value


class Reader:
    def __init__(self, limit: int = 1_000_000) -> None:
        self.site, self.watched = Site(), Watched()
        rules = Rules(frozenset(["page", "before"]), ("/static/", "/admin/"), behind_tls=False)
        self.cache = PageCache(self.site, rules, self.watched, Store(limit), lambda: AWAY)  # type: ignore[arg-type]

    def get(self, path: str = "/", query: str = "", method: str = "GET", **headers: str) -> Any:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "blog.example.org",
        }
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        got: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            got.update({name.lower(): value for name, value in headers}, status=status)

        got["body"] = b"".join(self.cache(environ, start))
        return got

    @property
    def made(self) -> int:
        return len(self.site.asked)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [1000.0]
    monkeypatch.setattr("page_cache.front.time.monotonic", lambda: now[0])
    yield now


def test_a_page_is_made_once_for_all_who_ask_the_same(reader: Reader) -> None:
    first, again = reader.get(), reader.get()
    assert (first["body"], again["body"], reader.made) == (PAGE, PAGE, 1)
    assert first["cache-status"] == "pullquote; fwd=miss; stored"
    assert again["cache-status"] == "pullquote; hit"


def test_a_change_that_readers_see_makes_it_anew(reader: Reader) -> None:
    reader.get()
    reader.watched.value = State(2, since=0.0)
    reader.site.body = PAGE + b"!"
    assert reader.get()["body"] == PAGE + b"!"


def test_it_is_made_anew_after_some_minutes(reader: Reader, clock: list[float]) -> None:
    reader.get()
    clock[0] += LIFETIME - 1
    reader.get()
    assert reader.made == 1
    clock[0] += 2
    reader.get()
    assert reader.made == 2


@pytest.mark.parametrize(
    "headers",
    [
        [HTML],
        [HTML, ("Cache-Control", "private")],
        [HTML, ("Cache-Control", "public, no-store")],
        [HTML, PUBLIC, ("Set-Cookie", "a=b")],
        [HTML, PUBLIC, ("Vary", "Cookie")],
        [HTML, PUBLIC, ("Vary", "Accept-Encoding, Accept-Language")],
        [HTML, PUBLIC, ("Vary", "*")],
        [("Content-Type", "image/png"), PUBLIC],
    ],
    ids=lambda headers: ", ".join(f"{name}: {value}" for name, value in headers),
)
def test_what_is_not_the_same_for_all_is_never_kept(reader: Reader, headers: Any) -> None:
    reader.site.headers = headers
    reader.get()
    assert reader.get()["body"] == PAGE
    assert reader.made == 2


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Broken", "206 Partial"])
def test_other_answers_are_never_kept(reader: Reader, status: str) -> None:
    reader.site.status = status
    assert [reader.get()["status"] for _time in range(2)] == [status, status]
    assert reader.made == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "POST"},
        {"path": "/admin/"},
        {"path": "/static/site.css"},
        {"cookie": "sessionid=abc"},
        {"cookie": "csrftoken=x; sessionid=abc"},
        {"cookie": "messages=abc"},
        {"cookie": "wrote=1"},
        {"path": "/" + "x" * 2000},
    ],
    ids=str,
)
def test_what_may_differ_by_who_asks_goes_to_django_as_it_is(reader: Reader, asked: Any) -> None:
    for _time in range(2):
        assert "cache-status" not in reader.get(**asked)
    assert reader.made == 2


def test_a_cookie_that_no_page_looks_at_changes_nothing(reader: Reader) -> None:
    reader.get()
    assert reader.get(cookie="csrftoken=x; theme=dark")["cache-status"] == "pullquote; hit"
    assert reader.made == 1


def test_what_looks_at_another_cookie_gets_it(reader: Reader) -> None:
    """As the page of a guest's own comment does."""
    reader.site.headers = [HTML, ("Vary", "Cookie")]
    for _time in range(2):
        assert "cache-status" not in reader.get("/comments/7/sent/", cookie="written=7")
    assert [asked.get("HTTP_COOKIE") for asked in reader.site.asked] == [
        *(None, "written=7"),  # Nobody knew it the first time.
        "written=7",
    ]


def test_who_follows_people_makes_no_pages(reader: Reader) -> None:
    reader.get(query="page=2")
    reader.get(query="utm_source=letter&page=2&fbclid=x")
    assert [asked["QUERY_STRING"] for asked in reader.site.asked] == ["page=2"]
    reader.get(query="page=3")
    assert reader.made == 2


def test_the_order_of_parameters_makes_no_page_but_that_of_one_name_does(reader: Reader) -> None:
    reader.get(query="before=1&page=2")
    reader.get(query="page=2&before=1")
    assert reader.made == 1
    reader.get(query="page=1&page=2")
    reader.get(query="page=2&page=1")
    assert reader.made == 3


def test_hosts_have_pages_of_their_own(reader: Reader) -> None:
    reader.get()
    reader.get(host="other.example.org")
    assert reader.made == 2


def test_behind_tls_pages_for_plain_http_are_others(reader: Reader) -> None:
    reader.cache.rules.behind_tls = True
    reader.get(x_forwarded_proto="http")
    reader.get(x_forwarded_proto="https")
    assert reader.made == 2


def test_django_makes_the_whole_page_whatever_its_first_reader_wants_of_it(reader: Reader) -> None:
    reader.get(
        method="HEAD",
        cookie="theme=dark",
        accept_encoding="br",
        range="bytes=0-3",
        if_none_match='"a"',
        if_modified_since="Sun, 06 Nov 1994 08:49:37 GMT",
    )
    [asked] = reader.site.asked
    assert asked["REQUEST_METHOD"] == "GET"
    assert [name for name in asked if name.startswith("HTTP_")] == ["HTTP_HOST"]


def test_head_has_the_headers_of_get_and_no_body(reader: Reader) -> None:
    head, get = reader.get(method="HEAD"), reader.get()
    assert (head["body"], head["content-length"]) == (b"", get["content-length"])


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("br;q=0.0, *;q=0.5", "gzip"),
        ("identity", ""),
        ("", ""),
        ("gzip;q=nonsense", "gzip"),
        (";;;,,,=", ""),
    ],
)
def test_encodings_are_negotiated(accepted: str, wanted: str) -> None:
    assert encoding(accepted) == wanted


def test_each_encoding_is_made_once_and_says_so(reader: Reader) -> None:
    unpacked = {
        "br": brotli.decompress,
        "gzip": gzip.decompress,
        "": bytes,
    }
    for name, unpack in unpacked.items():
        got = reader.get(accept_encoding=name)
        assert (unpack(got["body"]), got.get("content-encoding", "")) == (PAGE, name)
        assert (got["vary"], got["content-length"]) == ("Accept-Encoding", str(len(got["body"])))
        assert reader.get(accept_encoding=name)["body"] is not None
    assert reader.made == 1


def test_a_page_that_a_reader_has_is_not_sent_again(reader: Reader) -> None:
    etag = reader.get()["etag"]
    assert etag.startswith('W/"')
    for sent in (etag, f'"other", {etag}', "*", etag.removeprefix("W/")):
        got = reader.get(if_none_match=sent)
        assert (got["status"], got["body"], got["etag"]) == ("304 Not Modified", b"", etag)
        assert "content-type" not in got
    assert reader.get(if_none_match='"other"')["status"] == "200 OK"


def test_without_a_tag_the_date_decides(reader: Reader) -> None:
    reader.site.headers.append(("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"))
    reader.get()
    dates = {
        "Sun, 06 Nov 1994 08:49:37 GMT": "304 Not Modified",
        "Mon, 07 Nov 1994 08:49:37 GMT": "304 Not Modified",
        "Sun, 06 Nov 1994 08:49:36 GMT": "200 OK",
        "yesterday": "200 OK",
    }
    for date, status in dates.items():
        assert reader.get(if_modified_since=date)["status"] == status
    tagged = reader.get(if_modified_since="Mon, 07 Nov 1994 08:49:37 GMT", if_none_match='"x"')
    assert tagged["status"] == "200 OK"


def test_a_date_is_only_given_once_it_can_mean_one_thing(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("page_cache.front.time.time", lambda: 7200 + 1800.0)
    reader.watched.value = State(1, since=7200 + 1799.0)
    assert "last-modified" not in reader.get("/just-changed/")
    reader.watched.value = State(1, since=7200 + 900.0)
    assert reader.get("/settled/")["last-modified"] == "Thu, 01 Jan 1970 02:15:00 GMT"
    reader.watched.value = State(1, since=10.0)
    assert reader.get("/old/")["last-modified"] == "Thu, 01 Jan 1970 02:00:00 GMT"


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("seconds", [1, 5])
@pytest.mark.parametrize("fraction", [0.0, 0.3, 0.399, 0.4, 0.7, 0.999])
def test_nginx_never_keeps_a_page_for_longer_than_it_may(
    reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
    fraction: float,
    seconds: int,
    is_there: bool,
) -> None:
    """It takes `@N` for: until the end of second N."""
    now = 1_000_000 + fraction
    monkeypatch.setattr("page_cache.front.time.time", lambda: now)
    reader.cache.shared_seconds = seconds
    tag = {"if_none_match": reader.get()["etag"]} if is_there else {}
    answer = reader.get(**tag)
    assert answer["status"][:3] == ("304" if is_there else "200")
    kept_for = int(answer["x-accel-expires"].removeprefix("@")) + 1 - now
    assert seconds - BEFOREHAND - 1 < kept_for <= seconds - BEFOREHAND + 1e-6


def test_while_the_database_is_away_what_is_kept_is_served(
    reader: Reader, clock: list[float]
) -> None:
    reader.get()
    reader.watched.value = None
    clock[0] += LIFETIME * 2
    got = reader.get(cookie="sessionid=abc")
    assert (got["body"], got["cache-status"]) == (PAGE, "pullquote; hit; detail=stale")
    # A CDN does not keep it on.
    assert got["cache-control"] == "public, max-age=0, s-maxage=0"
    assert reader.get("/never-asked-for/")["status"] == "503 Service Unavailable"
    assert reader.made == 1
    clock[0] += STALE
    assert reader.get()["status"] == "503 Service Unavailable"


def test_a_page_that_cannot_be_made_anew_is_served_as_it_was(reader: Reader) -> None:
    reader.get()
    reader.watched.value = State(2, since=0.0)
    reader.site.status, reader.site.body = "503 Away", b"Away"
    assert reader.get()["body"] == PAGE
    assert reader.get("/other/")["status"] == "503 Away"


def test_a_page_that_became_private_is_forgotten(reader: Reader) -> None:
    reader.get()
    reader.watched.value = State(2, since=0.0)
    reader.site.status = "404 Not Found"
    assert reader.get()["status"] == "404 Not Found"
    reader.watched.value = None
    assert reader.get()["status"] == "503 Service Unavailable"


def test_files_are_passed_on_without_being_read(reader: Reader) -> None:
    reader.site.streams = True
    got = [reader.get()["body"] for _time in range(2)]
    assert (got, reader.made) == ([PAGE, PAGE], 2)


def test_what_is_kept_is_bounded_in_bytes_and_the_least_wanted_goes() -> None:
    reader = Reader(limit=40_000)
    reader.site.body = b"x" * 4000
    for number in range(20):
        reader.get(f"/{number}/")
        reader.get("/0/")
    assert reader.cache.store.size <= 40_000
    made = reader.made
    reader.get("/0/")
    assert reader.made == made
    reader.get("/1/")
    assert reader.made == made + 1


def test_a_page_larger_than_an_eighth_of_it_is_not_kept() -> None:
    reader = Reader(limit=40_000)
    reader.site.body = b"x" * 5000
    for _time in range(2):
        assert reader.get()["body"] == b"x" * 5000
    assert (reader.made, reader.cache.store.size) == (2, 0)


def test_many_who_ask_at_once_have_it_made_once(reader: Reader) -> None:
    all_are_there = threading.Barrier(8)
    asks, makes = reader.watched.state, reader.site.__class__.__call__

    class Slow(Site):
        def __call__(self, *request: Any) -> Any:
            all_are_there.wait(timeout=30)
            return makes(self, *request)

    class Crowded(Watched):
        def state(self) -> State | None:
            if threading.current_thread() not in first:
                all_are_there.wait(timeout=30)
            return asks()

    first: list[threading.Thread] = []

    def ask_first() -> bytes:
        first.append(threading.current_thread())
        return bytes(reader.get()["body"])

    def ask() -> bytes:
        return bytes(reader.get()["body"])

    reader.site = reader.cache.application = Slow()  # type: ignore[assignment]
    reader.cache.watcher = Crowded()  # type: ignore[assignment]
    assert together(ask_first, *[ask] * 7) == [PAGE] * 8
    assert reader.made == 1
