"""What proxies, containers and load balancers ask of a process."""

from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from operations import health

pytestmark = pytest.mark.django_db


def away(*_query: object) -> None:
    raise OperationalError("the connection is gone")


def test_ready_means_that_each_part_works(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.content == b"database: ok\nmigrations: ok\nstorage: ok\n"


def test_a_database_that_is_away_is_said_and_the_process_is_alive(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_is_migrated", True)
    with connection.execute_wrapper(away):
        answer, alive = client.get("/readyz"), client.get("/healthz")
    assert answer.status_code == 503
    assert answer.content == b"database: OperationalError\nmigrations: ok\nstorage: ok\n"
    assert alive.content == b"ok\n"


def test_migrations_that_are_missing_keep_readers_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_is_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mail'")
    answer = client.get("/readyz")
    assert (answer.status_code, b"migrations: missing" in answer.content) == (503, True)


def test_media_that_cannot_be_written_are_said(client: Client, tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path / "not-there"):
        answer = client.get("/readyz")
    assert (answer.status_code, b"storage: FileNotFoundError" in answer.content) == (503, True)
    assert list(tmp_path.iterdir()) == []
