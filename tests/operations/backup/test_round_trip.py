"""A site is backed up and restored on an empty machine without any difference."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
import pytest

from local_postgres.server import NAME, USER, Server
from tests.operations.backup.packing import read_files
from tests.support import site_template
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]


class Site:
    """A site with its own database, media folder and secret key."""

    def __init__(self, place: Path, name: str) -> None:
        self.place = place / name
        self.media = self.place / "media"
        self.server = Server(self.place / "var" / "postgres")
        self.url = ""

    def manage(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        here = {"VAR_DIR": str(self.place / "var"), "MEDIA_ROOT": str(self.media)}
        if self.url:
            here["DATABASE_URL"] = self.url
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**inherited, **here, **variables},
            capture_output=True,
            text=True,
        )

    def run(self, *command: str, **variables: str) -> str:
        done = self.manage(*command, **variables)
        assert (done.returncode, done.stderr.replace(self._created(), "")) == (0, "")
        return done.stdout

    def run_refused(self, *command: str, **variables: str) -> str:
        done = self.manage(*command, **variables)
        assert done.returncode == 1
        return done.stderr.replace(self._created(), "")

    def _created(self) -> str:
        return f"Creating the database in {self.server.data} …\n"

    def query(self, sql: str) -> Any:
        """Return the first value, if the statement returns any."""
        connection = self.connect()
        cursor = connection.cursor()
        cursor.execute(sql)
        answer = cursor.fetchone()[0] if cursor.description else None
        connection.close()
        return answer

    def connect(self, database: str = NAME) -> Any:
        connection = psycopg2.connect(host=str(self.server.ensure()), user=USER, dbname=database)
        connection.autocommit = True
        return connection

    def state(self, database: str = NAME) -> dict[str, Any]:
        """Return a digest of each table's rows in the order of their keys, each sequence, the
        numbers of indexes, constraints, triggers and functions, and the media files."""
        connection = self.connect(database)
        try:
            cursor = connection.cursor()
            cursor.execute(TABLES)
            state: dict[str, Any] = {}
            for table, columns in cursor.fetchall():
                rows = HashWriter()
                order = f"ORDER BY {columns}" if columns else ""
                cursor.copy_expert(f"COPY (SELECT * FROM {table} {order}) TO STDOUT", rows)
                state[table] = rows.digest.hexdigest()
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
            state["sequences"] = cursor.fetchall()
            cursor.execute(STRUCTURE)
            state["structure"] = cursor.fetchone()
        finally:
            connection.close()
        # Written after the backup, so not part of it.
        del state["operations_backup"]
        shown = {name: data for name, data in read_files(self.media).items() if name[0] not in ".c"}
        return {**state, "media": shown}


class HashWriter:
    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return len(data)


TABLES = """
SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY array_position(i.indkey::int[], a.attnum::int))
FROM pg_class c
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
GROUP BY c.relname ORDER BY c.relname
"""  # noqa: E501
STRUCTURE = """
SELECT (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'),
       (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'),
       (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
       (SELECT array_agg(extname ORDER BY extname) FROM pg_extension),
       obj_description('public'::regnamespace),
       (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public')
"""


WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'pg_dump' AND wait_event_type = 'Lock'
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that the account of the database servers can enter."""
    folder = Path(tempfile.mkdtemp(prefix="pullquote-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def site(place: Path) -> Iterator[Site]:
    """A blog with posts, photos, and files with difficult names."""
    site = Site(place, "first")
    site_template.copy_database(site.place / "var" / "postgres")
    site.run("populate", "--posts=40", DEVTOOLS="1")
    for name in ("été \n“2”.avif", "deep/" * 30 + "long.webp", "large.bin", "empty"):
        file = site.media / "photos" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(os.urandom(3_000_000) if name == "large.bin" else name.encode())
    (site.media / "cards").mkdir()
    (site.media / "cards" / "1.png").write_bytes(b"drawn again")
    yield site
    site.server.release()


@pytest.fixture
def empty(place: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(place, request.node.name[:20])
    site.server.ensure()
    yield site
    site.server.release()


def test_site_is_restored_on_empty_machine(site, empty, tmp_path, key):
    public, private = key
    backups = {"BACKUP_TO": str(tmp_path / "backups"), "BACKUP_RECIPIENT": public}
    before = site.state()
    assert len(before["media"]) > 10
    assert site.run("backup", **backups).endswith(", checked.\n")

    output = empty.run("restore", "latest", f"--identity={private}", **backups)
    assert "SECRET_KEY is not the one" in output
    assert output.endswith("Start the site.\n")
    assert empty.state() == before
    assert site.state() == before
    empty.run("migrate", "--check")

    # A second restore is refused.
    again = ["restore", "latest", f"--identity={private}"]
    assert "posts: 40" in empty.run_refused(*again, **backups)
    # --overwrite discards changes since the backup, and unknown tables.
    connection = empty.connect()
    cursor = connection.cursor()
    cursor.execute("UPDATE blog_post SET title = 'Other' WHERE id = 1")
    cursor.execute("CREATE TABLE of_a_newer_version (id int)")
    (empty.media / "photos" / "empty").write_bytes(b"other")
    (empty.media / "later.jpg").write_bytes(b"later")
    assert "in use (connections: 1)" in empty.run_refused(*again, "--overwrite", **backups)
    connection.close()
    changed = empty.state()
    assert changed != before

    # A changed byte: nothing is restored.
    [file] = (tmp_path / "backups").iterdir()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "damaged").write_bytes(data)
    command = ["restore", str(tmp_path / "damaged"), f"--identity={private}", "--overwrite"]
    assert "damaged" in empty.run_refused(*command)
    assert empty.state() == changed

    empty.run(*again, "--overwrite", **backups)
    assert empty.state() == before


def test_ordinary_role_restores_into_its_own_database(site, empty, tmp_path):
    """As on a managed PostgreSQL: with the privileges of the database's owner only."""
    connection = empty.connect()
    cursor = connection.cursor()
    cursor.execute("CREATE ROLE blog LOGIN")
    cursor.execute("CREATE DATABASE blog OWNER blog")
    connection.close()
    empty.url = f"postgres://blog@{quote(str(empty.server.ensure()), safe='')}:5432/blog"
    before = site.state()
    site.run("backup", "--to", str(tmp_path))
    [name] = os.listdir(tmp_path)
    empty.run("migrate", "--verbosity=0")  # as the containers do first
    empty.run("restore", str(tmp_path / name))
    assert empty.state("blog") == before
    # The restored site can be backed up and restored again.
    empty.run("backup", "--to", str(tmp_path / "again"))
    empty.run("restore", "latest", "--overwrite", BACKUP_TO=str(tmp_path / "again"))
    assert empty.state("blog") == before


def test_failed_restore_is_rolled_back(site, empty, tmp_path):
    """For example a role that may not create tables."""
    connection = empty.connect()
    cursor = connection.cursor()
    cursor.execute("CREATE ROLE guest LOGIN; CREATE TABLE kept AS SELECT 1 AS one")
    empty.media.mkdir()
    (empty.media / "kept.jpg").write_bytes(b"kept")
    host = quote(str(empty.server.ensure()), safe="")
    empty.url = f"postgres://guest@{host}:5432/{NAME}"
    site.run("backup", "--to", str(tmp_path))
    connection.close()
    [name] = os.listdir(tmp_path)
    output = empty.run_refused("restore", str(tmp_path / name), "--overwrite")
    assert "psql failed: must be owner of schema public" in output
    connection = empty.connect()
    cursor = connection.cursor()
    cursor.execute("SELECT one FROM kept")
    assert cursor.fetchone() == (1,)
    connection.close()
    assert read_files(empty.media) == {"kept.jpg": b"kept"}


def test_interrupted_backup_leaves_nothing(site, tmp_path):
    """pg_dump is waiting for a table lock when SIGTERM arrives."""
    connection = site.connect()
    connection.autocommit = False
    cursor = connection.cursor()
    cursor.execute("LOCK TABLE blog_post IN ACCESS EXCLUSIVE MODE")
    environment = {
        **{key: os.environ[key] for key in os.environ if key != "DATABASE_URL"},
        "VAR_DIR": str(site.place / "var"),
        "MEDIA_ROOT": str(site.media),
    }
    command = [sys.executable, "manage.py", "backup", "--to", str(tmp_path / "to")]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
        watching = site.connect().cursor()
        waits = (0,)
        while waits == (0,) and process.poll() is None:
            watching.execute(WAITING)
            waits = watching.fetchone()
        assert os.listdir(tmp_path / "to")
        process.terminate()
        assert process.wait(timeout=PATIENCE) != 0
    watching.connection.close()
    connection.close()
    assert os.listdir(tmp_path / "to") == []
