"""An import whose worker and database are killed at twenty random moments leaves the same rows as
one that nobody disturbs, and shows how far it is."""

import os
import random
import signal
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import psycopg2
import pytest
from PIL import Image

from local_postgres.server import NAME, USER
from tests.support.patience import PATIENCE
from tests.support.site import SETUP_CODE, Site
from tests.transfer.imported_rows import Rows, find_differences, load_rows
from tests.transfer.readers.blogger.feeds import BLOG, build_takeout, build_takeout_entry, write
from tests.transfer.test_killed_processes import PREPARE, START, WRITE, start

pytestmark = pytest.mark.slow
SEED = int(os.environ.get("PULLQUOTE_CHAOS", 20261129))
KILLS = 20
POSTS, COMMENTS = 60, 4  # Comments of each post; every second one replies to the one before.
PICTURES = range(1, POSTS, 10)  # The posts that have one in the album.
# The worker with its scheduler, which enqueues stopped imports and tasks within seconds, with small
# batches, and with the usual priority, as it would take minutes on a busy machine.
WORKER = """
import os
from datetime import timedelta
from clock import scheduler
from config import schedule
from config.server import worker
from transfer.stages import comments, read, write
read.BATCH_SIZE, write.POST_BATCH_SIZE, comments.BATCH_SIZE = 60, 6, 30
os.nice = lambda increment: 0
scheduler.CHECK_INTERVAL = 1
schedule.KILLED_AFTER = timedelta(seconds=10)
schedule.SCHEDULE = {
    "transfer.tasks.resume_imports": timedelta(seconds=2),
    "config.schedule.requeue_killed_tasks": timedelta(seconds=2),
}
worker.main()
"""
# `so_far` counts reading, posts and comments as a third each; `pending` is what is to be written.
PROGRESS_SQL = f"""
SELECT stage, done_count, total_count, (
    SELECT count(*) FROM transfer_importeditem AS item
    WHERE state = 'pending' AND last_import_id = run.id
) AS pending, (SELECT count(*) FROM transfer_importeditem) / {1 + COMMENTS}
    + (SELECT count(*) FROM blog_post) + (SELECT count(*) FROM blog_comment) / {COMMENTS} AS so_far,
    pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS written_bytes, message
FROM transfer_import AS run
"""
# Batches are killed within their transactions: after so many bytes that the database has written.
MAX_BYTES = 300_000
# Renditions of pictures and the like, which the import has enqueued, and which run again if their
# worker was killed. A killed import stays `running`: `resume_imports` enqueues another.
TASKS_SQL = """
SELECT count(*) FROM django_tasks_database_dbtaskresult
WHERE status = 'READY' OR status = 'RUNNING' AND task_path LIKE 'blog.content.%'
"""
LOCKS_SQL = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
BACKENDS_SQL = """
SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
ORDER BY state = 'active' DESC, pid LIMIT 1
"""


class Progress(NamedTuple):
    stage: str
    done: int
    total: int
    pending: int
    so_far: int
    written_bytes: int
    message: str


class Moment(NamedTuple):
    """When an import is so far, and the database has written so many bytes after that."""

    so_far: int
    more_bytes: int


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A Takeout with pictures in an album, in the texts, and of the same name as another."""
    folder = tmp_path / "export/Takeout/Blogger"
    entries = [entry for number in range(1, POSTS + 1) for entry in _build_entries(number)]
    write(folder, build_takeout(*entries), "Blogs/Low Tide/feed.atom")
    settings = "blog_name,blog_locale,blog_publishing_mode,blog_subdomain\nTide,en,BLOGSPOT,tide\n"
    write(folder, settings, "Blogs/Low Tide/settings.csv")
    for number in PICTURES:
        write(folder, _draw(number), f"Albums/Low Tide/IMG_{number}.png")
    return tmp_path / "export"


def _draw(number: int) -> bytes:
    file = BytesIO()
    chance = random.Random(number)
    Image.frombytes("RGB", (24, 16), chance.randbytes(24 * 16 * 3)).save(file, "PNG")
    return file.getvalue()


def _build_entries(number: int) -> Iterator[str]:
    other = number * 7 % POSTS + 1
    link = f'<a href="https://tide.blogspot.com/2019/05/post-{other}.html">another post</a>'
    body = "".join(
        f"<p>Paragraph {line} of {number} says what happened at the harbour, as {link} does.</p>"
        for line in range(6)
    )
    body += f'<p><a href="https://other.example/{number % 50}">A source</a></p>'
    if number % 5 == 1:  # Its own or that of the post before, and one that several posts show.
        for shown in (number - number % 10 + 1, PICTURES[number % 3]):
            src = f"https://blogger.googleusercontent.com/img/b/A{shown}/s320/IMG_{shown}.png"
            body += f'<div class="separator"><img src="{src}" alt="Picture {shown}"></div>'
    elif number % 20 == 0:
        data = b64encode(_draw(POSTS + number)).decode()
        body += f'<p><img src="data:image/png;base64,{data}" alt="Picture {number}"></p>'
    label = ("Harbour", "Roads", "Budget")[number % 3]
    term = f'<category scheme="tag:blogger.com,1999:blog-77" term="{label}"/>'
    path = f"/2019/05/post-{number}.html"
    day = f"2019-05-{number % 28 + 1:02}"
    post = build_takeout_entry(number, body, title=f"Post {number}", filename=path, extra=term)
    yield post.replace("2019-05-06", day)
    for key in range(number * 1000, number * 1000 + COMMENTS):
        parts = {"type": "COMMENT", "parent": f"{BLOG}.post-{number}", "filename": ""}
        if key % 2:
            parts["inReplyTo"] = f"{BLOG}.post-{key - 1}"
        parts["author"] = "<name>Bo</name><blogger:type>ANONYMOUS</blogger:type>"
        yield build_takeout_entry(key, f"Comment {key}.", **parts).replace("2019-05-06", day)


class Imported:
    """An import into a new site by a worker."""

    def __init__(self, site: Site, export: Path) -> None:
        self.site = site
        self.connection: Any = None
        self.total = self.done = 0
        self.latest: Progress | None = None
        self.deadline = time.monotonic() + PATIENCE
        site.run("-c", SETUP_CODE + START.format(path=os.fspath(export)))
        self.start()

    def start(self) -> None:
        self.worker = start(self.site, "-c", SETUP_CODE + WORKER)

    def keep_worker(self) -> None:
        """Start another worker if one ended at its start, when the database was being killed."""
        if self.worker.poll() is not None:
            self.start()

    def query(self, sql: str) -> list[tuple]:
        """Return all rows; waits for a database that ends or starts."""
        while True:
            try:
                if self.connection is None:
                    host = str(self.site.server.ensure())
                    self.connection = psycopg2.connect(host=host, user=USER, dbname=NAME)
                    self.connection.autocommit = True
                cursor = self.connection.cursor()
                cursor.execute(sql)
                return cursor.fetchall()
            except (psycopg2.DatabaseError, psycopg2.InterfaceError) as error:
                if error.pgcode and not isinstance(error, psycopg2.OperationalError):
                    raise
                self.connection = None
                self.pause()

    def load_progress(self) -> Progress:
        """Load how far the import is, and check what its page shows of that."""
        progress = Progress(*self.query(PROGRESS_SQL)[0])
        assert progress.stage in ("reading", "read", "writing", "done"), progress
        self.keep_worker()
        if self.latest is None or progress[:5] != self.latest[:5]:  # The scheduler writes as well.
            self.latest, self.deadline = progress, time.monotonic() + PATIENCE
        if progress.stage == "read":
            self.total = progress.pending
        elif progress.total:
            assert progress.total == self.total
            assert self.done <= progress.done <= self.total - progress.pending, progress
            self.done = progress.done
        return progress

    def wait(self, moment: Moment) -> bool:
        """Return False if the import is done before. It is written as soon as it has been read."""
        begin = None
        while (progress := self.load_progress()).stage != "done":
            if progress.stage == "read":
                self.site.run("-c", SETUP_CODE + WRITE)
            elif progress.so_far >= moment.so_far:
                begin = begin or progress.written_bytes
                if progress.written_bytes - begin >= moment.more_bytes:
                    return True
            self.pause()
        return False

    def pause(self) -> None:
        """Leave the cores to the worker for a moment; fail if it has done nothing for too long."""
        assert time.monotonic() < self.deadline, self.latest
        with suppress(subprocess.TimeoutExpired):
            self.worker.wait(0.005)

    def finish(self) -> Rows:
        """Wait until import and renditions are done; return the rows."""
        self.wait(Moment(2**31, 0))
        assert self.load_progress().pending == 0
        while self.query(TASKS_SQL) != [(0,)]:
            self.keep_worker()
            self.pause()
        return load_rows(self.query)

    def kill_worker(self) -> None:
        self.worker.kill()
        assert self.worker.wait() == -signal.SIGKILL
        while self.query(LOCKS_SQL) != [(0,)]:
            self.pause()
        self.start()

    def kill_backend(self) -> None:
        """Kill a process of the database, whose server ends all others and starts again."""
        while not (rows := self.query(BACKENDS_SQL)):
            self.pause()
        os.kill(rows[0][0], signal.SIGKILL)

    def end(self) -> None:
        self.worker.kill()
        self.worker.wait()
        if self.connection is not None:
            self.connection.close()


@contextmanager
def importing(export: Path) -> Iterator[Imported]:
    with tempfile.TemporaryDirectory(prefix="pullquote-site-") as name:
        Path(name).chmod(0o755)  # As root, PostgreSQL runs with another account.
        site = Site(Path(name), PREPARE)
        imported = None
        try:
            imported = Imported(site, export)
            yield imported
        finally:
            if imported is not None:
                imported.end()
            site.listener.close()
            site.server.release()


def import_with_kills(export: Path, moments: Sequence[Moment]) -> Rows:
    with importing(export) as imported:
        worker, backend, server = (
            imported.kill_worker,
            imported.kill_backend,
            imported.site.kill_database,
        )
        kills = (worker, backend, worker, server)
        kills_before_end = 0
        for number, moment in enumerate(moments):
            kills_before_end += imported.wait(moment)
            kills[number % len(kills)]()
        if moments:
            imported.kill_worker()  # The next one enqueues what those before left undone.
        rows = imported.finish()
        # On a busy machine the import may go on, and end, before it is looked at.
        print(f"{kills_before_end} of {len(moments)} kills were before its end.")
        return rows


def test_import_killed_at_random_moments_writes_same_rows(export: Path) -> None:
    print(f"PULLQUOTE_CHAOS={SEED}")
    chance = random.Random(SEED)
    # The last batches are stored at once, so that there are no moments between them.
    places = sorted(chance.sample(range(POSTS * 3 * 9 // 10), KILLS))
    moments = [Moment(place, chance.randrange(MAX_BYTES)) for place in places]
    undisturbed = import_with_kills(export, [])
    assert len(undisturbed["comments"]) == POSTS * COMMENTS
    assert len(undisturbed["photos"]) == len(PICTURES) + POSTS // 20
    assert find_differences(undisturbed, import_with_kills(export, moments)) == {}
