"""A quoted site, a clock, and what follows from looks."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from blog.evidence import look, page_process, page_reader, robots, tasks
from blog.evidence.models import QuotationCheck
from blog.models import PullQuote
from tests.blog.evidence.looks.quoted_site import (
    DAY,
    NEW_WORDS,
    START,
    URL,
    WORDS,
    Site,
    load,
    look_now,
    publish,
)
from tests.support import factories as make
from tests.support.hostile_server import run_server
from tests.support.page_reading import build_run


@pytest.fixture
def site(monkeypatch, settings) -> Iterator[Site]:
    settings.EVIDENCE = True
    robots._known.clear()
    with run_server(Site) as server:
        server.set_response("/robots.txt", "404 Not Found")
        monkeypatch.setattr(tasks, "look_at", lambda page: look.look_at(page, server.fetch))
        monkeypatch.setattr(page_reader, "_run", build_run(page_process.read))
        yield server


@pytest.fixture(autouse=True)
def outbox(settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def quotation(site, clock) -> PullQuote:
    author = make.user("Author", email="anne@example.org")
    html = make.quotation(WORDS, source_name="Anne", url=URL)
    return publish(html, authors=(author,)).pullquotes.get()


@pytest.fixture
def finding(quotation, site, clock) -> QuotationCheck:
    for shown in (WORDS, NEW_WORDS, NEW_WORDS):
        site.show(shown)
        look_now()
        clock.shift(DAY)
    return load()
