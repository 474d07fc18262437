"""The flows of docs/developers/architecture.md run as they are described there."""

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
NOT_TRACED = (f"{ROOT}/tests/", f"{ROOT}/.venv/")
# What runs before Django, which a test client leaves out.
BEFORE_DJANGO = ("config/wsgi.py", "operations/", "config/middleware/body_limits.py", "page_cache/")
Call = tuple[str, str]  # The path of a file, and the name of a function in it.
pytestmark = pytest.mark.django_db


@contextmanager
def tracing() -> Iterator[Counter[Call]]:
    """Count the calls of the project's own functions, in the order of the first of each."""
    calls: Counter[Call] = Counter()

    def record(frame: Any, event: str, _argument: Any) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(f"{ROOT}/") and not path.startswith(NOT_TRACED):
            calls[path.removeprefix(f"{ROOT}/"), frame.f_code.co_name] += 1

    sys.setprofile(record)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def hops_of(title: str) -> list[Call]:
    """The functions of a flow; a template has none."""
    (flow,) = [flow for flow in FLOWS if flow.startswith(title)]
    hops = [(file, name) for file, name in read_hops(flow) if name]
    return [hop for hop in hops if not hop[0].startswith(BEFORE_DJANGO)]


def files_of(calls: Counter[Call]) -> set[str]:
    return {file for file, _name in calls}


def taken(hops: list[Call], calls: Counter[Call]) -> list[Call]:
    """Those of the hops that were called, in that order."""
    return [call for call in calls if call in hops]


def test_get_of_a_post_takes_the_hops_in_order():
    post = make.post(labels=("China",))
    make.comment(post)
    Client().get(post.get_absolute_url())  # Templates are compiled once in a process.
    with tracing() as calls:
        assert Client().get(post.get_absolute_url()).status_code == 200
    hops = hops_of("A reader requests a post")
    assert taken(hops, calls) == hops
    assert len(files_of(calls)) <= 50


def test_save_of_a_post_takes_the_hops_in_order():
    client = signed_in(make.user("superuser"))
    post = make.post(authors=(make.user("author"),), labels=("China",))
    sent = fields(client, change(post))
    client.post(change(post), {**sent, "document": "<p>One.</p>"})  # The first save is recorded.
    sent = {**fields(client, change(post)), "document": "<p>Two.</p>"}
    with tracing() as calls:
        assert client.post(change(post), sent).status_code == 302
    hops = hops_of("An author saves a post")
    assert taken(hops, calls) == hops
    assert calls["blog/content/document/parser.py", "parse"] == 1
    assert len(files_of(calls)) <= 80
