"""Merge what few changes leave in the pending lists of the search indexes."""

from django.tasks import task

from blog.common.db.pending_entries import POST_INDEXES, QUOTATION_INDEXES, merge_entries


@task
def merge_pending_entries() -> None:
    """Merge the pending lists. One query for each index, 0.1 ms if nothing waits."""
    merge_entries([*POST_INDEXES, *QUOTATION_INDEXES])
