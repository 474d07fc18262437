"""Request IDs, metrics and logs of requests."""

import json
import logging
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client, override_settings
from pythonjsonlogger.json import JsonFormatter

from config.settings import LOGGING
from lib import request_ids
from mail.backend import build_queued_emails
from operations import instrumentation
from operations.instrumentation import Instrumentation
from operations.metrics import REQUESTS


def send_request(application: Any, trusts_proxies: bool = False, **environ: str) -> dict[str, str]:
    response: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]], *_rest: Any) -> None:
        response.update(headers, status=status)

    wrapped = Instrumentation(application, trusts_proxies)
    list(wrapped({"REQUEST_METHOD": "GET", "PATH_INFO": "/a/"} | environ, start))
    return response


def respond_with(status: str, cache: str = "") -> Any:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if cache:
            environ["page_cache"] = cache
        start_response(status, [])
        return [b""]

    return application


@pytest.mark.parametrize(
    ("sent_id", "trusts", "is_kept"),
    [
        ("4f1c-from-nginx", True, True),
        ("4f1c-from-a-stranger", False, False),
        ("", True, False),
        ("short", True, False),
        ("x" * 65, True, False),
        ("broken\nX-Evil: 1", True, False),
        ("<script>alert</script>", True, False),
    ],
)
def test_request_id_is_taken_from_trusted_proxy_only(
    sent_id: str, trusts: bool, is_kept: bool
) -> None:
    request_id = send_request(respond_with("200 OK"), trusts, HTTP_X_REQUEST_ID=sent_id)[
        "X-Request-Id"
    ]
    assert (request_id == sent_id) == is_kept
    assert request_ids.PROXY_ID_RE.fullmatch(request_id)


def test_requests_have_different_ids() -> None:
    request_ids_seen = {send_request(respond_with("200 OK"))["X-Request-Id"] for _time in range(2)}
    assert len(request_ids_seen) == 2


def test_requests_are_counted_by_cache_result() -> None:
    def count() -> float:
        return REQUESTS.labels("hit", "3xx")._value.get()

    before = count()
    send_request(respond_with("304 Not Modified", cache="hit"))
    send_request(respond_with("304 Not Modified"))
    assert count() == before + 1


def test_failed_and_slow_requests_are_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_request(respond_with("200 OK"))
    assert caplog.records == []
    send_request(respond_with("503 Service Unavailable"), QUERY_STRING="token=secret")
    monkeypatch.setattr(instrumentation, "SLOW_REQUEST_SECONDS", -1.0)
    send_request(respond_with("200 OK"))
    assert [record.status for record in caplog.records] == ["503", "200"]
    assert "secret" not in caplog.text


def test_json_log_contains_request_id() -> None:
    request_id = request_ids.start_request({}, trusts_proxies=False)
    record = logging.LogRecord("a", logging.WARNING, "", 0, "It “%s”", ("broke\n",), None)
    record.seconds = 0.5
    request_ids.RequestIdFilter().filter(record)
    options = dict(LOGGING["formatters"]["json"])
    formatter = JsonFormatter(options["format"], rename_fields=options["rename_fields"])
    line = formatter.format(record)
    fields = json.loads(line)
    assert "\n" not in line
    assert {name: fields[name] for name in ("level", "logger", "message", "request_id")} == {
        "level": "WARNING",
        "logger": "a",
        "message": "It “broke\n”",
        "request_id": request_id,
    }
    assert fields["seconds"] == 0.5


@pytest.mark.parametrize(
    ("host", "noted"), [("evil.example", "evil.example"), ("x" * 8000, "x" * 100), ("a\nb", "a\nb")]
)
def test_unknown_host_is_400_and_logged_in_one_line(
    host: str, noted: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/", HTTP_HOST=host).status_code == 400
    [record] = caplog.records
    assert (record.levelname, record.host, record.exc_info) == ("WARNING", noted, None)
    assert logging.Formatter().format(record) == (
        f"Asked for the host {noted!r}, which is not in ALLOWED_HOSTS"
    )


@pytest.mark.django_db
def test_slow_queries_are_logged_without_parameters(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(SLOW_QUERY_MS=0):
        client.get("/search/?q=secretword")
    messages = [record.getMessage() for record in caplog.records if "A query took" in record.msg]
    assert messages
    assert not any("secretword" in line for line in messages)
    caplog.clear()
    with override_settings(SLOW_QUERY_MS=600_000):
        client.get("/")
    assert caplog.records == []


@pytest.mark.django_db
def test_emails_and_error_pages_contain_request_id(client: Client) -> None:
    request_id = request_ids.start_request({}, trusts_proxies=False)
    [email] = build_queued_emails(EmailMessage("Subject", "Text", to=["ana@example.org"]))
    assert email.headers["X-Request-Id"] == request_id

    def broken(*_query: object) -> None:
        raise ValueError("a bug")

    client.raise_request_exception = False
    with connection.execute_wrapper(broken):
        answer = client.get("/")
    assert (answer.status_code, request_id in answer.content.decode()) == (500, True)
