"""What the address of a search asks for."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from blog.common import markup

MAX_LENGTH = 200  # of what is looked for, in characters
# A phone turns quotation marks into those of its language; a phrase stands in plain ones.
PLAIN = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
FILTERS = ("label", "author", "source", "year")


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. Whatever it holds is taken: what cannot be finds nothing."""

    words: str = ""
    kind: str = ""  # '', 'posts' or 'quotations'
    label: str = ""
    author: str = ""
    source: str = ""
    year: str = ""
    by_date: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        given = {name: markup.clean_text(query.get(name, ""))[:MAX_LENGTH] for name in FILTERS}
        words = " ".join(markup.clean_text(query.get("q", "")).translate(PLAIN).split())
        kind = query.get("in", "")
        return cls(
            words=words[:MAX_LENGTH],
            kind=kind if kind in {"posts", "quotations"} else "",
            by_date=query.get("sort") == "date",
            **given,
        )

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    def but(self, **changes: Any) -> "Wanted":
        return replace(self, **changes)

    def address(self, page: int = 1) -> str:
        """The query string of this search."""
        given = {
            "q": self.words,
            "in": self.kind,
            **{name: getattr(self, name) for name in FILTERS},
            "sort": "date" if self.by_date else "",
            "page": page if page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})
