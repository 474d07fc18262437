"""Pending lists of the search indexes are merged in the background."""

import pytest
from django.db import connection

from blog.models import Post, PullQuote
from blog.search.pending_entries import INDEXES, merge_pending_entries
from config.schedule import SCHEDULE
from tests.support import factories as make


def merge_again() -> int:
    """Merge the lists once more; return the number of their pages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(gin_clean_pending_list(name::regclass)) FROM unnest(%s) AS name",
            [list(INDEXES)],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("is_run", [False, True])
def test_entries_of_a_saved_post_are_merged_by_the_task(is_run, db):
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
