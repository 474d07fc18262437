"""`deploy/nginx.conf` with nginx in front of gunicorn."""

import socket
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.deploy.conftest import NginxSite
from tests.deploy.nginx import HOST
from tests.support.patience import PATIENCE

ONCE = (
    *("strict-transport-security", "content-security-policy", "x-content-type-options"),
    *("referrer-policy", "x-frame-options", "cache-control", "content-type", "vary"),
    *("permissions-policy", "cross-origin-resource-policy"),
)


@pytest.mark.parametrize(("http2", "version"), [(True, "HTTP/2"), (False, "HTTP/1.1")])
def test_pages_are_served_over_tls_and_http2(fronted: NginxSite, http2: bool, version: str) -> None:
    answer = fronted.ask("/", http2=http2)
    assert (answer.status_code, answer.http_version) == (200, version)
    assert "High water" in answer.text


@pytest.mark.parametrize("host", [HOST, "elsewhere.example.com"])
def test_http_redirects_to_https_at_server_name(fronted: NginxSite, host: str) -> None:
    address = f"http://127.0.0.1:{fronted.nginx.plain_port}/search/?q=water"
    answer = httpx.get(address, headers={"Host": host}, timeout=PATIENCE)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{HOST}/search/?q=water"
    assert answer.headers["Server"] == "nginx"  # without a version


def test_unknown_host_is_refused(fronted: NginxSite) -> None:
    assert fronted.ask("/", headers={"Host": "elsewhere.example.com"}).status_code == 400


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, br", "br"),
        ("BR", "br"),
        ("gzip", "gzip"),
        ("gzip;q=0.5, br;q=0", "gzip"),
        ("br;q=0.001", "br"),
        ("gzip;q=0.0", None),
        ("xbr, brx, sgzip", None),
        ("identity", None),
    ],
)
def test_pages_are_cached_compressed(
    fronted: NginxSite, accepted: str, encoding: str | None
) -> None:
    headers = {"Accept-Encoding": accepted}
    path = f"{fronted.post}?said={encoding}"  # a new URL for each encoding
    first, second = (fronted.ask(path, headers=headers) for _time in range(2))
    assert second.headers["X-Cache"] == "HIT"
    assert second.headers.get("Content-Encoding") == encoding
    assert second.content == first.content
    assert "The river rose." in second.text
    length = int(second.headers["Content-Length"])
    assert (length < len(second.content)) == bool(encoding)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "gzip"), ("gzip", "gzip"), ("br", None), ("identity", None)],
)
def test_uncached_pages_are_compressed(
    fronted: NginxSite, accepted: str, encoding: str | None
) -> None:
    for path in ("/search/?q=river", "/accounts/login/"):
        answer = fronted.ask(path, headers={"Accept-Encoding": accepted})
        assert answer.headers["X-Cache"] != "HIT"
        assert answer.headers.get("Content-Encoding") == encoding, path
        assert "</html>" in answer.text


def test_cache_entry_is_shared_per_encoding(fronted: NginxSite) -> None:
    kinds = ("gzip", "gzip, deflate", "deflate, GZIP;q=1", "gzip;q=0.8, zstd")
    values = [
        fronted.ask("/labels/", headers={"Accept-Encoding": kind}).headers["X-Cache"]
        for kind in kinds
    ]
    assert values == ["MISS", "HIT", "HIT", "HIT"]


def test_expired_page_is_revalidated_with_304(fronted: NginxSite) -> None:
    first = fronted.ask(fronted.post)
    for http2 in (True, False):
        again = fronted.ask(
            fronted.post, http2=http2, headers={"If-None-Match": first.headers["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")


def test_personal_cookie_bypasses_cache(fronted: NginxSite) -> None:
    for cookie in (fronted.session["Cookie"], "a=b; messages=x", "sessionid=nobody"):
        values = [
            fronted.ask("/archive/", headers={"Cookie": cookie}).headers["X-Cache"]
            for _time in range(2)
        ]
        assert values == ["BYPASS"] * 2, cookie
    assert fronted.ask("/archive/").headers["X-Cache"] == "MISS"
    # Unknown cookies do not bypass the cache.
    other = fronted.ask("/archive/", headers={"Cookie": "_ga=1; mysessionid=2; sessionid2=3"})
    assert other.headers["X-Cache"] == "HIT"


def test_signed_in_user_sees_change_at_once(fronted: NginxSite) -> None:
    fronted.ask(fronted.post)
    assert fronted.ask(fronted.post).headers["X-Cache"] == "HIT"
    fronted.rename("Higher water")
    try:
        assert "Higher water" in fronted.ask(fronted.post, headers=fronted.session).text
        assert "Higher water" not in fronted.ask(fronted.post).text  # cached for minutes here
    finally:
        fronted.rename("High water")


@pytest.mark.parametrize("path", ["/search/?q=water", "/nowhere/", "/accounts/login/", "/healthz"])
def test_personal_pages_are_not_cached(fronted: NginxSite, path: str) -> None:
    values = {fronted.ask(path).headers.get("X-Cache", "MISS") for _time in range(3)}
    assert values == {"MISS"}


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/accounts/login/", "/admin/login/"])
def test_security_headers_are_sent_once(fronted: NginxSite, path: str) -> None:
    answer = fronted.ask(path)
    counts = {name: len(answer.headers.get_list(name)) for name in ONCE if name != "vary"}
    assert counts == dict.fromkeys(counts, 1)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Server"] == "nginx"


def test_forged_forwarded_for_is_ignored(fronted: NginxSite) -> None:
    """127.0.0.2 has searched too often and gets a 429; 127.0.0.3 does not. A busy machine may need
    more than the minute of the limit for as many searches."""
    search, forged = "/search/?q=water", {"X-Forwarded-For": "203.0.113.7"}
    known = [key for (key,) in fronted.execute("SELECT key FROM accounts_ratelimitwindow")]
    assert fronted.ask(search, source="127.0.0.2", headers=forged).status_code == 200
    counted = fronted.execute(
        "UPDATE accounts_ratelimitwindow SET taken = 1000, ends_at = now() + interval '1 hour'"
        " WHERE NOT key = ANY (%s) RETURNING key",
        known,
    )
    assert len(counted) == 1
    statuses = [
        fronted.ask(search, source=f"127.0.0.{number}", headers=forged).status_code
        for number in (2, 3)
    ]
    assert statuses == [429, 200]


def test_request_id_is_the_same_in_nginx_and_web(fronted: NginxSite) -> None:
    forged = fronted.ask("/healthz", headers={"X-Request-Id": "forged-by-a-reader"})
    assert len(forged.headers["X-Request-Id"]) == 32  # generated by nginx, and logged


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/metrics?x=1"])
def test_monitoring_urls_are_not_public(fronted: NginxSite, path: str) -> None:
    assert fronted.ask(path).status_code == 404


def test_upstream_connections_are_kept_alive(fronted: NginxSite) -> None:
    """Many uncached requests use no more connections than nginx keeps alive."""
    before = connections(fronted)
    for _time in range(40):
        assert fronted.ask("/nowhere/").status_code == 404
    assert connections(fronted) - before < 20


def connections(fronted: NginxSite) -> int:
    """Count connections to gunicorn, including those in TIME_WAIT."""
    port = f":{fronted.site.port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()
    return sum(line.split()[2].endswith(port) for line in lines)


@pytest.mark.parametrize("line", ["GET / HTTP/1.0", "GET / HTTP/1.1", "GET /feed.atom HTTP/1.0"])
def test_request_without_a_host_is_refused_by_nginx_and_the_web(
    fronted: NginxSite, line: str
) -> None:
    for port, context in (
        (fronted.nginx.port, fronted.nginx.context()),
        (fronted.site.port, None),
    ):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client,
            ExitStack() as tls,
        ):
            if context:
                client = tls.enter_context(context.wrap_socket(client, server_hostname=HOST))
            client.sendall(f"{line}\r\nConnection: close\r\n\r\n".encode())
            answer = client.recv(65536)
        assert answer.split(b" ", 2)[1] == b"400", answer[:200]


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json", "/archive/", "/search/?q=water"])
def test_text_of_every_kind_leaves_nginx_compressed(fronted: NginxSite, path: str) -> None:
    answer = fronted.ask(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
