"""Which role a source had at the date of a quotation."""

from datetime import date

import pytest
from django.utils import translation

from blog.common.date_precision import parse_partial_date
from blog.content.sources.roles import (
    HeldRole,
    TenureView,
    find_roles,
    format_roles,
    get_todays_roles,
    is_role_named,
    list_roles,
)
from blog.models import Source

TODAY = date(2026, 11, 28)


def tenure(period: str, role: str = "Minister", organisation: str = "") -> TenureView:
    """`period` is '2017-05/2019', with nothing on a side that is unknown."""
    dates = [parse_partial_date(part) or (None, "") for part in period.split("/")]
    return TenureView(role, organisation, "", *dates[0], *dates[1])


def find(period: str, date_said: str, today: date = TODAY) -> HeldRole | None:
    said_on, precision = parse_partial_date(date_said) or (None, "")
    return next(iter(find_roles([tenure(period)], said_on, precision, today)), None)


@pytest.mark.parametrize(
    ("period", "date_said", "is_held"),
    [
        # Both ends known to the day.
        ("2017-05-17/2019-03-08", "2017-05-16", False),
        ("2017-05-17/2019-03-08", "2017-05-17", True),
        ("2017-05-17/2019-03-08", "2018-07-01", True),
        ("2017-05-17/2019-03-08", "2019-03-08", True),
        ("2017-05-17/2019-03-08", "2019-03-09", False),
        ("2017-05-17/2019-03-08", "2017-05", False),
        ("2017-05-17/2019-03-08", "2017-06", True),
        ("2017-05-17/2019-03-08", "2019-02", True),
        ("2017-05-17/2019-03-08", "2019-03", False),
        ("2017-05-17/2019-03-08", "2017", False),
        ("2017-05-17/2019-03-08", "2018", True),
        ("2017-05-17/2019-03-08", "2019", False),
        # Whole months and years, to the day.
        ("2017-05-01/2017-05-31", "2017-05", True),
        ("2017-05-02/2017-05-31", "2017-05", False),
        ("2017-05-01/2017-05-30", "2017-05", False),
        ("2017-01-01/2017-12-31", "2017", True),
        ("2017-01-02/2017-12-31", "2017", False),
        ("2017-01-01/2017-12-30", "2017", False),
        ("2018-02-07/2018-02-07", "2018-02-07", True),
        # Known to the month: certain from the next, and until the one before.
        ("2017-05/2019-03", "2017-05-31", False),
        ("2017-05/2019-03", "2017-05", False),
        ("2017-05/2019-03", "2017-06-01", True),
        ("2017-05/2019-03", "2017-06", True),
        ("2017-05/2019-03", "2019-02-28", True),
        ("2017-05/2019-03", "2019-02", True),
        ("2017-05/2019-03", "2019-03-01", False),
        ("2017-05/2019-03", "2019-03", False),
        ("2017-05/2019-03", "2017", False),
        ("2017-05/2019-03", "2018", True),
        ("2016-12/2018-01", "2017", True),
        ("2017-12/2018-01", "2017", False),
        # Known to the year: certain from the next, and until the end of the one before.
        ("2017/2019", "2017-12-31", False),
        ("2017/2019", "2017-12", False),
        ("2017/2019", "2017", False),
        ("2017/2019", "2018-01-01", True),
        ("2017/2019", "2018-01", True),
        ("2017/2019", "2018", True),
        ("2017/2019", "2018-12-31", True),
        ("2017/2019", "2019-01-01", False),
        ("2017/2019", "2019", False),
        ("2018/2018", "2018-06-01", False),
        ("2018/2019", "2018-12-31", False),
        # Leap days.
        ("2020-02-29/2020-02-29", "2020-02-29", True),
        ("2020-02-01/2020-02-28", "2020-02", False),
        ("2020-02-01/2020-02-29", "2020-02", True),
        ("2019-02-01/2019-02-28", "2019-02", True),
        ("2020-02/2021", "2020-02-29", False),
        ("2020-02/2021", "2020-03-01", True),
        ("2016/2020-03", "2020-02-29", True),
        ("2000-02-01/2000-02-28", "2000-02", False),
        ("1900-02-01/1900-02-28", "1900-02", True),
        # No end: it goes on. No beginning: nothing is certain.
        ("2017/", "2018", True),
        ("2017/", "2026-11-28", True),
        ("2017/", "2017", False),
        ("2026-11-28/", "2026-11-28", True),
        ("2026-11-29/", "2026-11-28", False),
        ("/2019", "2018", False),
        ("/2019-03-08", "1990-01-01", False),
        ("/", "2018", False),
        # An end in the future.
        ("2017/2030", "2026-11-28", True),
        ("2017/2026", "2026-11-28", False),
        ("2017/2026-12", "2026-11-28", True),
        ("2017/2026-12-24", "2026-11", True),
        ("2017/2026-12-24", "2026", False),
        # The limits of the calendar.
        ("0001/9999", "9998", True),
        ("0001-01-01/9999-12-31", "0001", True),
        ("9999/", "9999", False),
        # Undated.
        ("2017/2019", "", False),
        ("2017/", "", False),
    ],
)  # fmt: skip
def test_role_is_claimed_only_if_certain_on_each_possible_day(period, date_said, is_held):
    assert (find(period, date_said) is not None) == is_held


@pytest.mark.parametrize(
    ("period", "date_said", "is_former"),
    [
        ("2017/2019", "2018", True),
        ("2017/", "2018", False),
        ("2017/2030", "2018", False),
        ("2017/2026-11-27", "2018", True),
        ("2017/2026-11-28", "2018", False),
        ("2017/2026-10", "2018", True),
        ("2017/2026-11", "2018", False),
        ("2017/2025", "2018", True),
        ("2017/2026", "2018", False),
    ],
)
def test_role_is_former_after_the_last_day_it_may_have_ended(period, date_said, is_former):
    role = find(period, date_said)
    assert role
    assert role.is_former == is_former


ROWS = {
    "minister": tenure("2016/2020", "Minister of Defence", "Government"),
    "member": tenure("2012/", "Member of Parliament"),
    "chair": tenure("2014/2021", "Chair", "Liberal Party"),
    "doctor": tenure("2010/", "Doctor"),
}


@pytest.mark.parametrize(
    ("names", "expected", "line"),
    [
        ("minister", "minister", "then Minister of Defence, Government"),
        ("member", "member", "Member of Parliament"),
        ("doctor member", "doctor member", "Doctor; Member of Parliament"),
        ("member doctor", "doctor member", "Doctor; Member of Parliament"),
        (
            "member minister",
            "minister member",
            "then Minister of Defence, Government; Member of Parliament",
        ),
        (
            "doctor minister member chair",
            "chair minister",
            "then Chair, Liberal Party; Minister of Defence, Government",
        ),
        ("minister minister", "minister", "then Minister of Defence, Government"),
        ("", "", ""),
    ],
)
def test_two_roles_at_most_are_shown_organisations_first(names, expected, line):
    tenures = [ROWS[name] for name in names.split()]
    roles = find_roles(tenures, date(2018, 3, 1), "month", TODAY)
    titles = [ROWS[name].role for name in expected.split()]
    assert [role.title for role in roles] == titles
    assert format_roles(roles) == line


def test_former_role_has_the_words_of_another_language():
    roles = find_roles([ROWS["minister"]], date(2018, 3, 1), "day", TODAY)
    with translation.override("de"):
        assert "Minister of Defence" in format_roles(roles)


@pytest.mark.parametrize(
    ("line", "title", "is_named"),
    [
        ("Bo Ek, Minister of Defence", "Minister of Defence", True),
        ("Defence Minister Bo Ek", "Minister of Defence", True),
        ("Bo Ek, MINISTER OF DEFENCE, 2019", "minister of defence", True),
        ("Bo Ek, ministre de la Défense", "Ministre de la défense", True),
        ("Bo Ek, Minister of Finance", "Minister of Defence", False),
        ("Bo Ek, minister", "Minister of Defence", False),
        ("Bo Ek", "Minister of Defence", False),
        ("", "Minister of Defence", False),
        ("Bo Ek, CEO", "CEO", True),
        ("Bo Ek, MP", "CEO", False),
        ("国防大臣 エク", "国防大臣", True),
        ("エク", "国防大臣", False),
        ("Bo Ek, dean", "The dean", True),
    ],
)
def test_role_in_attribution_is_recognised(line, title, is_named):
    assert is_role_named(line, title) == is_named


@pytest.mark.parametrize(
    ("period", "line", "is_current"),
    [
        ("2017/2019-05", "2017 – May 2019", False),
        ("2017-05-17/", "since May 17, 2017", True),
        ("/2019", "until 2019", False),
        ("/", "", True),
        ("2018/2018", "2018", False),
        ("2027/", "since 2027", False),
        ("2017/2026", "2017 – 2026", True),
    ],
)
def test_role_of_a_source_is_listed_with_its_period(period, line, is_current):
    (role,) = list_roles([tenure(period)], TODAY)
    assert (role.period, role.is_current) == (line, is_current)


def test_roles_of_a_source_are_listed_from_todays_to_the_first():
    periods = ("2001/2005", "2012/", "2016/2020", "/1999", "2020/", "/")
    listed = list_roles([tenure(period, period) for period in periods], TODAY)
    assert [role.title for role in listed] == [
        *("2020/", "2012/", "/", "2016/2020", "2001/2005", "/1999"),
    ]


@pytest.mark.parametrize(
    ("periods", "own", "expected"),
    [
        ([], ("Judge", "Court"), [("Judge", "Court")]),
        ([], ("", ""), []),
        (["2017/"], ("Judge", "Court"), [("Minister", "Cabinet")]),
        (["2017/2019"], ("Judge", "Court"), [("Judge", "Court")]),
        (["2017/2019"], ("minister", "Cabinet"), []),
    ],
)
def test_role_of_a_source_today(periods, own, expected):
    listed = list_roles([tenure(period, "Minister", "Cabinet") for period in periods], TODAY)
    todays = get_todays_roles(Source(role=own[0], affiliation=own[1]), listed)
    assert [(role.role, role.affiliation) for role in todays] == expected
