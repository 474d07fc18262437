"""Open a page in the caged browser, where the operator allows it."""

import fcntl
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from django.conf import settings

from blog.evidence.browser import cage
from blog.evidence.browser.chromium import ShownPage, build_command, open_page
from blog.evidence.browser.protocol import BrowserError, Protocol
from blog.evidence.browser.proxy import EgressProxy
from blog.evidence.fetch import FetchedPage, build_page, is_allowed
from lib import resolver
from lib.safe_http import PORTS, Resolver, Response

logger = logging.getLogger(__name__)

MAX_SECONDS = 30  # From the start of the browser to its end.


class BrowserBusyError(Exception):
    """Another page is being opened; one browser at a time runs on a machine."""


def is_available() -> bool:
    """Return whether pages can be opened: the setting names a Chromium, and the kernel cages it.

    The first call in a process takes some tenths of a second if the setting is on.
    """
    return bool(settings.BROWSER_COPIES) and not find_obstacle(str(settings.BROWSER_COPIES))


@cache
def find_obstacle(executable: str) -> str:
    """Return why the program cannot be run in a cage; '' if it can."""
    if not shutil.which(executable):
        return f"{executable} is not a program"
    with tempfile.TemporaryDirectory() as home:
        obstacle = cage.find_obstacle(Path(home))
    if obstacle:
        logger.warning("No browser copies: no network namespace (%s)", obstacle)
    return obstacle and f"no network namespace ({obstacle})"


def show(
    url: str,
    *,
    is_waiting: bool,
    resolve: Resolver = resolver.resolve,
    ports: dict[str, int] = PORTS,
) -> ShownPage:
    """Open a page in a new browser, and return it as it is shown. Takes up to MAX_SECONDS.

    Raises BrowserError; BrowserBusyError unless it `is_waiting` for a browser that is running.
    Tests pass `resolve` and `ports` to reach a local server.
    """
    if not is_available():
        raise BrowserError("no browser copies here")
    with _take_turn(is_waiting), _run(resolve, ports) as (browser, proxy):
        page = open_page(browser, url)
        return replace(page, is_settled=page.is_settled and not proxy.is_exhausted)


def find_start_error() -> str:
    """Return why the browser does not start; '' if it does. Takes about a second."""
    if obstacle := find_obstacle(str(settings.BROWSER_COPIES)):
        return obstacle
    try:
        with _run() as (browser, _proxy):
            browser.call("Browser.getVersion")
    except BrowserError as error:
        return str(error)
    return ""


@contextmanager
def _run(
    resolve: Resolver = resolver.resolve, ports: dict[str, int] = PORTS
) -> Iterator[tuple[Protocol, EgressProxy]]:
    """Run a browser with a new profile, for MAX_SECONDS. Raises BrowserError for all that it does.

    At the end, all of its processes and files are gone.
    """
    with tempfile.TemporaryDirectory(prefix="pqb", ignore_cleanup_errors=True) as folder:
        command = build_command(str(settings.BROWSER_COPIES), Path(folder))
        try:
            running = cage.start(command, Path(folder))
        except (cage.CageError, OSError) as error:
            raise BrowserError(f"not started: {error}") from error
        proxy = EgressProxy(running.listener, resolve, ports)
        alarm = threading.Timer(MAX_SECONDS, running.kill)
        alarm.daemon = True
        alarm.start()
        try:
            until = time.monotonic() + MAX_SECONDS
            yield Protocol(running.to_program, running.from_program, until), proxy
        except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
            raise BrowserError(f"not a reply of ours: {error!r}"[:300]) from error
        finally:
            alarm.cancel()
            proxy.close()
            running.close()


@contextmanager
def _take_turn(is_waiting: bool) -> Iterator[None]:
    """Hold the machine's only place, a file lock that the kernel releases however we end."""
    folder = Path(settings.VAR_DIR) / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "running", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if is_waiting else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise BrowserBusyError from error
        yield


def fetch_shown(
    url: str,
    *,
    is_waiting: bool,
    resolve: Resolver = resolver.resolve,
    ports: dict[str, int] = PORTS,
) -> FetchedPage:
    """Return a page as a browser shows it, with its HTML as the body. Raises as `show`."""
    page = show(url, is_waiting=is_waiting, resolve=resolve, ports=ports)
    response = Response(
        page.status, "", page.headers.get("content-type", ""), page.html, page.headers
    )
    return build_page(page.url, response, snapshot=page.snapshot, is_settled=page.is_settled)


def fetch_for_look(
    fetched: FetchedPage, resolve: Resolver = resolver.resolve, ports: dict[str, int] = PORTS
) -> FetchedPage | None:
    """Return a fetched page as a browser shows it; None if there is no browser or it fails.

    `robots.txt` holds for the page at which the browser arrives, too.
    """
    if not is_available():
        return None
    try:
        shown = fetch_shown(fetched.final_url, is_waiting=True, resolve=resolve, ports=ports)
    except BrowserError as error:
        logger.info("The browser did not show %s: %s", fetched.final_url, error)
        return None
    if shown.reason or not is_allowed(shown.final_url, resolve, ports):
        return None
    return shown
