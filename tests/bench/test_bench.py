"""`make bench-pages` and `make bench-editor` cover everything; the measured values are for people,
not for tests."""

import io
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import get_resolver, resolve

from devtools.management.commands import populate
from devtools.populate import cast
from tests.bench.content import prepare
from tests.bench.desk_kinds import DESK
from tests.bench.kinds import EXCLUDED_ROUTES, KINDS
from tests.support.routes import routes

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.django_db
def test_all_routes_are_measured(monkeypatch):
    monkeypatch.setattr(cast, "PHOTO_COUNT", 1)
    call_command(populate.Command(), posts=20, stdout=io.StringIO())
    prepare()
    measured = {resolve(urlsplit(kind.address()).path).route for kind in KINDS}
    forgotten = set(dict(routes(get_resolver()))) - measured - set(EXCLUDED_ROUTES)
    assert forgotten == set(), "add each to KINDS in tests/bench/kinds.py"


@pytest.mark.slow
def test_bench_has_row_for_each_kind_of_page(tmp_path):
    file = tmp_path / "measured.json"
    # More than one batch of `populate`, which threads load over their own connections.
    sizes = ["--posts", "30", "1001", "--runs", "1"]
    completed = subprocess.run(
        [sys.executable, "-m", "tests.bench.run", *sizes, "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert completed.returncode == 0, completed.stderr
    rows = json.loads(file.read_text())
    measured = [kind.name for kind in (*KINDS, *DESK)]
    assert [row["page"] for row in rows] == measured
    costs = [cost for row in rows for cost in row["costs"]]
    assert all(min(cost["cpu"], cost["wall"], cost["queries"]) > 0 for cost in costs)
    printed = [line.split("  ")[0] for line in completed.stdout.splitlines()[3:-1]]
    assert printed == measured


@pytest.mark.slow
def test_editor_bench_measures_each_step(tmp_path):
    file = tmp_path / "measured.json"
    command = [sys.executable, "-m", "tests.bench.editor", "--runs", "1", "--blocks", "8"]
    completed = subprocess.run(
        [*command, "--revisions", "3", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert completed.returncode == 0, completed.stderr
    rows = json.loads(file.read_text())
    assert [row["step"] for row in rows] == ["opened", "shown", "saved", "again"]
    assert all(0 < row["wall"] < 600_000 for row in rows)  # Not a timestamp.
    assert rows[2]["wall"] < rows[3]["wall"]
