"""No page escapes the judges: each address of the URLconf has a kind, or a reason for none."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.judges.kinds import KINDS, NO_PAGES


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """The pattern and the name of each address that is not the desk's."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.name or ""
        elif pattern.namespace != "admin":
            yield from routes(pattern, route)


def test_every_address_has_a_kind_of_page():
    found = dict(routes(get_resolver()))
    assert "quotes/<int:pk>/" in found
    judged = {
        resolve(urlsplit(kind.address.replace("{quotation}", "1")).path).route
        for kind in KINDS
        if kind.status == 200
    }
    forgotten = set(found) - judged - set(NO_PAGES)
    assert forgotten == set(), "add each to KINDS in tests/judges/kinds.py"
    assert set(NO_PAGES) <= set(found)


def test_kinds_have_names_of_their_own():
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
