"""What is searched of a post, put together of what its paragraphs have, and not taken apart anew.

That costs a fifth. `blog_post.search` is a generated column, which nobody may fill; a superuser can
make it a plain one for a while. A test compares what is stored with what the database makes.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from devtools.populate import pools
from devtools.populate.tables import Table

BETWEEN = "\x1f"
PARTS = ("pieces", "said")  # What a row has beside the columns, as two texts.
_BEGUN = """
LOCK TABLE blog_post IN ACCESS EXCLUSIVE MODE;
CREATE TABLE populate_piece AS
    SELECT key, to_tsvector(search_configuration(language), html) AS words
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS pieces (key, language, html);
ALTER TABLE populate_piece ADD PRIMARY KEY (key);
ANALYZE populate_piece;
CREATE AGGREGATE populate_words (tsvector) (SFUNC = tsvector_concat, STYPE = tsvector);
"""
_ENDED = """
LOCK TABLE blog_post IN ACCESS EXCLUSIVE MODE;
DROP AGGREGATE populate_words (tsvector);
DROP TABLE populate_piece;
"""
_GENERATED = """
UPDATE pg_attribute SET attgenerated = %s
WHERE attrelid = 'blog_post'::regclass AND attname = 'search'
"""
# Rows as they are sent: what is long is compressed once, where it stays.
_SENT = """
CREATE TEMPORARY TABLE populate_sent ON COMMIT DROP AS
    SELECT {columns}, '' AS pieces, '' AS said FROM blog_post LIMIT 0;
ALTER TABLE populate_sent SET (toast_tuple_target = 8160),
    ALTER html SET STORAGE EXTERNAL, ALTER linked_data SET STORAGE EXTERNAL
"""
_PUT_TOGETHER = """
INSERT INTO blog_post ({columns}, search)
SELECT {columns},
    setweight(to_tsvector(rules, title), 'A') || setweight(to_tsvector(rules, summary), 'B')
    || setweight((
        SELECT populate_words(to_tsvector(rules, words) || (
            SELECT populate_piece.words FROM populate_piece WHERE key = piece::bigint
        ) ORDER BY place)
        FROM unnest(string_to_array(said, %s), string_to_array(pieces, %s))
            WITH ORDINALITY AS parts (words, piece, place)
    ), 'D') || array_to_tsvector(ARRAY['=' || language])
FROM populate_sent, search_configuration(language) AS rules
"""


@contextmanager
def by_hand() -> Iterator[None]:
    """Meanwhile nobody else may write posts: what is searched of them would be missing."""
    found = [(piece.key, language, piece.html) for language, piece in pools.everything()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BEGUN, [list(column) for column in zip(*found, strict=True)])
        cursor.execute(_GENERATED, [""])
    try:
        yield
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ENDED)
            cursor.execute(_GENERATED, ["s"])


def store(cursor: Any, table: Table, text: io.BytesIO) -> None:
    """Posts whose rows have PARTS as well."""
    cursor.execute(_SENT.format(columns=table.columns))
    table.copy(cursor, text, into="populate_sent")
    cursor.execute(_PUT_TOGETHER.format(columns=table.columns), [BETWEEN, ","])
