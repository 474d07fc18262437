"""Check the flows of docs/developers/architecture.md against traced calls."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.support import factories as make
from tests.support.desk import change, fields, signed_in
from tests.test_architecture import FLOWS, read_hops

ROOT = Path(__file__).resolve().parent.parent
UNTRACED_PATHS = (f"{ROOT}/tests/", f"{ROOT}/.venv/")
# Code that runs before Django, and so not in the test client.
PATHS_BEFORE_DJANGO = (
    "config/wsgi.py",
    "operations/",
    "config/middleware/body_limits.py",
    "page_cache/",
)
Call = tuple[str, str]  # The path of a file and the name of a function in it.
pytestmark = pytest.mark.django_db


@contextmanager
def trace_calls() -> Iterator[Counter[Call]]:
    """Count the calls of the project's functions, in the order of their first calls."""
    calls: Counter[Call] = Counter()

    def record(frame: Any, event: str, _argument: Any) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(f"{ROOT}/") and not path.startswith(UNTRACED_PATHS):
            calls[path.removeprefix(f"{ROOT}/"), frame.f_code.co_name] += 1

    sys.setprofile(record)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def list_hops(title: str) -> list[Call]:
    """Return the functions of a flow, without templates."""
    (flow,) = [flow for flow in FLOWS if flow.startswith(title)]
    hops = [(file, name) for file, name in read_hops(flow) if name]
    return [hop for hop in hops if not hop[0].startswith(PATHS_BEFORE_DJANGO)]


def list_files(calls: Counter[Call]) -> set[str]:
    return {file for file, _name in calls}


def filter_called(hops: list[Call], calls: Counter[Call]) -> list[Call]:
    """Return the hops that were called, in the order of the calls."""
    return [call for call in calls if call in hops]


@pytest.fixture(autouse=True)
def slow_queries_are_not_logged(settings) -> None:
    """On a busy machine, the log's modules would count as files of the flow."""
    settings.SLOW_QUERY_MS = 600_000


def test_request_of_post_calls_documented_hops_in_order():
    post = make.post(labels=("China",))
    make.comment(post)
    Client().get(post.get_absolute_url())  # Templates are compiled once in a process.
    with trace_calls() as calls:
        assert Client().get(post.get_absolute_url()).status_code == 200
    hops = list_hops("A reader requests a post")
    assert filter_called(hops, calls) == hops
    assert len(list_files(calls)) <= 50


def test_save_of_post_calls_documented_hops_in_order():
    client = signed_in(make.user("superuser"))
    post = make.post(authors=(make.user("author"),), labels=("China",))
    sent = fields(client, change(post))
    client.post(change(post), {**sent, "document": "<p>One.</p>"})  # Records the first revision.
    sent = {**fields(client, change(post)), "document": "<p>Two.</p>"}
    with trace_calls() as calls:
        assert client.post(change(post), sent).status_code == 302
    hops = list_hops("An author saves a post")
    assert filter_called(hops, calls) == hops
    assert calls["blog/content/document/parser.py", "parse"] == 1
    assert len(list_files(calls)) <= 85
