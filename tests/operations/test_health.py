"""Health checks."""

from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from operations import health

pytestmark = pytest.mark.django_db


def fail(*_query: object) -> None:
    raise OperationalError("the connection is gone")


def test_readyz_reports_each_check(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response.content == b"database: ok\nmigrations: ok\nstorage: ok\n"


def test_database_outage_fails_readyz_but_not_healthz(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_is_migrated", True)
    with connection.execute_wrapper(fail):
        response, liveness = client.get("/readyz"), client.get("/healthz")
    assert response.status_code == 503
    assert response.content == b"database: OperationalError\nmigrations: ok\nstorage: ok\n"
    assert liveness.content == b"ok\n"


def test_missing_migrations_fail_readyz(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_is_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mail'")
    response = client.get("/readyz")
    assert (response.status_code, b"migrations: missing" in response.content) == (503, True)


def test_unwritable_media_fail_readyz(client: Client, tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path / "not-there"):
        response = client.get("/readyz")
    assert (response.status_code, b"storage: FileNotFoundError" in response.content) == (503, True)
    assert list(tmp_path.iterdir()) == []
