"""Mail servers refuse, hang and crash: no e-mail is lost or duplicated needlessly."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from smtplib import SMTP

import pytest
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mail.delivery import delete_old_emails, deliver
from mail.models import RETRY_DELAYS, QueuedEmail
from tests.mail import server
from tests.support import database
from tests.support.concurrency import run_concurrently
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def send(*names: str) -> None:
    for name in names:
        send_mail(f"To {name}", "Words", None, [f"{name}@example.org"])


def get_states() -> dict[str, tuple[str, int]]:
    """Return state and number of attempts of each recipient's e-mail."""
    results = {}
    for email in QueuedEmail.objects.order_by("pk"):
        state = "sent" if email.sent_at else "failed" if email.given_up_at else "waiting"
        results[email.recipient.removesuffix("@example.org")] = (state, email.attempts)
    return results


def make_all_due() -> None:
    """Make all queued e-mails due."""
    QueuedEmail.objects.filter(due_at__isnull=False).update(due_at=timezone.now())


FAILURES = {
    "451 4.7.1 come again": ("waiting", "451 4.7.1 come again"),
    "550 5.1.1 nobody here": ("failed", "550 5.1.1 nobody here"),
    "DATA 452 4.3.1 full": ("waiting", "452 4.3.1 full"),
    "DATA 554 5.7.1 we call it spam": ("failed", "554 5.7.1 we call it spam"),
    "hang": ("waiting", "SMTPServerDisconnected: Connection unexpectedly closed: timed out"),
    "die": ("waiting", "SMTPServerDisconnected: Connection unexpectedly closed"),
}


@pytest.mark.parametrize("answer", FAILURES)
def test_failed_email_does_not_delay_others(smtp, answer, monkeypatch):
    send_data = SMTP.data

    def send_data_briefly(self: SMTP, message: bytes) -> tuple[int, bytes]:
        if smtp.answers.get("b@example.org") == "hang" and b"b@example.org" in message:
            self.sock.settimeout(0.1)  # A timeout of all e-mails could end others as well.
        return send_data(self, message)

    monkeypatch.setattr(SMTP, "data", send_data_briefly)
    smtp.answers["b@example.org"] = answer
    send("a", "b", "c")
    deliver.call()
    state, reason = FAILURES[answer]
    assert get_states() == {"a": ("sent", 1), "b": (state, 1), "c": ("sent", 1)}
    assert QueuedEmail.objects.get(recipient="b@example.org").last_error == reason
    smtp.answers.clear()
    make_all_due()
    deliver.call()
    mended = state == "waiting"
    assert get_states()["b"] == (("sent", 2) if mended else ("failed", 1))
    assert smtp.readers == [f"{name}@example.org" for name in ("abc" if mended else "ac")]


def test_invalid_recipient_fails_permanently(smtp):
    send("jörg", "a")
    deliver.call()
    assert get_states() == {"jörg": ("failed", 1), "a": ("sent", 1)}


def test_unconfirmed_email_is_sent_twice_with_same_message_id(smtp):
    """The only window: the server accepts the e-mail and dies before it responds."""
    smtp.answers["a@example.org"] = "accept and die"
    send("a")
    deliver.call()
    assert get_states() == {"a": ("waiting", 1)}
    smtp.answers.clear()
    make_all_due()
    deliver.call()
    assert get_states() == {"a": ("sent", 2)}
    assert len(smtp.taken) == 2
    assert len({message["Message-ID"] for _reader, message in smtp.taken}) == 1


def test_unavailable_server_is_tried_once_for_all_emails(settings):
    settings.MAILERS = server.mailers(server.free_port())
    send("a", "b", "c")
    deliver.call()
    assert get_states() == dict.fromkeys("abc", ("waiting", 1))
    assert {email.last_error for email in QueuedEmail.objects.all()} == {
        "ConnectionRefusedError: [Errno 111] Connection refused"
    }
    deliver.call()  # Nothing is due.
    assert get_states() == dict.fromkeys("abc", ("waiting", 1))


def test_retries_end_after_three_days_with_reason(settings):
    settings.MAILERS = server.mailers(server.free_port())
    send("a")
    waits = []
    while True:
        deliver.call()
        email = QueuedEmail.objects.get()
        if email.due_at is None:
            break
        waits.append(round((email.due_at - timezone.now()).total_seconds() / 60))
        make_all_due()
    assert waits == [5, 15, 30, 60, 120, 240, 480, 480, 720, 720, 1440]
    assert timedelta(days=2.9) < sum(RETRY_DELAYS, timedelta()) < timedelta(days=3.1)
    assert get_states() == {"a": ("failed", 12)}
    assert email.last_error == "ConnectionRefusedError: [Errno 111] Connection refused"


def test_failure_enqueues_one_retry(smtp):
    smtp.answers["a@example.org"] = "451 come again"
    send("a")
    DBTaskResult.objects.all().delete()
    deliver.call()
    (ordered,) = DBTaskResult.objects.all()
    assert ordered.task_path == "mail.delivery.deliver"
    assert ordered.run_after == QueuedEmail.objects.get().due_at


def test_unavailable_server_enqueues_one_retry_for_all_emails(settings):
    settings.MAILERS = server.mailers(server.free_port())
    send("a", "b", "c")
    DBTaskResult.objects.all().delete()
    deliver.call()
    (ordered,) = DBTaskResult.objects.all()
    assert {email.due_at for email in QueuedEmail.objects.all()} == {ordered.run_after}


def test_mail_tasks_have_priority(smtp):
    send("a")
    assert DBTaskResult.objects.get().priority == 50


@pytest.mark.django_db(transaction=True)
def test_email_locked_by_one_worker_is_skipped_by_others(smtp):
    send("a", "b")
    with transaction.atomic():
        QueuedEmail.objects.select_for_update().get(recipient="a@example.org")
        run_concurrently(deliver.call)
        assert smtp.readers == ["b@example.org"]
    deliver.call()
    assert smtp.readers == ["a@example.org", "b@example.org"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_email_once(smtp):
    names = [f"reader{number}" for number in range(40)]
    send(*names)
    run_concurrently(*[deliver.call] * 4)
    assert smtp.readers == sorted(f"{name}@example.org" for name in names)


def test_sent_and_failed_emails_are_deleted_after_retention(smtp):
    smtp.answers["refused@example.org"] = smtp.answers["refused2@example.org"] = "550 no"
    smtp.answers["waiting@example.org"] = "451 later"
    send("sent", "sent2", "refused", "refused2", "waiting")
    deliver.call()
    now = timezone.now()
    QueuedEmail.objects.filter(recipient="sent@example.org").update(
        sent_at=now - timedelta(hours=25)
    )
    QueuedEmail.objects.filter(recipient="refused@example.org").update(
        given_up_at=now - timedelta(days=31)
    )
    QueuedEmail.objects.update(created_at=now - timedelta(days=60))
    delete_old_emails.call()
    assert list(get_states()) == ["sent2", "refused2", "waiting"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_email_of_killed_worker_is_sent_by_next(smtp):
    environment = database.environment() | {"EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}"}
    smtp.answers["b@example.org"] = "hang"
    send("a", "b", "c")
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment)
    assert smtp.hanging.wait(PATIENCE)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    smtp.answers.clear()
    # Its task's status stays running; the tasks of the other e-mails suffice.
    assert subprocess.run(command, cwd=ROOT, env=environment).returncode == 0
    assert get_states() == dict.fromkeys("abc", ("sent", 1))
    assert smtp.readers == ["a@example.org", "b@example.org", "c@example.org"]
