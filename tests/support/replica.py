"""A replica of an embedded server, for tests: a second server that follows it."""

import os
import shutil
import signal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

from local_postgres import paths
from local_postgres.server import NAME, USER, Server


def one(server: Server, question: str) -> Any:
    """What one of the servers answers; nobody is started for it."""
    folder = paths.get_socket_folder(server.data)
    connection = psycopg2.connect(host=str(folder), user=USER, dbname=NAME)
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute(question)
        return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def address_of(server: Server) -> str:
    host = quote(str(paths.get_socket_folder(server.data)), safe="")
    return f"postgres://{USER}@/{NAME}?host={host}"


class Replica:
    """In `place`, a folder; its address is known before it is made."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "replica"
        self.server = Server(self.folder / "postgres")

    @property
    def address(self) -> str:
        return address_of(self.server)

    def follow(self, primary: Server) -> None:
        """Copies it and starts."""
        paths.create_private_folder(self.folder, paths.get_account(primary.data))
        done, said = primary._run(
            *(
                "pg_basebackup",
                "--pgdata",
                str(self.server.folder),
                "--host",
                str(primary.ensure()),
            ),
            *("--username", USER, "--checkpoint=fast", "--write-recovery-conf", "--no-sync"),
        )
        assert done, said
        self.start()

    def start(self) -> None:
        self.server.ensure()

    def ask(self, question: str) -> Any:
        return one(self.server, question)

    def pause(self) -> None:
        """What comes is received and kept, but not seen yet: it lags."""
        self.ask("SELECT pg_wal_replay_pause()")
        while self.ask("SELECT pg_get_wal_replay_pause_state()") != "paused":
            pass

    def resume(self) -> None:
        self.ask("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        assert self.ask("SELECT pg_promote()")

    def send(self, what: signal.Signals) -> None:
        """To all its processes."""
        send(self.server, what)

    def kill(self) -> None:
        os.kill(_postmaster(self.server), signal.SIGKILL)

    def remove(self) -> None:
        if self.server.get_status() is not None:
            self.send(signal.SIGCONT)
            self.server._run("pg_ctl", "stop", "--mode=immediate")
        self.server.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def send(server: Server, what: signal.Signals) -> None:
    postmaster = _postmaster(server)
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in (postmaster, *map(int, children)):
        os.kill(pid, what)


def _postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])
