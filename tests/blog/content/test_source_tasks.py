"""Merges, splits and undos of sources with many quotations, in the background."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from blog.content import document, rendering
from blog.content.sources import background, batches
from blog.content.sources.background import (
    list_changes,
    resume_source_tasks,
    run_source_task,
    start_merge,
    start_rename,
    start_split,
    start_undo,
)
from blog.content.sources.proposals import accept_proposal, propose_merge
from blog.content.sources.recording import CannotUndo, SourceConflict, undo_source_change
from blog.content.sources.splitting import QuotationFilter
from blog.editing import CorrectionNote, save_post
from blog.editing.sources import delete_sources
from blog.models import Post, PullQuote, Source, SourceChange, SourceTask, Tenure
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
    monkeypatch.setattr(rendering, "MAX_IN_REQUEST", 10)  # No test is about the worker's rendering.
    monkeypatch.setattr(batches, "BATCH_SIZE", 1)
    monkeypatch.setattr(batches, "BATCHES_RECORDED", 2)


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
    assert "Merged into “Port Board”" in merging.result
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
    assert (row.has_failed, "may not do it any more" in row.result) == (True, True)
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
    assert "someone else changed one of these sources" in SourceTask.objects.get().result
    assert count_by_source() == {"Somebody else": 3, "Port Board": 1}


@in_transaction
def test_pages_of_the_desk_show_progress_and_result(sources, editor):
    desk = signed_in(editor)
    keys = ",".join(str(source.pk) for source in sources)
    chosen = {"into": sources[1].pk, "previewed": sources[1].pk}
    page = desk.post(f"{SOURCES}merge/?sources={keys}", chosen, follow=True).text
    assert "3 quotations are being moved in the background" in page
    assert "Waiting for the worker; 3 quotations" in page
    page = desk.get(f"{SOURCES}{sources[0].pk}/split/").text
    assert "Waiting for the worker; 3 quotations" in page
    assert "Move all" not in page
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


def start(kind: str, sources: list[Source], editor) -> SourceTask:
    """Enqueue a merge, a split to a new source, or the undo of a merge, of three quotations."""
    if kind == "split":
        new = {"name": "New", "kind": "person"}
        start_split(
            source=sources[0], quotations=QuotationFilter(), into=None, fields=new, by=editor
        )
    else:
        start_merge(sources=sources, into=sources[1], by=editor)
    if kind == "undo":
        run_source_task.call(SourceTask.objects.get().pk)
        start_undo(change=SourceChange.objects.get(), by=editor)
    return SourceTask.objects.latest("pk")


EXPECTED = {
    "merge": {"Port Board": 4},
    "split": {"New": 3, "Port Board": 1},
    "undo": {"Harbour Board": 3, "Port Board": 1},
}
KINDS = sorted(EXPECTED)


class TestCommitted:
    """With real transactions: what others see and do between batches, and killed workers."""

    pytestmark = committed

    @pytest.fixture
    def before_batch(self, monkeypatch):
        """Return a function that has another one called before each batch, with its number."""
        lock = batches.lock_with_posts_of

        def install(function: Callable[[int], object]) -> None:
            numbers = count(1)

            def call(*arguments: Any) -> None:
                function(next(numbers))
                lock(*arguments)

            monkeypatch.setattr(batches, "lock_with_posts_of", call)

        return install

    def test_readers_see_each_quotation_at_one_source_meanwhile(
        self, sources, editor, before_batch
    ):
        seen = []
        path = sources[0].get_absolute_url()

        def read() -> tuple[int, int, int, int]:
            counts, moved = count_by_source(), SourceTask.objects.get().moved_count
            return (
                Client().get(path).status_code,
                counts["Harbour Board"],
                counts["Port Board"],
                moved,
            )

        row = start("merge", sources, editor)
        before_batch(lambda _number: seen.extend(run_concurrently(read)))
        run_source_task.call(row.pk)
        assert seen == [(200, 3, 1, 0), (200, 2, 2, 1), (200, 1, 3, 2)]
        assert Client().get(path).status_code == 301
        assert count_by_source() == {"Port Board": 4}

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_killed_worker_loses_one_batch_and_its_task_goes_on(
        self, kind, number, sources, editor, before_batch
    ):
        before, row = load_rows(), start(kind, sources, editor)

        def die(current: int) -> None:
            if current == number:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

        def run() -> None:
            with pytest.raises(OperationalError):
                run_source_task.call(row.pk)

        before_batch(die)
        run_concurrently(run)
        row.refresh_from_db()
        assert (row.moved_count, row.finished_at) == (number - 1, None)
        resume_source_tasks.call()
        row.refresh_from_db()
        assert (row.started_at, row.attempts) == (None, 1 if number == 1 else 0)
        run_source_task.call(row.pk)
        row.refresh_from_db()
        assert (row.has_failed, row.moved_count, row.left_count) == (False, 3, 0)
        assert count_by_source() == EXPECTED[kind]
        if kind != "undo":
            undo_source_change(change=SourceChange.objects.get())
        assert list_changed_tables(before) == set()

    @pytest.mark.parametrize("kind", KINDS)
    def test_saves_between_batches_do_not_wait_and_keep_their_words(
        self, kind, sources, editor, before_batch
    ):
        """One of a post whose quotation was moved already, one of a post that is still to come, and
        a new post."""
        row = start(kind, sources, editor)
        posts = {q.text: q.post for q in PullQuote.objects.select_related("post").order_by("pk")}

        def save(post: Post, text: str, name: str = "Harbour Board") -> None:
            html = make.quotation(text, source_name=name)
            typo = CorrectionNote("typo")
            save_post(post, by=editor, document=document.parse(html), correction=typo)

        def interfere(number: int) -> None:
            if number == 2:
                one, _two, three, _four = posts.values()
                run_concurrently(
                    lambda: save(one, "“Someone else’s.”", "Coast Guard"),
                    lambda: save(three, "“Three, corrected.”"),
                    lambda: save(make.draft(), "“Five.”"),
                )

        before_batch(interfere)
        run_source_task.call(row.pk)
        row.refresh_from_db()
        assert not row.has_failed
        credits = dict(PullQuote.objects.values_list("text", "source__name"))
        target = {"merge": "Port Board", "split": "New", "undo": "Harbour Board"}[kind]
        assert credits["“Five.”"] == target
        assert credits["“Someone else’s.”"] == "Coast Guard"
        assert credits["“Three, corrected.”"] == target
        assert credits["“Two.”"] == target

    def test_quotation_that_is_moved_twice_is_undone_once(self, sources, editor, before_batch):
        """A form that was open credits the former source again."""
        before, row = load_rows(), start("merge", sources, editor)
        first = PullQuote.objects.filter(source=sources[0]).earliest("pk")

        def interfere(number: int) -> None:
            if number == 3:
                run_concurrently(
                    lambda: PullQuote.objects.filter(pk=first.pk).update(source=sources[0])
                )

        before_batch(interfere)
        run_source_task.call(row.pk)
        assert count_by_source() == {"Port Board": 4}
        message = undo_source_change(change=SourceChange.objects.get()).message
        assert message == "Undone: “Harbour Board” → “Port Board”"
        assert list_changed_tables(before) == set()

    @pytest.mark.parametrize("kind", KINDS)
    def test_change_is_neither_repeated_nor_undone_nor_deleted_while_it_runs(
        self, kind, sources, editor, before_batch
    ):
        row = start(kind, sources, editor)
        refusals: list[str] = []

        def attempt(operation: Callable[[], object]) -> None:
            try:
                operation()
            except (SourceConflict, CannotUndo, ProtectedError) as error:
                refusals.append(type(error).__name__)

        def interfere(number: int) -> None:
            if number != 2:
                return
            change = SourceChange.objects.latest("pk")
            listed = {"undo": [change]}.get(kind, [])
            assert list_changes(10) == listed
            existing = list(Source.objects.filter(pk__in=change.sources))
            run_concurrently(
                lambda: attempt(lambda: start_undo(change=change, by=editor)),
                lambda: attempt(lambda: start_merge(sources=existing, into=existing[0], by=editor)),
                lambda: attempt(lambda: delete_sources(source_ids=change.sources)),
                lambda: run_source_task.call(row.pk),
                resume_source_tasks.call,
            )

        before_batch(interfere)
        run_source_task.call(row.pk)
        assert sorted(refusals) == ["CannotUndo", "ProtectedError", "SourceConflict"]
        row.refresh_from_db()
        assert (row.attempts, row.has_failed, row.moved_count) == (0, False, 3)
        assert count_by_source() == EXPECTED[kind]
        assert SourceChange.objects.count() == 1

    def test_source_without_quotations_meanwhile_is_not_deleted_by_a_save(
        self, sources, editor, before_batch
    ):
        """The undo has moved one quotation back, which the save removes."""
        row = start("undo", sources, editor)
        Source.objects.update(created_by=editor)

        def interfere(number: int) -> None:
            if number == 2:
                post = Post.objects.get(pullquotes__source__name="Harbour Board")
                html = "<p>Nothing is quoted any more.</p>"
                run_concurrently(
                    lambda: save_post(
                        post,
                        by=editor,
                        document=document.parse(html),
                        correction=CorrectionNote("typo"),
                    )
                )

        before_batch(interfere)
        run_source_task.call(row.pk)
        row.refresh_from_db()
        assert not row.has_failed
        assert count_by_source() == {"Harbour Board": 2, "Port Board": 1}

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("failing", ["killed", "error"])
    def test_task_that_cannot_go_on_says_what_it_moved_and_can_be_undone(
        self, kind, failing, sources, editor, before_batch
    ):
        before, row = load_rows(), start(kind, sources, editor)

        def fail(number: int) -> None:
            if number == 3:
                raise OperationalError if failing == "killed" else ValueError

        before_batch(fail)
        with suppress(OperationalError):
            run_source_task.call(row.pk)
        if failing == "killed":
            SourceTask.objects.filter(pk=row.pk).update(attempts=3)
            resume_source_tasks.call()
        row.refresh_from_db()
        assert row.has_failed
        assert "stopped after 2 of 3 quotations" in row.result
        assert count_by_source() != EXPECTED[kind]
        (change,) = list_changes(10)
        undo_source_change(change=change)
        assert list_changed_tables(before) == set()

    def test_record_of_a_merge_locks_neither_posts_nor_sources(self, sources, editor, monkeypatch):
        rerender = batches.rerender_merged_posts
        moved = Post.objects.get(pullquotes__text="“One.”")

        def save() -> None:
            quotations = [
                make.quotation(text, source_name="Port Board") for text in ("“One.”", "“Five.”")
            ]
            typo = CorrectionNote("typo")
            nodes = document.parse("".join(quotations))
            save_post(moved, by=editor, document=nodes, correction=typo)

        def save_and_rerender(*arguments: Any, **options: Any) -> None:
            run_concurrently(save)
            rerender(*arguments, **options)

        monkeypatch.setattr(batches, "rerender_merged_posts", save_and_rerender)
        run_source_task.call(start("merge", sources, editor).pk)
        assert count_by_source() == {"Port Board": 5}

    @pytest.mark.parametrize("is_resumed", [True, False])
    def test_merge_killed_before_its_record_is_complete_can_be_undone(
        self, is_resumed, sources, editor, monkeypatch
    ):
        person = Source.objects.create(name="Person", slug="person")
        Tenure.objects.create(source=person, role="Chair", organisation=sources[0])
        before, row = load_rows(), start("merge", sources, editor)

        def die(*_arguments: object) -> None:
            raise OperationalError

        with monkeypatch.context() as patch, pytest.raises(OperationalError):
            patch.setattr(batches, "_record_merge", die)
            run_source_task.call(row.pk)
        assert count_by_source() == {"Port Board": 4}
        assert list_changes(10) == []
        SourceTask.objects.update(attempts=1 if is_resumed else 3)
        resume_source_tasks.call()
        if is_resumed:
            run_source_task.call(row.pk)
        row.refresh_from_db()
        assert (row.has_failed, row.result[:25]) == (False, "Merged into “Port Board”.")
        assert Tenure.objects.get().organisation == sources[1]
        undo_source_change(change=SourceChange.objects.get())
        assert list_changed_tables(before) == set()

    @pytest.mark.parametrize("kind", KINDS)
    def test_task_that_was_killed_three_times_changes_nothing(self, kind, sources, editor):
        row = start(kind, sources, editor)
        before = load_rows()
        SourceTask.objects.filter(pk=row.pk).update(started_at=timezone.now(), attempts=3)
        resume_source_tasks.call()
        row.refresh_from_db()
        assert (row.has_failed, "stopped 3 times" in row.result) == (True, True)
        assert list_changed_tables(before) == set()
