"""A site behind nginx: gunicorn as run by `make serve`, with its own database."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg2
import pytest

from local_postgres.server import NAME, USER
from tests.deploy.nginx import HOST, NGINX, Nginx
from tests.support.patience import PATIENCE
from tests.support.patient_web import PATIENT_WEB
from tests.support.site import Site

# A post with photos, and a user who may edit it.
PREPARE = """
import json
import django
django.setup()
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from accounts.models import User
from blog.content import document
from blog.models import Post
editor = User.objects.create_user("ed", "ed@example.org", is_staff=True, byline="Ed")
editor.groups.add(Group.objects.get(name="Editor"))
post = Post.objects.create(title="High water", status="published", published_at=timezone.now())
document.save(post, document.parse("<p>The river rose.</p>" * 30), editor)
client = Client()
client.force_login(editor)
print(json.dumps([post.get_absolute_url(), client.cookies["sessionid"].value]))
"""


class NginxSite:
    """`post` is a post's URL, `session` an editor's cookie."""

    def __init__(self, place: Path, has_one_half: bool = False, **settings: str) -> None:
        settings = {"SITE_URL": f"https://{HOST}", "TRUSTED_PROXIES": "1", **settings}
        settings["WEB_CONCURRENCY"] = "2"
        self.place = place
        self.site = Site(place, **PATIENT_WEB, **settings)
        prepared = place / "prepared.json"
        if not prepared.exists():
            (place / "media").mkdir()
            prepared.write_text(self.site.run("-c", PREPARE))
        self.post, session = json.loads(prepared.read_text())
        self.session = {"Cookie": f"csrftoken=x; sessionid={session}"}
        self.site.serve()
        # nginx waits for a minute only, and the web may need longer to start.
        httpx.get(f"http://127.0.0.1:{self.site.port}/healthz", timeout=PATIENCE)
        address = f"127.0.0.1:{self.site.port}"
        self.nginx = Nginx(place, address, has_one_half=has_one_half)

    def ask(self, path: str, **options: Any) -> httpx.Response:
        return self.nginx.ask(path, **options)

    def ask_until(
        self, is_meant: Callable[[httpx.Response], bool], path: str, **options: Any
    ) -> httpx.Response:
        """Repeat a request until it succeeds, for at most ten minutes."""
        answer: httpx.Response | None = None

        def condition() -> bool:
            nonlocal answer
            answer = self.ask(path, **options)
            return is_meant(answer)

        self.wait_until(condition)
        assert answer is not None
        return answer

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for at most ten minutes."""
        until = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > until:
                pytest.fail("What was waited for never came.")
            time.sleep(0.02)  # Leaves the cores to the processes that are waited for.

    def rename(self, title: str) -> None:
        """Change the post, outside of the browser session."""
        self.execute("UPDATE blog_post SET title = %s RETURNING 1", title)

    def change(self) -> None:
        """Change the post and change it back, so that a CDN has to be purged, whatever an earlier
        test's worker has purged in the same database."""
        for title in ("Higher water", "High water"):
            self.rename(title)

    def execute(self, sql: str, *values: Any) -> list[tuple]:
        """Execute a statement in its own transaction; return the rows."""
        host = str(self.site.server.ensure())
        connection = psycopg2.connect(host=host, user=USER, dbname=NAME)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()
        finally:
            connection.close()

    def end(self) -> None:
        self.nginx.end()
        self.site.end()


@pytest.fixture(scope="package")
def place() -> Iterator[Path]:
    """Create the database template and static files once for all sites."""
    if not NGINX:
        pytest.skip("nginx is NOT installed, so deploy/nginx.conf is NOT tested: apt install nginx")
    with tempfile.TemporaryDirectory(prefix="pullquote-nginx-") as name:
        Path(name).chmod(0o755)  # So that the accounts of nginx and the database can enter it.
        yield Path(name)


@pytest.fixture(scope="module")
def fronted(place: Path) -> Iterator[NginxSite]:
    """A site that caches for minutes, so that tests do not depend on timing."""
    fronted_site = NginxSite(place, has_one_half=True, SHARED_SECONDS="600")
    yield fronted_site
    fronted_site.end()
