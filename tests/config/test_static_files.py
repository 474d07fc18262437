"""Static files that Django serves."""

import gzip

import pytest
from django.http import HttpResponse, HttpResponseBase
from django.test import RequestFactory
from whitenoise.responders import StaticFile

from config.middleware.static_files import StaticFilesMiddleware

pytestmark = pytest.mark.django_db  # The end of a response closes old connections.


CSS = b"body {}\n" * 100


@pytest.fixture
def root(tmp_path, settings):
    settings.STATIC_ROOT = str(tmp_path)
    settings.WHITENOISE_AUTOREFRESH = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    (tmp_path / "site.css").write_bytes(CSS)
    (tmp_path / "site.css.gz").write_bytes(gzip.compress(CSS))
    return tmp_path


def get(
    middleware: StaticFilesMiddleware, path: str, **headers: str
) -> tuple[HttpResponseBase, bytes]:
    response = middleware(RequestFactory(headers=headers).get(path))
    body = b"".join(response)
    response.close()
    return response, body


@pytest.fixture
def middleware(root) -> StaticFilesMiddleware:
    return StaticFilesMiddleware(lambda request: HttpResponse("not found", status=404))


def test_static_file_is_described_on_its_first_request(middleware):
    assert list(middleware.files) == ["/static/site.css"]
    assert not isinstance(middleware.files["/static/site.css"], StaticFile)
    for _ in range(2):
        response, body = get(middleware, "/static/site.css")
        assert body == CSS
        assert response["Content-Type"] == 'text/css; charset="utf-8"'
        assert response["Content-Length"] == str(len(CSS))
        assert isinstance(middleware.files["/static/site.css"], StaticFile)


def test_static_file_requested_with_gzip_is_sent_compressed(middleware):
    response, body = get(middleware, "/static/site.css", accept_encoding="gzip")
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == CSS


def test_static_file_deleted_after_the_start_is_not_found(middleware, root):
    (root / "site.css").unlink()
    for _ in range(2):
        assert get(middleware, "/static/site.css")[0].status_code == 404


def test_static_file_of_unknown_name_is_not_found(middleware):
    assert get(middleware, "/static/other.css")[0].status_code == 404
