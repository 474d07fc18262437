"""Akismet, asked about a comment that is stored already; against a server of the test's own."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.comments import moderation
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.moderation import akismet, akismet_tasks
from lib.encryption import encrypt
from tests.support import factories as make
from tests.support.commenting import submit

pytestmark = pytest.mark.django_db
KEY = "key-of-the-test"
WRITER = moderation.CommentAuthor(
    name="Ana",
    email="ana@example.org",
    ip=IPv4Address("203.0.113.9"),
    website="https://ana.example/",
    user_agent="Browser/1.0",
)


class Service(HTTPServer):
    """Answers every call with `answer`: status, text and headers; None is silence."""

    answer: tuple[int, str, dict[str, str]] | None = (200, "false", {})

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.done = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.server.calls.append((self.path, form))
        if self.server.answer is None:
            self.server.done.wait()
            return
        status, text, headers = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def service(settings) -> Iterator[Service]:
    with Service() as server:
        settings.AKISMET_KEY = KEY
        settings.AKISMET_URL = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.done.set()
        server.shutdown()
        thread.join()


def orders() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(task_path__contains="moderation").order_by("pk"))


def work() -> None:
    """What the worker would do by now and later, whatever it puts off."""
    while waiting := orders():
        for order in waiting:
            order.delete()
            order.task.call(*order.args_kwargs["args"], **order.args_kwargs["kwargs"])


def sent(writer: moderation.CommentAuthor = WRITER, text: str = "Words.", **site) -> Comment:
    site = {"first_comment_waits": False} | site
    return submit(make.post(), text, writer, make.site(**site))


def now(comment: Comment) -> tuple[str, list[str]]:
    comment.refresh_from_db()
    return comment.state, [reason["code"] for reason in comment.reasons]


def test_nobody_is_asked_without_a_key():
    assert sent().state == "approved"
    assert orders() == []


def test_the_reader_waits_for_nothing_and_the_comment_for_the_answer(service):
    comment = sent()
    assert now(comment) == ("waiting", ["akismet-asked"])
    assert service.calls == []
    work()
    assert now(comment) == ("approved", ["akismet-ham"])
    told = [(d.was, d.became, d.by, d.reason) for d in comment.moderation_actions.order_by("pk")]
    assert told == [("", "waiting", None, ""), ("waiting", "approved", None, "Akismet")]


def test_what_it_is_told(service, settings):
    settings.SITE_URL = "https://blog.example.org"
    comment = sent()
    work()
    ((path, form),) = service.calls
    assert path == "/1.1/comment-check"
    assert form == {
        "api_key": KEY,
        "blog": "https://blog.example.org",
        "user_ip": "203.0.113.9",
        "user_agent": "Browser/1.0",
        "permalink": f"https://blog.example.org{comment.post.get_absolute_url()}",
        "comment_type": "comment",
        "comment_author": "Ana",
        "comment_author_email": "ana@example.org",
        "comment_author_url": "https://ana.example/",
        "comment_content": "Words.",
        "comment_date_gmt": comment.created_at.isoformat(timespec="seconds"),
    }


def test_addresses_are_encrypted_while_they_wait(service):
    sent()
    (order,) = orders()
    assert "ana@" not in str(order.args_kwargs) and "203.0" not in str(order.args_kwargs)


@pytest.mark.parametrize(
    ("answer", "site", "state", "code"),
    [
        ("true", {}, "spam", "akismet-spam"),
        ("false", {}, "approved", "akismet-ham"),
        ("true\n", {}, "spam", "akismet-spam"),
        ("false", {"first_comment_waits": True}, "waiting", "akismet-ham"),
        ("true", {"first_comment_waits": True}, "spam", "akismet-spam"),
    ],
)
def test_its_opinion_is_one_among_others(service, answer, site, state, code):
    service.answer = (200, answer, {})
    comment = sent(**site)
    work()
    became, codes = now(comment)
    assert (became, codes[-1]) == (state, code)


@pytest.mark.parametrize(
    "answer",
    [
        (200, "invalid", {}),
        (200, "", {}),
        (200, "maybe", {}),
        (200, "\x00" * 10_000, {}),
        (200, "<html>true</html>", {}),
        (403, "true", {}),
        (500, "Internal Server Error", {}),
        (302, "", {"Location": "/elsewhere"}),
        (307, "", {"Location": "/elsewhere"}),
        (200, "tru", {"Content-Length": "4"}),
        (99, "true", {}),
    ],
)
def test_an_answer_that_means_nothing_loses_nothing(service, answer):
    service.answer = answer
    comment = sent()
    work()
    assert now(comment) == ("waiting", ["akismet-silent"])
    assert [path for path, _ in service.calls] == ["/1.1/comment-check"] * 4


def test_a_service_that_hangs_or_is_away_loses_nothing(service, settings, monkeypatch):
    monkeypatch.setattr(akismet, "TIMEOUT_SECONDS", 0.1)
    service.answer = None
    comment = sent()
    (order,) = orders()
    akismet_tasks.check_comment.call(comment.pk, order.args_kwargs["args"][1])
    assert now(comment) == ("waiting", ["akismet-asked"])
    later = orders()[-1]
    assert later.run_after > timezone.now()
    service.done.set()
    settings.AKISMET_URL = "http://127.0.0.1:9"
    work()
    assert now(comment) == ("waiting", ["akismet-silent"])


def test_what_is_encrypted_with_another_key_is_not_asked(service):
    comment = sent()
    for encrypted in ("", "nonsense", encrypt({})[:-4] + "AAAA"):
        akismet_tasks.check_comment.call(comment.pk, encrypted)
    assert service.calls == []
    assert now(comment) == ("waiting", ["akismet-silent"])


def test_a_moderator_who_was_faster_is_not_overridden(service):
    service.answer = (200, "true", {})
    comment = sent()
    moderate(comment_ids=[comment.pk], to="approved", by=make.user("Editor"))
    work()
    assert now(comment) == ("approved", ["akismet-spam"])
    assert comment.moderation_actions.count() == 2


def test_a_comment_that_has_gone_is_not_asked_about(service):
    sent().delete()
    work()
    assert service.calls == []


def test_neither_spam_by_the_rules_nor_the_authors_words_are_sent(service):
    author = make.user("superuser")
    own = moderation.CommentAuthor("Ed", "ed@example.org", WRITER.ip, user=author)
    assert sent(own).state == "approved"
    for _ in range(4):
        make.comment(make.post(), state="spam", email_hash=WRITER.compute_hashes()["email_hash"])
    assert sent(spam_threshold=75).state == "spam"
    assert orders() == []


@pytest.mark.parametrize(
    ("opinion", "action", "call"),
    [
        ("true", "approved", "/1.1/submit-ham"),
        ("false", "spam", "/1.1/submit-spam"),
        ("true", "rejected", None),
        ("false", "removed", None),
        ("nonsense", "spam", None),
    ],
)
def test_it_is_corrected_by_moderators(service, opinion, action, call):
    service.answer = (200, opinion, {})
    comment = sent()
    work()
    service.calls.clear()
    moderate(comment_ids=[comment.pk], to=action, by=make.user("Editor"))
    work()
    assert [path for path, _ in service.calls] == ([call] if call else [])
    if call:
        form = service.calls[0][1]
        assert (form["comment_content"], form["comment_author"]) == ("Words.", "Ana")
        assert "comment_author_email" not in form and form["user_ip"] == "0.0.0.0"


def test_a_correction_that_fails_harms_nobody(service):
    comment = sent()
    work()
    service.answer = (500, "", {})
    moderate(comment_ids=[comment.pk], to="spam", by=make.user("Editor"))
    work()
    assert now(comment)[0] == "spam"


def test_many_corrections_cost_one_query(service, django_assert_num_queries):
    post, moderator = make.post(), make.user("Editor")
    fields = {"state": "approved", "reasons": [{"code": "akismet-ham"}]}
    for count in (1, 10):
        keys = [make.comment(post, **fields).pk for _ in range(count)]
        with django_assert_num_queries(7):
            moderate(comment_ids=keys, to="spam", by=moderator)
