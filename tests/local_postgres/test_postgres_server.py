"""Start and stop of the embedded server, and its errors."""

import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local_postgres import paths
from local_postgres.errors import ServerError
from local_postgres.server import Server, choose_shared_buffers

pytestmark = pytest.mark.slow
# A process that forks, and exits once its child uses the server.
FORK = """
import os, sys
from local_postgres.server import get_server
server = get_server(sys.argv[1])
server.ensure()
ready, report = os.pipe()
if os.fork():
    os.read(ready, 1)
    sys.exit()
server.ensure()
os.write(report, b"1")
print((server.data / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""
# A process that is terminated as soon as it has called `pg_ctl start`.
INTERRUPT = """
import os, signal, sys
from local_postgres import programs
from local_postgres.server import get_server
has_ended = programs._has_ended
def terminate(process, within):
    if "start" in process.args:
        os.kill(os.getpid(), signal.SIGTERM)
    return has_ended(process, within)
programs._has_ended = terminate
signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
get_server(sys.argv[1]).ensure()
"""


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_first_use_creates_a_database_behind_a_private_socket(
    place: Path,
    start: Callable[[Path], Server],
    capsys: pytest.CaptureFixture[str],
    ask: Callable[[Server, str], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("local_postgres.server._get_memory_mb", lambda: 1600)
    broken_off = place / "var/postgres.new"
    broken_off.mkdir(parents=True)
    (broken_off / "PG_VERSION").write_text("18\n")
    server = start(place / "var/postgres")
    assert capsys.readouterr().err == f"Creating the database in {place}/var/postgres …\n"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW shared_buffers") == "200MB"
    assert ask(server, "SHOW max_wal_size") == "4GB"
    assert stat.S_IMODE((place / "var/postgres.run").stat().st_mode) == 0o700
    assert not broken_off.exists()
    # The parser distinguishes letters and quotation marks of every script.
    assert ask(server, "SELECT to_tsvector('simple', '“ДОМ” — «Straße»')::text") == (
        "'straße':2 'дом':1"
    )


@pytest.mark.parametrize(
    ("memory_mb", "expected"),
    [(512, 128), (1024, 128), (2048, 256), (16_384, 2048), (65_536, 2048)],
)
def test_shared_buffers_are_an_eighth_of_the_memory(memory_mb: int, expected: int) -> None:
    assert choose_shared_buffers(memory_mb) == expected


def test_last_user_stops_server(
    make_data: Callable[..., Path], use: Callable[..., subprocess.Popen[str]]
) -> None:
    folder = make_data()
    killed, last = use(folder), use(folder)
    assert killed.stdout and last.stdout
    assert killed.stdout.readline() == last.stdout.readline()
    killed.kill()
    killed.wait()
    assert Server(folder).get_status() == "ready"
    last.communicate("")
    assert last.returncode == 0
    assert Server(folder).get_status() is None


def test_process_terminated_during_start_stops_server(
    make_data: Callable[..., Path], use: Callable[..., subprocess.Popen[str]]
) -> None:
    folder = make_data()
    process = use(folder, INTERRUPT)
    process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert Server(folder).get_status() is None
    log = (paths.get_socket_folder(folder) / "server.log").read_text()
    assert "ready to accept connections" in log
    assert "database system is shut down" in log


def test_forked_child_keeps_the_server_when_its_parent_leaves(
    make_data: Callable[..., Path], use: Callable[..., subprocess.Popen[str]]
) -> None:
    folder = make_data()
    parent = use(folder, FORK)
    assert parent.stdout
    child_sees = int(parent.stdout.readline())
    parent.wait()
    server = Server(folder)
    assert server.get_status() == "ready"
    assert postmaster(server) == child_sees
    parent.communicate("")  # The child shares input and output, and exits when they end.
    assert server.get_status() is None


def test_processes_that_start_at_once_share_one_server(
    place: Path, use: Callable[..., subprocess.Popen[str]]
) -> None:
    processes = [use(place / "var/postgres") for _ in range(4)]
    assert len({process.stdout.readline() for process in processes if process.stdout}) == 1


def test_stale_pid_of_living_process_is_ignored(
    make_data: Callable[..., Path],
    start: Callable[[Path], Server],
    ask: Callable[[Server, str], Any],
) -> None:
    folder = make_data()
    who = paths.get_account(folder)
    as_whom: dict[str, Any] = {"user": who.uid, "group": who.gid} if who else {}
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, cwd="/", **as_whom) as stranger:
        lock = f"{stranger.pid}\n{folder}\n1700000000\n5432\n\n\n        0     0\nready   \n"
        (folder / "postmaster.pid").write_text(lock)
        idle = Server(folder)
        assert idle.get_status() is None
        server = start(folder)
        assert ask(server, "SELECT 1") == 1
        server.release()
        assert server.get_status() is None
        assert stranger.poll() is None
        assert stranger.stdin
        stranger.stdin.close()
    assert stranger.returncode == 0


def test_server_that_cannot_start_reports_reason(make_data: Callable[..., Path]) -> None:
    folder = make_data()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = many\n")
    with pytest.raises(ServerError) as stopped:
        Server(folder).ensure()
    assert str(stopped.value) == (
        f'PostgreSQL does not start: configuration file "{folder}/postgresql.conf" contains'
        f" errors (see {folder}.run/server.log)"
    )
