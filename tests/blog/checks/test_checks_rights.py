"""Checks of the rights to pictures, and the daily recheck of posts whose photos' rights end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog import checks
from blog.checks.models import FindingCount
from blog.checks.store import recheck_posts_with_ending_rights
from blog.models import Photo
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Stop the clock, as the day might end during a test."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def author():
    return make.user("Author")


def run(author, **fields) -> list[str]:
    photo = make.photo(author, **fields)
    post = make.draft(
        make.figure(photo), authors=(author,), summary="S", labels=("Ports",), title="Ports"
    )
    return [finding.code for finding in checks.run(checks.load_check_input(post), post, author)]


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (-1, ["photo_rights_ended"]),
        (0, ["photo_rights_end"]),
        (30, ["photo_rights_end"]),
        (31, []),
        (None, []),
    ],
)
def test_rights_that_end_are_reported(days, codes, author):
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    assert run(author, rights="own", rights_until=until) == codes


@pytest.mark.parametrize(
    ("credit", "rights", "codes"),
    [
        ("Jane Doe/Reuters", "unknown", ["photo_agency"]),
        ("Jane Doe/Reuters", "agency", []),
        ("Jane Doe", "unknown", []),
        ("Reutersville Museum", "unknown", []),
    ],
)
def test_agency_without_rights_is_reported(credit, rights, codes, author):
    assert run(author, credit=credit, rights=rights) == codes


def test_daily_recheck_finds_rights_that_ended(author):
    today = timezone.localdate()
    days = {"ended": -1, "soon": 30, "later": 40, "long ago": -40}
    posts = {}
    for name, number in days.items():
        photo = make.photo(author, rights="own")
        posts[name] = make.post(
            make.figure(photo), authors=(author,), summary="S", labels=("Ports",), title=name
        )
        Photo.objects.filter(pk=photo.pk).update(rights_until=today + timedelta(days=number))
    recheck_posts_with_ending_rights.func()
    rows = FindingCount.objects.filter(code__startswith="photo").values_list("post", "code")
    assert set(rows) == {
        (posts["ended"].pk, "photo_rights_ended"),
        (posts["soon"].pk, "photo_rights_end"),
    }
