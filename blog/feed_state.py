"""What a feed says, as a hash that the database makes: in the one query that reads the site's
settings, so that whoever has the feed already costs nothing more."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class State:
    """`of` are the rows of what it is a feed of, `items` those of what it shows, which say as
    `seen_at` when readers could last see something new in them. Both are compared whole, so that
    nothing that changes the feed can be forgotten here."""

    items: QuerySet
    of: QuerySet | None = None

    def sql(self) -> tuple[str, tuple[Any, ...]]:
        """Of a JSON object: `items` and `of` are hashes, None where there is no row."""
        items, values = self.items.query.sql_with_params()
        of, of_values = "NULL", ()
        if self.of is not None:
            rows, of_values = self.of.query.sql_with_params()
            of = f"(SELECT md5(string_agg(shown::text, '')) FROM ({rows}) AS shown)"
        return (
            f"(SELECT json_build_object('items', md5(string_agg(md5(shown::text), '')),"
            f" 'of', {of}, 'seen_at', floor(extract(epoch FROM max(shown.seen_at))))"
            f" FROM ({items}) AS shown)",
            (*of_values, *values),
        )
