"""What an import leaves in a database, as rows without keys, so that two sites can be compared."""

from collections.abc import Callable
from typing import Any

# Tables of an import, and of what it writes.
_TABLES_SQL = """
SELECT relname FROM pg_stat_user_tables
WHERE (relname LIKE 'blog\\_%' OR relname LIKE 'transfer\\_%' OR relname = 'accounts_user'
        OR relname = 'django_redirect')
    AND relname NOT LIKE '%counter' AND relname <> 'blog_knownword'
ORDER BY 1
"""
_OF_POST = "JOIN blog_post AS post ON post.id = row.post_id"
# A worker that is killed between storing the file of a picture and its row leaves the file behind,
# and the storage adds a suffix to the name of the next one.
_HTML_SQL = r"regexp_replace(html, '(/photos/../\w{32})_\w{7}\.', '\1.', 'g')"
# Rows of a counter are summed, as it may have several.
_ROWS_SQL = {
    "imports": "SELECT stage, counts::text, position, total_bytes, message FROM transfer_import",
    "items": """
        SELECT item.kind, key, item.state, reason, hash, written_hash, length(payload),
            item.notes::text, post.slug, comment.text, label.name, created_by_id IS NULL
        FROM transfer_importeditem AS item LEFT JOIN blog_post AS post ON post.id = post_id
        LEFT JOIN blog_comment AS comment ON comment.id = comment_id
        LEFT JOIN blog_label AS label ON label.id = label_id""",
    "addresses": "SELECT address, old_path FROM transfer_importedaddress",
    "redirects": "SELECT old_path, new_path FROM django_redirect",
    "pictures": """
        SELECT address, url, row.state, row.reason, item.key, sha256
        FROM transfer_importedpicture AS row
        LEFT JOIN transfer_importeditem AS item ON item.id = item_id
        LEFT JOIN blog_photo AS photo ON photo.id = photo_id""",
    "photos": """
        SELECT sha256, width, height, alt, caption, perceptual_hash, rendition_hash, avif_widths,
            webp_widths, has_duplicate
        FROM blog_photo""",
    "figures": f"""
        SELECT slug, row.position, row.original_url, sha256, row.caption, row.alt
        FROM blog_figure AS row {_OF_POST} LEFT JOIN blog_photo AS photo ON photo.id = photo_id""",
    "posts": f"""
        SELECT slug, title, kind, status, published_at, language, summary, {_HTML_SQL}, intro_html,
            search::text
        FROM blog_post""",
    "prose": f"SELECT slug, position, row.html FROM blog_prose AS row {_OF_POST}",
    "revisions": f"""
        SELECT slug, note, fields::text, labels, cardinality(photos), cardinality(block_ids)
        FROM blog_revision AS row {_OF_POST}""",
    "labels": """
        SELECT slug, name FROM blog_postlabel JOIN blog_post AS post ON post.id = content_object_id
        JOIN (SELECT id, name FROM blog_label) AS label ON label.id = tag_id""",
    "authors": f"""
        SELECT post.slug, username, position FROM blog_authorship AS row {_OF_POST}
        JOIN accounts_user AS person ON person.id = user_id""",
    "comments": f"""
        SELECT slug, row.name, row.text, row.state, row.created_at, cardinality(row.path),
            row.shown_below, parent.text
        FROM blog_comment AS row {_OF_POST}
        LEFT JOIN blog_comment AS parent ON parent.id = row.parent_id""",
    "actions": """
        SELECT text, was, became, row.created_at FROM blog_moderationaction AS row
        JOIN blog_comment AS comment ON comment.id = comment_id""",
    "findings": f"SELECT slug, code, number FROM blog_findingcount AS row {_OF_POST}",
    "links": f"""
        SELECT slug, url FROM blog_link_posts AS row JOIN blog_link AS link ON link.id = link_id
        {_OF_POST}""",
    "words": "SELECT DISTINCT word FROM blog_knownword",
    "label counters": """
        SELECT name, sum(count) FROM blog_labelcounter JOIN blog_label AS label
        ON label.id = label_id GROUP BY 1""",
    "comment counters": f"""
        SELECT slug, sum(count) FROM blog_commentcounter AS row {_OF_POST} GROUP BY 1""",
    "author counters": """
        SELECT username, sum(count) FROM blog_authorcounter
        JOIN accounts_user AS person ON person.id = author_id GROUP BY 1""",
    "month counters": "SELECT month, sum(count) FROM blog_monthcounter GROUP BY 1",
    "day counters": "SELECT day, sum(count) FROM blog_postdaycounter GROUP BY 1",
    "comment day counters": """
        SELECT day, state, sum(count) FROM blog_commentdaycounter GROUP BY 1, 2""",
    "writer counters": "SELECT state, sum(count) FROM blog_writercounter GROUP BY 1",
}
type Rows = dict[str, list[str]]


def load_rows(query: Callable[[str], list[Any]]) -> Rows:
    """Load the rows by names, in one order, and the numbers of rows of all tables."""
    rows = {name: sorted(map(repr, query(sql))) for name, sql in _ROWS_SQL.items()}
    tables = [name for (name,) in query(_TABLES_SQL)]
    counts = [f"{name}: {query(f'SELECT count(*) FROM {name}')[0][0]}" for name in tables]
    return {**rows, "tables": counts}


def find_differences(expected: Rows, rows: Rows) -> dict[str, list[str]]:
    """Return some of the rows that only one side has, or that one has more often."""
    differences = {}
    for name, before in expected.items():
        if before != rows[name]:
            lost, new = [*before], [*rows[name]]
            for row in before:
                if row in new:
                    new.remove(row)
                    lost.remove(row)
            differences[name] = [f"- {row}" for row in lost[:3]] + [f"+ {row}" for row in new[:3]]
    return differences
