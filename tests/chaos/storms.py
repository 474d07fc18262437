"""What befalls a site in a year, in some minutes: `make chaos CHAOS=storms`.

Fifty readers, three authors and five commenters go on while processes are killed, the database is
restarted, killed, stopped and frozen, its replica lags, is killed and frozen, Valkey is gone,
frozen and empty, the disk of the uploads is full, the clock steps, and a new version comes in; in
an order that the seed makes. What was confirmed to anybody has to be there at the end, and to be
seen at once by whoever sent it; a page that was read before has to come whatever happens, and shows
nothing older than a second while database and web are there; after each everything has to recover
by itself. It prints what was lost. Names of calamities (`CHAOS="storms replica_lags"`) choose them.

It needs nginx and Valkey; a full disk needs root (a tmpfs is mounted), a clock that steps needs
libfaketime.
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

from tests.chaos import calamities
from tests.chaos.freshness import ALLOWED, Truth
from tests.chaos.people import Author, Browser, Commenter, Corrector, Person, Reader
from tests.chaos.stack import Stack

READERS, AUTHORS, COMMENTERS = 50, 3, 5
CALM = 4.0  # seconds between two calamities
RECOVERED = 60.0  # seconds in which everybody has to succeed again
PREPARE = """
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from accounts.models import User
from blog.content import document
from blog.models import Authorship, Post, SiteSettings
from tests.chaos.calamities import PASSWORD
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
    """How long it took; None where it never came."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if condition():
            return time.monotonic() - begun
        time.sleep(0.1)
    return None


def recovered(people: list[Person]) -> float | None:
    """Each has succeeded once more."""
    before = [person.done for person in people]
    return wait_for(
        lambda: all(person.done > was for person, was in zip(people, before, strict=True)),
        RECOVERED,
    )


def lost(stack: Stack, people: list[Person]) -> dict[str, int]:
    """Of what was confirmed, by kind."""
    comments = {row[0].split()[-1] for row in stack.ask("SELECT text FROM blog_comment")}
    twice = stack.ask("SELECT count(*) - count(DISTINCT text) FROM blog_comment")[0][0]
    html = " ".join(row[0] for row in stack.ask("SELECT html FROM blog_prose"))
    files = dict(stack.ask("SELECT id, image FROM blog_photo"))
    authors = [person for person in people if isinstance(person, Author)]
    pictures = [key for author in authors for key in author.uploaded]

    def missing(kind: type, there) -> int:
        kept = [mark for p in people if isinstance(p, kind) for mark in p.account.confirmed]
        return sum(mark not in there for mark in kept)

    return {
        "comments": missing(Commenter, comments),
        "comments stored twice": twice,
        "saves": missing(Author, html),
        "pictures": sum(not (stack.media / files.get(key, "?")).exists() for key in pictures),
        "rows without a file": sum(not (stack.media / name).exists() for name in files.values()),
    }


def main(seed: int = 1, only: list[str] | None = None) -> int:
    with tempfile.TemporaryDirectory(prefix="pullquote-storms-") as name:
        Path(name).chmod(0o755)  # For the account that runs the database for root.
        stack = Stack(Path(name), PREPARE)
        try:
            failed = storm(stack, random.Random(seed), only)
            print(stack.complaints())
            return failed
        finally:
            stack.end()


def storm(stack: Stack, chance: random.Random, only: list[str] | None) -> int:
    path = stack.said[-1]
    Reader.paths = ("/", path, "/labels/tides/", "/feed.atom", "/archive/")
    Commenter.path = path
    first = Browser(stack.port)
    assert wait_for(lambda: first.ask("GET", "/").status == 200, RECOVERED), stack.complaints()
    truth = Truth()
    truth.becomes(0, 0.0, 0.0)
    people: list[Person] = [Reader(stack.port, number) for number in range(READERS)]
    people += [Commenter(stack.port, number) for number in range(COMMENTERS)]
    people += authors(stack, path, truth)
    for person in people:
        person.start()
    assert recovered(people), "It never began."
    chosen = [c for c in calamities.ALL if not only or c.__name__ in only]
    chosen = [calamity for calamity in chosen if can_happen(stack, calamity)]
    chance.shuffle(chosen)
    never = []
    for calamity in chosen:
        time.sleep(CALM)
        if not befall(stack, people, calamity, truth):
            never.append(calamity.__name__)
    for person in people:
        person.is_over.set()
    for person in people:
        person.join()
    return report(stack, people, never)


def authors(stack: Stack, path: str, truth: Truth) -> list[Person]:
    """The last of them of the post at `path`, the others of drafts."""
    found: list[Person] = []
    for number, said in enumerate(stack.said[-1 - AUTHORS : -1]):
        key, _, cookie = said.partition(":")
        cookies = dict([cookie.split("=", 1)])
        change = f"/admin/blog/post/{key}/change/"
        if number < AUTHORS - 1:
            found.append(Author(stack.port, number, cookies, change))
        else:
            found.append(Corrector(stack.port, number, cookies, change, path, truth))
    return found


def befall(stack: Stack, people: list[Person], calamity, truth: Truth) -> bool:
    """Prints what came of it. Did everybody recover?"""
    readers = [person.account for person in people if isinstance(person, Reader)]
    before = Counter(wrong_of(people) + stack.wrong)
    waited = [len(account.waits) for account in readers]
    seen = [len(account.seen) for account in readers]
    with calamity(stack):
        took = recovered(people)
    waits = [
        w for account, begin in zip(readers, waited, strict=True) for w in account.waits[begin:]
    ]
    oldest = max(
        truth.age(*one)
        for account, begin in zip(readers, seen, strict=True)
        for one in account.seen[begin:]
    )
    if calamity in calamities.FRESH and oldest > ALLOWED:
        stack.wrong.append(f"a page {oldest:.1f} s old in {calamity.__name__}")
    wrong = Counter(wrong_of(people) + stack.wrong) - before
    print(
        f"{calamity.__name__:17}",
        f"recovered in {took:4.1f} s" if took is not None else "NEVER RECOVERED  ",
        f"readers waited {statistics.quantiles(waits, n=100)[98]:.1f} s (99 of 100),",
        f"{max(waits):4.1f} s at most; the oldest page {oldest:4.1f} s {dict(wrong) or ''}",
        flush=True,
    )
    # To undo it may have taken the web away once more.
    return took is not None and recovered(people) is not None


def can_happen(stack: Stack, calamity) -> bool:
    no_valkey = "" if stack.valkey else "there is no valkey-server"
    missing = {
        calamities.disk_full: "" if stack.has_own_disk else "only root can mount a disk",
        calamities.clock_stepped: "" if stack.has_own_clock else "there is no libfaketime",
        **dict.fromkeys(calamities.OF_VALKEY, no_valkey),
    }.get(calamity, "")
    if missing:
        print(f"{calamity.__name__:20} LEFT OUT: {missing}")
    return not missing


def wrong_of(people: list[Person]) -> list[str]:
    return [wrong for person in people for wrong in person.account.wrong]


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
    gone = lost(stack, people)
    wrong = Counter(wrong_of(people) + stack.wrong)
    print("lost:", ", ".join(f"{count} {kind}" for kind, count in gone.items()))
    print(
        f"never recovered: {len(never)}; wrong answers: {sum(wrong.values())} {dict(wrong) or ''}"
    )
    return 1 if any(gone.values()) or wrong or never else 0


if __name__ == "__main__":
    # To be told to end is no reason to leave anything behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(int(os.environ.get("PULLQUOTE_CHAOS", 1)), sys.argv[1:]))
