"""Pending lists of the search indexes are merged in the background."""

import pytest
from django.db import connection

from blog.common.db.pending_entries import POST_INDEXES, QUOTATION_INDEXES
from blog.content import rendering
from blog.content.sources import background, batches
from blog.models import Post, PullQuote, Source, SourceChange, SourceTask
from blog.search.pending_entries import merge_pending_entries
from config.schedule import SCHEDULE
from tests.support import factories as make
from tests.support.autovacuum import block_autovacuum

INDEXES = (*POST_INDEXES, *QUOTATION_INDEXES)


def merge_again(indexes: tuple[str, ...] = INDEXES) -> int:
    """Merge the lists once more; return the number of their pages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(gin_clean_pending_list(name::regclass)) FROM unnest(%s) AS name",
            [list(indexes)],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("is_run", [False, True])
def test_entries_of_a_saved_post_are_merged_by_the_task(is_run, db):
    block_autovacuum()
    merge_again()
    make.post(make.quotation("Low water at noon."), title="Tides")
    if is_run:
        merge_pending_entries.call()
    assert (merge_again() == 0) == is_run


def test_task_merges_all_indexes_with_a_limited_list():
    limited = {
        index.name
        for model in (Post, PullQuote)
        for index in model._meta.indexes
        if getattr(index, "gin_pending_list_limit", None)
    }
    assert set(INDEXES) == limited
    assert "blog.search.pending_entries.merge_pending_entries" in SCHEDULE


@pytest.mark.parametrize("posts", [1, 2])
def test_rendering_of_many_posts_merges_before_the_lists_are_full(posts, db, monkeypatch):
    block_autovacuum()
    monkeypatch.setattr(rendering, "POSTS_MERGED", 2)
    keys = [make.post(f"<p>Tide {number}</p>").pk for number in range(posts)]
    merge_again()
    rendering.rerender_as_newer.call(keys)
    assert (merge_again(POST_INDEXES) == 0) == (posts == 2)


@pytest.mark.parametrize("kind", ["merge", "undo"])
@pytest.mark.parametrize("quotations", [1, 2])
def test_batches_of_a_source_merge_before_the_lists_are_full(kind, quotations, db, monkeypatch):
    block_autovacuum()
    monkeypatch.setattr(background, "MAX_IN_REQUEST", 0)
    monkeypatch.setattr(batches, "BATCH_SIZE", 1)
    monkeypatch.setattr(batches, "BATCHES_MERGED", 2)
    editor = make.user("Editor")
    for name in ("Harbour Board", *["Port Board"] * quotations):
        make.post(make.quotation("“Low water at noon.”", source_name=name))
    into, gone = Source.objects.order_by("pk")
    background.start_merge(sources=[into, gone], into=into, by=editor)
    if kind == "undo":
        background.run_source_task.call(SourceTask.objects.get().pk)
        background.start_undo(change=SourceChange.objects.get(), by=editor)
    merge_again()
    background.run_source_task.call(SourceTask.objects.latest("pk").pk)
    assert (merge_again(QUOTATION_INDEXES) == 0) == (quotations == 2)
