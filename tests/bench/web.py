"""The measured web servers, under gunicorn as in `make serve`, and the URLs of their pages."""

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

# Names from tests/bench/kinds.py; that post has fifty comments or more.
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
ORDINARY = "post"  # A post with five comments.
START_TIMEOUT = 60  # Seconds until a web server has started.
FILL_CODE = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from blog.comments.models import Comment
from blog.models import Post
from devtools.management.commands import populate
from tests.bench.content import comment, prepare
call_command(populate.Command(), posts=int(sys.argv[1]), stdout=sys.stderr)
prepare()
newest = Post.objects.published().newest_first()[:200]
Comment.objects.bulk_create(comment(post) for post in newest for _ in range(5))
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
"""
# The URL and number of queries of each page.
PAGES_CODE = """
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
    """Create an invented site and return its pages."""
    site.run("-c", FILL_CODE, str(posts))
    rows = json.loads(site.run("-c", PAGES_CODE, *PAGES.values()))
    pages = {ORDINARY: Page(*rows["ordinary"])}
    return pages | {name: Page(*rows[kind]) for name, kind in PAGES.items()}


class Web:
    """`application` under gunicorn.

    With `has_database`, the work of its database counts as well; `headers` are sent with every
    request; `settings` override the environment of `site`.
    """

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
        """Return the headers and the length of the body, once the server responds."""
        request = urllib.request.Request(self.url(path), headers=headers)
        with urllib.request.urlopen(request, timeout=START_TIMEOUT) as response:
            return dict(response.headers), len(response.read())

    def computed(self) -> float:
        pids = processes.with_children(self.process.pid)
        return processes.cpu_seconds(
            pids + (processes.backends(self.server) if self.server else [])
        )

    def megabytes(self) -> float:
        return processes.memory_megabytes(processes.with_children(self.process.pid))

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
        self.listener.close()
