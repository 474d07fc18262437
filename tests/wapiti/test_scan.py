"""The scanner Wapiti attacks a running demo, anonymously and signed in as a reader.

It may only connect to 127.0.0.1, for a bounded time, and must find nothing. Its reports are stored
in var/wapiti/. The responses that it got are counted, as a scan whose requests are all refused
finds nothing either.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import pytest
from django.urls import resolve

from tests.support import site_template
from tests.support.patience import PATIENCE
from tests.test_make_demo import ROOT, Demo
from tests.wapiti.gate import Gate, gate

REPORTS = ROOT / "var" / "wapiti"
WAPITI = REPORTS / "environment" / "bin" / "wapiti"
MODULES = "crlf,csrf,exec,file,methods,permanentxss,redirect,sql,upload,xss,xxe"
# Seconds for the crawl, and for each attack module: bounds that are far away, as the crawl and most
# attacks end when they have seen every page.
CRAWL, ATTACK = 240, 15
# Informational finding: OPTIONS is refused as in RFC 9110, section 15.5.6.
REFUSED = "OPTIONS (405)"
# This form needs no session: it sends a link to the owner of the address.
WITHOUT_TOKEN = ("/comments/mine/", "Lack of anti CSRF token")
# What a session changes nothing of: only the other scan attacks these pages.
SAME_FOR_READERS = [
    "authors",
    "comparisons",
    "corrections",
    "data",
    "dossiers",
    "labels",
    "quotes",
    "sources",
]
READER = """
from django.test import Client
from accounts.models import User
from blog.models import SiteSettings
SiteSettings.objects.update_or_create(
    pk=1, defaults={"sign_up": True, "first_comment_waits": False})
reader = User.objects.create_user("reader", "reader@example.org", "correct horse battery staple")
client = Client()
client.force_login(reader)
print("session", client.cookies["sessionid"].value)
"""

# Each request has a client of its own, so three reports by the scanner would hide a comment, and
# both answers to its check of CSRF tokens would be 404. A comment that a moderator approves after
# its first report stays.
APPROVED = """
from ipaddress import IPv4Address
from accounts.models import User
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.reports import REPORT_THRESHOLD, report_comment
approved = Comment.objects.filter(state=Comment.State.APPROVED)
keys = {comment.pk for comment in approved for number in range(REPORT_THRESHOLD)
        if report_comment(comment=comment, ip=IPv4Address(number + 1)).is_hidden}
editor = User.objects.filter(is_superuser=True).first()
moderate(comment_ids=keys, to=Comment.State.APPROVED, by=editor)
"""


class Running(NamedTuple):
    """A demo behind the gate; `run_script` runs Python in it and returns what that prints."""

    gatekeeper: Gate
    run_script: Callable[[str], str]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Start a demo behind the gate, with the session of a reader."""
    if not WAPITI.exists():
        pytest.fail("Wapiti is not installed: run `make test`.", False)
    with gate() as gatekeeper, tempfile.TemporaryDirectory(prefix="pullquote-wapiti-") as name:
        place = Path(name)
        place.chmod(0o755)
        site_template.copy_database(place / "var" / "postgres")
        site_template.copy_static(place / "static")
        settings = {"SITE_URL": gatekeeper.url.rstrip("/"), "TRUSTED_PROXIES": "1"}
        demo = Demo(place, is_patient=True, **settings)
        try:
            demo.wait_until_served()
            gatekeeper.to = demo.port
            yield Running(gatekeeper, partial(run_script, place, settings))
        finally:
            demo.stop()


def run_script(place: Path, settings: dict[str, str], script: str) -> str:
    environment = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
    environment |= {"VAR_DIR": str(place / "var"), "MEDIA_ROOT": str(place / "media"), **settings}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout


def create_session(running: Running) -> str:
    """Create a reader's session."""
    output = running.run_script(READER)
    (line,) = [line for line in output.splitlines() if line.startswith("session ")]
    return line.removeprefix("session ")


def fetch(address: str) -> tuple[str, str]:
    """Return the address after redirects, without its fragment, and the text."""
    with urlopen(address, timeout=PATIENCE) as response:
        return response.geturl().partition("#")[0], response.read().decode()


def find_discussed_post(gatekeeper: Gate) -> str:
    """Return the address of the post with the newest comment, which has every form."""
    comment = re.search(r"/(comments/\d+/)", fetch(f"{gatekeeper.url}comments/feed.rss")[1])
    assert comment
    return fetch(f"{gatekeeper.url}{comment[1]}")[0]


def find_similar_pages(gatekeeper: Gate, discussed: str) -> list[str]:
    """Return patterns of the pages in the sitemaps, except for two of each kind, and of archives.

    An attack module has so little time that it would only attack similar pages, and no form.
    """
    locations, kinds = [f"{gatekeeper.url}sitemap.xml"], Counter({"blog:post-detail": 1})
    attacked: list[str] = [discussed]
    similar: list[str] = []
    for location in locations:
        if location.endswith(".xml"):
            locations += re.findall(r"<loc>([^<]+)</loc>", fetch(location)[1])
        elif location != discussed:
            kind = resolve(unquote(urlsplit(location).path)).view_name
            kinds[kind] += 1
            (similar if kinds[kind] > 2 else attacked).append(location)
    archives = {match[0] for page in similar if (match := re.match(r".+/20\d\d/(\d\d/)?", page))}
    archives |= {re.sub(r"\d\d/$", "", archive) for archive in archives}
    similar += [page for page in archives if not any(other.startswith(page) for other in attacked)]
    assert discussed not in similar and len(similar) > 100
    return [f"{page}*" for page in similar]


def scan(running: Running, name: str, place: Path, *options: str) -> dict[str, list]:
    """Return Wapiti's findings by kind. Its external endpoints are replaced by ours."""
    running.run_script(APPROVED)
    gatekeeper = running.gatekeeper
    report, answers = REPORTS / f"{name}.json", REPORTS / f"{name}-answers.json"
    report.unlink(missing_ok=True)
    discussed = find_discussed_post(gatekeeper)
    similar = find_similar_pages(gatekeeper, discussed)
    gatekeeper.seen.clear()
    nowhere = f"{gatekeeper.url}nowhere/"
    command = [
        *(str(WAPITI), "--url", gatekeeper.url, "--scope", "folder", "--module", MODULES),
        *("--endpoint", nowhere, "--dns-endpoint", "localhost", "--no-bugreport"),
        *("--store-session", str(place), "--store-config", str(place), "--flush-session"),
        *("--format", "json", "--output", str(report), "--verbose", "0", "--timeout", "20"),
        *("--max-scan-time", str(CRAWL), "--max-attack-time", str(ATTACK), "--tasks", "2"),
        *("--depth", "4", "--max-files-per-dir", "2", "--scan-force", "normal"),
        *(part for pattern in similar for part in ("--exclude", pattern)),
        *("--start", discussed),
        *options,
    ]
    subprocess.run(command, cwd=place, check=True, capture_output=True, timeout=900)
    counts = {" ".join(map(str, key)): count for key, count in sorted(gatekeeper.seen.items())}
    answers.write_text(json.dumps(counts, indent=1))
    findings = json.loads(report.read_text())
    kinds = ("vulnerabilities", "anomalies", "additionals")
    findings = {
        kind: [
            row
            for row in rows
            if not row["info"].endswith(REFUSED)
            and (row["path"], row["info"]) != WITHOUT_TOKEN
            # `gatekeeper.failed` has the errors of this page, without 501 for unknown formats.
            and (kind, row["path"]) != ("Internal Server Error", "/oembed")
        ]
        for part in kinds
        for kind, rows in findings[part].items()
    }
    return {kind: rows for kind, rows in findings.items() if rows}


def test_scan_without_sign_in_finds_nothing(running: Running, tmp_path: Path) -> None:
    gatekeeper = running.gatekeeper
    starts = [f"{gatekeeper.url}{page}" for page in ("search/?q=river", "labels/", "sources/")]
    options = [option for start in starts for option in ("--start", start)]
    assert scan(running, "stranger", tmp_path, *options) == {}
    assert gatekeeper.failed == []
    reached = {(method, part) for (method, part, status) in gatekeeper.seen if status == 200}
    assert {("GET", "search"), ("GET", "labels"), ("GET", "sources")} <= reached
    assert gatekeeper.seen["GET", "search", 429] == 0


def test_scan_as_reader_finds_nothing(running: Running, tmp_path: Path) -> None:
    gatekeeper, key = running.gatekeeper, create_session(running)
    starts = [f"{gatekeeper.url}accounts/{page}/" for page in ("profile", "email", "sessions")]
    options = [option for start in starts for option in ("--start", start)]
    for part in ("accounts/logout", *SAME_FOR_READERS):
        options += ["--exclude", f"{gatekeeper.url}{part}/*"]
    findings = scan(running, "reader", tmp_path, "--cookie-value", f"sessionid={key}", *options)
    assert findings == {}
    assert gatekeeper.failed == []
    assert gatekeeper.seen["GET", "accounts", 200] > len(starts)
    assert gatekeeper.seen["POST", "accounts", 302] > 0
