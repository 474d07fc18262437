"""What is measured: webs under the gunicorn of `make serve`, and how each page of theirs is asked
for."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

from tests.bench import processes
from tests.support.site import ROOT, Site

# As tests/bench/kinds.py names them; that of a post is one with fifty comments or more.
PAGES = {
    "discussion": "post",
    "home": "home",
    "label": "label",
    "feed": "feed of the site, atom",
    "search": "search, an uncommon word",
    "source": "source",
    "author": "author",
    "archive": "archive",
}
ORDINARY = "post"  # One of those with five comments.
PATIENCE = 60  # seconds for a web to start
FILL = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from blog.comments.models import Comment
from blog.models import Post
from devtools.management.commands import populate
from tests.bench.prepared import comment, prepare
call_command(populate.Command(), posts=int(sys.argv[1]), stdout=sys.stderr)
prepare()
newest = Post.objects.published().newest_first()[:200]
Comment.objects.bulk_create(comment(post) for post in newest for _ in range(5))
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
"""
# The address of each page, and how many queries it takes.
ADDRESSES = """
import json, sys
import django
django.setup()
from django.db import connection
from django.test import Client
from tests.bench.kinds import KINDS
from blog.models import Post
newest = Post.objects.published().newest_first()
wanted = {"ordinary": newest[min(100, newest.count() - 1)].get_absolute_url()}
wanted |= {kind.name: kind.address() for kind in KINDS if kind.name in sys.argv[1:]}
client = Client(headers={"host": "localhost"})
for name, address in wanted.items():
    count = 0
    def counting(execute, *arguments):
        global count
        count += 1
        return execute(*arguments)
    assert client.get(address).status_code == 200, address
    with connection.execute_wrapper(counting):
        client.get(address)
    wanted[name] = (address, count)
print(json.dumps(wanted))
"""


@dataclass
class Page:
    path: str
    queries: int


def fill(site: Site, posts: int) -> dict[str, Page]:
    """An invented site, and where its pages are."""
    site.run("-c", FILL, str(posts))
    found = json.loads(site.run("-c", ADDRESSES, *PAGES.values()))
    pages = {ORDINARY: Page(*found["ordinary"])}
    return pages | {name: Page(*found[kind]) for name, kind in PAGES.items()}


class Web:
    """`application` under gunicorn. `has_database` is whether its database's work counts as well;
    `headers` are what it wants to be asked with; `settings` go before those of `site`."""

    headers: Mapping[str, str] = {}

    def __init__(self, site: Site, application: str, has_database: bool, **settings: str) -> None:
        self.server = site.server if has_database else None
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(1024)
        self.port = self.listener.getsockname()[1]
        fd = self.listener.fileno()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{fd}"]
        self.process = subprocess.Popen(
            [*command, "--log-level", "warning", application],
            cwd=ROOT,
            env={**site.environment, **settings},
            pass_fds=[fd],
            start_new_session=True,
        )

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path: str, **headers: str) -> tuple[Mapping[str, str], int]:
        """Its headers and the length of its body, once it is there."""
        asked = urllib.request.Request(self.url(path), headers=headers)
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return dict(answer.headers), len(answer.read())

    def computed(self) -> float:
        pids = processes.with_children(self.process.pid)
        return processes.computed(pids + (processes.backends(self.server) if self.server else []))

    def megabytes(self) -> float:
        return processes.megabytes(processes.with_children(self.process.pid))

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
        self.listener.close()
