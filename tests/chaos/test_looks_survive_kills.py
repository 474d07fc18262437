"""Looks at hostile and changing pages while readers read and authors save: the worker is killed at
each step, and the database once. Nothing that was confirmed is lost, and nothing is there twice."""

import http.client
import json
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

import lxml.html
import pytest

from tests.chaos.look_worker import STEPS
from tests.support import factories as make
from tests.support.hostile_server import HostileServer, run_server
from tests.support.patience import PATIENCE
from tests.support.site import ROOT, Site, running_site

pytestmark = pytest.mark.slow
READERS = 8
STANDING = "We will rebuild the bridge before the end of the year, whatever it costs."
CHANGING = "Nobody will have to pay for the repair of the lower road this winter."
CHANGED = CHANGING.replace("Nobody", "Everybody")
# Pages that no look can read.
HOSTILE = ("endless", "redirects", "closed")
PREPARE = f"""
import json
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from accounts.models import User
from blog.evidence.follow import follow_quotations
from blog.models import Post
from tests.support import factories as make
names = ["stands", "changes", *{HOSTILE!r}]
texts = {{"stands": {STANDING!r}, "changes": {CHANGING!r}}}
authors = []
for name in ("ana", "bo"):
    user = User.objects.create_user(name, f"{{name}}@example.org", is_staff=True, byline=name)
    user.groups.add(Group.objects.get(name="Editor"))
    post = make.post(f"<p>The post of {{name}}.</p>", authors=(user,), slug=name)
    client = Client()
    client.force_login(user)
    authors.append([post.pk, client.cookies["sessionid"].value])
for name in names:
    text = texts.get(name, f"The words on the page {{name}} were read out by the harbour master.")
    html = make.quotation(text, url=f"http://{{name}}.example/{{name}}")
    with transaction.atomic():
        follow_quotations(make.post(html, title=f"About {{name}}", authors=(user,)))
paths = [post.get_absolute_url() for post in Post.objects.filter(title__startswith="About")]
print(json.dumps({{"authors": authors, "paths": paths}}))
"""
REPORT = """
import django
django.setup()
import json
from blog.evidence.copies import read_copy_text
from blog.evidence.models import PageCopy, QuotationCheck
from blog.models import Post, PullQuote
from mail.models import QueuedEmail
checks = []
for check in QuotationCheck.objects.select_related("quotation", "page", "copy"):
    text = read_copy_text(check.copy) if check.copy else ""
    checks.append({
        "url": check.page.url,
        "quotation": check.quotation.text,
        "verdict": check.verdict,
        "is_in_copy": text[check.start : check.start + check.length] == check.there,
        "history": list(check.changes.order_by("pk").values_list("kind", flat=True)),
    })
print(json.dumps({
    "checks": checks,
    "quotations": list(PullQuote.objects.exclude(url="").values_list("text", flat=True)),
    "copies": list(PageCopy.objects.values_list("page__url", "text_hash")),
    "emails": list(QueuedEmail.objects.values_list("recipient", "subject")),
    "texts": list(Post.objects.values_list("html", flat=True)),
}))
"""


class Pages(HostileServer):
    def __init__(self) -> None:
        super().__init__()
        kind = "Content-Type: text/html"
        self.marks: list[str] = []
        self.lock = threading.Lock()
        self.set_response("/robots.txt", "404 Not Found")
        self.show("/stands", STANDING)
        self.show("/changes", CHANGING)
        self.show("/saved", "")
        self.set_response("/endless", "200 OK", kind, body=b"And so on. " * 1_500_000)
        self.set_response("/redirects", "302 Found", "Location: /redirects")

    def show(self, path: str, *lines: str) -> None:
        rest = "They said so on the bank of the river, in the rain. " * 12
        body = "".join(f"<p>{line}</p>" for line in (*lines, rest))
        page = f"<title>A page</title><article>{body}</article>".encode()
        self.set_response(path, "200 OK", "Content-Type: text/html", body=page)

    def show_mark(self, mark: str) -> str:
        """Show a new sentence on the page of the authors; return it."""
        sentence = f"The ferry number {mark} will leave before the tide turns."
        with self.lock:
            self.marks.append(sentence)
            self.show("/saved", *self.marks)
        return sentence


class Person(threading.Thread):
    """A reader, who reads pages without end."""

    def __init__(self, site: Site, paths: list[str], session: str = "") -> None:
        super().__init__(daemon=True)
        self.port, self.paths, self.session, self.token = site.port, paths, session, ""
        self.is_over = threading.Event()
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.done = 0

    def run(self) -> None:
        while not self.is_over.is_set():
            try:
                self.once()
            except (OSError, http.client.HTTPException):
                self.statuses[0] += 1  # A process of the web was killed with the database.
            except Exception as error:
                self.wrong.append(repr(error))
            self.is_over.wait(1)  # A pause, so that the others have their turn.

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
        origin = f"http://localhost:{self.port}"
        headers = {"Referer": origin + path, "Cookie": self.cookies}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(fields or {}), headers)
            response = connection.getresponse()
            body = response.read()
            for value in response.headers.get_all("Set-Cookie", []):
                if match := re.match(r"csrftoken=(\w+)", value):
                    self.token = match[1]
        finally:
            connection.close()
        self.statuses[response.status] += 1
        return response.status, body

    @property
    def cookies(self) -> str:
        return f"sessionid={self.session}; csrftoken={self.token}" if self.session else "a=b"

    def once(self) -> None:
        path = self.paths[self.done % len(self.paths)]
        status, body = self.request("GET", path)
        if status == 200:
            self.done += 1
            if b"About " not in body:
                self.wrong.append(path)


class Author(Person):
    """Adds a quotation to a post with each save, from a page that shows it."""

    def __init__(self, site: Site, pages: Pages, post: int, session: str) -> None:
        super().__init__(site, [f"/admin/blog/post/{post}/change/"], session)
        self.pages, self.post, self.tries = pages, post, 0
        self.confirmed: list[str] = []

    def once(self) -> None:
        (path,) = self.paths
        status, body = self.request("GET", path)
        if status != 200:
            return
        (form,) = [
            form for form in lxml.html.fromstring(body).forms if form.get("id") == "post_form"
        ]
        fields = {name: value or "" for name, value in form.form_values()}
        self.tries += 1
        sentence = self.pages.show_mark(f"{self.post}-{self.tries}")
        fields["document"] += make.quotation(
            sentence, url="http://saved.example/saved", source_name="Anne Bell"
        )
        fields |= {"_continue": "1", "change_kind": "typo"}
        status, body = self.request("POST", path, fields)
        if status == 302:
            self.confirmed.append(sentence)
            self.done += 1
        elif status == 200:
            self.wrong.append(f"a save that was not taken: {sentence}")


class Worker:
    """The process of looks, which waits at each of its steps."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self.site, self.pages = site, pages
        self.start()

    def start(self) -> None:
        self.is_waiting = False
        with open(self.site.folder / "looks.log", "a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.look_worker", str(self.pages.port)],
                cwd=ROOT,
                env=self.site.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def wait(self, step: str, times: int = 1) -> None:
        """Let it work until it has reached a step so many times; it then waits there."""
        assert self.process.stdin
        assert self.process.stdout
        while times:
            if self.is_waiting:
                self.process.stdin.write("\n")
                self.process.stdin.flush()
            line = self.process.stdout.readline().strip()
            self.is_waiting = True
            if not line:
                pytest.fail((self.site.folder / "looks.log").read_text())
            times -= line == step

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def restart(self) -> None:
        self.kill()
        self.start()


@pytest.fixture
def pages() -> Iterator[Pages]:
    with run_server(Pages) as server:
        yield server


def test_looks_readers_and_authors_survive_kills(pages: Pages) -> None:
    with running_site(PREPARE, EVIDENCE="1") as site:
        prepared = json.loads(site.output)
        readers = [Person(site, prepared["paths"]) for _ in range(READERS)]
        authors = [Author(site, pages, *values) for values in prepared["authors"]]
        for person in (*readers, *authors):
            person.start()
        worker = Worker(site, pages)
        # A change counts after the second look.
        for shown, rounds in ((CHANGING, 1), (CHANGED, 2), (CHANGING, 1)):
            pages.show("/changes", shown)
            for number, step in enumerate(STEPS, start=1):
                worker.wait(step, number)
                if (shown, step) == (CHANGED, "stored"):
                    site.kill_database()  # With the worker's transaction and those of saves.
                worker.restart()
            worker.wait("round", rounds)
        for person in (*readers, *authors):
            person.is_over.set()
        for person in (*readers, *authors):
            person.join(PATIENCE)
        worker.restart()
        worker.wait("round")
        worker.kill()
        report = json.loads(site.run("-c", REPORT))
    assert [person.wrong for person in (*readers, *authors) if person.wrong] == []
    assert [min(person.done, 1) for person in (*readers, *authors)] == [1] * (READERS + 2)
    check_report(report, [sentence for author in authors for sentence in author.confirmed])


def check_report(report: dict, confirmed: list[str]) -> None:
    assert len(confirmed) == len(set(confirmed))
    assert set(confirmed) <= set(report["quotations"])
    assert all(any(sentence in text for text in report["texts"]) for sentence in confirmed)
    # Each quotation with an address has one check.
    assert Counter(check["quotation"] for check in report["checks"]) == Counter(
        report["quotations"]
    )
    assert len(report["copies"]) == len({tuple(copy) for copy in report["copies"]})
    changed = 0
    for check in report["checks"]:
        is_hostile = check["url"].rpartition("/")[2] in HOSTILE
        assert check["verdict"] == ("" if is_hostile else "same"), check
        assert check["is_in_copy"], check
        expected = [] if is_hostile else ["stands"]
        if check["quotation"] == CHANGING:
            expected = ["stands", "changed", "stands"]
        assert check["history"] == expected, check
        changed += check["history"].count("changed")
    subjects = [subject for _recipient, subject in report["emails"]]
    assert len([subject for subject in subjects if "differently" in subject]) == changed == 1
