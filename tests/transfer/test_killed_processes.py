"""An import whose process or database is killed goes on without losing or doubling anything."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
import pytest

from local_postgres.server import NAME, USER
from tests.support.site import ROOT, SETUP_CODE, Site
from tests.transfer.readers.wxr.conftest import HEAD, TAIL, build_comment, build_item
from transfer.stages.comments import BATCH_SIZE

pytestmark = pytest.mark.slow
POSTS, COMMENTS = 30, 25  # Comments of each post; every second one replies to the one before.
PREPARE = """
from accounts.models import User
User.objects.create_superuser("ana", "ana@example.org", "x")
"""
START = """
from pathlib import Path
from accounts.models import User
from transfer import importing, tasks
run, reader = importing.start_import(
    Path({path!r}), by=User.objects.get(username="ana"), fetches_pictures=False
)
tasks.enqueue(run)
"""
WRITE = """
from accounts.models import User
from transfer import control
from transfer.models import Import
run, by = Import.objects.get(), User.objects.get(username="ana")
control.write_import(
    run=run, by=by, accounts={}, new_accounts=[], fetches_pictures=False, comments="all"
)
"""
# The scheduler calls it every minute.
RESUME = """
from transfer.tasks import resume_imports
resume_imports.func()
"""
WORKER = ("-m", "config.server.worker")
# What was in the database at least when the process was killed.
WRITING = (("posts", 1), ("posts", POSTS // 2), ("comments", 1))
COUNTS = {
    "items": "SELECT count(*) FROM transfer_importeditem",
    "posts": "SELECT count(*) FROM blog_post",
    "comments": "SELECT count(*) FROM blog_comment",
    "read": "SELECT count(*) FROM transfer_import WHERE stage = 'read'",
    "done": "SELECT count(*) FROM transfer_import WHERE stage = 'done'",
}
LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
# No comment is written meanwhile, so that an import is not done before a busy machine kills it.
BLOCK_SQL = "LOCK TABLE blog_comment IN SHARE MODE"
# As importing a comment does, for a post without a comment in the first batch.
HOLD_SQL = f"""
SELECT pg_advisory_lock('blog_comment'::regclass::oid::integer, (id % 2147483647)::integer)
FROM blog_post WHERE split_part(slug, '-', 2)::integer > {BATCH_SIZE // COMMENTS} LIMIT 1
"""
# One value for each thing that could be lost or doubled.
RESULTS = {
    "posts": "SELECT count(*) FROM blog_post",
    "slugs": "SELECT count(*) FROM blog_post WHERE slug ~ '^post-[0-9]+$'",
    "public": "SELECT count(*) FROM blog_post WHERE status = 'published' AND html LIKE '%Text of%'",
    "revisions": "SELECT count(*) FROM blog_revision",
    "prose": "SELECT count(*) FROM blog_prose",
    "labels": "SELECT count(*) FROM blog_postlabel",
    "redirects": "SELECT count(*) FROM django_redirect WHERE old_path LIKE '/?p=%'",
    "comments": "SELECT count(*) FROM blog_comment",
    "texts": "SELECT count(DISTINCT text) FROM blog_comment",
    "replies": "SELECT count(*) FROM blog_comment WHERE cardinality(path) = 2",
    "actions": "SELECT count(*) FROM blog_moderationaction",
    "unwritten": "SELECT count(*) FROM transfer_importeditem WHERE state <> 'written'",
    "addresses": "SELECT count(*) FROM transfer_importeditem WHERE kind = 'comment'"
    " AND payload <> ''",
}
EXPECTED = {
    **dict.fromkeys(("posts", "slugs", "public", "revisions", "prose", "labels"), POSTS),
    "redirects": POSTS,
    **dict.fromkeys(("comments", "texts", "actions"), POSTS * COMMENTS),
    "replies": POSTS * (COMMENTS // 2),
    **dict.fromkeys(("unwritten", "addresses"), 0),
}


@pytest.fixture
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="pullquote-site-") as name:
        Path(name).chmod(0o755)  # As root, PostgreSQL runs with another account.
        new_site = Site(Path(name), PREPARE)
        try:
            yield new_site
        finally:
            new_site.listener.close()
            new_site.server.release()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "export.xml"
    items = "".join(map(_build_post, range(1, POSTS + 1)))
    file.write_text(f"{HEAD}{items}{TAIL}", encoding="utf-8")
    return file


def _build_post(number: int) -> str:
    fields = {
        "title": f"Post {number}",
        "link": f"https://blog.example/2020/01/post-{number}/",
        "content:encoded": f"<p>Text of {number}.</p>",
        "wp:post_id": str(number),
        "wp:post_name": f"post-{number}",
    }
    extra = '<category domain="category" nicename="news"><![CDATA[News]]></category>'
    first = number * 1000
    for key in range(first, first + COMMENTS):
        parent = str(key - 1) if (key - first) % 2 else "0"
        extra += build_comment(key, content=f"Comment {key}.", parent=parent, author="Bo")
    return build_item(fields, extra)


def start(site: Site, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(site: Site, process: subprocess.Popen, name: str, least: int = 1) -> None:
    """Wait until the database has so much; fail if the process ends before."""
    while site.query_value(COUNTS[name]) < least:
        with suppress(subprocess.TimeoutExpired):  # Leaves the cores to the process for a moment.
            process.wait(0.02)
            pytest.fail(f"It ended before there were {least} {name}.")


@contextmanager
def comments_blocked(site: Site, after_first_batch: bool = False) -> Iterator[None]:
    """Let an import wait before its first comment, or after its first batch of comments by the lock
    of a written post."""
    host = str(site.server.ensure())
    with closing(psycopg2.connect(host=host, user=USER, dbname=NAME)) as connection:
        cursor = connection.cursor()
        cursor.execute(HOLD_SQL if after_first_batch else BLOCK_SQL)
        assert not after_first_batch or cursor.rowcount == 1
        yield


def kill(site: Site, process: subprocess.Popen) -> None:
    """Kill a process, and wait until the database has noticed."""
    process.kill()
    assert process.wait() == -9
    while site.query_value(LOCKS):
        pass


def kill_database(site: Site) -> None:
    """Kill the database while nobody else starts it."""
    site.kill_database()
    while True:
        try:
            site.query_value(COUNTS["posts"])
        except psycopg2.OperationalError:
            continue  # It is ending or starting.
        return


def load_results(site: Site) -> dict[str, int]:
    return {name: site.query_value(sql) for name, sql in RESULTS.items()}


def test_killed_command_goes_on_when_it_is_started_again(site, export):
    command = ("manage.py", "import", str(export), "--yes", "--no-pictures")
    for name, least in (("items", 1), *WRITING):
        with comments_blocked(site, after_first_batch=name == "comments"):
            process = start(site, *command)
            wait_for(site, process, name, least)
            process.kill()
        kill(site, process)
    assert start(site, *command).wait() == 0
    assert load_results(site) == EXPECTED


def test_command_whose_database_is_killed_goes_on(site, export):
    command = ("manage.py", "import", str(export), "--yes", "--no-pictures")
    with comments_blocked(site):
        process = start(site, *command)
        wait_for(site, process, "posts", POSTS // 2)
        kill_database(site)
    assert process.wait() != 0
    assert start(site, *command).wait() == 0
    assert load_results(site) == EXPECTED


def test_import_of_killed_worker_goes_on(site, export):
    site.run("-c", SETUP_CODE + START.format(path=os.fspath(export)))
    worker = start(site, *WORKER)
    wait_for(site, worker, "read")
    site.run("-c", SETUP_CODE + WRITE)
    for name, least in WRITING[1:]:
        wait_for(site, worker, name, least)
        kill(site, worker)
        site.run("-c", SETUP_CODE + RESUME)
        worker = start(site, *WORKER)
    wait_for(site, worker, "done")
    kill(site, worker)
    assert load_results(site) == EXPECTED
