"""What proxies, containers and load balancers ask of a process."""

from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from operations import health

pytestmark = pytest.mark.django_db


def away(*_query: object) -> None:
    raise OperationalError("the connection is gone")


def test_readyz_reports_each_check(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.content == b"database: ok\nmigrations: ok\nstorage: ok\n"


def test_database_outage_fails_readyz_but_not_healthz(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_is_migrated", True)
    with connection.execute_wrapper(away):
        answer, alive = client.get("/readyz"), client.get("/healthz")
    assert answer.status_code == 503
    assert answer.content == b"database: OperationalError\nmigrations: ok\nstorage: ok\n"
    assert alive.content == b"ok\n"


def test_missing_migrations_fail_readyz(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_is_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mail'")
    answer = client.get("/readyz")
    assert (answer.status_code, b"migrations: missing" in answer.content) == (503, True)


def test_unwritable_media_fail_readyz(client: Client, tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path / "not-there"):
        answer = client.get("/readyz")
    assert (answer.status_code, b"storage: FileNotFoundError" in answer.content) == (503, True)
    assert list(tmp_path.iterdir()) == []
