"""Parameters of a search, parsed from the query string."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from blog.common import markup

MAX_LENGTH = 200  # Characters per parameter.
# Phones type curly quotation marks; phrases need straight ones.
STRAIGHT_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
FILTERS = ("label", "author", "source", "year")


@dataclass(frozen=True)
class SearchParams:
    """Search parameters. Invalid values are accepted, and match nothing."""

    terms: str = ""
    kind: str = ""  # '', 'posts' or 'quotations'
    label: str = ""
    author: str = ""
    source: str = ""
    year: str = ""
    by_date: bool = False

    @classmethod
    def from_query(cls, query: QueryDict) -> "SearchParams":
        filters = {name: markup.clean_text(query.get(name, ""))[:MAX_LENGTH] for name in FILTERS}
        terms = markup.clean_text(query.get("q", "")).translate(STRAIGHT_QUOTES)
        kind = query.get("in", "")
        return cls(
            terms=" ".join(terms.split())[:MAX_LENGTH],
            kind=kind if kind in {"posts", "quotations"} else "",
            by_date=query.get("sort") == "date",
            **filters,
        )

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    def replace(self, **changes: Any) -> "SearchParams":
        return replace(self, **changes)

    def query_string(self, page: int = 1) -> str:
        """Return the query string of a page of this search."""
        parameters = {
            "q": self.terms,
            "in": self.kind,
            **{name: getattr(self, name) for name in FILTERS},
            "sort": "date" if self.by_date else "",
            "page": page if page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in parameters.items() if value})
