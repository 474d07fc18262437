"""Periodic tasks that delete expired autosaves and revision blocks without a revision."""

from django.db import OperationalError, connection, transaction
from django.tasks import task

from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision

# Saves wait while a batch of revision blocks is deleted.
BATCH_SIZE = 1_000
MAX_DELETED_BLOCKS = 50_000  # in one run
# Before a batch is deleted, this many of the latest revisions are checked again: a revision that
# was saved since the first check may use an orphaned block.
RECHECKED_REVISIONS = 1_000
ORPHANS_SQL = """
    SELECT blog_revisionblock.id FROM blog_revisionblock
    LEFT JOIN (SELECT DISTINCT unnest(block_ids) AS id FROM blog_revision) used USING (id)
    WHERE used.id IS NULL LIMIT %s
"""
DELETE_SQL = """
    WITH used AS (SELECT DISTINCT unnest(block_ids) AS id FROM blog_revision WHERE id > %s)
    DELETE FROM blog_revisionblock
    WHERE id = ANY(%s) AND NOT EXISTS (SELECT FROM used WHERE used.id = blog_revisionblock.id)
"""


@task
def delete_expired_autosaves() -> None:
    """Delete autosaves after their lifetime. Runs daily (`config.schedule`)."""
    Autosave.objects.delete_expired()


@task
def delete_unused_blocks() -> None:
    """Delete revision blocks that only deleted posts used. Reads the block IDs of all revisions
    once. Runs daily (`config.schedule`)."""
    latest = Revision.objects.latest_first().values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(ORPHANS_SQL, [MAX_DELETED_BLOCKS])
        orphans = [block_id for (block_id,) in cursor.fetchall()]
    for start in range(0, len(orphans), BATCH_SIZE):
        batch = orphans[start : start + BATCH_SIZE]
        if not _delete_blocks(batch, latest - RECHECKED_REVISIONS):
            return


def _delete_blocks(orphans: list[int], since: int) -> bool:
    """Delete the blocks that no revision after the ID `since` uses.

    A save first writes to this table, even without a new block, and then to the revisions, so the
    table lock excludes saves between the two. Return False if the lock times out because of a long
    save; the next run continues.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute("LOCK TABLE blog_revisionblock IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(DELETE_SQL, [since, orphans])
    except OperationalError:
        return False
    return True
