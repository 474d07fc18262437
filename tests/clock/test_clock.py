"""The scheduler enqueues due tasks, once for all workers."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from clock.models import PeriodicTask
from clock.scheduler import enqueue_due, register_tasks, run
from config.schedule import (
    REQUEUED_TASKS,
    SCHEDULE,
    delete_expired_sessions,
    delete_old_results,
    requeue_killed_tasks,
)
from mail.models import QueuedEmail
from tests.mail import server
from tests.support import database
from tests.support.concurrency import run_concurrently
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
HOURLY = "mail.delivery.delete_old_emails"
DAILY = "config.schedule.delete_expired_sessions"
TWO = {HOURLY: timedelta(hours=1), DAILY: timedelta(days=1)}


def ordered() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("task_path", flat=True))


def shift_due_times(span: timedelta) -> None:
    """Make all tasks due earlier by that time."""
    for task in PeriodicTask.objects.all():
        PeriodicTask.objects.filter(pk=task.pk).update(due_at=task.due_at - span)
    DBTaskResult.objects.all().delete()


@pytest.mark.parametrize("name", SCHEDULE)
def test_every_periodic_task_runs_without_arguments(name, settings):
    settings.MAILERS = server.mailers(server.free_port())
    assert import_string(name).module_path == name
    import_string(name).call()


def test_periodic_task_is_enqueued_at_start_and_when_due():
    register_tasks(TWO)
    enqueue_due(TWO)
    assert ordered() == [DAILY, HOURLY]
    enqueue_due(TWO)
    assert ordered() == [DAILY, HOURLY]
    shift_due_times(timedelta(minutes=61))
    enqueue_due(TWO)
    assert ordered() == [HOURLY]
    shift_due_times(timedelta(hours=23))
    enqueue_due(TWO)
    assert ordered() == [DAILY, HOURLY]


def test_periodic_task_is_enqueued_once_after_downtime():
    register_tasks(TWO)
    enqueue_due(TWO)
    shift_due_times(timedelta(days=30))
    for _look in range(3):
        enqueue_due(TWO)
    assert ordered() == [DAILY, HOURLY]
    assert all(task.due_at > timezone.now() for task in PeriodicTask.objects.all())


def test_second_worker_enqueues_nothing_and_drops_removed_tasks():
    register_tasks(TWO)
    enqueue_due(TWO)
    register_tasks({HOURLY: timedelta(hours=1)})
    enqueue_due(TWO)
    assert ordered() == [DAILY, HOURLY]
    assert [task.name for task in PeriodicTask.objects.all()] == [HOURLY]


def test_check_takes_one_query(django_assert_num_queries):
    register_tasks(TWO)
    enqueue_due(TWO)
    with django_assert_num_queries(3):  # with the savepoint
        enqueue_due(TWO)


@pytest.mark.django_db(transaction=True)
def test_one_of_several_schedulers_enqueues():
    register_tasks(TWO)
    for _round in range(5):
        run_concurrently(*[lambda: enqueue_due(TWO)] * 4)
        assert ordered() == [DAILY, HOURLY]
        shift_due_times(timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_scheduler_continues_after_failed_enqueue(caplog):
    class Ticks(Event):
        def wait(self, timeout=None):
            looks.append(ordered())
            if len(looks) == 1:
                schedule.pop("config.schedule.no_such_task")
            else:
                self.set()
            return True

    schedule = {HOURLY: timedelta(hours=1), "config.schedule.no_such_task": timedelta(hours=1)}
    looks = []
    run_concurrently(lambda: run(schedule, Ticks()))
    assert looks == [[], [HOURLY]]
    assert "No periodic task could be enqueued" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_scheduler_reports_each_successful_check():
    class Ticks(Event):
        def wait(self, timeout=None):
            seen.append(len(signs))
            if len(seen) == 1:
                schedule.pop("config.schedule.no_such_task")
            elif len(seen) == 3:
                self.set()
            return True

    schedule = {HOURLY: timedelta(hours=1), "config.schedule.no_such_task": timedelta(hours=1)}
    signs, seen = [], []
    run_concurrently(lambda: run(schedule, Ticks(), lambda: signs.append(1)))
    assert seen == [0, 1, 2]


def test_expired_sessions_are_deleted():
    now = timezone.now()
    Session.objects.create(session_key="old", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(hours=1))
    delete_expired_sessions.call()
    assert [session.pk for session in Session.objects.all()] == ["new"]


def test_old_results_are_deleted_and_pending_tasks_stay():
    task_names = {
        ("READY", 100),
        ("RUNNING", 13),
        ("SUCCESSFUL", 1),
        ("FAILED", 13),
    }
    gone = {("RUNNING", 15), ("SUCCESSFUL", 3), ("FAILED", 15)}
    for status, days in task_names | gone:
        then = timezone.now() - timedelta(days=days)
        begun = {} if status == "READY" else {"started_at": then}
        ended = {"finished_at": then} if status in {"SUCCESSFUL", "FAILED"} else {}
        DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [days], "kwargs": {}},
            task_path=HOURLY,
            backend_name="default",
            run_after=then,
            **begun,
            **ended,
        )
    delete_old_results.call()
    left = {(row.status, row.args_kwargs["args"][0]) for row in DBTaskResult.objects.all()}
    assert left == task_names


@pytest.mark.parametrize("again", REQUEUED_TASKS)
def test_tasks_of_killed_worker_are_requeued(again):
    assert import_string(again).module_path == again
    for minutes, path in [(59, again), (61, again), (61, HOURLY)]:
        DBTaskResult.objects.create(
            status="RUNNING",
            args_kwargs={"args": [[minutes]], "kwargs": {}},
            task_path=path,
            backend_name="default",
            run_after=timezone.now(),
            started_at=timezone.now() - timedelta(minutes=minutes),
        )
    requeue_killed_tasks.call()
    (taken,) = DBTaskResult.objects.ready()
    assert (taken.task_path, taken.args_kwargs["args"]) == (again, [[61]])


class Worker:
    """Run the worker process on the test's database."""

    def __init__(self, port: int, **settings: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.server.worker"],
            cwd=ROOT,
            env=database.environment() | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"} | settings,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self) -> str:
        """Stop the worker cleanly, and return its standard error."""
        _out, errors = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, errors
        return errors


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_worker_runs_scheduler_and_exits_cleanly(settings, tmp_path):
    """An e-mail without a task, as a killed worker leaves it, is sent by the scheduler's."""
    with server.running() as smtp:
        settings.MAILERS = server.mailers(smtp.port)
        smtp.answers["a@example.org"] = "hang"
        send_mail("Left over", "Words", None, ["a@example.org"])
        DBTaskResult.objects.all().delete()
        (tmp_path / "named").write_text(str(tmp_path / "alive"))
        worker = Worker(smtp.port, WORKER_HEARTBEAT_FILE=str(tmp_path / "named"))
        assert smtp.hanging.wait(PATIENCE)
        worker.process.send_signal(signal.SIGTERM)
    # The server is gone: the running task fails, is recorded as failed, and the worker exits.
    worker.end()
    assert [email.attempts for email in QueuedEmail.objects.all()] == [1]
    assert {task.name for task in PeriodicTask.objects.all()} == set(SCHEDULE)
    assert (tmp_path / "alive").exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_worker_survives_lost_database_connections(settings):
    with server.running() as smtp:
        settings.MAILERS = server.mailers(smtp.port)
        send_mail("Before", "Words", None, ["a@example.org"])
        worker = Worker(smtp.port)
        assert smtp.arrived.wait(PATIENCE)
        smtp.arrived.clear()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        send_mail("After", "Words", None, ["b@example.org"])
        # The first may have been running when the connection broke: then it runs again.
        while "b@example.org" not in smtp.readers:
            assert smtp.arrived.wait(PATIENCE)
            smtp.arrived.clear()
        worker.process.send_signal(signal.SIGTERM)
        worker.end()
        assert set(smtp.readers) == {"a@example.org", "b@example.org"}
