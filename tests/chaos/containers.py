"""Build and run the stack of docker-compose.yml: `make chaos CHAOS=containers`.

It starts from nothing behind TLS, serves pages and accepts comments. A newer version with a
migration and a changed style sheet is deployed while readers and commenters continue; web server
and database are killed in turn; a backup is restored into a second stack, which is compared row by
row and file by file. Prints the counts, and exits with 1 if anybody was refused or anything was
lost.

It needs podman, docker-compose and debootstrap, root, and a quarter of an hour.
"""

import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.chaos.compose import Project, create_newer_version
from tests.chaos.engine import CommandFailed, Engine, engine
from tests.chaos.people import Commenter, Person, Reader

READERS, COMMENTERS = 12, 3
CALM_SECONDS = 5.0  # Seconds of load before and after each event.
RECOVERY_TIMEOUT = 120.0
PREPARE = """
from django.utils import timezone
from accounts.models import User
from blog.content import document
from blog.models import Post, SiteSettings
from PIL import Image
from django.conf import settings
import pathlib, random
SiteSettings.objects.create(first_comment_waits=False, hold_threshold=100, spam_threshold=100)
ana = User.objects.create_user("ana", "ana@example.org", is_staff=True, byline="Ana")
post = Post.objects.create(title="Low water", status="published", published_at=timezone.now())
document.save(post, document.parse("<p>It ended.</p>"), ana)
post.labels.add("Tides")
for number in range(20):
    noise = random.Random(number).randbytes(300 * 200 * 3)
    file = pathlib.Path(settings.MEDIA_ROOT, f"photos/{number}.png")
    file.parent.mkdir(exist_ok=True)
    Image.frombytes("RGB", (300, 200), noise).save(file)
print("post", post.get_absolute_url())
"""
# Row count and hash of each table.
TABLE_HASHES_CODE = """
import hashlib, json
from django.db import connection
tables = {}
with connection.cursor() as cursor:
    for name in sorted(connection.introspection.table_names(cursor)):
        if name in ("operations_backup", "django_session"):
            continue
        cursor.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1')
        rows = [row[0] for row in cursor.fetchall()]
        tables[name] = [len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest()]
print("tables", json.dumps(tables))
"""
COMMENTS_CODE = """
import json
from blog.comments.models import Comment
print("comments", json.dumps(list(Comment.objects.values_list("text", flat=True))))
"""


def wait_for(condition: Callable[[], bool], seconds: float = RECOVERY_TIMEOUT) -> float:
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > seconds:
            raise CommandFailed("It does not recover.")
        time.sleep(0.2)
    return time.monotonic() - start


def wait_for_success(people: list[Person]) -> float:
    """Return the seconds until every client has succeeded again."""
    before = [person.done for person in people]
    return wait_for(lambda: all(p.done > was for p, was in zip(people, before, strict=True)))


class Crowd:
    """Readers and commenters for the duration of a block, and the responses that they got."""

    def __init__(self, port: int, post: str, first: int) -> None:
        Reader.paths = ("/", post, "/labels/tides/", "/feed.atom")
        Commenter.path = post
        self.people: list[Person] = [Reader(port, first + n) for n in range(READERS)]
        self.people += [Commenter(port, first + READERS + n) for n in range(COMMENTERS)]

    def __enter__(self) -> "Crowd":
        for person in self.people:
            person.start()
        wait_for_success(self.people)
        return self

    def __exit__(self, *_raised: object) -> None:
        for person in self.people:
            person.is_over.set()
        for person in self.people:
            person.join()

    def statuses(self, kind: type[Person]) -> Counter[int]:
        return sum((p.account.statuses for p in self.people if isinstance(p, kind)), Counter())

    def wrong_answers(self) -> Counter[str]:
        """Return the responses that are wrong under all circumstances."""
        return Counter(wrong for person in self.people for wrong in person.account.wrong_answers)

    def confirmed(self) -> set[str]:
        return {mark for person in self.people for mark in person.account.confirmed}

    def print_responses(self, event: str) -> None:
        for kind in (Reader, Commenter):
            counts = ", ".join(
                f"{number} of {status or 'no answer'}"
                for status, number in sorted(self.statuses(kind).items())
            )
            slowest = max(w for p in self.people if isinstance(p, kind) for w in p.account.waits)
            print(f"{event}: {kind.__name__.lower()}s: {counts}; the slowest {slowest:.1f} s")
        wrong = self.wrong_answers()
        print(f"{event}: wrong answers: {wrong.total()} {dict(wrong) or ''}")


def print_duration(event: str, start: float) -> None:
    print(f"{event}: {time.monotonic() - start:.0f} s", flush=True)


def start_stack(stack: Project) -> str:
    start = time.monotonic()
    stack.compose("build")
    size = int(stack.engine.podman("image", "inspect", "--format={{.Size}}", "pullquote"))
    print_duration(f"image built, {size / 1e6:.0f} MB with what it is built on", start)
    start = time.monotonic()
    stack.compose("up", "--detach")
    print_duration("up from nothing", start)
    post = stack.shell(PREPARE, "post")
    wait_for(lambda: {stack.status("/"), stack.status(post)} == {200})
    return post


def upgrade_stack(stack: Project, post: str) -> tuple[int, set[str]]:
    """Return the number of refusals, and the comments confirmed meanwhile."""
    create_newer_version(stack.source)
    with Crowd(stack.port, post, 0) as crowd:
        time.sleep(CALM_SECONDS)
        start = time.monotonic()
        stack.upgrade()
        print_duration("upgraded under load", start)
        time.sleep(CALM_SECONDS)
        wait_for_success(crowd.people)
    crowd.print_responses("upgrade")
    print("new version serves:", stack.shell("print('version', settings.NEWER)", "version"))
    fine = (200, 302, 429)
    refused = crowd.wrong_answers().total() + sum(
        n for status, n in crowd.statuses(Commenter).items() if status not in fine
    )
    print(f"upgrade: refused {refused}")
    return refused, crowd.confirmed()


def kill_containers(stack: Project, post: str) -> tuple[int, set[str]]:
    """Kill the containers' first processes, like the kernel's out-of-memory killer."""
    with Crowd(stack.port, post, 100) as crowd:
        for service in ("web", "db"):
            time.sleep(CALM_SECONDS)
            start = time.monotonic()
            stack.kill(service)
            wait_for_success(crowd.people)
            print_duration(f"{service} killed, everybody served again", start)
    crowd.print_responses("kills")
    return crowd.wrong_answers().total(), crowd.confirmed()


def restore_backup(stack: Project, second: Project, backups: Path) -> list[str]:
    """Return the differences between the stacks."""
    mount = f"--volume={backups}:/backups"
    run = ("run", "--rm", "--no-deps", mount, "web", "python", "manage.py")
    for one in (stack, second):
        one.compose("stop", "nginx", "worker", "web", allowed_to_fail=one is second)
    start = time.monotonic()
    print(stack.compose(*run, "backup", "--to", "/backups").strip())
    print_duration("backed up", start)
    start = time.monotonic()
    [name] = [file.name for file in backups.iterdir()]
    second.compose("up", "--detach", "db", "migrate")
    wait_for(lambda: second.has_ended("migrate"))
    print(second.compose(*run, "restore", f"/backups/{name}").strip())
    print_duration("restored into a second stack", start)
    differ = []
    was, became = (
        json.loads(one.shell(TABLE_HASHES_CODE, "tables", "run")) for one in (stack, second)
    )
    differ += [f"table {t}" for t in sorted({*was, *became}) if was.get(t) != became.get(t)]
    print(f"tables compared: {len(was)}, rows: {sum(rows for rows, _digest in was.values())}")
    files, copies = stack.media(), second.media()
    differ += [f"file {f}" for f in sorted({*files, *copies}) if files.get(f) != copies.get(f)]
    print(f"files compared: {len(files)}")
    print("differ:", ", ".join(differ) or "none")
    second.compose("up", "--detach")
    wait_for(lambda: second.status("/") == 200)
    print("second stack serves")
    return differ


def run(started: Engine, folder: Path) -> int:
    stack = Project(started, "chaos-one", folder / "one")
    second = Project(started, "chaos-two", folder / "two", like=stack)
    try:
        post = start_stack(stack)
        refused, confirmed = upgrade_stack(stack, post)
        failed, more = kill_containers(stack, post)
        stored_comments = {
            text.split()[-1] for text in json.loads(stack.shell(COMMENTS_CODE, "comments"))
        }
        lost = (confirmed | more) - stored_comments
        print(f"comments confirmed {len(confirmed | more)}, lost {len(lost)}")
        backups = folder / "backups"
        backups.mkdir()
        shutil.chown(backups, 10001)
        differ = restore_backup(stack, second, backups)
        return 1 if refused or failed or lost or differ else 0
    except CommandFailed as failed_at:
        print(failed_at)
        print(stack.logs()[-6000:])
        return 1
    finally:
        for project in (stack, second):
            project.down()


def main() -> int:
    with engine() as started, tempfile.TemporaryDirectory(prefix="pullquote-") as name:
        Path(name).chmod(0o755)
        return run(started, Path(name))


if __name__ == "__main__":
    sys.exit(main())
