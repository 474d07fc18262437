"""What a feed says, as a hash that the database makes: in the one query that reads the site's
settings, so that whoever has the feed already costs nothing more."""

from collections.abc import Sequence
from typing import Any

type SQL = tuple[str, Sequence[Any]]


def of_feed(items: SQL, of: SQL | None = None) -> SQL:
    """Of a JSON object: `items` and `of` are hashes of rows, None where there is none.

    `of` are the rows of what it is a feed of, `items` those of what it shows, which say as
    `seen_at` when readers could last see something new in them. Both are compared whole, so that
    nothing that changes the feed can be forgotten here.
    """
    rows, values = items
    of_rows, of_values = of or ("SELECT NULL WHERE false", [])
    return (
        f"(SELECT json_build_object('items', md5(string_agg(md5(shown::text), '')),"
        f" 'of', (SELECT md5(string_agg(shown::text, '')) FROM ({of_rows}) AS shown),"
        f" 'seen_at', floor(extract(epoch FROM max(shown.seen_at)))) FROM ({rows}) AS shown)",
        [*of_values, *values],
    )
