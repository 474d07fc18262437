"""A year's worth of faults in some minutes: `make chaos CHAOS=storms`.

Fifty readers, three authors and five commenters continue while processes are killed; the database
is restarted, killed, stopped and frozen; its replica lags, is killed and frozen; Valkey is stopped,
frozen and emptied; the disk of the uploads is full; the clock steps; and a new version is deployed,
in an order that depends on the seed. Everything that was confirmed must exist at the end and be
visible to its author immediately. Cached pages must always be available, and at most a second old
while database and web server are running. After each fault everything must recover by itself. It
prints the losses. Names of faults (`CHAOS="storms replica_lags"`) select them.

It needs nginx and Valkey; a full disk needs root (for a tmpfs), a clock step needs libfaketime.
"""

import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.chaos import faults
from tests.chaos.freshness import MAX_AGE_SECONDS, Truth
from tests.chaos.people import Author, Browser, Commenter, Corrector, Person, Reader
from tests.chaos.stack import Stack

READERS, AUTHORS, COMMENTERS = 50, 3, 5
CALM_SECONDS = 4.0  # Seconds between two faults.
RECOVERY_TIMEOUT = 60.0  # Seconds until everybody has to succeed again.
PREPARE = """
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from accounts.models import User
from blog.content import document
from blog.models import Authorship, Post, SiteSettings
from tests.chaos.faults import PASSWORD
SiteSettings.objects.create(first_comment_waits=False, hold_threshold=100, spam_threshold=100)
out = {"status": "published", "published_at": timezone.now()}
for name, slug, fields in (("ana", "a", {}), ("ben", "b", {}), ("eva", "it", out)):
    author = User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True,
                                      byline=name)
    author.groups.add(Group.objects.get(name="Author"))
    post = Post.objects.create(title="Version 0 of it", slug=slug, **fields)
    Authorship.objects.create(post=post, user=author)
    document.save(post, document.parse("<p>It begins.</p>"), author)
    client = Client()
    client.force_login(author)
    (cookie,) = client.cookies.items()
    print(f"{post.pk}:{cookie[0]}={cookie[1].value}")
post.labels.add("Tides")
print(post.get_absolute_url())
"""


def wait_for(condition, seconds: float) -> float | None:
    """Return the seconds until the condition held, or None on timeout."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if condition():
            return time.monotonic() - start
        time.sleep(0.1)
    return None


def wait_for_recovery(people: list[Person]) -> float | None:
    """Wait until each person has succeeded once more."""
    before = [person.done for person in people]
    return wait_for(
        lambda: all(person.done > was for person, was in zip(people, before, strict=True)),
        RECOVERY_TIMEOUT,
    )


def count_losses(stack: Stack, people: list[Person]) -> dict[str, int]:
    """Count confirmed items that are missing, by kind."""
    comments = {row[0].split()[-1] for row in stack.query_rows("SELECT text FROM blog_comment")}
    twice = stack.query_rows("SELECT count(*) - count(DISTINCT text) FROM blog_comment")[0][0]
    html = " ".join(row[0] for row in stack.query_rows("SELECT html FROM blog_prose"))
    files = dict(stack.query_rows("SELECT id, image FROM blog_photo"))
    create_authors = [person for person in people if isinstance(person, Author)]
    pictures = [key for author in create_authors for key in author.uploaded]

    def missing(kind: type, stored) -> int:
        marks = [mark for p in people if isinstance(p, kind) for mark in p.account.confirmed]
        return sum(mark not in stored for mark in marks)

    return {
        "comments": missing(Commenter, comments),
        "comments stored twice": twice,
        "saves": missing(Author, html),
        "pictures": sum(not (stack.media / files.get(key, "?")).exists() for key in pictures),
        "rows without a file": sum(not (stack.media / name).exists() for name in files.values()),
    }


def main(seed: int = 1, only: list[str] | None = None) -> int:
    with tempfile.TemporaryDirectory(prefix="pullquote-storms-") as name:
        Path(name).chmod(0o755)  # As root, the database runs with another account.
        stack = Stack(Path(name), PREPARE)
        try:
            failed = run_faults(stack, random.Random(seed), only)
            print(stack.internal_errors())
            return failed
        finally:
            stack.end()


def run_faults(stack: Stack, chance: random.Random, only: list[str] | None) -> int:
    path = stack.output[-1]
    Reader.paths = ("/", path, "/labels/tides/", "/feed.atom", "/archive/")
    Commenter.path = path
    first = Browser(stack.port)
    assert wait_for(lambda: first.request("GET", "/").status == 200, RECOVERY_TIMEOUT), (
        stack.internal_errors()
    )
    truth = Truth()
    truth.record_change(0, 0.0, 0.0)
    people: list[Person] = [Reader(stack.port, number) for number in range(READERS)]
    people += [Commenter(stack.port, number) for number in range(COMMENTERS)]
    people += create_authors(stack, path, truth)
    for person in people:
        person.start()
    assert wait_for_recovery(people), "It never began."
    selected = [c for c in faults.ALL_FAULTS if not only or c.__name__ in only]
    selected = [fault for fault in selected if is_possible(stack, fault)]
    chance.shuffle(selected)
    never = []
    for fault in selected:
        time.sleep(CALM_SECONDS)
        if not run_fault(stack, people, fault, truth):
            never.append(fault.__name__)
    for person in people:
        person.is_over.set()
    for person in people:
        person.join()
    return report(stack, people, never)


def create_authors(stack: Stack, path: str, truth: Truth) -> list[Person]:
    """Create the authors: the last one edits the post at `path`, the others drafts."""
    people: list[Person] = []
    for number, line in enumerate(stack.output[-1 - AUTHORS : -1]):
        key, _, cookie = line.partition(":")
        cookies = dict([cookie.split("=", 1)])
        change = f"/admin/blog/post/{key}/change/"
        if number < AUTHORS - 1:
            people.append(Author(stack.port, number, cookies, change))
        else:
            people.append(Corrector(stack.port, number, cookies, change, path, truth))
    return people


def run_fault(stack: Stack, people: list[Person], fault, truth: Truth) -> bool:
    """Cause a fault, print the result, and return whether all clients recovered."""
    readers = [person.account for person in people if isinstance(person, Reader)]
    before = Counter(find_wrong_answers(people) + stack.wrong_answers)
    waited = [len(account.waits) for account in readers]
    seen = [len(account.seen) for account in readers]
    with fault(stack):
        took = wait_for_recovery(people)
    waits = [
        w for account, begin in zip(readers, waited, strict=True) for w in account.waits[begin:]
    ]
    oldest = max(
        truth.age(*one)
        for account, begin in zip(readers, seen, strict=True)
        for one in account.seen[begin:]
    )
    if fault in faults.FAULTS_WITHOUT_STALE_PAGES and oldest > MAX_AGE_SECONDS:
        stack.wrong_answers.append(f"a page {oldest:.1f} s old in {fault.__name__}")
    wrong = Counter(find_wrong_answers(people) + stack.wrong_answers) - before
    print(
        f"{fault.__name__:17}",
        f"recovered in {took:4.1f} s" if took is not None else "NEVER RECOVERED  ",
        f"readers waited {statistics.quantiles(waits, n=100)[98]:.1f} s (99 of 100),",
        f"{max(waits):4.1f} s at most; the oldest page {oldest:4.1f} s {dict(wrong) or ''}",
        flush=True,
    )
    # The cleanup may have stopped the web server once more.
    return took is not None and wait_for_recovery(people) is not None


def is_possible(stack: Stack, fault) -> bool:
    no_valkey = "" if stack.valkey else "there is no valkey-server"
    missing = {
        faults.disk_full: "" if stack.has_own_disk else "only root can mount a disk",
        faults.clock_stepped: "" if stack.has_own_clock else "there is no libfaketime",
        **dict.fromkeys(faults.VALKEY_FAULTS, no_valkey),
    }.get(fault, "")
    if missing:
        print(f"{fault.__name__:20} LEFT OUT: {missing}")
    return not missing


def find_wrong_answers(people: list[Person]) -> list[str]:
    return [wrong for person in people for wrong in person.account.wrong_answers]


def report(stack: Stack, people: list[Person], never: list[str]) -> int:
    for kind in (Reader, Commenter, Author):
        those = [person.account for person in people if isinstance(person, kind)]
        statuses = sum((account.statuses for account in those), Counter())
        confirmed = sum(len(account.confirmed) for account in those)
        longest = max(wait for account in those for wait in account.waits)
        print(
            f"{kind.__name__:10} {len(those):3}: {dict(sorted(statuses.items()))},"
            f" {confirmed} confirmed, the longest wait {longest:.1f} s"
        )
    readers = [person.account for person in people if isinstance(person, Reader)]
    print(f"readers' answers that were read from the replica: {sum(a.of_replica for a in readers)}")
    losses = count_losses(stack, people)
    wrong = Counter(find_wrong_answers(people) + stack.wrong_answers)
    print("lost:", ", ".join(f"{count} {kind}" for kind, count in losses.items()))
    print(
        f"never recovered: {len(never)}; wrong answers: {sum(wrong.values())} {dict(wrong) or ''}"
    )
    return 1 if any(losses.values()) or wrong or never else 0


if __name__ == "__main__":
    # Clean up on SIGTERM as well.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(int(os.environ.get("PULLQUOTE_CHAOS", 1)), sys.argv[1:]))
