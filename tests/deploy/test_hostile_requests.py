"""Request smuggling and cache poisoning, through nginx and directly against gunicorn."""

import re
import socket
from collections.abc import Callable

import pytest

from tests.deploy.conftest import NginxSite
from tests.deploy.nginx import HOST
from tests.support.patience import PATIENCE

SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
AFTER = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
Ask = Callable[[str], list[str]]


def send_raw(connection: socket.socket, request: str) -> list[str]:
    """Return all responses to `request` and to anything sent right after it, until the connection
    is closed."""
    connection.sendall((request + AFTER).encode("latin-1"))
    got = b""
    try:
        while part := connection.recv(65_536):
            got += part
    except ConnectionError:
        pass  # It responds without waiting for the rest.
    return re.split(r"(?=HTTP/1\.[01] \d{3})", got.decode(errors="replace"))[1:]


def send_to_nginx(fronted: NginxSite, request: str) -> list[str]:
    address = ("127.0.0.1", fronted.nginx.port)
    with (
        socket.create_connection(address, timeout=PATIENCE) as plain,
        fronted.nginx.context().wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        return send_raw(connection, request)


def send_to_gunicorn(fronted: NginxSite, request: str) -> list[str]:
    """Send it to gunicorn directly, as a less strict proxy would."""
    with socket.create_connection(("127.0.0.1", fronted.site.port), timeout=PATIENCE) as connection:
        return send_raw(connection, request.replace("\r\n", "\r\nX-Forwarded-Proto: https\r\n", 1))


def status(answer: str) -> int:
    return int(answer.split()[1])


def get(path: str = "/", *lines: str, host: str = HOST) -> str:
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *lines, "", ""])


def post(*lines: str, body: str = "", version: str = "1.1") -> str:
    head = [f"POST /comments/mine/ HTTP/{version}", f"Host: {HOST}", *lines, "", ""]
    return "\r\n".join(head) + body


# A request with an ambiguous end is refused, and the rest is not read.
TWO_ENDS = {
    "length and chunks": post(
        "Content-Length: 4", "Transfer-Encoding: chunked", body=f"0\r\n\r\n{SMUGGLED}"
    ),
    "chunks and length": post(
        "Transfer-Encoding: chunked", "Content-Length: 60", body=f"0\r\n\r\n{SMUGGLED}"
    ),
    "two lengths": post("Content-Length: 0", "Content-Length: 40", body=SMUGGLED),
    "a list of lengths": post("Content-Length: 0, 40", body=SMUGGLED),
    "length with a sign": post("Content-Length: +40", body=SMUGGLED),
    "negative length": post("Content-Length: -1", body=SMUGGLED),
    "hexadecimal length": post("Content-Length: 0x28", body=SMUGGLED),
    "length and a space": post("Content-Length : 40", body=SMUGGLED),
    "another coding": post("Transfer-Encoding: xchunked", body=f"0\r\n\r\n{SMUGGLED}"),
    "chunked is not last": post("Transfer-Encoding: chunked, x", body=f"0\r\n\r\n{SMUGGLED}"),
    "vertical tab": post("Transfer-Encoding:\x0bchunked", body=f"0\r\n\r\n{SMUGGLED}"),
    "chunks in HTTP/1.0": post(
        "Transfer-Encoding: chunked", body=f"0\r\n\r\n{SMUGGLED}", version="1.0"
    ),
    "folded header": post("X-Odd: a", " Transfer-Encoding: chunked", body=SMUGGLED),
    "header without a name": post(": x", body=SMUGGLED),
    "NUL": get("/", "X-Odd: a\0b"),
    "bare CR": get("/", "X-Odd: a\rTransfer-Encoding: chunked"),
    "two hosts": get("/", "Host: elsewhere.example.com"),
    "no host": "GET / HTTP/1.1\r\nX-Odd: a\r\n\r\n",
    "empty host": get("/", host=""),
    "a space in the address": get("/ /"),
    "a target that is no path": get("blog.example.org:443"),
}


# 501; all others 400. gunicorn treats a vertical tab as a malformed header.
UNKNOWN_CODINGS = {
    ("another coding", send_to_nginx),
    ("another coding", send_to_gunicorn),
    ("chunked is not last", send_to_nginx),
    ("chunked is not last", send_to_gunicorn),
    ("vertical tab", send_to_nginx),
}


@pytest.mark.parametrize("way", [send_to_nginx, send_to_gunicorn])
@pytest.mark.parametrize("name", TWO_ENDS)
def test_ambiguous_request_is_refused(
    fronted: NginxSite, name: str, way: Callable[[NginxSite, str], list[str]]
) -> None:
    statuses = [status(answer) for answer in way(fronted, TWO_ENDS[name])]
    assert statuses == [501 if (name, way) in UNKNOWN_CODINGS else 400]  # and nothing follows


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PROPFIND", "FOO"])
@pytest.mark.parametrize("path", ["/", "/admin/", "/oembed", "/accounts/login/", "/media/x"])
def test_unknown_method_gets_405_with_allow(fronted: NginxSite, method: str, path: str) -> None:
    """nginx refuses TRACE itself, and other methods for files."""
    request = get(path).replace("GET", method, 1)
    behind, answer = send_to_nginx(fronted, request)[0], send_to_gunicorn(fronted, request)[0]
    assert (status(behind), status(answer)) == (405, 405)
    allowed = re.findall("^allow: (.*)\r$", answer, re.I | re.M)
    assert allowed == ["GET, HEAD, POST"]


# Foreign host names in each possible place.
FOREIGN = {
    "another host": get(host="elsewhere.example.com"),
    "user and host": get(host=f"{HOST}@elsewhere.example.com"),
    "host and path": get(host=f"{HOST}/elsewhere.example.com"),
    "port that is none": get(host=f"{HOST}:443@elsewhere.example.com"),
    "whole address elsewhere": get("https://elsewhere.example.com/"),
    "an end that is ours": get(host=f"elsewhere.{HOST}"),
}


@pytest.mark.parametrize("way", [send_to_nginx, send_to_gunicorn])
@pytest.mark.parametrize("name", FOREIGN)
def test_unknown_host_gets_no_page(
    fronted: NginxSite, name: str, way: Callable[[NginxSite, str], list[str]]
) -> None:
    answer = way(fronted, FOREIGN[name])[0]
    assert "elsewhere" not in answer
    # gunicorn and nginx take the name from Host, nginx only up to a colon: both are the site's.
    is_ours = (name, way) in (
        ("whole address elsewhere", send_to_gunicorn),
        ("port that is none", send_to_nginx),
    )
    assert status(answer) == (200 if is_ours else 400)


# Headers that other software trusts, and that are ignored here.
IDLE = [
    "X-Forwarded-Host: elsewhere.example.com",
    "X-Host: elsewhere.example.com",
    "Forwarded: for=203.0.113.7;host=elsewhere.example.com;proto=http",
    "X-Forwarded-Port: 81",
    "X-Forwarded-Prefix: /elsewhere",
    "X-Original-URL: /elsewhere/",
    "X-Rewrite-URL: /elsewhere/",
    "X-HTTP-Method-Override: DELETE",
    "SCRIPT_NAME: /elsewhere",
    "PATH_INFO: /elsewhere/",
    "Script-Name: /elsewhere",
    "X_Forwarded_Host: elsewhere.example.com",
    "X_Forwarded_Proto: http",
    "Remote-User: ed",
    "REMOTE_USER: ed",
]


@pytest.mark.parametrize("way", [send_to_nginx, send_to_gunicorn])
@pytest.mark.parametrize("line", IDLE)
def test_unknown_headers_do_not_change_page(
    fronted: NginxSite, line: str, way: Callable[[NginxSite, str], list[str]]
) -> None:
    """Each uses a new URL, so that its page is not cached yet."""
    path = f"{fronted.post}?said={abs(hash((line, way.__name__)))}"
    first, after = way(fronted, get(path, line))
    assert (status(first), status(after)) == (200, 200)
    assert "High water" in first
    assert "elsewhere" not in first
    assert not re.search("^set-cookie:", first, re.I | re.M)


@pytest.mark.parametrize("way", [send_to_nginx, send_to_gunicorn])
@pytest.mark.parametrize(
    "path",
    [
        "//elsewhere.example.com",
        "//elsewhere.example.com/..",
        "///elsewhere.example.com",
        "/\\elsewhere.example.com",
        "/%2Felsewhere.example.com",
        "/%5Celsewhere.example.com",
        "/.elsewhere.example.com",
        "/@elsewhere.example.com",
        "/labels%0d%0aSet-Cookie:%20a=b",
        "/accounts/login/?next=//elsewhere.example.com",
        "/accounts/logout/?next=https://elsewhere.example.com",
        "/search?q=%0d%0aLocation:%20https://elsewhere.example.com",
    ],
)
def test_redirects_ignore_forged_headers(
    fronted: NginxSite, path: str, way: Callable[[NginxSite, str], list[str]]
) -> None:
    head = way(fronted, get(path))[0].partition("\r\n\r\n")[0]
    assert not re.search("^set-cookie: a=b", head, re.I | re.M)
    for place in re.findall("^location: *(.*)$", head, re.I | re.M):
        assert re.match(rf"(https://{re.escape(HOST)})?/(?![/\\])", place), place


@pytest.mark.parametrize("path", ["//elsewhere.example.com", "/%0d%0aSet-Cookie:%20a=b"])
def test_http_redirect_ignores_forged_host(fronted: NginxSite, path: str) -> None:
    address = ("127.0.0.1", fronted.nginx.plain_port)
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        request = get(path, "Connection: close", host="elsewhere.example.com")
        head = send_raw(connection, request)[0]
    assert re.findall("^location: (.*)\r$", head, re.I | re.M) == [f"https://{HOST}{path}"]
