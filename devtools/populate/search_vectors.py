"""Search vectors of posts, concatenated from the stored vectors of their paragraphs.

This takes a fifth of the time. `blog_post.search` is a generated column and cannot be written, but
a superuser can turn it into a plain column for a while. A test compares the stored vectors with
generated ones.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from devtools.populate.paragraphs import iterate_paragraphs
from devtools.populate.tables import Table

SEPARATOR = "\x1f"
# Values of a row that are no columns: the keys of its paragraphs, and the texts before each.
EXTRA_COLUMNS = ("paragraph_keys", "texts")
_PREPARE_SQL = """
LOCK TABLE blog_post IN ACCESS EXCLUSIVE MODE;
CREATE TABLE populate_paragraph AS
    SELECT key, to_tsvector(search_configuration(language), html) AS vector
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS paragraphs (key, language, html);
ALTER TABLE populate_paragraph ADD PRIMARY KEY (key);
ANALYZE populate_paragraph;
CREATE AGGREGATE populate_concat (tsvector) (SFUNC = tsvector_concat, STYPE = tsvector);
"""
_CLEAN_UP_SQL = """
LOCK TABLE blog_post IN ACCESS EXCLUSIVE MODE;
DROP AGGREGATE populate_concat (tsvector);
DROP TABLE populate_paragraph;
"""
_SET_GENERATED_SQL = """
UPDATE pg_attribute SET attgenerated = %s
WHERE attrelid = 'blog_post'::regclass AND attname = 'search'
"""
# Receives the rows. Long values are compressed only once, in the final table.
_STAGING_TABLE_SQL = """
CREATE TEMPORARY TABLE populate_staging ON COMMIT DROP AS
    SELECT {columns}, '' AS paragraph_keys, '' AS texts FROM blog_post LIMIT 0;
ALTER TABLE populate_staging SET (toast_tuple_target = 8160),
    ALTER html SET STORAGE EXTERNAL, ALTER linked_data SET STORAGE EXTERNAL
"""
_INSERT_SQL = """
INSERT INTO blog_post ({columns}, search)
SELECT {columns},
    setweight(to_tsvector(rules, title), 'A') || setweight(to_tsvector(rules, summary), 'B')
    || setweight((
        SELECT populate_concat(to_tsvector(rules, text) || (
            SELECT vector FROM populate_paragraph WHERE key = paragraph_key::bigint
        ) ORDER BY position)
        FROM unnest(string_to_array(texts, %s), string_to_array(paragraph_keys, %s))
            WITH ORDINALITY AS parts (text, paragraph_key, position)
    ), 'D') || array_to_tsvector(ARRAY['=' || language])
FROM populate_staging, search_configuration(language) AS rules
"""


@contextmanager
def bypass_generated_column() -> Iterator[None]:
    """Make `blog_post.search` writable. Nobody else may write posts meanwhile: they would have no
    search vector."""
    rows = [(each.key, language, each.html) for language, each in iterate_paragraphs()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PREPARE_SQL, [list(column) for column in zip(*rows, strict=True)])
        cursor.execute(_SET_GENERATED_SQL, [""])
    try:
        yield
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_CLEAN_UP_SQL)
            cursor.execute(_SET_GENERATED_SQL, ["s"])


def insert_posts(cursor: Any, table: Table, rows: io.BytesIO) -> None:
    """Insert posts whose rows end with EXTRA_COLUMNS."""
    cursor.execute(_STAGING_TABLE_SQL.format(columns=table.columns))
    table.copy(cursor, rows, into="populate_staging")
    cursor.execute(_INSERT_SQL.format(columns=table.columns), [SEPARATOR, ","])
