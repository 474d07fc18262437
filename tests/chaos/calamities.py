"""What befalls a site, each with its end: a name, and what happens between `with` and its end."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.chaos.people import Browser
from tests.chaos.stack import Stack
from tests.support.replica import send_signal

LONG = 20.0  # seconds
LAG = 10  # seconds
HOUR = 3600
MOST = 10  # forgotten passwords of a client in an hour
# Seconds, longer than those of accounts.shared_cache after which a process that found it away asks
# again; until then it has the database count.
PAUSE = 2.5
BACK = 30.0  # seconds in which a replica has to be read from again
PASSWORD = "low water, high water"
Calamity = Callable[[Stack], AbstractContextManager[None]]


@contextmanager
def workers_killed(stack: Stack) -> Iterator[None]:
    """Three times, all processes of the web but the one that starts them again."""
    for _ in range(3):
        for pid in stack.children(stack.gunicorn()):
            os.kill(pid, signal.SIGKILL)
        time.sleep(1)
    yield


@contextmanager
def web_killed(stack: Stack) -> Iterator[None]:
    """Gunicorn and all that it started."""
    os.killpg(stack.gunicorn(), signal.SIGKILL)
    yield


@contextmanager
def worker_killed(stack: Stack) -> Iterator[None]:
    """That of the tasks."""
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
    time.sleep(LONG)
    stack.start_database()
    yield


@contextmanager
def database_frozen(stack: Stack) -> Iterator[None]:
    """Connections stand and nobody answers, as where a disk or a virtual machine hangs."""
    send_signal(stack.server, signal.SIGSTOP)
    time.sleep(LONG)
    send_signal(stack.server, signal.SIGCONT)
    yield


@contextmanager
def disk_full(stack: Stack) -> Iterator[None]:
    """That of the uploads."""
    filler = stack.media / "filler"
    with open(filler, "wb") as file:
        try:
            while True:
                file.write(bytes(4096))
                file.flush()
        except OSError:
            pass
    time.sleep(LONG / 2)
    filler.unlink()
    yield


@contextmanager
def clock_stepped(stack: Stack) -> Iterator[None]:
    """An hour ahead, and then back to what it was."""
    stack.serve_again(with_clock=True)
    time.sleep(LONG / 2)
    stack.step_clock(HOUR)
    time.sleep(LONG / 2)
    stack.step_clock(0)
    yield
    stack.serve_again()


@contextmanager
def reloaded(stack: Stack) -> Iterator[None]:
    """A new version comes in."""
    os.kill(stack.serving.pid, signal.SIGHUP)
    time.sleep(2)
    yield


@contextmanager
def replica_lags(stack: Stack) -> Iterator[None]:
    stack.replica.query_value(f"ALTER SYSTEM SET recovery_min_apply_delay = '{LAG}s'")
    stack.replica.query_value("SELECT pg_reload_conf()")
    time.sleep(LONG)
    behind = stack.replica.query_value(
        "SELECT extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float"
    )
    if behind < LAG:
        stack.wrong.append(f"the replica lagged {behind:.1f} s")
    stack.replica.query_value("ALTER SYSTEM RESET recovery_min_apply_delay")
    stack.replica.query_value("SELECT pg_reload_conf()")
    yield
    has_to_be_read_from(stack)


@contextmanager
def replica_killed(stack: Stack) -> Iterator[None]:
    stack.replica.kill()
    time.sleep(3)
    stack.replica.start()
    yield
    has_to_be_read_from(stack)


@contextmanager
def replica_frozen(stack: Stack) -> Iterator[None]:
    stack.replica.send_signal(signal.SIGSTOP)
    time.sleep(LONG)
    stack.replica.send_signal(signal.SIGCONT)
    yield
    has_to_be_read_from(stack)


def has_to_be_read_from(stack: Stack) -> None:
    browser, until = Browser(stack.port), time.monotonic() + BACK
    while time.monotonic() < until:
        if browser.ask("GET", "/").is_of_replica:
            return
        time.sleep(0.1)
    stack.wrong.append("nobody reads from the replica again")


@contextmanager
def valkey_stopped(stack: Stack) -> Iterator[None]:
    assert stack.valkey
    stack.valkey.send_signal(signal.SIGKILL)
    limits_have_to_hold(stack)
    time.sleep(LONG)
    stack.valkey.start()
    yield
    limits_have_to_hold_again(stack)


@contextmanager
def valkey_frozen(stack: Stack) -> Iterator[None]:
    assert stack.valkey
    stack.valkey.send_signal(signal.SIGSTOP)
    limits_have_to_hold(stack)
    time.sleep(LONG)
    stack.valkey.send_signal(signal.SIGCONT)
    yield
    limits_have_to_hold_again(stack)


@contextmanager
def valkey_restarted(stack: Stack) -> Iterator[None]:
    """It has forgotten everything."""
    assert stack.valkey
    stack.valkey.send_signal(signal.SIGKILL)
    stack.valkey.start()
    limits_have_to_hold(stack, most=2 * MOST)  # Counted here and there.
    yield
    limits_have_to_hold_again(stack)


def limits_have_to_hold(stack: Stack, most: int = MOST) -> None:
    """Somebody forgets passwords until they are refused; somebody else signs in."""
    browser, statuses = Browser(stack.port), [302]
    while statuses[-1] == 302 and len(statuses) <= most + 1:
        email = f"{len(statuses)}@example.org"
        statuses.append(fill_in(browser, "/accounts/password/reset/", email=email))
    if statuses[-1] != 429 or len(statuses) - 2 < MOST:
        stack.wrong.append(f"{statuses[-1]} to forgotten password {len(statuses) - 1}")
    known = {"login": "ana", "password": PASSWORD}
    if (status := fill_in(Browser(stack.port), "/accounts/login/", **known)) != 302:
        stack.wrong.append(f"{status} to a sign-in")


def limits_have_to_hold_again(stack: Stack) -> None:
    time.sleep(PAUSE)
    limits_have_to_hold(stack)


def fill_in(browser: Browser, path: str, **fields: str) -> int:
    form = browser.ask("GET", path)
    found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', form.body)
    fields["csrfmiddlewaretoken"] = found[1].decode() if found else ""
    return browser.post(path, fields).status


OF_REPLICA: tuple[Calamity, ...] = (replica_lags, replica_killed, replica_frozen)
OF_VALKEY: tuple[Calamity, ...] = (valkey_stopped, valkey_frozen, valkey_restarted)
# In these no page may be old: the database and the web are there.
FRESH: tuple[Calamity, ...] = (*OF_REPLICA, *OF_VALKEY, worker_killed, disk_full)
ALL: tuple[Calamity, ...] = (
    *(workers_killed, web_killed, worker_killed, reloaded),
    *(database_restarted, database_killed, database_stopped, database_frozen),
    *(disk_full, clock_stepped, *OF_REPLICA, *OF_VALKEY),
)
