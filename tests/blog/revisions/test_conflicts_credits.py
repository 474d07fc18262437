"""An attribution line that two people changed: its source, speaker and date belong to its line."""

import lxml.html
import pytest

from tests.blog.content.test_document_credits import (
    MAYOR,
    MINISTER,
    credit,
    resave,
    stored,
    with_attributes,
)
from tests.blog.revisions.test_conflicts import form_of
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
    return stored(author, make.quotation("“A.”", "“B.”", attribution=FIFTH) + "<p>x</p>")


def contest(author, post, theirs: str, **mine: str) -> dict[str, str]:
    """The form as it comes back without scripts, after another save of the same quotation."""
    client = signed_in(author)
    opened = fields(client, change(post))
    resave(author, post, attribution=theirs)
    sent = opened | {"document": with_attributes(opened["document"], **mine)}
    response = client.post(change(post), sent)
    assert response.status_code == 200
    return form_of(response)


def choose(form: dict[str, str], version: str) -> dict[str, str]:
    """The form with one version in place of the conflict."""
    root = lxml.html.fragment_fromstring(form["document"], create_parent="div")
    conflict = root.find("section[@data-block='conflict']")
    chosen = conflict.find(f"section[@data-version='{version}']")
    rest = [node for node in root if node is not conflict]
    html = "".join(lxml.html.tostring(node, encoding="unicode") for node in [*chosen, *rest])
    return form | {"document": html}


def save(author, post, form: dict[str, str]) -> None:
    assert signed_in(author).post(change(post), form).status_code == 302


@pytest.mark.parametrize(
    ("theirs", "mine", "name", "said"),
    [
        (SIXTH, SEVENTH, "Ada Lind", "2026-03-07"),
        (MAYOR, SEVENTH, "Ada Lind", "2026-03-07"),
        (SIXTH, MAYOR, "Bo Berg", "2025-06-05"),
        (SIXTH, ARABIC, "ليلى حداد", ""),
        ("", SEVENTH, "Ada Lind", "2026-03-07"),
        (SIXTH, "<b>" * 40, "<b>" * 40, ""),
    ],
)
def test_chosen_line_of_a_conflict_has_its_own_credit(theirs, mine, name, said, author, post):
    form = contest(author, post, theirs, attribution=mine)
    save(author, post, choose(form, "mine"))
    assert credit(post) == [(mine, name, "", said)] * 2
    resave(author, post)
    assert credit(post) == [(mine, name, "", said)] * 2


def test_other_line_of_a_conflict_keeps_its_stored_credit(author, post):
    form = contest(author, post, SIXTH, attribution=SEVENTH)
    save(author, post, choose(form, "theirs"))
    assert credit(post) == [(SIXTH, "Ada Lind", "", "2026-03-06")] * 2


def test_line_changed_again_in_a_conflict_is_read_again(author, post):
    form = choose(contest(author, post, SIXTH, attribution=SEVENTH), "mine")
    form["document"] = with_attributes(form["document"], attribution=EIGHTH)
    save(author, post, form)
    assert credit(post) == [(EIGHTH, "Ada Lind", "", "2026-03-08")] * 2


def test_date_set_with_the_line_survives_a_conflict(author, post):
    form = contest(author, post, SIXTH, attribution=SEVENTH, said="2020")
    save(author, post, choose(form, "mine"))
    assert credit(post) == [(SEVENTH, "Ada Lind", "", "2020")] * 2


def test_date_marked_as_set_by_hand_survives_a_conflict(author, post):
    form = contest(author, post, SIXTH, attribution=SEVENTH, by_hand="said")
    save(author, post, choose(form, "mine"))
    assert credit(post) == [(SEVENTH, "Ada Lind", "", "2026-03-05")] * 2


def test_line_of_a_second_conflict_keeps_its_own_credit(author, post):
    form = choose(contest(author, post, SIXTH, attribution=SEVENTH), "mine")
    resave(author, post, attribution=MINISTER)
    again = signed_in(author).post(change(post), form)
    assert again.status_code == 200
    save(author, post, choose(form_of(again), "mine"))
    assert credit(post) == [(SEVENTH, "Ada Lind", "", "2026-03-07")] * 2


def test_same_line_written_by_two_people_is_no_conflict(author, post):
    client = signed_in(author)
    opened = fields(client, change(post))
    resave(author, post, attribution=SEVENTH)
    sent = opened | {"document": with_attributes(opened["document"], attribution=SEVENTH)}
    save(author, post, sent)
    assert credit(post) == [(SEVENTH, "Ada Lind", "", "2026-03-07")] * 2
