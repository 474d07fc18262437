"""Start and stop the embedded server, a thin layer around `initdb` and `pg_ctl`.

Every process that uses the server holds a shared lock on a file, which the kernel releases however
the process ends. A process that exits cleanly and finds no other holder stops the server. Starting
and stopping happen under a second, exclusive lock.
"""

import atexit
import contextlib
import fcntl
import functools
import os
import re
import shlex
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from local_postgres import paths, programs
from local_postgres.errors import ServerError

NAME = USER = "pullquote"
START_TIMEOUT = 60  # seconds; recovery after a power cut may need them
# Errors while the children of a killed postmaster still hold its resources.
TRANSIENT_ERRORS = ("shared memory block", "already exists", "in use")
# Memory for pages of tables and indexes, an eighth of the machine's: the search indexes of 100,000
# posts have 750 MB, and an import reads and writes all of their pages again and again.
MIN_SHARED_BUFFERS_MB, MAX_SHARED_BUFFERS_MB = 128, 2048
# So much may be written to the log between two checkpoints, after each of which pages are logged as
# a whole: with PostgreSQL's 1 GB an import had one in five seconds, and twice as much was logged.
MAX_WAL_SIZE_GB = 4
NO_PROCESS = 4_194_305  # one more than the largest possible PID


def get_database_settings(folder: Path) -> dict[str, object]:
    """Return an entry of DATABASES for the server with its data in `folder`. Starts nothing."""
    return {
        "ENGINE": "local_postgres",
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": "",
        "HOST": str(paths.get_socket_folder(folder.resolve())),
        "PORT": "5432",
        "CONN_HEALTH_CHECKS": True,
        "DATA_FOLDER": str(folder),
    }


@functools.cache
def get_server(folder: str) -> "Server":
    """Return this process's Server for a data folder."""
    return Server(Path(folder))


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._lock_fd: int | None = None
        self._mutex = threading.RLock()
        atexit.register(self.release)
        os.register_at_fork(after_in_child=self._reset_after_fork)

    @property
    def data(self) -> Path:
        """Data folder. Changes once, if the first start as root has to move it."""
        return self.folder.resolve()

    def ensure(self) -> Path:
        """Ensure that the server runs until this process ends; return the folder of its socket.

        Costs 0.1 ms while it runs, 0.1 s to start it, 1 s to create the database. Raises
        ServerError.
        """
        with self._mutex:
            try:
                if self._lock_fd is None or self.get_status() != "ready":
                    self.folder.parent.mkdir(parents=True, exist_ok=True)
                    with self._lock():
                        self._start()
            except OSError as error:
                raise ServerError(
                    f"The database in {_short(self.folder)} cannot be used: {error}."
                ) from None
            return paths.get_socket_folder(self.data)

    def release(self) -> None:
        """Release the server; the last process to do so stops it (0.1 s)."""
        with self._mutex, contextlib.suppress(OSError):
            if self._lock_fd is None:
                return
            with self._lock():
                os.close(self._lock_fd)
                self._lock_fd = None
                users = self._open_lock(self._users_file)
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                finally:
                    os.close(users)
                if self.get_status() is not None:
                    self._run("pg_ctl", "stop", "--mode=fast", "--timeout=30", must_finish=True)

    def get_status(self) -> str | None:
        """Return 'ready', 'starting' or 'stopping'; None when no server runs on the data.

        The PID file alone proves nothing: after a crash the PID may belong to another process.
        """
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if (
            not lines
            or not lines[0].isdecimal()
            or not programs.is_postgres(int(lines[0]), self.data)
        ):
            return None
        return lines[7].strip() if len(lines) > 7 else "starting"

    def find_program(self, name: str) -> Path:
        """Return the path of psql, pg_dump etc. of the server's version."""
        return paths.find_binaries(paths.get_account(self.data)) / name

    def _start(self) -> None:
        account = paths.get_account(self.data)
        data = paths.resolve_data_folder(self.folder, account)
        if self._lock_fd is None:
            self._lock_fd = self._open_lock(self._users_file)
            fcntl.flock(self._lock_fd, fcntl.LOCK_SH)
        if self.get_status() != "ready":
            if not (data / "PG_VERSION").exists():
                self._create()
            self._check_version()
            self._start_postmaster()

    def _create(self) -> None:
        """Create the database in a temporary folder and rename it, so that it is never partial."""
        if self.data.exists() and any(self.data.iterdir()):
            raise ServerError(
                f"{_short(self.folder)} holds files, but no database: move it away, or set VAR_DIR."
            )
        print(f"Creating the database in {_short(self.data)} …", file=sys.stderr, flush=True)
        new = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        paths.create_private_folder(new, paths.get_account(self.data))
        # The text search parser needs this locale: with C it treats quotation marks as letters, and
        # a search does not match “alliance”.
        done, output = self._run(
            *("initdb", "--username", USER, "--auth=trust", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
            data=new,
        )
        if done:
            done, output = self._run(
                "postgres", "--single", "postgres", data=new, stdin_text=f"CREATE DATABASE {NAME}\n"
            )
        if not done:
            raise ServerError(
                f"PostgreSQL could not create {_short(self.data)}:"
                f" {programs.find_last_error(output)}"
            )
        new.rename(self.data)

    def _check_version(self) -> None:
        _, output = self._run("postgres", "--version")
        version = re.search(r"\d+", output)
        ours = version.group() if version else "?"
        theirs = (self.data / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise ServerError(
                f"The database in {_short(self.folder)} was made by PostgreSQL {theirs}, but this"
                f" is {ours}: dump it with version {theirs} and load it with {ours},"
                " or move the folder away to begin anew."
            )

    def _start_postmaster(self) -> None:
        sockets = paths.get_socket_folder(self.data)
        paths.create_private_folder(sockets, paths.get_account(self.data))
        log = sockets / "server.log"  # In a safe path, as pg_ctl passes it to a shell.
        options = shlex.join(
            ["-D", str(self.data), "-h", "", "-k", str(sockets), "-p", "5432"]
            + ["-c", "unix_socket_permissions=0700"]
            + ["-c", f"shared_buffers={choose_shared_buffers(_get_memory_mb())}MB"]
            + ["-c", f"max_wal_size={MAX_WAL_SIZE_GB}GB"]
        )
        deadline = time.monotonic() + START_TIMEOUT
        while (status := self.get_status()) != "ready":
            output = status or ""
            if status is None:
                self._invalidate_stale_locks(sockets)
                before = log.stat().st_size if log.exists() else 0
                done, output = self._run(
                    "pg_ctl",
                    "start",
                    f"--timeout={START_TIMEOUT}",
                    "--log",
                    str(log),
                    "-o",
                    options,
                    # A killed pg_ctl may leave a server that is not in the PID file yet, so that
                    # `release` would not stop it.
                    must_finish=True,
                )
                if done:
                    continue
                with log.open(errors="replace") as lines:
                    lines.seek(before)
                    output = lines.read() or output
                if not any(text in output for text in TRANSIENT_ERRORS):
                    deadline = 0
            if time.monotonic() > deadline:
                raise ServerError(
                    f"PostgreSQL does not start: {programs.find_last_error(output)}"
                    f" (see {_short(log)})"
                )
            time.sleep(0.1)

    def _invalidate_stale_locks(self, sockets: Path) -> None:
        """Replace the PIDs in stale lock files, as PostgreSQL takes any process of its account with
        that PID for a server.

        Only the PID is changed: PostgreSQL finds its shared memory by the rest.
        """
        for file in (self.data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            with contextlib.suppress(FileNotFoundError):
                number, _, rest = file.read_text().partition("\n")
                if number.isdecimal():
                    file.write_text(f"{NO_PROCESS}\n{rest}")
                else:
                    file.unlink()

    def _run(
        self,
        program: str,
        *arguments: str,
        data: Path | None = None,
        stdin_text: str = "",
        must_finish: bool = False,
    ) -> tuple[bool, str]:
        account = paths.get_account(self.data)
        return programs.run(
            [str(paths.find_binaries(account) / program), *arguments],
            {"PGDATA": str(data or self.data)},
            account,
            stdin_text,
            must_finish,
        )

    @property
    def _users_file(self) -> Path:
        return self.data.with_name(f"{self.data.name}.users")

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Let one process at a time start or stop the server. The lock file is next to the link,
        not its target, as it also guards the creation of the link."""
        lock = self._open_lock(self.folder.with_name(f"{self.folder.name}.lock"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open_lock(self, path: Path) -> int:
        lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        if account := paths.get_account(self.data):
            os.fchown(lock, account.uid, account.gid)
        return lock

    def _reset_after_fork(self) -> None:
        """Release the lock in a forked child, a gunicorn worker: it takes its own on connecting."""
        self._mutex = threading.RLock()
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None


def choose_shared_buffers(memory_mb: int) -> int:
    """Return the `shared_buffers` in MB for a machine with so much memory."""
    return max(MIN_SHARED_BUFFERS_MB, min(memory_mb // 8, MAX_SHARED_BUFFERS_MB))


def _get_memory_mb() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024**2


def _short(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
