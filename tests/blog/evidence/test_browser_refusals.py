"""Where no browser runs: off, missing, or on a kernel that gives no network of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.checks.registry import registry

from blog.evidence.browser import cage, render
from blog.evidence.browser.checks import check_browser_copies
from blog.evidence.browser.protocol import BrowserError
from blog.evidence.fetch import FetchedPage

URL = "http://there.example/page"


@pytest.fixture(autouse=True)
def known_obstacles() -> Iterator[None]:
    render.find_obstacle.cache_clear()
    yield
    render.find_obstacle.cache_clear()


@pytest.fixture(autouse=True)
def started(settings, monkeypatch, tmp_path) -> list[list[str]]:
    """Refuse namespaces; return the commands that were to be started."""
    settings.VAR_DIR = tmp_path
    commands = []

    def refuse(command: list[str], home: Path) -> cage.Cage:
        commands.append(command)
        raise cage.CageError("PermissionError: Operation not permitted")

    monkeypatch.setattr(cage, "start", refuse)
    return commands


def list_warnings() -> list[str]:
    assert check_browser_copies in registry.registered_checks
    return [str(check.msg) for check in check_browser_copies(None)]


def assert_refused() -> None:
    assert not render.is_available()
    with pytest.raises(BrowserError):
        render.show(URL, is_waiting=False)
    assert render.fetch_for_look(FetchedPage(final_url=URL)) is None


def test_browser_is_off_unless_named(settings, started):
    settings.BROWSER_COPIES = ""
    assert_refused()
    assert (started, list_warnings()) == ([], [])


def test_browser_that_is_missing_is_reported(settings, started):
    settings.BROWSER_COPIES = "/nowhere/chromium"
    assert_refused()
    assert started == []
    assert list_warnings() == ["No browser copies: /nowhere/chromium is not a program."]


def test_browser_never_runs_without_a_namespace(settings, started):
    settings.BROWSER_COPIES = "/bin/sh"
    assert_refused()
    (warning,) = list_warnings()
    assert "no network namespace (PermissionError" in warning
    assert started == [["/bin/true"]]  # Tried once, and never with the browser.


def test_browser_that_does_not_start_is_reported(settings, monkeypatch):
    monkeypatch.undo()
    settings.BROWSER_COPIES = "/bin/false"
    if obstacle := render.find_obstacle("/bin/false"):
        # Without a namespace no browser starts, which the tests above show.
        pytest.skip(f"No browser copies on this machine: {obstacle}.")
    (warning,) = list_warnings()
    assert "the browser has ended" in warning
