"""No page escapes the judges: each address of the URLconf has a kind, or a reason for none."""

from urllib.parse import urlsplit

from django.urls import get_resolver, resolve

from tests.judges.kinds import KINDS, NO_PAGES
from tests.support.routes import routes


def test_every_address_has_a_kind_of_page():
    found = dict(routes(get_resolver()))
    assert "quotes/<int:pk>/" in found
    judged = {
        resolve(
            urlsplit(
                kind.address.format(
                    quotation=1,
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
    forgotten = set(found) - judged - set(NO_PAGES)
    assert forgotten == set(), "add each to KINDS in tests/judges/kinds.py"
    assert set(NO_PAGES) <= set(found)


def test_kinds_have_names_of_their_own():
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
