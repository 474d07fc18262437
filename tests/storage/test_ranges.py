"""Parts of files, which players ask for; and the headers of uploaded files."""

import pytest
from django.test import Client

from storage.ranges import parse_range
from tests.support import factories as make
from tests.support import sample_files as sample

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-9", range(0, 10)),
        ("bytes=90-", range(90, 100)),
        ("bytes=90-999999999", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(0, 100)),
        ("bytes=100-", range(100, 100)),
        ("bytes=-0", range(100, 100)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("bytes=" + "9" * 5000 + "-", None),
    ],
)
def test_range_header_names_bytes_or_nothing(header, part):
    assert parse_range(header, 100) == part


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_player_gets_the_part_that_it_asks_for(client: Client):
    data = sample.wav(2)
    url = make.media_file(make.user("Author"), data).file.url
    whole = client.get(url)
    assert (whole.status_code, whole["Accept-Ranges"], read(whole)) == (200, "bytes", data)
    part = client.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, read(part)) == (206, data[100:200])
    assert part["Content-Range"] == f"bytes 100-199/{len(data)}"
    assert (part["Content-Length"], part["Content-Type"]) == ("100", "audio/wav")
    end = client.get(url, headers={"Range": "bytes=-7"})
    assert (end.status_code, read(end)) == (206, data[-7:])
    beyond = client.get(url, headers={"Range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(data)}")
    older = {"Range": "bytes=0-1", "If-Range": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert read(client.get(url, headers=older)) == data
    newest = {"Range": "bytes=0-1", "If-Range": whole["Last-Modified"]}
    assert read(client.get(url, headers=newest)) == data[:2]


@pytest.mark.parametrize(
    ("data", "content_type", "disposition"),
    [
        (sample.mp4(), "video/mp4", "inline"),
        (sample.mp4(b"soun"), "audio/mp4", "inline"),
        (sample.webm(), "video/webm", "inline"),
        (sample.webm(size=None), "audio/webm", "inline"),
        (sample.mp3(), "audio/mpeg", "inline"),
        (sample.opus(), "audio/ogg", "inline"),
        (sample.flac(), "audio/flac", "inline"),
        (sample.pdf(content=b"<html><script>alert(1)</script>"), "application/pdf", "attachment"),
    ],
)
def test_file_is_never_served_as_a_page(data, content_type, disposition, client: Client):
    file = make.media_file(make.user("Author"), data, name="page.html")
    for headers in ({}, {"Range": "bytes=0-9"}):
        response = client.get(file.file.url, headers=headers)
        assert response["Content-Type"] == file.content_type == content_type
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Content-Disposition"] == disposition
        assert read(response)
