"""What every test stands on: a media folder of its own, and the folders of test data."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.backends.jinja2 import Template as Jinja2Template
from django.test import TransactionTestCase, override_settings
from django.test.signals import template_rendered
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.support import migrated
from tests.support.buckets import bucket, s3  # noqa: F401  (fixtures)
from tests.support.chromium import PATIENCE
from tests.support.empty_tables import empty_tables

HERE = Path(__file__).parent
# Marks of all tests in a folder.
MARKS = {
    "browser": (pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)),
    "chaos": (pytest.mark.browser, pytest.mark.slow),
    "deploy": (pytest.mark.slow,),
    "wapiti": (pytest.mark.slow,),
}
# Files and folders of the longest tests. They run first: one that began last would end alone.
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
)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark tests by their folder, and those that read the folder of test data, for runs where there
    is none, before any are chosen by marks. Then put the longest first."""
    turns = {HERE / name: turn for turn, name in enumerate(LONGEST)}

    def turn(item: pytest.Item) -> int:
        places = (item.path, *item.path.parents)
        return min((turns[place] for place in places if place in turns), default=len(turns))

    for item in items:
        for mark in MARKS.get(item.path.relative_to(HERE).parts[0], ()):
            item.add_marker(mark)
        if "testdata" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.testdata)
    yield
    items.sort(key=turn)


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For the whole run, as the live server begins before any test does.

    Uploads go to a folder of the run's. Static files come from where they lie; that they can be
    collected, the tests of `make demo` show. Passwords are hashed fast.
    """
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": plain}},
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's own, which would run the migrations in each process."""
    with django_db_blocker.unblock():
        before = migrated.copy()
    yield
    with django_db_blocker.unblock():
        migrated.drop(before)


@pytest.fixture(scope="session", autouse=True)
def template_contexts(django_test_environment: None) -> Iterator[None]:
    """Make `response.context` hold what the view gave to its template, Jinja2's too.

    Django's own hook also copies the context of each template that is included or extended, and of
    each widget: a tenth of the time of the fast tests.
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
    """Empty the tables fast after each test with real transactions."""
    flush = TransactionTestCase._fixture_teardown

    def tear_down(self: TransactionTestCase) -> None:
        empty_tables(self, flush)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", tear_down)
        yield


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all that drive a browser: a process has no room for two."""
    # Its loop runs in this thread, beside which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        yield started


def folder_named_by(variable: str) -> Path:
    """The folder in an environment variable; a test that needs it fails without it."""
    value = os.environ.get(variable, "")
    if not Path(value).is_dir() or not value:
        pytest.fail(f"{variable} names no folder: set it to where the test data lies.", False)
    return Path(value)


@pytest.fixture(scope="session")
def testdata() -> Path:
    return folder_named_by("PULLQUOTE_TESTDATA")
