"""Refused requests are logged in one line."""

import logging

import pytest
from django.test import Client

from blog.views import posts
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """Format a record as the site's handler does, with its traceback."""
    written: list[str] = []
    stderr = next(h for h in map(logging.getHandlerByName, logging.getHandlerNames()) if h)
    assert stderr.name == "stderr"

    class RecordHandler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if stderr.filter(record):
                written.append(stderr.format(record))

    handler = RecordHandler(logging.WARNING)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/blog/post/", 403),
        ("/admin/blog/label/?q=%00", 400),
        ("/2024/01/nothing/", 404),
        ("/2024/01/" + "x" * 500 + "/", 404),
    ],
)
def test_refused_request_is_logged_in_one_line(address, status, lines):
    role = "Moderator" if status == 403 else "superuser"
    assert signed_in(make.user(role)).get(address).status_code == status
    (line,) = lines
    assert "\n" not in line
    assert line.endswith(address.partition("?")[0])


def test_server_error_is_logged_with_traceback(lines, monkeypatch):
    def fail(*args):
        raise RuntimeError("An error of ours")

    monkeypatch.setattr(posts.head_tags, "build_home", fail)
    client = Client(raise_request_exception=False)
    assert client.get("/").status_code == 500
    assert "Traceback" in lines[0]
    assert "An error of ours" in lines[0]
