"""Faults of a running site: context managers that cause a fault on entry and clean up on exit."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.chaos.people import Browser
from tests.chaos.stack import Stack
from tests.support.replica import send_signal

OUTAGE_SECONDS = 20.0  # Seconds.
LAG_SECONDS = 10  # Seconds.
HOUR = 3600
MAX_RESETS = 10  # Password resets of a client in an hour.
# Seconds, longer than the interval at which processes retry Valkey (accounts.shared_cache); until
# then the database counts.
RETRY_PAUSE = 2.5
REPLICA_RETURN_TIMEOUT = 30.0  # Seconds until the replica must serve reads again.
PASSWORD = "low water, high water"
Fault = Callable[[Stack], AbstractContextManager[None]]


@contextmanager
def workers_killed(stack: Stack) -> Iterator[None]:
    """Kill all web processes except the gunicorn master, three times."""
    for _ in range(3):
        for pid in stack.children(stack.gunicorn()):
            os.kill(pid, signal.SIGKILL)
        time.sleep(1)
    yield


@contextmanager
def web_killed(stack: Stack) -> Iterator[None]:
    """Kill gunicorn and all of its workers."""
    os.killpg(stack.gunicorn(), signal.SIGKILL)
    yield


@contextmanager
def worker_killed(stack: Stack) -> Iterator[None]:
    """Kill the background worker."""
    os.killpg(stack.worker(), signal.SIGKILL)
    yield


@contextmanager
def database_restarted(stack: Stack) -> Iterator[None]:
    stack.stop_database("fast")
    stack.start_database()
    yield


@contextmanager
def database_killed(stack: Stack) -> Iterator[None]:
    os.kill(stack.postmaster(), signal.SIGKILL)
    time.sleep(3)
    stack.start_database()
    yield


@contextmanager
def database_stopped(stack: Stack) -> Iterator[None]:
    stack.stop_database("immediate")
    time.sleep(OUTAGE_SECONDS)
    stack.start_database()
    yield


@contextmanager
def database_frozen(stack: Stack) -> Iterator[None]:
    """Freeze the database: connections stay open without a response, as when a disk hangs."""
    send_signal(stack.server, signal.SIGSTOP)
    time.sleep(OUTAGE_SECONDS)
    send_signal(stack.server, signal.SIGCONT)
    yield


@contextmanager
def disk_full(stack: Stack) -> Iterator[None]:
    """Fill the disk of the uploads."""
    filler = stack.media / "filler"
    with open(filler, "wb") as file:
        try:
            while True:
                file.write(bytes(4096))
                file.flush()
        except OSError:
            pass
    time.sleep(OUTAGE_SECONDS / 2)
    filler.unlink()
    yield


@contextmanager
def clock_stepped(stack: Stack) -> Iterator[None]:
    """Step the clock an hour ahead and back."""
    stack.serve_again(with_clock=True)
    time.sleep(OUTAGE_SECONDS / 2)
    stack.step_clock(HOUR)
    time.sleep(OUTAGE_SECONDS / 2)
    stack.step_clock(0)
    yield
    stack.serve_again()


@contextmanager
def reloaded(stack: Stack) -> Iterator[None]:
    """Start a new version."""
    os.kill(stack.serving.pid, signal.SIGHUP)
    time.sleep(2)
    yield


@contextmanager
def replica_lags(stack: Stack) -> Iterator[None]:
    stack.replica.query_value(f"ALTER SYSTEM SET recovery_min_apply_delay = '{LAG_SECONDS}s'")
    stack.replica.query_value("SELECT pg_reload_conf()")
    time.sleep(OUTAGE_SECONDS)
    behind = stack.replica.query_value(
        "SELECT extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float"
    )
    if behind < LAG_SECONDS:
        stack.wrong_answers.append(f"the replica lagged {behind:.1f} s")
    stack.replica.query_value("ALTER SYSTEM RESET recovery_min_apply_delay")
    stack.replica.query_value("SELECT pg_reload_conf()")
    yield
    check_replica_is_read(stack)


@contextmanager
def replica_killed(stack: Stack) -> Iterator[None]:
    stack.replica.kill()
    time.sleep(3)
    stack.replica.start()
    yield
    check_replica_is_read(stack)


@contextmanager
def replica_frozen(stack: Stack) -> Iterator[None]:
    stack.replica.send_signal(signal.SIGSTOP)
    time.sleep(OUTAGE_SECONDS)
    stack.replica.send_signal(signal.SIGCONT)
    yield
    check_replica_is_read(stack)


def check_replica_is_read(stack: Stack) -> None:
    browser, until = Browser(stack.port), time.monotonic() + REPLICA_RETURN_TIMEOUT
    while time.monotonic() < until:
        if browser.request("GET", "/").is_of_replica:
            return
        time.sleep(0.1)
    stack.wrong_answers.append("nobody reads from the replica again")


@contextmanager
def valkey_stopped(stack: Stack) -> Iterator[None]:
    assert stack.valkey
    stack.valkey.send_signal(signal.SIGKILL)
    check_rate_limits(stack)
    time.sleep(OUTAGE_SECONDS)
    stack.valkey.start()
    yield
    check_rate_limits_after_retry(stack)


@contextmanager
def valkey_frozen(stack: Stack) -> Iterator[None]:
    assert stack.valkey
    stack.valkey.send_signal(signal.SIGSTOP)
    check_rate_limits(stack)
    time.sleep(OUTAGE_SECONDS)
    stack.valkey.send_signal(signal.SIGCONT)
    yield
    check_rate_limits_after_retry(stack)


@contextmanager
def valkey_restarted(stack: Stack) -> Iterator[None]:
    """Restart Valkey, which loses all of its data."""
    assert stack.valkey
    stack.valkey.send_signal(signal.SIGKILL)
    stack.valkey.start()
    check_rate_limits(stack, max_resets=2 * MAX_RESETS)  # Counted in the database and in Valkey.
    yield
    check_rate_limits_after_retry(stack)


def check_rate_limits(stack: Stack, max_resets: int = MAX_RESETS) -> None:
    """Request password resets until they are refused, and sign in as another client."""
    browser, statuses = Browser(stack.port), [302]
    while statuses[-1] == 302 and len(statuses) <= max_resets + 1:
        email = f"{len(statuses)}@example.org"
        statuses.append(submit_form(browser, "/accounts/password/reset/", email=email))
    if statuses[-1] != 429 or len(statuses) - 2 < MAX_RESETS:
        stack.wrong_answers.append(f"{statuses[-1]} to forgotten password {len(statuses) - 1}")
    known = {"login": "ana", "password": PASSWORD}
    if (status := submit_form(Browser(stack.port), "/accounts/login/", **known)) != 302:
        stack.wrong_answers.append(f"{status} to a sign-in")


def check_rate_limits_after_retry(stack: Stack) -> None:
    time.sleep(RETRY_PAUSE)
    check_rate_limits(stack)


def submit_form(browser: Browser, path: str, **fields: str) -> int:
    form = browser.request("GET", path)
    match = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', form.body)
    fields["csrfmiddlewaretoken"] = match[1].decode() if match else ""
    return browser.post(path, fields).status


REPLICA_FAULTS: tuple[Fault, ...] = (replica_lags, replica_killed, replica_frozen)
VALKEY_FAULTS: tuple[Fault, ...] = (valkey_stopped, valkey_frozen, valkey_restarted)
# Pages must not be stale during these: the database and the web server are running.
FAULTS_WITHOUT_STALE_PAGES: tuple[Fault, ...] = (
    *REPLICA_FAULTS,
    *VALKEY_FAULTS,
    worker_killed,
    disk_full,
)
ALL_FAULTS: tuple[Fault, ...] = (
    *(workers_killed, web_killed, worker_killed, reloaded),
    *(database_restarted, database_killed, database_stopped, database_frozen),
    *(disk_full, clock_stepped, *REPLICA_FAULTS, *VALKEY_FAULTS),
)
