"""Settings, database and fixtures of all tests."""

import gc
import os
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.backends.jinja2 import Template as Jinja2Template
from django.test import TransactionTestCase, override_settings
from django.test.signals import template_rendered
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.support import migrated_database
from tests.support.buckets import bucket, s3  # noqa: F401  (fixtures)
from tests.support.chromium import TIMEOUT
from tests.support.empty_tables import empty_tables
from tests.support.patience import PATIENCE
from tests.support.patient_limits import raise_limits

gc.disable()  # Until the tests are collected, which takes a fifth less time without it.
HERE = Path(__file__).parent
os.environ["EVIDENCE"] = "0"  # Of servers that tests start: none asks the network.
# Marks of all tests in a folder.
MARKS = {
    "browser": (pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)),
    "chaos": (pytest.mark.browser, pytest.mark.slow),
    "deploy": (pytest.mark.slow,),
    "wapiti": (pytest.mark.slow,),
}
# Files, and tests as `file::function`, that take more CPU time than `make fast` has for one test.
# tests/support/cpu_times.py writes the list.
SLOW_TESTS = frozenset((HERE / "slow_tests.txt").read_text().split())
# Files and folders of the longest tests, which start first: one that started last would run alone.
# The last three folders share a site or its crawled pages, which take 4 to 20 s of CPU time: their
# tests stay together, so that few processes create them, and each of them once.
LONGEST = (
    "wapiti",
    "chaos",
    "test_many_comments.py",
    "bench/test_bench.py",
    "test_make_demo.py",
    "test_two_hosts.py",
    "test_serving.py",
    "test_replicas.py",
    "blog/comments/test_comments_hostile.py",
    "blog/views/test_hostile_everywhere.py",
    "blog/search/test_search_pages.py",
    "judges",
    "themes",
    "deploy",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark tests by their folder and by their need for test data, before `-m` selects any; then
    order the longest first."""
    for item in items:
        for mark in _marks(item.path):
            item.add_marker(mark)
        if item.nodeid.partition("[")[0].removeprefix("tests/") in SLOW_TESTS:
            item.add_marker(pytest.mark.slow)
        if {"seed", "testdata"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.testdata)
    yield
    items.sort(key=lambda item: _rank(item.path))


def pytest_collection_finish() -> None:
    """Hide what exists by now from the garbage collector, which pytest also calls at the end."""
    gc.freeze()
    gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not import slow files for `make fast`: together they take a third of the collection."""
    if config.option.markexpr == "not slow" and collection_path != HERE:
        return pytest.mark.slow in _marks(collection_path) or None
    return None


@cache
def _name(file: Path) -> str:
    return file.relative_to(HERE).as_posix()


@cache
def _marks(file: Path) -> tuple[pytest.MarkDecorator, ...]:
    marks = MARKS.get(file.relative_to(HERE).parts[0], ())
    return (*marks, pytest.mark.slow) if _name(file) in SLOW_TESTS else marks


@cache
def _rank(file: Path) -> int:
    """Return the place of the file, or of its folder, in LONGEST."""
    relative = file.relative_to(HERE)
    names = {path.as_posix() for path in (relative, *relative.parents)}
    return min((LONGEST.index(name) for name in names & {*LONGEST}), default=len(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Override settings for the whole session, because the live server starts before any test.

    Uploads go to a temporary folder. Static files are served uncollected; the tests of `make demo`
    cover collecting. Password hashing is fast. Pages of quotations are not looked at.
    """
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        EVIDENCE=False,  # No test asks the network.
        SLOW_QUERY_MS=1000 * PATIENCE,  # Nor may a busy machine log warnings.
        BROWSER_COPIES="",
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": plain}},
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Replace pytest-django's fixture, which would run the migrations in each process."""
    with django_db_blocker.unblock():
        former_name = migrated_database.copy()
    yield
    with django_db_blocker.unblock():
        migrated_database.drop(former_name)


@pytest.fixture(scope="session", autouse=True)
def patient_limits(django_test_environment: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        raise_limits(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def template_contexts(django_test_environment: None) -> Iterator[None]:
    """Store the context of the view's template in `response.context`, also for Jinja2.

    Django's own hook also copies the context of each included or extended template and of each
    widget, which takes a tenth of the time of the fast tests.
    """
    render = Jinja2Template.render

    def render_jinja2(self: Jinja2Template, context: Any = None, request: Any = None) -> str:
        template_rendered.send(sender=self, template=self, context=dict(context or {}))
        return render(self, context, request)

    def render_django(self: Template, context: Context) -> str:
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Jinja2Template, "render", render_jinja2)
        patch.setattr(Template, "_render", render_django)
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_tables() -> Iterator[None]:
    """Replace Django's slow flush after each test with real transactions."""
    flush = TransactionTestCase._fixture_teardown

    def tear_down(self: TransactionTestCase) -> None:
        empty_tables(partial(flush, self))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", tear_down)
        yield


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start the only Playwright instance, as a process cannot have two."""
    # Its event loop runs in this thread, so Django would reject every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as started:
        yield started


def folder_from_environment(variable: str) -> Path:
    """Return the folder in an environment variable, or fail the test."""
    value = os.environ.get(variable, "")
    if not Path(value).is_dir() or not value:
        pytest.fail(f"{variable} is not a folder: set it to the path of the test data.", False)
    return Path(value)


@pytest.fixture(scope="session")
def testdata() -> Path:
    return folder_from_environment("PULLQUOTE_TESTDATA")


@pytest.fixture(scope="session")
def seed() -> Path:
    return folder_from_environment("PULLQUOTE_SEED")
