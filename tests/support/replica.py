"""A streaming replica of an embedded PostgreSQL server, for tests."""

import os
import shutil
import signal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

from local_postgres import paths
from local_postgres.server import NAME, USER, Server


def query_value(server: Server, sql: str) -> Any:
    """Return the first column of the first row, without starting a stopped server."""
    folder = paths.get_socket_folder(server.data)
    connection = psycopg2.connect(host=str(folder), user=USER, dbname=NAME)
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def database_url(server: Server) -> str:
    host = quote(str(paths.get_socket_folder(server.data)), safe="")
    return f"postgres://{USER}@/{NAME}?host={host}"


class Replica:
    """A replica in `folder`; its URL is known before it exists."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "replica"
        self.server = Server(self.folder / "postgres")

    @property
    def url(self) -> str:
        return database_url(self.server)

    def follow(self, primary: Server) -> None:
        """Copy the primary and start."""
        paths.create_private_folder(self.folder, paths.get_account(primary.data))
        is_copied, error = primary._run(
            *(
                "pg_basebackup",
                "--pgdata",
                str(self.server.folder),
                "--host",
                str(primary.ensure()),
            ),
            *("--username", USER, "--checkpoint=fast", "--write-recovery-conf", "--no-sync"),
        )
        assert is_copied, error
        self.start()

    def start(self) -> None:
        self.server.ensure()

    def query_value(self, sql: str) -> Any:
        return query_value(self.server, sql)

    def pause(self) -> None:
        """Stop replaying the WAL, which is still received: the replica lags."""
        self.query_value("SELECT pg_wal_replay_pause()")
        while self.query_value("SELECT pg_get_wal_replay_pause_state()") != "paused":
            pass

    def resume(self) -> None:
        self.query_value("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        assert self.query_value("SELECT pg_promote()")

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to all processes of the replica."""
        send_signal(self.server, number)

    def kill(self) -> None:
        os.kill(_postmaster(self.server), signal.SIGKILL)

    def remove(self) -> None:
        if self.server.get_status() is not None:
            self.send_signal(signal.SIGCONT)
            self.server._run("pg_ctl", "stop", "--mode=immediate")
        self.server.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def send_signal(server: Server, number: signal.Signals) -> None:
    postmaster = _postmaster(server)
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in (postmaster, *map(int, children)):
        os.kill(pid, number)


def _postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])
