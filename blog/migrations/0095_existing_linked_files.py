"""Find the media files that existing posts and revisions link to."""

from django.db import migrations

# Of IDs: each batch is a transaction, and locks nothing but the files that it finds.
BATCH_SIZE = 10_000
POSTS_SQL = """
INSERT INTO blog_linkedfile (post_id, file_id)
SELECT DISTINCT text.post_id, file.id
FROM {table} AS text CROSS JOIN unnest(blog_linked_names(text.html)) AS linked (name)
    JOIN blog_mediafile AS file ON file.file = linked.name
WHERE text.id > %s AND text.id <= %s AND text.html LIKE '%%/files/__/%%'
ON CONFLICT DO NOTHING
"""
BLOCKS_SQL = """
SELECT text.id
FROM blog_revisionblock AS text CROSS JOIN unnest(blog_linked_names(text.html)) AS linked (name)
    JOIN blog_mediafile AS file ON file.file = linked.name
WHERE text.id > %s AND text.id <= %s AND text.html LIKE '%%/files/__/%%'
"""
REVISIONS_SQL = """
INSERT INTO blog_revisionfile (revision_id, file_id)
SELECT DISTINCT revision.id, file.id
FROM blog_revision AS revision JOIN blog_revisionblock AS text ON text.id = ANY (revision.block_ids)
    CROSS JOIN unnest(blog_linked_names(text.html)) AS linked (name)
    JOIN blog_mediafile AS file ON file.file = linked.name
WHERE revision.id > %s AND revision.id <= %s AND revision.block_ids && %s::bigint[]
    AND text.id = ANY (%s::bigint[])
ON CONFLICT DO NOTHING
"""


def fill(apps, schema_editor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in ("blog_prose", "blog_pullquote"):
            for batch in list_batches(cursor, table):
                cursor.execute(POSTS_SQL.format(table=table), batch)
        blocks: list[int] = []
        for batch in list_batches(cursor, "blog_revisionblock"):
            cursor.execute(BLOCKS_SQL, batch)
            blocks += [pk for (pk,) in cursor.fetchall()]
        if not blocks:
            return
        for batch in list_batches(cursor, "blog_revision"):
            cursor.execute(REVISIONS_SQL, [*batch, blocks, blocks])


def list_batches(cursor, table: str) -> list[tuple[int, int]]:
    """Return ranges of IDs, each without its start."""
    cursor.execute(f"SELECT coalesce(min(id), 1) - 1, coalesce(max(id), 0) FROM {table}")
    first, last = cursor.fetchone()
    return [(start, start + BATCH_SIZE) for start in range(first, last, BATCH_SIZE)]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0094_linked_files")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
