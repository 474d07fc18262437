"""WARC files of copies, read back by the reference reader and verified by its checker."""

import gzip
import io
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from blog.evidence import robots
from blog.evidence.copies import take_copy, withdraw_copy
from blog.evidence.exchanges import MAX_HEAD_LENGTH, store_exchanges
from blog.evidence.fetch import FetchedPage, fetch_page
from blog.evidence.models import PageCopy, QuotedPage
from blog.evidence.page_reader import ReadPage
from blog.evidence.warc import build_warc
from lib.safe_http import Exchange
from tests.support import factories as make
from tests.support.hostile_server import HostileServer, run_server
from tests.support.pdf_files import Text, build_pdf, draw

pytestmark = pytest.mark.django_db
URL = "http://there.example/a"
HTML = "Content-Type: text/html; charset=utf-8"
TAKEN_AT = datetime(2026, 3, 5, 12, 30, 15, 999_999, UTC)
PAGE = b"<title>The bridge</title><p>We will rebuild it."


@pytest.fixture
def server() -> Iterator[HostileServer]:
    robots._known.clear()
    with run_server(HostileServer) as server:
        server.set_response("/robots.txt", "404 Not Found")
        yield server


def fetch(server: HostileServer, url: str = URL, *condition: str) -> FetchedPage:
    page = fetch_page(url, *condition, resolve=server.resolve, ports={"http": server.port})
    assert not page.reason
    return page


def store(fetched: FetchedPage, url: str = URL, **values: Any) -> PageCopy:
    """Store a copy as a look does, and return it as it is in the database."""
    page, _is_new = QuotedPage.objects.get_or_create(url=url, host="there.example")
    facts = {"title": "", "language": "", "byline": "", "date": "", "is_copy_refused": False}
    facts |= {"text": "Text.", "is_wall": False, "is_cut": False, "verdicts": []}
    copy = take_copy(page, fetched, ReadPage(**facts), TAKEN_AT, **values)
    return PageCopy.objects.get(pk=copy.pk)


def read_records(copy: PageCopy) -> list[tuple[Any, bytes]]:
    """Return records with their contents, all digests of which are right."""
    content = build_warc(copy)
    assert content
    records = []
    for record in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
        decoded = record.content_stream().read()
        assert record.digest_checker.passed is not False
        records.append((record, decoded))
    return records


def find(records: list[tuple[Any, bytes]], kind: str) -> list[Any]:
    return [record for record, _content in records if record.rec_type == kind]


def read_response(copy: PageCopy) -> tuple[Any, bytes]:
    return [row for row in read_records(copy) if row[0].rec_type == "response"][-1]


def test_file_has_the_request_and_the_response_as_received(server, settings):
    settings.SITE_URL = "https://blog.example.org"
    headers = [HTML, "Set-Cookie: a=1", "set-cookie: b=2", "X-Empty:", 'ETag: "é"']
    server.set_response("/a", "200 Everything fine", *headers, body=PAGE)
    copy = store(fetch(server))
    records = read_records(copy)
    assert [record.rec_type for record, _ in records] == ["warcinfo", "response", "request"]
    info, response, request = (record for record, _ in records)
    assert (response.http_headers.protocol, response.http_headers.statusline) == (
        "HTTP/1.1",
        "200 Everything fine",
    )
    assert response.http_headers.headers == [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Set-Cookie", "a=1"),
        ("set-cookie", "b=2"),
        ("X-Empty", ""),
        ("ETag", '"é"'),
    ]
    assert records[1][1] == PAGE
    assert request.http_headers.statusline == "/a HTTP/1.1"
    sent = dict(request.http_headers.headers)
    assert (sent["Host"], sent["Accept-Encoding"]) == ("there.example", "identity")
    for name, value in sent.items():
        assert f"{name}: {value}\r\n" in server.heads[-1]
    fields = response.rec_headers
    assert fields.protocol == "WARC/1.1"
    assert fields["WARC-Target-URI"] == URL
    assert fields["WARC-Date"] == "2026-03-05T12:30:15Z"
    assert fields["WARC-IP-Address"] == "127.0.0.1"
    assert fields["WARC-Payload-Digest"] == f"sha256:{copy.body_hash}"
    assert request.rec_headers["WARC-Concurrent-To"] == fields["WARC-Record-ID"]
    for record in (response, request):
        assert record.rec_headers["WARC-Warcinfo-ID"] == info.rec_headers["WARC-Record-ID"]
    assert b"publisher: https://blog.example.org\r\n" in records[0][1]


def test_each_record_is_a_member_of_the_compressed_file(server):
    server.set_response("/a", "200 OK", HTML, body=PAGE)
    content = build_warc(store(fetch(server))) or b""
    assert content.count(b"\x1f\x8b\x08") == 3
    reader = ArchiveIterator(io.BytesIO(content))
    places = [(reader.get_record_offset(), reader.get_record_length()) for _record in reader]
    for offset, length in places:
        assert gzip.decompress(content[offset : offset + length]).startswith(b"WARC/1.1\r\n")


def test_checker_of_the_reference_reader_accepts_the_file(server, tmp_path, capsys):
    server.set_response("/a", "200 OK", HTML, body=PAGE)
    file = tmp_path / "copy.warc.gz"
    file.write_bytes(build_warc(store(fetch(server))) or b"")
    assert check(file) == 0
    assert capsys.readouterr().out.count("digest pass") == 3


def check(file: Path) -> int:
    return Checker(Namespace(inputs=[str(file)], verbose=True)).process_all()


def test_checker_refuses_a_file_whose_body_was_changed(server, tmp_path):
    server.set_response("/a", "200 OK", HTML, body=PAGE)
    content = gzip.decompress(build_warc(store(fetch(server))) or b"")
    file = tmp_path / "copy.warc"
    file.write_bytes(content.replace(b"rebuild", b"destroy"))
    assert check(file) == 1


def test_file_of_a_copy_is_always_the_same(server):
    server.set_response("/a", "200 OK", HTML, body=PAGE)
    copy = store(fetch(server))
    assert build_warc(copy) == build_warc(PageCopy.objects.get(pk=copy.pk))


def test_chunked_response_has_its_whole_body_and_says_so(server):
    chunked = b"5\r\n<p>We\r\n9\r\n rebuild.\r\n0\r\n\r\n"
    server.set_response("/a", "200 OK", HTML, "Transfer-Encoding: chunked", body=chunked)
    response, body = read_response(store(fetch(server)))
    assert body == b"<p>We rebuild."
    assert response.http_headers["X-Archive-Orig-Transfer-Encoding"] == "chunked"
    assert response.http_headers["Transfer-Encoding"] is None


def test_body_that_looks_like_chunks_is_not_read_as_such(server):
    inner = b"3\r\nabc\r\n0\r\n\r\n"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner)
    server.set_response("/a", "200 OK", HTML, "Transfer-Encoding: chunked", body=chunked)
    assert read_response(store(fetch(server)))[1] == inner


def test_compressed_body_stays_as_received(server):
    packed = gzip.compress(PAGE, mtime=0)
    headers = [HTML, "Content-Encoding: gzip", f"Content-Length: {len(packed)}"]
    server.set_response("/a", "200 OK", *headers, body=packed)
    copy = store(fetch(server))
    response, body = read_response(copy)
    assert body == PAGE
    assert response.rec_headers["WARC-Payload-Digest"] == f"sha256:{sha256(packed).hexdigest()}"
    assert response.http_headers["Content-Length"] == str(len(packed))


def test_redirects_have_records_of_their_own(server):
    server.set_response("/a", "301 Moved", "Location: /b", "Content-Length: 4", body=b"away")
    server.set_response("/b", "302 Found", "Location: http://other.example/c?d=é")
    server.set_response("/c?d=%C3%A9", "200 OK", HTML, body=PAGE)
    records = read_records(store(fetch(server)))
    responses, requests = find(records, "response"), find(records, "request")
    urls = [URL, "http://there.example/b", "http://other.example/c?d=%C3%A9"]
    assert [record.rec_headers["WARC-Target-URI"] for record in responses] == urls
    assert [record.rec_headers["WARC-Target-URI"] for record in requests] == urls
    assert [record.http_headers.get_statuscode() for record in responses] == ["301", "302", "200"]
    truncated = [record.rec_headers["WARC-Truncated"] for record in responses]
    assert truncated == ["unspecified", "unspecified", None]
    assert responses[0].http_headers["X-Archive-Orig-Content-Length"] == "4"
    assert responses[0].http_headers["Location"] == "/b"
    assert len({record.rec_headers["WARC-Record-ID"] for record, _ in records}) == len(records)
    assert [content for _record, content in records][-2] == PAGE


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/pdf", build_pdf([draw(Text("We will rebuild it."))])),
        ("text/html; charset=windows-1251", "<p>Мост".encode("cp1251")),
        ("text/html", b"<p>\xff\xfe\x00\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n"),
        ("text/html", b""),
        ("text/html", bytes(range(256)) * 2000),
    ],
    ids=["pdf", "other encoding", "looks like a record", "empty", "binary"],
)
def test_body_of_any_kind_is_read_back_letter_by_letter(kind, body, server):
    server.set_response("/a", "200 OK", f"Content-Type: {kind}", body=body)
    copy = store(fetch(server))
    response, content = read_response(copy)
    assert content == body
    assert response.rec_headers["WARC-Payload-Digest"] == f"sha256:{sha256(body).hexdigest()}"
    assert response.http_headers["Content-Type"] == kind


@pytest.mark.parametrize(
    ("line", "header"),
    [
        ("X-Fold: one\r\n\t two", ("X-Fold", "one two")),
        ("X-Zero: a\0b", ("X-Zero", "a b")),
        ("X-Bell: \x07\x1b[31m", ("X-Bell", "[31m")),
        ("X-Colon: a: b", ("X-Colon", "a: b")),
        ("X-Latin: caf\xe9", ("X-Latin", "café")),
    ],
)
def test_hostile_header_stays_one_line(line, header, server):
    head = f"HTTP/1.1 200 OK\r\n{HTML}\r\n{line}\r\nX-Last: 1\r\n\r\n".encode("latin-1")
    server.answers["/a"] = head + PAGE
    response, body = read_response(store(fetch(server)))
    assert header in response.http_headers.headers
    assert response.http_headers["X-Last"] == "1"
    assert body == PAGE


def build_exchange(**values: Any) -> Exchange:
    fields = {"url": URL, "ip_address": "127.0.0.1", "request_target": "/a"}
    fields |= {"request_headers": [], "status_line": "HTTP/1.1 200 OK", "headers": []}
    return Exchange(**fields | values)


def test_line_breaks_add_no_header_and_no_record():
    breaks = "x\r\nX-Added: 1\r\n\r\nWARC/1.1\r\n"
    exchange = build_exchange(
        headers=[("X-A", breaks), ("X\r\nY", "1"), ("", "1"), ("A b", "1")],
        request_headers=[("X-B", breaks)],
        status_line=f"HTTP/1.1 200 {breaks}",
    )
    records = read_records(store(FetchedPage(body=PAGE, exchanges=[exchange])))
    assert [record.rec_type for record, _ in records] == ["warcinfo", "response", "request"]
    response, request = (record for record, _ in records[1:])
    for record, name in ((response, "X-A"), (request, "X-B")):
        assert record.http_headers.headers == [(name, "x X-Added: 1 WARC/1.1")]
    assert response.http_headers.statusline == "200 x X-Added: 1 WARC/1.1"
    assert records[1][1] == PAGE


def test_headers_are_stored_up_to_a_bound_and_the_record_says_so():
    headers = [("X-A", "a" * 60_000), ("X-B", "b" * 60_000), ("X-C", "c")]
    exchange = build_exchange(headers=headers)
    (stored,) = store_exchanges([exchange]) or []
    assert sum(len(name) + len(value) for name, value in stored["headers"]) <= MAX_HEAD_LENGTH
    response, body = read_response(store(FetchedPage(body=PAGE, exchanges=[exchange])))
    assert [name for name, _value in response.http_headers.headers] == ["X-A"]
    assert response.rec_headers["WARC-Truncated"] == "length"
    assert body == PAGE


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PAGE, "text/html"),
        (build_pdf([draw(Text("Words."))]), "application/pdf"),
        (b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n', "multipart/related"),
    ],
)
def test_handed_in_file_is_a_resource_that_was_not_fetched(body, kind):
    fetched = FetchedPage(body=body, final_url="https://example.org/é")
    records = read_records(store(fetched, is_handed_in=True))
    assert [record.rec_type for record, _ in records] == ["warcinfo", "resource"]
    assert b"It was not fetched from the address." in records[0][1]
    record, content = records[1]
    assert content == body
    assert record.rec_headers["WARC-Target-URI"] == "https://example.org/%C3%A9"
    assert record.rec_headers["Content-Type"] == kind


def test_copy_without_a_file_has_none(server):
    server.set_response("/a", "200 OK", HTML, "X-Robots-Tag: noarchive", body=PAGE)
    refused = store(fetch(server))
    assert (build_warc(refused), refused.exchanges) == (None, None)


def test_withdrawal_deletes_what_was_sent_and_received(server):
    server.set_response("/a", "200 OK", HTML, body=PAGE)
    copy = store(fetch(server))
    assert copy.exchanges
    withdraw_copy(copy=copy, by=make.user("Editor"), reason="They asked for it.")
    stored = PageCopy.objects.get()
    assert (build_warc(stored), stored.exchanges) == (None, None)


def test_condition_of_a_look_is_in_the_request(server):
    server.set_response("/a", "200 OK", HTML, body=PAGE)
    records = read_records(store(fetch(server, URL, '"1"')))
    (request,) = find(records, "request")
    assert request.http_headers["If-None-Match"] == '"1"'
