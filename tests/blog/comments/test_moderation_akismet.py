"""Checks by Akismet in the background, against a local test server."""

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
AUTHOR = moderation.CommentAuthor(
    name="Ana",
    email="ana@example.org",
    ip=IPv4Address("203.0.113.9"),
    website="https://ana.example/",
    user_agent="Browser/1.0",
)


class Service(HTTPServer):
    """Sends `response` to every call: status, text and headers; None never responds."""

    response: tuple[int, str, dict[str, str]] | None = (200, "false", {})

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
        if self.server.response is None:
            self.server.done.wait()
            return
        status, text, headers = self.server.response
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


def get_tasks() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(task_path__contains="moderation").order_by("pk"))


def run_tasks() -> None:
    """Run all tasks, including those that are retried later."""
    while waiting := get_tasks():
        for task in waiting:
            task.delete()
            task.task.call(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])


def submit_comment(
    author: moderation.CommentAuthor = AUTHOR, text: str = "Words.", **site
) -> Comment:
    site = {"first_comment_waits": False} | site
    return submit(make.post(), text, author, make.site(**site))


def get_state_and_codes(comment: Comment) -> tuple[str, list[str]]:
    comment.refresh_from_db()
    return comment.state, [reason["code"] for reason in comment.reasons]


def test_akismet_without_key_is_not_called():
    assert submit_comment().state == "approved"
    assert get_tasks() == []


def test_comment_is_checked_in_the_background(service):
    comment = submit_comment()
    assert get_state_and_codes(comment) == ("waiting", ["akismet-asked"])
    assert service.calls == []
    run_tasks()
    assert get_state_and_codes(comment) == ("approved", ["akismet-ham"])
    recorded = [
        (d.was, d.became, d.by, d.reason) for d in comment.moderation_actions.order_by("pk")
    ]
    assert recorded == [("", "waiting", None, ""), ("waiting", "approved", None, "Akismet")]


def test_akismet_request_has_comment_and_author_fields(service, settings):
    settings.SITE_URL = "https://blog.example.org"
    comment = submit_comment()
    run_tasks()
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


def test_personal_data_in_task_arguments_is_encrypted(service):
    submit_comment()
    (task,) = get_tasks()
    assert "ana@" not in str(task.args_kwargs) and "203.0" not in str(task.args_kwargs)


@pytest.mark.parametrize(
    ("response", "site", "state", "code"),
    [
        ("true", {}, "spam", "akismet-spam"),
        ("false", {}, "approved", "akismet-ham"),
        ("true\n", {}, "spam", "akismet-spam"),
        ("false", {"first_comment_waits": True}, "waiting", "akismet-ham"),
        ("true", {"first_comment_waits": True}, "spam", "akismet-spam"),
    ],
)
def test_akismet_result_is_combined_with_other_reasons(service, response, site, state, code):
    service.response = (200, response, {})
    comment = submit_comment(**site)
    run_tasks()
    became, codes = get_state_and_codes(comment)
    assert (became, codes[-1]) == (state, code)


@pytest.mark.parametrize(
    "response",
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
def test_invalid_akismet_response_leaves_comment_waiting(service, response):
    service.response = response
    comment = submit_comment()
    run_tasks()
    assert get_state_and_codes(comment) == ("waiting", ["akismet-silent"])
    assert [path for path, _ in service.calls] == ["/1.1/comment-check"] * 4


def test_unavailable_akismet_leaves_comment_waiting(service, settings, monkeypatch):
    monkeypatch.setattr(akismet, "TIMEOUT_SECONDS", 0.1)
    service.response = None
    comment = submit_comment()
    (task,) = get_tasks()
    akismet_tasks.check_comment.call(comment.pk, task.args_kwargs["args"][1])
    assert get_state_and_codes(comment) == ("waiting", ["akismet-asked"])
    later = get_tasks()[-1]
    assert later.run_after > timezone.now()
    service.done.set()
    settings.AKISMET_URL = "http://127.0.0.1:9"
    run_tasks()
    assert get_state_and_codes(comment) == ("waiting", ["akismet-silent"])


def test_task_with_undecryptable_data_does_not_call_akismet(service):
    comment = submit_comment()
    for encrypted in ("", "nonsense", encrypt({})[:-4] + "AAAA"):
        akismet_tasks.check_comment.call(comment.pk, encrypted)
    assert service.calls == []
    assert get_state_and_codes(comment) == ("waiting", ["akismet-silent"])


def test_akismet_result_after_moderation_changes_no_state(service):
    service.response = (200, "true", {})
    comment = submit_comment()
    moderate(comment_ids=[comment.pk], to="approved", by=make.user("Moderator"))
    run_tasks()
    assert get_state_and_codes(comment) == ("approved", ["akismet-spam"])
    assert comment.moderation_actions.count() == 2


def test_deleted_comment_is_not_sent_to_akismet(service):
    submit_comment().delete()
    run_tasks()
    assert service.calls == []


def test_spam_and_comments_by_moderators_are_not_sent_to_akismet(service):
    author = make.user("superuser")
    own = moderation.CommentAuthor("Ed", "ed@example.org", AUTHOR.ip, user=author)
    assert submit_comment(own).state == "approved"
    for _ in range(4):
        make.comment(make.post(), state="spam", email_hash=AUTHOR.compute_hashes()["email_hash"])
    assert submit_comment(spam_threshold=75).state == "spam"
    assert get_tasks() == []


@pytest.mark.parametrize(
    ("result", "action", "call"),
    [
        ("true", "approved", "/1.1/submit-ham"),
        ("false", "spam", "/1.1/submit-spam"),
        ("true", "rejected", None),
        ("false", "removed", None),
        ("nonsense", "spam", None),
    ],
)
def test_akismet_is_corrected_by_moderators(service, result, action, call):
    service.response = (200, result, {})
    comment = submit_comment()
    run_tasks()
    service.calls.clear()
    moderate(comment_ids=[comment.pk], to=action, by=make.user("Moderator"))
    run_tasks()
    assert [path for path, _ in service.calls] == ([call] if call else [])
    if call:
        form = service.calls[0][1]
        assert (form["comment_content"], form["comment_author"]) == ("Words.", "Ana")
        assert "comment_author_email" not in form and form["user_ip"] == "0.0.0.0"


def test_failed_akismet_correction_is_no_error(service):
    comment = submit_comment()
    run_tasks()
    service.response = (500, "", {})
    moderate(comment_ids=[comment.pk], to="spam", by=make.user("Moderator"))
    run_tasks()
    assert get_state_and_codes(comment)[0] == "spam"


def test_bulk_akismet_corrections_cost_one_query(service, django_assert_num_queries):
    post, moderator = make.post(), make.user("Moderator")
    moderator.get_all_permissions()  # Cached, as in a request.
    fields = {"state": "approved", "reasons": [{"code": "akismet-ham"}]}
    for count in (1, 10):
        keys = [make.comment(post, **fields).pk for _ in range(count)]
        with django_assert_num_queries(7):
            moderate(comment_ids=keys, to="spam", by=moderator)
