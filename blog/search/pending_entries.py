"""Entries that wait for the search indexes of posts and quotations.

A change of a post adds its entries to the pending list of each index. The change that fills a list
merges it, which takes as long as some eighty other changes. A periodic task merges the lists before
that, so that few authors wait for it.
"""

from django.db import connection
from django.tasks import task

# The indexes with a limited list (PENDING_LIST_KB).
INDEXES = ("post_published_words", "post_published_pairs", "pullquote_words", "pullquote_pairs")


@task
def merge_pending_entries() -> None:
    """Merge the pending lists. One query for each index, 0.1 ms if nothing waits."""
    with connection.cursor() as cursor:
        for index in INDEXES:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
