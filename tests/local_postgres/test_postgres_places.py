"""Paths of the embedded server, and unsuitable folders."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local_postgres import paths
from local_postgres.errors import ServerError
from local_postgres.server import Server

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["long/" * 30, """it's, "$HOME" `ünïcode` @"""])
def test_socket_folder_is_in_tmp_for_long_or_special_paths(
    name: str,
    make_data: Callable[..., Path],
    start: Callable[[Path], Server],
    ask: Callable[[Server, str], Any],
) -> None:
    server = start(make_data(name))
    sockets = server.ensure()
    assert sockets.parent == Path("/tmp")
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert ask(server, "SELECT 1") == 1
    server.release()
    shutil.rmtree(sockets)


def test_socket_folder_of_another_account_is_refused(make_data: Callable[..., Path]) -> None:
    folder = make_data("long/" * 30)
    sockets = paths.get_socket_folder(folder)
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
def test_root_moves_data_out_of_closed_folder(
    existing: bool,
    place: Path,
    make_data: Callable[..., Path],
    start: Callable[[Path], Server],
    ask: Callable[[Server, str], Any],
) -> None:
    folder = make_data("closed/var") if existing else place / "closed/var/postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    closed = place / "closed"
    closed.chmod(0o700)
    server = start(folder)
    assert ask(server, "SELECT 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert folder.is_symlink() == (os.geteuid() == 0)
    # The second process follows the link that the first one created.
    assert start(folder).data == server.data


def test_root_copies_programs_out_of_a_closed_folder(
    place: Path,
    make_data: Callable[..., Path],
    start: Callable[[Path], Server],
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[Server, str], Any],
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    package = paths.find_binaries(None).parents[1]
    for folder in (package, package.with_name(f"{paths.PACKAGE}.libs")):
        (closed / folder.name).symlink_to(folder)
    monkeypatch.syspath_prepend(str(closed))
    server = start(make_data())
    assert ask(server, "SELECT 1") == 1
    assert server.find_program("psql").is_relative_to(paths.STATE_FOLDER) == (os.geteuid() == 0)


def test_data_of_another_version_is_refused_in_one_line(make_data: Callable[..., Path]) -> None:
    folder = make_data()
    (folder / "PG_VERSION").write_text("15\n")
    with pytest.raises(ServerError) as stopped:
        Server(folder).ensure()
    assert str(stopped.value) == (
        f"The database in {folder} was made by PostgreSQL 15, but this is 18: dump it with"
        " version 15 and load it with 18, or move the folder away to begin anew."
    )


def test_folder_with_other_files_is_refused_in_one_line(place: Path) -> None:
    folder = place / "postgres"
    folder.mkdir()
    (folder / "letter.txt").write_text("not a database")
    with pytest.raises(ServerError) as stopped:
        Server(folder).ensure()
    assert str(stopped.value) == (
        f"{folder} holds files, but no database: move it away, or set VAR_DIR."
    )
