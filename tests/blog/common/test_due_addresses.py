"""Lines of due addresses: whose turn it is, and that a claim reads few rows."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.tasks import task
from django_tasks_db.models import DBTaskResult

from blog.checks.models import Link
from blog.common.db import due_addresses
from blog.common.db.due_addresses import (
    AskedHost,
    WaitingAddress,
    claim,
    delete_idle_hosts,
    leave_alone,
    run_slice,
)
from blog.evidence.models import QuotedPage
from tests.support.plans import plan

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 29, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def create(*places: str, model: Any = QuotedPage) -> None:
    """Create rows such as "a/1" for the first address of a host, each due a second later."""
    model.objects.bulk_create(
        model(
            url=f"http://{place}",
            host=place.partition("/")[0],
            due_at=START + (number - len(places)) * SECOND,
        )
        for number, place in enumerate(places)
    )


def claim_all(model: Any = QuotedPage) -> list[str]:
    places = []
    while row := claim(model.objects.due()):
        places.append(row.url.removeprefix("http://"))
    return places


def test_each_host_has_one_turn_in_the_order_of_what_is_due(clock):
    create("b/1", "b/2", "a/1", "c/1", "c/2", "b/3")
    assert claim_all() == ["b/1", "a/1", "c/1"]
    clock.shift(19 * SECOND)
    assert claim_all() == []
    clock.shift(1 * SECOND)
    assert claim_all() == ["b/2", "c/2"]
    clock.shift(20 * SECOND)
    assert claim_all() == ["b/3"]
    assert not WaitingAddress.objects.exists()


def test_host_that_was_just_asked_comes_after_others(clock):
    create("a/1", "a/2", "b/1")
    claim_all()
    clock.shift(30 * SECOND)
    create("c/1", "b/2")
    assert claim_all() == ["c/1", "a/2", "b/2"]


def test_links_and_pages_have_lines_of_their_own(clock):
    create("a/1")
    create("a/1", "a/2", model=Link)
    assert claim_all() == ["a/1"]
    assert claim_all(Link) == ["a/1"]


def test_row_that_is_not_due_is_not_claimed(clock):
    create("a/1")
    QuotedPage.objects.update(due_at=START + SECOND)
    assert claim_all() == []
    clock.shift(SECOND)
    assert claim_all() == ["a/1"]


def test_row_that_becomes_due_while_it_waits_is_claimed_once(clock):
    create("a/1", "a/2")
    assert claim_all() == ["a/1"]
    QuotedPage.objects.filter(url="http://a/2").update(due_at=START)
    clock.shift(20 * SECOND)
    assert claim_all() == ["a/2"]
    clock.shift(20 * SECOND)
    assert claim_all() == []


def test_deleted_rows_are_passed_over(clock):
    create("a/1", "a/2", "a/3", "b/1", "b/2")
    claim_all()
    QuotedPage.objects.filter(url__in=["http://a/2", "http://b/2"]).delete()
    clock.shift(20 * SECOND)
    assert claim_all() == ["a/3"]
    assert not AskedHost.objects.filter(is_waiting=True).exists()


def test_waiting_row_is_due_again_if_its_line_is_lost(clock):
    create("a/1", "a/2")
    claim_all()
    WaitingAddress.objects.all().delete()
    clock.shift(timedelta(days=1))
    assert set(claim_all()) == {"a/1"}  # As the worker that claimed it is gone.
    clock.shift(20 * SECOND)
    assert claim_all() == ["a/2"]


def test_many_rows_of_one_host_do_not_hold_up_others(clock, monkeypatch):
    monkeypatch.setattr(due_addresses, "MAX_ADDED", 10)
    create(*(f"a/{number}" for number in range(45)), "b/1")
    assert claim_all() == ["a/0", "b/1"]


def test_claim_puts_a_bounded_number_of_rows_into_lines(clock, monkeypatch):
    monkeypatch.setattr(due_addresses, "MAX_ADDED", 10)
    create(*(f"a/{number}" for number in range(50)))
    assert claim(QuotedPage.objects.due()).url == "http://a/0"
    assert WaitingAddress.objects.count() == 9
    ends_at = time.monotonic() - 1
    assert claim(QuotedPage.objects.due(), ends_at) is None
    assert WaitingAddress.objects.count() == 19


@pytest.mark.parametrize(("model", "index"), [(QuotedPage, "quotedpage_due"), (Link, "link_due")])
def test_claim_reads_by_indexes_only(model, index, clock, monkeypatch):
    monkeypatch.setattr(due_addresses, "MAX_ADDED", 5)
    create(*(f"{host}/{number}" for number in range(100) for host in "abc"), model=model)
    claims = plan(lambda: claim(model.objects.due()))
    for name in (index, "askedhost_waiting", "waitingaddress_line"):
        assert f"using {name}" in claims, claims
    assert "Seq Scan" not in claims
    # Ordered by the indexes themselves, so that a limit ends the scan.
    assert "Sort" not in claims


def test_claim_costs_the_same_for_few_and_many(clock, django_assert_max_num_queries):
    create(*(f"{host}/{number}" for number in range(100) for host in "abc"))
    with django_assert_max_num_queries(16):  # Four of them are savepoints.
        claim(QuotedPage.objects.due())
    with django_assert_max_num_queries(14):
        claim(QuotedPage.objects.due())


def test_host_that_asks_for_a_pause_is_left_alone(clock):
    create("a/1", "a/2", "b/1")
    leave_alone(QuotedPage, "a", timedelta(minutes=5))
    assert claim_all() == ["b/1"]
    leave_alone(QuotedPage, "b", timedelta(minutes=9))
    clock.shift(timedelta(minutes=5))
    create("b/2")
    assert claim_all() == ["a/1"]


def test_hosts_are_forgotten_when_nothing_is_to_know(clock):
    create("a/1", "b/1", "b/2")
    claim_all()
    leave_alone(QuotedPage, "c", timedelta(hours=1))
    leave_alone(Link, "d", timedelta())
    clock.shift(timedelta(minutes=1))
    delete_idle_hosts(QuotedPage)
    assert sorted(AskedHost.objects.values_list("name", flat=True)) == ["b", "c", "d"]


@task(priority=due_addresses.PRIORITY)
def handle_slice(rows: int) -> None:
    """Stand for a task that is enqueued for the rest of a run."""


@task
def other_task() -> None:
    """Stand for any other task."""


@pytest.mark.parametrize(
    ("seconds", "rows", "handled", "rest"),
    [(-1, 5, 1, [4]), (60, 5, 3, []), (60, 2, 2, []), (-1, 1, 1, []), (60, 0, 0, [])],
)
def test_slice_ends_in_time_and_enqueues_the_rest(seconds, rows, handled, rest, clock, monkeypatch):
    monkeypatch.setattr(due_addresses, "SLICE_SECONDS", seconds)
    create("a/1", "b/1", "c/1")
    urls: list[str] = []
    run_slice(handle_slice, QuotedPage.objects.due, lambda row: urls.append(row.url), rows)
    assert len(urls) == handled
    assert [result.args_kwargs["args"][0] for result in DBTaskResult.objects.all()] == rest


def test_late_slice_without_a_free_host_is_continued_until_one_is(clock, monkeypatch):
    monkeypatch.setattr(due_addresses, "MAX_ADDED", 10)
    monkeypatch.setattr(due_addresses, "SLICE_SECONDS", -1)
    create(*(f"a/{number}" for number in range(35)), "b/1")
    handled = []
    for _slice in range(5):
        DBTaskResult.objects.all().delete()
        run_slice(handle_slice, QuotedPage.objects.due, lambda row: handled.append(row.url), 9)
        assert DBTaskResult.objects.count() == 1
    assert handled == ["http://a/0", "http://b/1"]


def test_rest_of_a_run_comes_after_other_tasks(clock, monkeypatch):
    monkeypatch.setattr(due_addresses, "SLICE_SECONDS", -1)
    create("a/1", "b/1")
    run_slice(handle_slice, QuotedPage.objects.due, lambda row: None, 2)
    other_task.enqueue()
    paths = [result.task_path for result in DBTaskResult.objects.ready()]
    assert [path.rpartition(".")[2] for path in paths] == ["other_task", "handle_slice"]
