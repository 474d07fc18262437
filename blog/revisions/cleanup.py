"""What is kept for a while: forms that were left without saving; blocks that no revision has."""

from django.db import OperationalError, connection, transaction
from django.tasks import task

from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision

# Revision blocks that are deleted at once, while saves wait, and how many go in one run.
BATCH, MOST = 1_000, 50_000
# Of the latest revisions, so many are looked at again: others may be in hand meanwhile.
IN_HAND = 1_000
ORPHANS = """
    SELECT blog_revisionblock.id FROM blog_revisionblock
    LEFT JOIN (SELECT DISTINCT unnest(block_ids) AS id FROM blog_revision) used USING (id)
    WHERE used.id IS NULL LIMIT %s
"""
DELETE = """
    WITH used AS (SELECT DISTINCT unnest(block_ids) AS id FROM blog_revision WHERE id > %s)
    DELETE FROM blog_revisionblock
    WHERE id = ANY(%s) AND NOT EXISTS (SELECT FROM used WHERE used.id = blog_revisionblock.id)
"""


@task
def forget_autosaves() -> None:
    """`config.schedule` orders it daily."""
    Autosave.objects.delete_expired()


@task
def delete_unused_blocks() -> None:
    """Those of posts that were deleted for good. `config.schedule` orders it daily. It reads the
    keys in all revisions once."""
    latest = Revision.objects.latest_first().values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(ORPHANS, [MOST])
        orphans = [key for (key,) in cursor.fetchall()]
    for begin in range(0, len(orphans), BATCH):
        if not _delete(orphans[begin : begin + BATCH], latest - IN_HAND):
            return


def _delete(orphans: list[int], since: int) -> bool:
    """Whoever saves writes to this table first, be it nothing new, and then names its rows in a
    revision: so with the table locked no save is between the two. False where one takes so long
    that others would have to wait; the next run goes on."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute("LOCK TABLE blog_revisionblock IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(DELETE, [since, orphans])
    except OperationalError:
        return False
    return True
