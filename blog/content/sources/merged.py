"""Sources that were merged: documents that were open meanwhile still name their keys."""

from collections.abc import Collection

from django.db import connection

MAX_MERGES_FOLLOWED = 10
# A merge lists the sources that went, and last the one that stayed.
_MERGED_SQL = """
SELECT gone::bigint, (sources->>-1)::bigint, before #>> ARRAY['source', gone, 'name']
FROM blog_sourcechange, unnest(%s::text[]) AS gone
WHERE kind = 'merge' AND undone_at IS NULL AND sources @> to_jsonb(gone::bigint)
    AND sources->>-1 <> gone
ORDER BY blog_sourcechange.id
"""


def find_merged_sources(keys: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return the present key and the former name of sources that were merged, by their keys.

    One query, and one for each further merge of the present source. No query without keys.
    """
    merged: dict[int, tuple[int, str]] = {}
    following = {key: key for key in keys}
    for _merge in range(MAX_MERGES_FOLLOWED):
        if not following:
            break
        with connection.cursor() as cursor:
            cursor.execute(_MERGED_SQL, [[str(key) for key in set(following.values())]])
            found_by_key = {gone: (into, name) for gone, into, name in cursor.fetchall()}
        following = {
            key: found_by_key[current][0]
            for key, current in following.items()
            if current in found_by_key
        }
        for key, into in following.items():
            name = merged[key][1] if key in merged else found_by_key[key][1]
            merged[key] = (into, name)
    return merged
