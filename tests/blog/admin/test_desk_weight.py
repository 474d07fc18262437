"""Scripts and style sheets of every page of the desk, in bytes as browsers receive them."""

import re

import pytest

from tests.accounts.access import ADDRESSES
from tests.accounts.test_access_table import create_objects, place_of
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.page_weight import weigh

KB = 1000
MAX_EDITOR_BYTES = 249 * KB
MAX_BYTES = 39 * KB  # The goal is 60.
EDITOR_RE = re.compile(r"/admin/blog/(?:post|page|dossier)/(?:add|\d+/(?:change|trash))/")


@pytest.mark.slow
def test_pages_of_the_desk_are_light(db) -> None:
    user = make.user("superuser")
    keys = {place: own for place, (own, _others) in create_objects(user).items()}
    client = signed_in(user)
    addresses = {address for row in ADDRESSES.values() for address in row}
    weights = {}
    for address in sorted(addresses):
        if address.startswith("POST "):
            continue
        url = "/" + re.sub(r"<[^>]+>", str(keys.get(place_of(address), "")), address)
        weights[url] = weigh(client, url)
    assert len([url for url, files in weights.items() if files]) > 100
    heavy = {
        url: (sum(files.values()), files)
        for url, files in weights.items()
        if sum(files.values()) > (MAX_EDITOR_BYTES if EDITOR_RE.fullmatch(url) else MAX_BYTES)
    }
    assert heavy == {}
