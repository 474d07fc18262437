"""Error pages."""

import json
import re

import lxml.html
import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client, RequestFactory

from lib.error_pages import (
    PROXY_STATUSES,
    render_busy,
    render_proxy_pages,
    server_error,
)
from tests.support import factories as make


def get_page_after(error: Exception):
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get("/"))


def build_lost_connection_error() -> DatabaseError:
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.DatabaseError()
    return error


def heading(response) -> str:
    return lxml.html.document_fromstring(response.content.decode()).findtext(".//h1")


@pytest.mark.parametrize(
    ("error", "status", "text", "retry"),
    [
        (OperationalError("gone"), 503, "The site is temporarily unavailable", "30"),
        (InterfaceError("closed"), 503, "The site is temporarily unavailable", "30"),
        (build_lost_connection_error(), 503, "The site is temporarily unavailable", "30"),
        (ProgrammingError("no such column"), 500, "Something went wrong", None),
        # Django itself raises it, while the database answers.
        (DatabaseError("Save affected no rows"), 500, "Something went wrong", None),
        (ValueError("a bug"), 500, "Something went wrong", None),
    ],
)
def test_database_outage_is_503_and_other_errors_500(error, status, text, retry):
    response = get_page_after(error)
    assert (response.status_code, heading(response)) == (status, text)
    assert (response.get("Retry-After"), response["Cache-Control"]) == (retry, "no-store")


@pytest.mark.django_db
def test_page_without_database_is_503():
    def away(execute, sql, params, many, context):
        raise OperationalError("the connection is gone")

    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(away):
        response = client.get("/")
    assert (response.status_code, heading(response)) == (503, "The site is temporarily unavailable")
    assert "content-security-policy" in {name.lower() for name in response.headers}


@pytest.mark.django_db
def test_form_without_csrf_token_explains_what_to_do():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user("Author"))
    response = client.post("/admin/blog/post/add/", {"title": "Lost?"})
    assert (response.status_code, heading(response)) == (403, "The form was not accepted")


@pytest.mark.django_db
def test_request_for_unknown_host_is_400():
    response = Client(raise_request_exception=False).get("/", headers={"host": "evil.example"})
    assert (response.status_code, heading(response)) == (400, "This request was not understood")


def test_proxy_error_pages_exist_in_every_language():
    pages = dict(render_proxy_pages())
    assert {name.split("/")[1] for name in pages} == {"ar", "de", "en", "es", "fr", "ru"}
    assert len(pages) == 6 * len(PROXY_STATUSES)
    for name, html in pages.items():
        _errors, language, file = name.split("/")
        root = lxml.html.document_fromstring(html)
        direction = "rtl" if language == "ar" else "ltr"
        assert (root.get("lang"), root.get("dir")) == (language, direction)
        assert root.findtext(".//p[@class='kicker']") == file.removesuffix(".html")


def test_nginx_uses_proxy_error_pages():
    conf = (settings.BASE_DIR / "deploy/nginx.conf").read_text()
    named = set(re.findall(r"/static/errors/(\d+)\.html;", conf))
    assert named == {str(status) for status in PROXY_STATUSES}
    [languages] = re.findall(r"\^\(([a-z|]+)\)", conf)
    assert {*languages.split("|"), "en"} == {
        name.split("/")[1] for name, _html in render_proxy_pages()
    }


@pytest.mark.parametrize("accept", ["", "text/html,*/*;q=0.8", "*/*"])
def test_busy_site_returns_html_with_retry_after(accept):
    status, headers, body = render_busy(accept)
    assert (status, dict(headers)["Retry-After"]) == ("503 Service Unavailable", "3")
    assert dict(headers)["Content-Length"] == str(len(body))
    root = lxml.html.document_fromstring(body.decode())
    assert root.findtext(".//h1") == "The site is very busy"
    assert "Nothing was lost" in root.findtext(".//p[@class='lead']")


def test_busy_site_returns_json_if_accepted():
    status, headers, body = render_busy("application/json")
    assert (status, dict(headers)["Retry-After"]) == ("503 Service Unavailable", "3")
    assert dict(headers)["Content-Type"] == "application/json"
    assert "Nothing was lost" in json.loads(body)["error"]
