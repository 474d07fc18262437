"""Uploads that wait for a decoder do not block cached pages in gunicorn."""

import fcntl
import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from imaging.process import MAX_PROCESSES
from tests.support import factories
from tests.support.patience import PATIENCE
from tests.support.patient_web import PATIENT_WEB
from tests.support.site import Site, running_site

pytestmark = pytest.mark.slow
PREPARE = """
import json
from django.contrib.auth.models import Group
from django.test import Client
from accounts.models import User
author = User.objects.create_user("ana", "ana@example.org", is_staff=True, byline="Ana")
author.groups.add(Group.objects.get(name="Author"))
client = Client()
client.force_login(author)
print(client.cookies["sessionid"].value)
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site(PREPARE, WEB_CONCURRENCY="1", WEB_THREADS="2", **PATIENT_WEB) as site:
        yield site


def ask(site: Site, method: str, path: str, body: bytes = b"", **headers: str) -> tuple:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    with closing(connection):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": "localhost", **headers})
        response = connection.getresponse()
        return response.status, response.headers.get("Retry-After"), response.read()


def upload(site: Site, number: int) -> tuple:
    picture = factories.picture((number, 200, 9))
    part = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
    return ask(
        site,
        "POST",
        "/admin/blog/post/editor/upload/",
        part + picture + b"\r\n--x--\r\n",
        Accept="application/json",
        Content_Type="multipart/form-data; boundary=x",
        Cookie=f"sessionid={site.output}; csrftoken={'c' * 32}",
        X_CSRFToken="c" * 32,
    )


def test_cached_page_is_served_while_uploads_wait_for_decoder(site: Site) -> None:
    assert ask(site, "GET", "/")[0] == 200
    decoding = site.folder / "var/decoding"
    decoding.mkdir()
    with ThreadPoolExecutor(12) as pool:
        with ExitStack() as stack:
            for number in range(MAX_PROCESSES):
                place = stack.enter_context(open(decoding / str(number), "w"))
                fcntl.flock(place, fcntl.LOCK_EX)
            uploads = [pool.submit(upload, site, number) for number in range(12)]
            while not all(each.done() for each in uploads):
                assert ask(site, "GET", "/")[0] == 200
            for each in uploads:
                status, retry_after, body = each.result()
                assert (status, retry_after) == (503, "3")
                assert json.loads(body)["error"]
        status, _retry_after, body = upload(site, 0)
    assert status == 200
    assert json.loads(body)["photo"]
