"""Fixtures of the tests of search."""

from collections.abc import Callable

import pytest

from blog.search import matching


@pytest.fixture
def limit_candidates(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Limit how many matches are ranked, also in the query that is compiled once."""

    def limit(number: int) -> None:
        monkeypatch.setattr(matching, "CANDIDATES", number)
        monkeypatch.setattr(matching, "_prepare_both", matching._prepare_both.__wrapped__)

    return limit
