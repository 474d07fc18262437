"""A timestamp authority that the settings name."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from blog.seals import timestamp
from lib import safe_http
from tests.support.timestamp_authority import URL, TimestampAuthority, serve


@pytest.fixture
def authority(tmp_path: Path, settings, monkeypatch) -> Iterator[TimestampAuthority]:
    folder = tmp_path / "authority"
    folder.mkdir()
    authority = TimestampAuthority(folder)
    settings.SITE_URL = "https://blog.example.org"
    settings.TIMESTAMP_URL = URL
    settings.TIMESTAMP_ROOTS = authority.root
    settings.TIMESTAMP_CERTIFICATES = authority.certificate
    with serve(authority) as port:
        reach = {"resolve": lambda _host, _port: "127.0.0.1", "ports": {"http": port}}
        post = partial(safe_http.post, **reach)
        monkeypatch.setattr(timestamp.safe_http, "post", post)
        yield authority
