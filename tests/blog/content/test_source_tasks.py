"""Merges, splits and undos of sources with many quotations, in the background."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from blog.content.sources import background, snapshots
from blog.content.sources.background import (
    resume_source_tasks,
    run_source_task,
    start_merge,
    start_rename,
    start_split,
    start_undo,
)
from blog.content.sources.proposals import accept_proposal, propose_merge
from blog.content.sources.recording import CannotUndo, SourceConflict
from blog.content.sources.splitting import QuotationFilter
from blog.models import PullQuote, Source, SourceChange, SourceTask
from tests.blog.content.test_source_merging import load_rows
from tests.support import factories as make
from tests.support.concurrency import run_concurrently
from tests.support.desk import signed_in

in_transaction = pytest.mark.django_db
committed = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SOURCES = "/admin/blog/source/"
UNCOMPARED = {"SourceTask", "DBTaskResult", "SiteSettings"}


@pytest.fixture(autouse=True)
def bounds(monkeypatch):
    """Take two quotations for many."""
    monkeypatch.setattr(background, "MAX_IN_REQUEST", 1)
    monkeypatch.setattr(snapshots, "BATCH_SIZE", 1)


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def sources(db) -> list[Source]:
    """Two boards: one is quoted three times, the other once."""
    for text in ("One", "Two", "Three"):
        make.post(make.quotation(f"“{text}.”", source_name="Harbour Board"))
    make.post(make.quotation("“Four.”", source_name="Port Board"))
    return list(Source.objects.order_by("pk"))


def list_changed_tables(before: dict) -> set[str]:
    after = load_rows()
    return {name for name in after if after[name] != before[name]} - UNCOMPARED


def count_by_source() -> dict[str, int]:
    names = list(PullQuote.objects.values_list("source__name", flat=True))
    return {name: names.count(name) for name in names}


@in_transaction
def test_merge_of_few_quotations_runs_at_once(sources, editor):
    big, small = sources
    message = start_merge(sources=sources, into=big, by=editor)
    assert "Merged into “Harbour Board”" in message
    assert not SourceTask.objects.exists()
    assert Source.objects.get() == big
    assert small.pk not in PullQuote.objects.values_list("source", flat=True)


@in_transaction
def test_merge_of_many_quotations_and_its_undo_run_as_tasks(sources, editor):
    before, (_big, small) = load_rows(), sources
    message = start_merge(sources=sources, into=small, by=editor)
    assert message.startswith("3 quotations are being moved in the background.")
    assert list_changed_tables(before) == set()
    merging = SourceTask.objects.get()
    run_source_task.call(merging.pk)
    merging.refresh_from_db()
    assert "Merged into “Port Board”" in merging.message
    assert (merging.percent, merging.has_failed) == (100, False)
    assert count_by_source() == {"Port Board": 4}
    message = start_undo(change=SourceChange.objects.get(), by=editor)
    assert "3 quotations are being moved" in message
    undoing = SourceTask.objects.latest("pk")
    run_source_task.call(undoing.pk)
    assert list_changed_tables(before) == set()
    run_source_task.call(undoing.pk)  # Enqueued twice: nothing happens.
    assert list_changed_tables(before) == set()


@in_transaction
def test_split_of_many_quotations_runs_as_a_task(sources, editor):
    split = {"source": sources[0], "into": None, "by": editor}
    start_split(
        **split, quotations=QuotationFilter(text="T"), fields={"name": "New", "kind": "person"}
    )
    run_source_task.call(SourceTask.objects.get().pk)
    assert count_by_source() == {"New": 2, "Harbour Board": 1, "Port Board": 1}


@in_transaction
def test_other_changes_of_the_same_sources_are_refused_meanwhile(sources, editor):
    big, small = sources
    other = Source.objects.create(name="Other Board")
    start_merge(sources=sources, into=small, by=editor)
    before = load_rows()
    attempts: list[Callable[[], object]] = [
        lambda: start_merge(sources=sources, into=small, by=editor),
        lambda: start_merge(sources=[big, other], into=other, by=editor),
        lambda: start_merge(sources=[small, other], into=other, by=editor),
        lambda: start_rename(source=big, former_name="", fields={"name": "X"}, by=editor),
        lambda: start_split(
            source=big, quotations=QuotationFilter(), into=other, fields={}, by=editor
        ),
    ]
    for attempt in attempts:
        with pytest.raises(SourceConflict, match="“Harbour Board” → “Port Board”"):
            attempt()
    change = SourceChange.objects.create(kind="merge", sources=[small.pk])
    with pytest.raises(CannotUndo, match="still running"):
        start_undo(change=change, by=editor)
    change.delete()
    assert list_changed_tables(before) == set()


@in_transaction
@pytest.mark.parametrize("loss", ["group", "active", "account"])
def test_lost_permission_is_noticed_by_the_task(loss, sources, editor):
    start_merge(sources=sources, into=sources[1], by=editor)
    before = load_rows()
    if loss == "group":
        editor.groups.clear()
    elif loss == "active":
        type(editor).objects.update(is_active=False)
    else:
        editor.delete()
    run_source_task.call(SourceTask.objects.get().pk)
    row = SourceTask.objects.get()
    assert (row.has_failed, "may not do it any more" in row.message) == (True, True)
    assert list_changed_tables(before) <= {"User", "User_groups"}


@in_transaction
def test_accepted_proposal_of_many_quotations_runs_as_a_task(sources, editor):
    proposal = propose_merge(sources=sources, into=sources[1], reason="", by=make.user("Author"))
    decided = accept_proposal(proposal=proposal, by=editor)
    assert "3 quotations are being moved" in decided.message
    assert decided.proposal.is_accepted
    row = SourceTask.objects.get()
    run_source_task.call(row.pk)
    assert (row.by, count_by_source()) == (editor, {"Port Board": 4})


@in_transaction
def test_source_that_changed_before_the_task_is_left_alone(sources, editor):
    start_merge(sources=sources, into=sources[1], by=editor)
    Source.objects.filter(pk=sources[0].pk).update(name="Somebody else")
    run_source_task.call(SourceTask.objects.get().pk)
    assert "someone else changed one of these sources" in SourceTask.objects.get().message
    assert count_by_source() == {"Somebody else": 3, "Port Board": 1}


@in_transaction
def test_pages_of_the_desk_show_progress_and_result(sources, editor):
    desk = signed_in(editor)
    keys = ",".join(str(source.pk) for source in sources)
    chosen = {"into": sources[1].pk, "previewed": sources[1].pk}
    page = desk.post(f"{SOURCES}merge/?sources={keys}", chosen, follow=True).text
    assert "3 quotations are being moved in the background" in page
    assert "Waiting for the worker; 3 quotations" in page
    row = SourceTask.objects.get()
    SourceTask.objects.update(started_at=timezone.now(), moved_count=1)
    page = desk.get(f"{SOURCES}changes/").text
    assert 'value="33"' in page
    assert "1 of 3 quotations" in page
    page = desk.get(f"{SOURCES}merge/?sources={keys}").text
    assert "1 of 3 quotations" in page
    assert 'name="previewed"' not in page
    page = desk.post(f"{SOURCES}merge/?sources={keys}", chosen, follow=True).text
    assert "another change of these sources is still running" in page
    run_source_task.call(row.pk)
    assert "Merged into “Port Board”" in desk.get(f"{SOURCES}changes/").text


@in_transaction
def test_finished_tasks_are_deleted_after_a_week(sources, editor):
    for days in (6, 8):
        finished = timezone.now() - timedelta(days=days)
        SourceTask.objects.create(kind="merge", total_count=days, finished_at=finished)
    resume_source_tasks.call()
    assert SourceTask.objects.get().total_count == 6


class TestCommitted:
    """With real transactions: what others see, and workers that are killed."""

    pytestmark = committed

    def test_readers_see_nothing_of_a_merge_before_its_end(self, sources, editor, monkeypatch):
        seen = []
        path = sources[0].get_absolute_url()

        def read() -> tuple[int, int, int]:
            moved = SourceTask.objects.get().moved_count
            return Client().get(path).status_code, count_by_source()["Harbour Board"], moved

        write = background._ProgressWriter.__call__

        def write_and_read(self, count: int) -> None:
            write(self, count)
            seen.extend(run_concurrently(read))

        monkeypatch.setattr(background._ProgressWriter, "__call__", write_and_read)
        start_merge(sources=sources, into=sources[1], by=editor)
        run_source_task.call(SourceTask.objects.get().pk)
        assert seen == [(200, 3, 1), (200, 3, 2), (200, 3, 3)]
        assert Client().get(path).status_code == 301
        assert count_by_source() == {"Port Board": 4}

    def test_killed_worker_changes_nothing_and_its_task_is_resumed(
        self, sources, editor, monkeypatch
    ):
        start_merge(sources=sources, into=sources[1], by=editor)
        before, row = load_rows(), SourceTask.objects.get()

        def die(_self, _count: int) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

        def run() -> None:
            with pytest.raises(OperationalError):
                run_source_task.call(row.pk)

        with monkeypatch.context() as patched:
            patched.setattr(background._ProgressWriter, "__call__", die)
            run_concurrently(run)
        assert list_changed_tables(before) == set()
        row.refresh_from_db()
        assert (row.started_at is None, row.finished_at) == (False, None)
        resume_source_tasks.call()
        row.refresh_from_db()
        assert (row.started_at, row.attempts) == (None, 1)
        run_source_task.call(row.pk)
        assert count_by_source() == {"Port Board": 4}

    def test_running_task_is_neither_resumed_nor_run_twice(self, sources, editor, monkeypatch):
        start_merge(sources=sources, into=sources[1], by=editor)
        row = SourceTask.objects.get()

        def interfere(_self, _count: int) -> None:
            run_concurrently(resume_source_tasks.call, lambda: run_source_task.call(row.pk))

        monkeypatch.setattr(background._ProgressWriter, "__call__", interfere)
        run_source_task.call(row.pk)
        row.refresh_from_db()
        assert (row.attempts, row.has_failed) == (1, False)
        assert SourceChange.objects.count() == 1

    def test_task_that_was_killed_three_times_fails(self, sources, editor):
        start_merge(sources=sources, into=sources[1], by=editor)
        SourceTask.objects.update(started_at=timezone.now(), attempts=3)
        resume_source_tasks.call()
        row = SourceTask.objects.get()
        assert (row.has_failed, "stopped 3 times" in row.message) == (True, True)
        assert count_by_source() == {"Harbour Board": 3, "Port Board": 1}
