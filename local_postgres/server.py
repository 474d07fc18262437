"""Start and stop the embedded server, a thin layer around `initdb` and `pg_ctl`.

Every process that uses the server holds a shared lock on a file, which the kernel takes back
however the process ends. Whoever leaves in good order and finds no other holder stops the server.
All starting and stopping happens under a second, exclusive lock.
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
PATIENCE = 60  # seconds; recovery after a power cut may need them
# For a moment after a postmaster's violent death its children still hold on to what it had.
PASSING = ("shared memory block", "already exists", "in use")
NO_PROCESS = 4_194_305  # one more than the largest number that a system gives


def database(folder: Path) -> dict[str, object]:
    """An entry of DATABASES for the server whose data is in `folder`. Starts nothing."""
    return {
        "ENGINE": "local_postgres",
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": "",
        "HOST": str(paths.socket_folder(folder.resolve())),
        "PORT": "5432",
        "CONN_HEALTH_CHECKS": True,
        "DATA_FOLDER": str(folder),
    }


@functools.cache
def get_server(folder: str) -> "Server":
    """The one Server of this process for a folder of data."""
    return Server(Path(folder))


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._held: int | None = None
        self._mutex = threading.RLock()
        atexit.register(self.release)
        os.register_at_fork(after_in_child=self._forget)

    @property
    def data(self) -> Path:
        """Changes once, when root's first start finds that the data must lie elsewhere."""
        return self.folder.resolve()

    def ensure(self) -> Path:
        """Make sure that the server runs, and that it does until this process ends.

        Returns the folder of its socket. Costs 0.1 ms while it runs, 0.1 s to start it, 1 s to
        make it. Raises ServerError.
        """
        with self._mutex:
            try:
                if self._held is None or self.status() != "ready":
                    self.folder.parent.mkdir(parents=True, exist_ok=True)
                    with self._changing():
                        self._start()
            except OSError as error:
                raise ServerError(
                    f"The database in {_short(self.folder)} cannot be used: {error}."
                ) from None
            return paths.socket_folder(self.data)

    def release(self) -> None:
        """This process needs the server no longer. The last one to say so stops it (0.1 s)."""
        with self._mutex, contextlib.suppress(OSError):
            if self._held is None:
                return
            with self._changing():
                os.close(self._held)
                self._held = None
                users = self._open_lock(self._users)
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                finally:
                    os.close(users)
                if self.status() is not None:
                    self._run("pg_ctl", "stop", "--mode=fast", "--timeout=30")

    def status(self) -> str | None:
        """'ready', 'starting' or 'stopping'; None when no server runs on the data.

        A file with a process number in it proves nothing: after a crash the number may belong to
        anyone by now.
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

    def program(self, name: str) -> Path:
        """The path of psql, pg_dump and their like, of the server's own version."""
        return paths.binaries(paths.account(self.data)) / name

    def _start(self) -> None:
        who = paths.account(self.data)
        data = paths.settle(self.folder, who)
        if self._held is None:
            self._held = self._open_lock(self._users)
            fcntl.flock(self._held, fcntl.LOCK_SH)
        if self.status() != "ready":
            if not (data / "PG_VERSION").exists():
                self._create()
            self._check_version()
            self._start_postmaster()

    def _create(self) -> None:
        """Made aside and then renamed, so that one broken off leaves nothing that looks whole."""
        if self.data.exists() and any(self.data.iterdir()):
            raise ServerError(
                f"{_short(self.folder)} holds files, but no database: move it away, or set VAR_DIR."
            )
        print(f"Creating the database in {_short(self.data)} …", file=sys.stderr, flush=True)
        new = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        paths.make_private(new, paths.account(self.data))
        # The locale is for the parser of the text search: with plain C it takes a quotation mark
        # for a letter, and nobody finds “alliance”.
        done, output = self._run(
            *("initdb", "--username", USER, "--auth=trust", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
            data=new,
        )
        if done:
            done, output = self._run(
                "postgres", "--single", "postgres", data=new, say=f"CREATE DATABASE {NAME}\n"
            )
        if not done:
            raise ServerError(
                f"PostgreSQL could not create {_short(self.data)}: {programs.last_line(output)}"
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
        sockets = paths.socket_folder(self.data)
        paths.make_private(sockets, paths.account(self.data))
        log = sockets / "server.log"  # Of a plain path, as pg_ctl gives it to a shell.
        options = shlex.join(
            ["-D", str(self.data), "-h", "", "-k", str(sockets), "-p", "5432"]
            + ["-c", "unix_socket_permissions=0700"]
        )
        deadline = time.monotonic() + PATIENCE
        while (status := self.status()) != "ready":
            output = status or ""
            if status is None:
                self._disown_stale_locks(sockets)
                before = log.stat().st_size if log.exists() else 0
                done, output = self._run(
                    "pg_ctl", "start", f"--timeout={PATIENCE}", "--log", str(log), "-o", options
                )
                if done:
                    continue
                with log.open(errors="replace") as lines:
                    lines.seek(before)
                    output = lines.read() or output
                if not any(text in output for text in PASSING):
                    deadline = 0
            if time.monotonic() > deadline:
                raise ServerError(
                    f"PostgreSQL does not start: {programs.last_line(output)} (see {_short(log)})"
                )
            time.sleep(0.1)

    def _disown_stale_locks(self, sockets: Path) -> None:
        """PostgreSQL takes any living process of its account for the server; we know better.

        Only the number is changed: PostgreSQL reads in the rest whose shared memory to look for.
        """
        for file in (self.data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            with contextlib.suppress(FileNotFoundError):
                number, _, rest = file.read_text().partition("\n")
                if number.isdecimal():
                    file.write_text(f"{NO_PROCESS}\n{rest}")
                else:
                    file.unlink()

    def _run(
        self, program: str, *arguments: str, data: Path | None = None, say: str = ""
    ) -> tuple[bool, str]:
        who = paths.account(self.data)
        return programs.run(
            [str(paths.binaries(who) / program), *arguments],
            {"PGDATA": str(data or self.data)},
            who,
            say,
        )

    @property
    def _users(self) -> Path:
        return self.data.with_name(f"{self.data.name}.users")

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """One process at a time starts or stops. Beside the link, not beside what it leads to:
        it guards the making of that link, too.
        """
        lock = self._open_lock(self.folder.with_name(f"{self.folder.name}.lock"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open_lock(self, path: Path) -> int:
        lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        if who := paths.account(self.data):
            os.fchown(lock, who.uid, who.gid)
        return lock

    def _forget(self) -> None:
        """A forked child (a worker of gunicorn) becomes a user of its own when it connects."""
        self._mutex = threading.RLock()
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _short(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
