"""Files and errors that nginx serves without the web."""

import http.client
import json
import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from config.middleware.body_limits import EXPORT_UPLOAD_PATH, FILE_UPLOAD_PATH
from lib.security_headers import PERMISSIONS_POLICY
from storage.media import FILE_POLICY, MEDIA_TYPES
from tests.deploy.conftest import NginxSite
from tests.deploy.nginx import HOST
from tests.support.patience import PATIENCE

FOR_EVER = "public, max-age=31536000, immutable"
PICTURE = b"\xff\xd8\xff" + b"picture" * 1000


@pytest.fixture(scope="module")
def static(fronted: NginxSite) -> dict[str, str]:
    """Return the hashed names of static files."""
    manifest = json.loads((fronted.place / "static/staticfiles.json").read_text())
    return manifest["paths"]


@pytest.fixture(scope="module", autouse=True)
def uploads(fronted: NginxSite) -> Iterator[None]:
    for name in ("a.jpg", "a.png", "a.webp", "a.avif", "a.gif", "a.html", "a.svg", "a.js", "a"):
        (fronted.place / "media" / name).write_bytes(PICTURE)
    for extension in MEDIA_TYPES:
        (fronted.place / f"media/a{extension}").write_bytes(PICTURE)
    # Another process may give this one further tests of the file, after those of other files.
    (fronted.place / "media/photos").mkdir(exist_ok=True)
    for name in (".half", "photos/.half.jpg"):
        (fronted.place / "media" / name).write_bytes(PICTURE)
    yield


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("theme/site.css", "text/css"),
        ("editor/editor.js", "application/javascript"),
        ("theme/favicon.svg", "image/svg+xml"),
    ],
)
@pytest.mark.parametrize("encoding", ["gzip", None])
def test_static_files_are_served_precompressed(
    fronted: NginxSite, static: dict[str, str], name: str, kind: str, encoding: str | None
) -> None:
    path = f"/static/{static[name]}"
    answer = fronted.ask(path, headers={"Accept-Encoding": encoding or "identity"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Permissions-Policy"] == PERMISSIONS_POLICY
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    file = fronted.place / "static" / static[name]
    is_compressed = file.with_name(f"{file.name}.gz").exists()
    assert answer.headers.get("Content-Encoding") == (encoding if is_compressed else None)
    assert answer.content == file.read_bytes()
    assert "X-Request-Id" not in answer.headers  # not from gunicorn


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jpg", "image/jpeg"),
        ("a.png", "image/png"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.gif", "image/gif"),
        ("a.html", "application/octet-stream"),
        ("a.svg", "application/octet-stream"),
        ("a.js", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_uploads_are_images_or_inert(fronted: NginxSite, name: str, kind: str) -> None:
    answer = fronted.ask(f"/media/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Permissions-Policy"] == PERMISSIONS_POLICY
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.content == PICTURE


@pytest.mark.parametrize(("extension", "kind"), MEDIA_TYPES.items())
def test_media_files_have_the_types_that_the_web_gives_them(
    fronted: NginxSite, extension: str, kind: str
) -> None:
    answer = fronted.ask(f"/media/a{extension}", headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (206, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == FILE_POLICY
    is_saved = answer.headers.get("Content-Disposition") == "attachment"
    assert is_saved == (extension == ".pdf")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/media/.half", 404),
        ("/media/photos/.half.jpg", 404),
        ("/media/../prepared.json", 404),
        ("/media/%2e%2e/prepared.json", 404),
        ("/media/", 403),
        ("/media/photos/", 403),
        ("/media/none.jpg", 404),
        ("/static/../var/secret-key", 404),
        ("/static/..%2fvar/secret-key", 404),
        ("/static/errors/503.html", 404),
    ],
)
def test_paths_outside_of_folders_are_not_served(
    fronted: NginxSite, path: str, status: int
) -> None:
    """Send the path unnormalized; most clients would normalize it."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
    assert send_raw(fronted, request)[0] == status


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-2", 206, PICTURE[:3]),
        ("bytes=-7", 206, b"picture"),
        (f"bytes={len(PICTURE)}-", 416, None),
    ],
)
def test_range_requests_are_supported(
    fronted: NginxSite, asked: str, status: int, got: bytes | None
) -> None:
    answer = fronted.ask("/media/a.jpg", headers={"Range": asked})
    assert answer.status_code == status
    assert got is None or answer.content == got


def send_raw(fronted: NginxSite, request: str) -> tuple[int, str]:
    """Send a raw request over TLS; return status and body."""
    with (
        socket.create_connection(("127.0.0.1", fronted.nginx.port), timeout=PATIENCE) as plain,
        fronted.nginx.context().wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        connection.sendall(request.encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read().decode()


@pytest.mark.parametrize(
    ("path", "length"),
    [
        ("/comments/mine/", 100 * 2**20),
        ("/comments/mine/", 2**20 + 1),
        ("/admin/", 100 * 2**20),
        ("/admin/", 21 * 2**20 + 1),
        ("/admin/blog/post/editor/file/", 500 * 2**20 + 1),
        ("/admin/transfer/import/add/", 2001 * 2**20 + 1),
        ("/admin/blog/post/editor/file/more/", 21 * 2**20 + 1),
    ],
)
def test_oversized_body_is_refused_before_upload(
    fronted: NginxSite, path: str, length: int
) -> None:
    request = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n"
    status, body = send_raw(fronted, f"{request}Accept-Language: de-AT, en;q=0.5\r\n\r\n")
    assert status == 413
    assert '<html lang="de" dir="ltr">' in body
    assert '<p class="kicker">413</p>' in body
    assert "20 MB" in body


@pytest.mark.parametrize(
    ("path", "status"),
    [(FILE_UPLOAD_PATH, 403), (EXPORT_UPLOAD_PATH, 302)],  # The second leads to the sign-in page.
)
def test_file_of_a_stranger_is_refused_before_it_arrives(
    fronted: NginxSite, path: str, status: int
) -> None:
    request = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {400 * 2**20}\r\n"
        "Content-Type: application/octet-stream\r\n\r\nthe beginning"
    )
    assert send_raw(fronted, request)[0] == status


def test_largest_image_upload_reaches_desk(fronted: NginxSite) -> None:
    """As a form without a CSRF token, which the web reads to its end although it refuses it."""
    head = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
    answer = fronted.ask(
        "/admin/login/",
        method="POST",
        http2=False,
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        content=head + b"x" * 20 * 2**20 + b"\r\n--x--\r\n",
    )
    assert answer.status_code == 403, answer.text  # without a CSRF token
    assert answer.headers["X-Request-Id"] != ""


def test_web_receives_whole_form_before_it_refuses_it(fronted: NginxSite) -> None:
    """If it closed the connection earlier, nginx might fail to send the rest and answer 503."""
    length = 20 * 2**20
    request = f"POST /admin/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n"
    with socket.create_connection(("127.0.0.1", fronted.site.port), timeout=PATIENCE) as connection:
        connection.sendall(f"{request}X-Forwarded-Proto: https\r\n\r\n".encode() + b"x" * length)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 403


@pytest.mark.parametrize(
    ("request_line", "header", "status"),
    [
        ("GET / HTTP/1.1", f"Cookie: a={'x' * 40_000}", 431),
        ("GET / HTTP/1.1", f"X-Odd: {'x' * 9_000}", 431),
        (f"GET /{'x' * 9_000} HTTP/1.1", "X-Odd: x", 414),
        ("GET / HTTP/1.1", "no header at all", 400),
        ("HELLO", "X-Odd: x", 400),
        ("GET / HTTP/9.9", "X-Odd: x", 505),
    ],
    ids=["cookies", "header", "address", "not a header", "not a request", "not this protocol"],
)
def test_malformed_or_too_long_request_gets_error_page(
    fronted: NginxSite, request_line: str, header: str, status: int
) -> None:
    request = f"{request_line}\r\nHost: {HOST}\r\n{header}\r\nConnection: close\r\n\r\n"
    received_status, body = send_raw(fronted, request)
    assert received_status == status
    assert ("cookies" in body) == (status == 431)


def test_nginx_error_pages_use_site_style(fronted: NginxSite) -> None:
    request = f"GET /{'x' * 9_000} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
    style = re.search(r'rel="stylesheet" href="([^"]+)"', send_raw(fronted, request)[1])
    assert style and fronted.ask(style[1]).status_code == 200


def test_http_on_tls_port_gets_error_page(fronted: NginxSite) -> None:
    address = f"http://127.0.0.1:{fronted.nginx.port}/"
    answer = httpx.get(address, headers={"Host": HOST}, timeout=PATIENCE)
    assert answer.status_code == 400
