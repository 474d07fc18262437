"""All routes are validated: each has a kind of page or a reason for its absence."""

from urllib.parse import urlsplit

from django.urls import get_resolver, resolve

from tests.judges.kinds import EXCLUDED_ROUTES, KINDS
from tests.support.routes import routes


def test_all_routes_have_a_kind_of_page():
    names_by_route = dict(routes(get_resolver()))
    assert "quotes/<int:pk>/" in names_by_route
    covered = {
        resolve(
            urlsplit(
                kind.address.format(
                    quotation=1,
                    copy=1,
                    correction=1,
                    arabic=1,
                    comment=1,
                    own=1,
                    mine="x",
                    shared="x",
                    origin="",
                    number=0,
                )
            ).path
        ).route
        for kind in KINDS
        if kind.status == 200
    }
    missing = set(names_by_route) - covered - set(EXCLUDED_ROUTES)
    assert missing == set(), "add each to KINDS in tests/judges/kinds.py"
    assert set(EXCLUDED_ROUTES) <= set(names_by_route)


def test_kinds_have_unique_names():
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
