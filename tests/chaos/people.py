"""Readers, authors and commenters who continue whatever happens, and record their responses:
everything that was confirmed must exist at the end."""

import http.client
import io
import itertools
import json
import random
import re
import ssl
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import lxml.html
from PIL import Image

from tests.chaos.freshness import VERSION_RE, Truth
from tests.deploy.nginx import HOST
from tests.support.client_ips import CLIENT_IPS

Fields = dict[str, str]
TIMEOUT = 90  # Seconds for a response.
PAUSE_SECONDS = 0.5  # Average seconds between two requests of a reader.
CLOSED_CONNECTION_ERRORS = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)
NO_RESPONSE = 0  # The status of a request without a response.


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage | None = None
    body: bytes = b""
    failure: str = ""  # Why there was no response.

    def header(self, name: str) -> str:
        return self.headers.get(name, "") if self.headers else ""

    @property
    def is_stale(self) -> bool:
        """Return whether a cache served a stale page because no new one could be rendered."""
        return "stale" in self.header("Cache-Status") or self.header("X-Cache") == "STALE"

    @property
    def is_of_replica(self) -> bool:
        return "replica" in self.header("Cache-Status")


class Browser:
    """An HTTP client with cookies and its own client IP."""

    def __init__(self, port: int, cookies: Fields | None = None) -> None:
        self.port, self.cookies, self.client_ip = port, dict(cookies or {}), next(CLIENT_IPS)
        self.origin = f"https://{HOST}"
        self.connection: http.client.HTTPSConnection | None = None

    def request(
        self, method: str, path: str, body: bytes | None = None, content_type: str = ""
    ) -> Answer:
        headers = {"Host": HOST, "Accept-Encoding": "identity"}
        headers |= {"X-Forwarded-For": self.client_ip, "Referer": f"{self.origin}{path}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if content_type:
            headers["Content-Type"] = content_type
        # Like browsers, retry a request on a reused connection that was just closed.
        for reused in (True, False) if self.connection else (False,):
            try:
                if not reused:
                    self._connect()
                assert self.connection
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                read = response.read()
                break
            except (OSError, http.client.HTTPException) as error:
                self.leave()
                if not (reused and isinstance(error, CLOSED_CONNECTION_ERRORS)):
                    return Answer(NO_RESPONSE, failure=repr(error))
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, response.headers, read)

    def _connect(self) -> None:
        context = ssl._create_unverified_context()
        self.connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=TIMEOUT, context=context
        )

    def leave(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def post(self, path: str, fields: Fields) -> Answer:
        body = urlencode(fields).encode()
        return self.request("POST", path, body, "application/x-www-form-urlencoded")


@dataclass
class Account:
    """The responses of one person; `confirmed` has the marks of everything reported as stored."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    confirmed: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # Seconds for each response.
    # For pages that show the version of a post: the version, and the times of request and response.
    seen: list[tuple[int, float, float]] = field(default_factory=list)
    of_replica: int = 0
    wrong_answers: list[str] = field(default_factory=list)


class Person(threading.Thread):
    """A thread that calls `once` until it is stopped."""

    def __init__(self, port: int, number: int, cookies: Fields | None = None) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(port, cookies)
        self.dice = random.Random(number)
        self.account = Account(f"{type(self).__name__} {number}")
        self.number, self.is_over = number, threading.Event()
        self.done = 0  # Successes; a test waits until the number grows.

    def run(self) -> None:
        while not self.is_over.is_set():
            begun = time.monotonic()
            try:
                answer = self.once()
            except Exception as error:  # A person who stops would look like one who is not served.
                self.account.wrong_answers.append(repr(error))
                answer = Answer(NO_RESPONSE)
            self.account.statuses[answer.status] += 1
            self.account.waits.append(time.monotonic() - begun)
            self.is_over.wait(self.dice.uniform(0, 2 * PAUSE_SECONDS))
        self.browser.leave()

    def once(self) -> Answer:
        raise NotImplementedError


class Reader(Person):
    """Reads pages that were cached before the faults: they must always be available."""

    paths: tuple[str, ...] = ()

    def once(self) -> Answer:
        path = self.dice.choice(self.paths)
        asked = time.monotonic()
        answer = self.browser.request("GET", path)
        if answer.status == 200:
            self.done += 1
            self.account.of_replica += answer.is_of_replica
            if match := VERSION_RE.search(answer.body):
                self.account.seen.append((int(match[1]), asked, time.monotonic()))
        else:
            self.account.wrong_answers.append(f"{answer.failure or answer.status} {path}")
        return answer


class Commenter(Person):
    """Submits each comment with the same submission ID until it is stored, then reads it."""

    path = ""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, number)
        self.token, self.numbers, self.fields = "", itertools.count(), Fields()

    def once(self) -> Answer:
        address = f"{self.path}comment/"
        if not self.token:
            form = self.browser.request("GET", address)
            match = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', form.body)
            if form.status != 200 or not match:
                return form
            self.token = match[1].decode()
        if not self.fields:
            mark = f"c{self.number}n{next(self.numbers)}x"
            self.fields = {
                "csrfmiddlewaretoken": self.token,
                "submission": str(uuid.uuid4()),
                "name": f"Reader {self.number}",
                "email": f"reader-{mark}@example.org",
                "text": f"What I wanted to say: {mark}",
            }
        answer = self.browser.post(address, self.fields)
        if answer.status == 302:
            self.account.confirmed.append(mark := self.fields["text"].split()[-1])
            self.fields = Fields()
            self.done += 1
            self.check_comment_is_shown(answer.header("Location").removesuffix("sent/"), mark)
        elif answer.status == 429:
            self.browser.client_ip = next(CLIENT_IPS)
        elif answer.status not in (NO_RESPONSE, 500, 502, 503, 504):
            self.account.wrong_answers.append(f"{answer.status} to a comment")
            self.fields = Fields()
        return answer

    def check_comment_is_shown(self, address: str, mark: str) -> None:
        """Check that commenters see their own comment, unless only stale pages are available."""
        redirect = self.browser.request("GET", address)
        page = self.browser.request("GET", redirect.header("Location").partition("#")[0] or address)
        is_missing = page.status == 404 or (page.status == 200 and mark.encode() not in page.body)
        if is_missing and not page.is_stale:
            self.account.wrong_answers.append("one's own comment is not there")


class Author(Person):
    """Opens their own post, adds a paragraph and saves; uploads a picture now and then."""

    def __init__(self, port: int, number: int, cookies: Fields, path: str) -> None:
        super().__init__(port, number, cookies)
        self.path, self.numbers = path, itertools.count(1)
        self.uploaded: list[str] = []
        self.pictures_refused = 0

    def once(self) -> Answer:
        number = next(self.numbers)
        page = self.browser.request("GET", self.path)
        if page.status != 200:
            return page
        tree = lxml.html.fromstring(page.body)
        forms = [form for form in tree.forms if form.get("id") == "post_form"]
        if not forms:
            self.account.wrong_answers.append("no form")
            return Answer(NO_RESPONSE)
        sent = {name: value or "" for name, value in forms[0].form_values()}
        sent = {name: value.lstrip("\r\n") for name, value in sent.items()}
        mark = f"a{self.number}n{number}x"
        sent["document"] += f"<p>Then this: {mark}</p>"
        sent["_continue"] = "1"
        if "change_kind" in forms[0].fields:
            sent["change_kind"] = "typo"
        answer = self.save(sent, number)
        if answer.status == 302:
            self.account.confirmed.append(mark)
            self.done += 1
        elif answer.status == 200:
            self.account.wrong_answers.append("a save that was not taken")
        if number % 3 == 0:
            self.upload(number, sent["csrfmiddlewaretoken"])
        return answer

    def save(self, sent: Fields, number: int) -> Answer:
        return self.browser.post(self.path, sent)

    def upload(self, number: int, token: str) -> None:
        noise = Image.frombytes("RGB", (160, 100), self.dice.randbytes(160 * 100 * 3))
        noise.save(picture := io.BytesIO(), "PNG")
        end = uuid.uuid4().hex
        body = b"".join(
            (
                f"--{end}\r\nContent-Disposition: form-data; name=csrfmiddlewaretoken".encode(),
                f"\r\n\r\n{token}\r\n--{end}\r\n".encode(),
                b"Content-Disposition: form-data; name=image; filename=noise.png\r\n",
                b"Content-Type: image/png\r\n\r\n",
                picture.getvalue(),
                f"\r\n--{end}--\r\n".encode(),
            )
        )
        kind = f"multipart/form-data; boundary={end}"
        answer = self.browser.request("POST", "/admin/blog/post/editor/upload/", body, kind)
        if answer.status == 200:
            self.uploaded.append(json.loads(answer.body)["photo"])
        elif answer.status == 507:
            self.pictures_refused += 1
        elif answer.status not in (NO_RESPONSE, 502, 503, 504):
            self.account.wrong_answers.append(f"{answer.status} to a picture")


class Corrector(Author):
    """Edits a published post: each save is a new version, which readers must see within a second,
    and its author immediately."""

    def __init__(
        self, port: int, number: int, cookies: Fields, path: str, public: str, truth: Truth
    ) -> None:
        super().__init__(port, number, cookies, path)
        self.public, self.truth = public, truth

    def save(self, sent: Fields, number: int) -> Answer:
        sent["title"] = f"Version {number} of it"
        self.truth.begin_change(number, time.monotonic())
        answer = super().save(sent, number)
        if answer.status != 302:  # It may or may not be stored.
            return answer
        self.truth.end_change(time.monotonic())
        page = self.browser.request("GET", self.public)
        if page.status == 200 and not page.is_stale and sent["title"].encode() not in page.body:
            self.account.wrong_answers.append("one's own version is not there")
        return answer
