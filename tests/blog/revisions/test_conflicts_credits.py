"""Conflicts of attributions: each version keeps its own source, speaker and date."""

import lxml.html
import pytest

from tests.blog.content.test_document_credits import (
    MAYOR,
    MINISTER,
    get_credits,
    resave,
    save_new_post,
    set_attributes,
)
from tests.blog.revisions.test_conflicts import get_form_fields
from tests.support import factories as make
from tests.support.desk import change, fields, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIFTH, SIXTH, SEVENTH, EIGHTH = (
    f"Ada Lind, minister of fisheries, Government of Aldmark, {day} March 2026"
    for day in (5, 6, 7, 8)
)
ARABIC = "ليلى حداد، محامية"


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def post(author):
    return save_new_post(author, make.quotation("“A.”", "“B.”", attribution=FIFTH) + "<p>x</p>")


def submit_conflicting(author, post, theirs: str, **mine: str) -> dict[str, str]:
    """Return the refused form after another save of the same quotation."""
    client = signed_in(author)
    opened = fields(client, change(post))
    resave(author, post, attribution=theirs)
    sent = opened | {"document": set_attributes(opened["document"], **mine)}
    response = client.post(change(post), sent)
    assert response.status_code == 200
    return get_form_fields(response)


def choose(form: dict[str, str], version: str) -> dict[str, str]:
    """Replace the conflict in the form by one version."""
    root = lxml.html.fragment_fromstring(form["document"], create_parent="div")
    conflict = root.find("section[@data-block='conflict']")
    chosen = conflict.find(f"section[@data-version='{version}']")
    rest = [node for node in root if node is not conflict]
    html = "".join(lxml.html.tostring(node, encoding="unicode") for node in [*chosen, *rest])
    return form | {"document": html}


def save(author, post, form: dict[str, str]) -> None:
    assert signed_in(author).post(change(post), form).status_code == 302


@pytest.mark.parametrize(
    ("theirs", "mine", "name", "date_said"),
    [
        (SIXTH, SEVENTH, "Ada Lind", "2026-03-07"),
        (MAYOR, SEVENTH, "Ada Lind", "2026-03-07"),
        (SIXTH, MAYOR, "Bo Berg", "2025-06-05"),
        (SIXTH, ARABIC, "ليلى حداد", ""),
        ("", SEVENTH, "Ada Lind", "2026-03-07"),
        (SIXTH, "<b>" * 40, "<b>" * 40, ""),
    ],
)
def test_conflict_resolved_with_own_attribution_has_its_credit(
    theirs, mine, name, date_said, author, post
):
    form = submit_conflicting(author, post, theirs, attribution=mine)
    save(author, post, choose(form, "mine"))
    assert get_credits(post) == [(mine, name, "", date_said)] * 2
    resave(author, post)
    assert get_credits(post) == [(mine, name, "", date_said)] * 2


def test_conflict_resolved_with_other_attribution_keeps_credit(author, post):
    form = submit_conflicting(author, post, SIXTH, attribution=SEVENTH)
    save(author, post, choose(form, "theirs"))
    assert get_credits(post) == [(SIXTH, "Ada Lind", "", "2026-03-06")] * 2


def test_attribution_edited_in_conflict_is_parsed_again(author, post):
    form = choose(submit_conflicting(author, post, SIXTH, attribution=SEVENTH), "mine")
    form["document"] = set_attributes(form["document"], attribution=EIGHTH)
    save(author, post, form)
    assert get_credits(post) == [(EIGHTH, "Ada Lind", "", "2026-03-08")] * 2


def test_date_set_with_attribution_survives_conflict(author, post):
    form = submit_conflicting(author, post, SIXTH, attribution=SEVENTH, said="2020")
    save(author, post, choose(form, "mine"))
    assert get_credits(post) == [(SEVENTH, "Ada Lind", "", "2020")] * 2


def test_date_marked_as_set_by_hand_survives_conflict(author, post):
    form = submit_conflicting(author, post, SIXTH, attribution=SEVENTH, by_hand="date_said")
    save(author, post, choose(form, "mine"))
    assert get_credits(post) == [(SEVENTH, "Ada Lind", "", "2026-03-05")] * 2


def test_second_conflict_keeps_credit_of_own_attribution(author, post):
    form = choose(submit_conflicting(author, post, SIXTH, attribution=SEVENTH), "mine")
    resave(author, post, attribution=MINISTER)
    again = signed_in(author).post(change(post), form)
    assert again.status_code == 200
    save(author, post, choose(get_form_fields(again), "mine"))
    assert get_credits(post) == [(SEVENTH, "Ada Lind", "", "2026-03-07")] * 2


def test_same_attribution_by_two_authors_is_no_conflict(author, post):
    client = signed_in(author)
    opened = fields(client, change(post))
    resave(author, post, attribution=SEVENTH)
    sent = opened | {"document": set_attributes(opened["document"], attribution=SEVENTH)}
    save(author, post, sent)
    assert get_credits(post) == [(SEVENTH, "Ada Lind", "", "2026-03-07")] * 2
