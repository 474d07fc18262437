"""Django's connections to the embedded server during crashes."""

import os
import select
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from local_postgres import base
from local_postgres.server import NAME, USER, Server
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def patient_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections wait for a recovery for as long as a busy disk needs."""
    monkeypatch.setattr(base, "RETRY_DELAYS", (0.1,) * 10 * PATIENCE)


def watch_end(pid: int) -> Callable[[], object]:
    """Return a function that waits for the end of a process, which may not be our child."""
    descriptor = os.pidfd_open(pid)

    def wait() -> None:
        select.select([descriptor], [], [])
        os.close(descriptor)

    return wait


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_killed_postmaster_restarts_without_data_loss(
    make_data: Callable[..., Path],
    start: Callable[[Path], Server],
    connect: Callable[[Path], BaseDatabaseWrapper],
) -> None:
    server = start(make_data())
    connection = connect(server.folder)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        cursor.execute("SELECT pg_backend_pid()")
        backend = watch_end(cursor.fetchone()[0])
    before = postmaster(server)
    dead = watch_end(before)
    os.kill(before, signal.SIGKILL)
    dead()
    backend()
    connection.health_check_done = False  # as at the start of each request
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        assert cursor.fetchone() == (1000,)
    assert postmaster(server) != before


def test_connection_waits_during_crash_recovery(
    make_data: Callable[..., Path],
    start: Callable[[Path], Server],
    connect: Callable[[Path], BaseDatabaseWrapper],
    ask: Callable[[Server, str], Any],
) -> None:
    server = start(make_data())
    walwriter = ask(server, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")
    earlier = psycopg2.connect(host=str(server.ensure()), user=USER, dbname=NAME)
    wait_for_end = watch_end(earlier.info.backend_pid)
    os.kill(walwriter, signal.SIGKILL)
    wait_for_end()  # The server has noticed, and ends all connections.
    earlier.close()
    with connect(server.folder).cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_dbshell_finds_psql(
    make_data: Callable[..., Path], connect: Callable[[Path], BaseDatabaseWrapper]
) -> None:
    connection = connect(make_data())
    command, environment = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, ["-Atc", "SELECT current_database()"]
    )
    shown = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (shown.stdout, shown.stderr) == ("pullquote\n", "")
