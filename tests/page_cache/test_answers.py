"""Responses from the page cache: encodings, conditional requests, expiry for nginx."""

import gzip

import brotli
import pytest

from page_cache.request_key import choose_encoding
from page_cache.state_watcher import State
from page_cache.wsgi import NGINX_MARGIN
from tests.page_cache.reader import PAGE, PUBLIC, Reader


def test_head_has_the_headers_of_get_and_no_body(reader: Reader) -> None:
    head, get = reader.get(method="HEAD"), reader.get()
    assert (head["body"], head["content-length"]) == (b"", get["content-length"])


@pytest.mark.parametrize(
    ("accepted", "expected"),
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
def test_encodings_are_negotiated(accepted: str, expected: str) -> None:
    assert choose_encoding(accepted) == expected


def test_each_encoding_is_generated_once(reader: Reader) -> None:
    unpacked = {
        "br": brotli.decompress,
        "gzip": gzip.decompress,
        "": bytes,
    }
    for name, unpack in unpacked.items():
        response = reader.get(accept_encoding=name)
        assert (unpack(response["body"]), response.get("content-encoding", "")) == (PAGE, name)
        assert (response["vary"], response["content-length"]) == (
            "Accept-Encoding",
            str(len(response["body"])),
        )
        assert reader.get(accept_encoding=name)["body"] is not None
    assert reader.render_count == 1


def test_unchanged_page_gets_304(reader: Reader) -> None:
    reader.site.headers.append(("CDN-Cache-Control", "max-age=60"))
    etag = reader.get()["etag"]
    assert etag.startswith('W/"')
    for sent in (etag, f'"other", {etag}', "*", etag.removeprefix("W/")):
        response = reader.get(if_none_match=sent)
        assert (response["status"], response["body"], response["etag"]) == (
            "304 Not Modified",
            b"",
            etag,
        )
        assert (response["cache-control"], response["cdn-cache-control"]) == (
            PUBLIC[1],
            "max-age=60",
        )
        assert "content-type" not in response
    assert reader.get(if_none_match='"other"')["status"] == "200 OK"


def test_modified_since_decides_without_etag(reader: Reader) -> None:
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


def test_last_modified_is_omitted_while_ambiguous(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("page_cache.wsgi.time.time", lambda: 7200 + 1800.0)
    reader.watched.value = State(1, since=7200 + 1799.0)
    assert "last-modified" not in reader.get("/just-changed/")
    reader.watched.value = State(1, since=7200 + 900.0)
    assert reader.get("/settled/")["last-modified"] == "Thu, 01 Jan 1970 02:15:00 GMT"
    reader.watched.value = State(1, since=10.0)
    assert reader.get("/old/")["last-modified"] == "Thu, 01 Jan 1970 02:00:00 GMT"


@pytest.mark.parametrize("is_not_modified", [False, True])
@pytest.mark.parametrize("seconds", [1, 5])
@pytest.mark.parametrize("fraction", [0.0, 0.3, 0.499, 0.5, 0.7, 0.999])
def test_nginx_expiry_never_exceeds_lifetime(
    reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
    fraction: float,
    seconds: int,
    is_not_modified: bool,
) -> None:
    """nginx uses a page with `@N` until the end of second N, in the half of the request only."""
    now = 1_000_000 + fraction
    monkeypatch.setattr("page_cache.wsgi.time.time", lambda: now)
    reader.cache.shared_seconds = seconds
    tag = {"if_none_match": reader.get()["etag"]} if is_not_modified else {}
    response = reader.get(**tag)
    assert response["status"][:3] == ("304" if is_not_modified else "200")
    last = int(response["x-accel-expires"].removeprefix("@"))
    lifetime = last + (0.5 if fraction < 0.5 else 1.0) - now
    assert 0 < lifetime <= seconds - NGINX_MARGIN + 1e-6
    assert lifetime > seconds - NGINX_MARGIN - 1


@pytest.mark.parametrize("ahead", [-3600, 3600])
def test_nginx_expiry_uses_clock_of_nginx(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    monkeypatch.setattr("page_cache.wsgi.time.time", lambda: 1_000_000.5 + ahead)
    reader.cache.shared_seconds, reader.cache.trusts_proxies = 1, True
    assert reader.get(x_request_time="1000000.500")["x-accel-expires"] == "@1000000"


@pytest.mark.parametrize("sent_time", ["1", "9999999999", "2000000.5"])
def test_request_time_without_trusted_proxy_is_ignored(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, sent_time: str
) -> None:
    monkeypatch.setattr("page_cache.wsgi.time.time", lambda: 1_000_000.5)
    reader.cache.shared_seconds = 1
    assert reader.get(x_request_time=sent_time)["x-accel-expires"] == "@1000000"


@pytest.mark.parametrize("sent_time", ["", "nan", "inf", "-1", "1e9", "1" * 400, "١٢"])
def test_invalid_request_time_is_ignored(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, sent_time: str
) -> None:
    monkeypatch.setattr("page_cache.wsgi.time.time", lambda: 1_000_000.5)
    reader.cache.shared_seconds = 1
    assert reader.get(x_request_time=sent_time)["x-accel-expires"] == "@1000000"
