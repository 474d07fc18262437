"""An invalid prepared statement fails once, and is prepared again."""

import pytest
from django.db import Error, connection, transaction

from lib.prepared_statements import PreparedStatement, prepare_named

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tides():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tides (place text, height integer)")
        cursor.execute("INSERT INTO tides VALUES ('Kiel', 3), ('Brest', 7)")
        yield cursor
        cursor.execute("DROP TABLE tides")


@pytest.mark.parametrize(
    "change", ["ALTER TABLE tides ALTER height TYPE numeric", "DEALLOCATE ALL"]
)
def test_table_change_or_dropped_plan_costs_one_error(tides, change, django_assert_num_queries):
    heights = PreparedStatement(
        "tides" * 20, "SELECT height FROM tides WHERE place = $1 AND height > %s", ["text"], [0]
    )
    for place, height in (("Kiel", 3), ("Brest", 7)):
        with django_assert_num_queries(1):
            assert heights.rows(place) == [(height,)]
    tides.execute(change)
    with pytest.raises(Error):
        heights.rows("Kiel")
    for place, height in (("Kiel", 3), ("Brest", 7)):
        with django_assert_num_queries(1):
            assert heights.rows(place) == [(height,)]


@pytest.mark.parametrize("kind", ["is_generic", "is_custom"])
def test_prepared_statement_is_planned_by_its_kind(tides, kind):
    name = "SELECT place FROM tides WHERE height > $1"
    places = PreparedStatement("heights", name, ["integer"], **{kind: True})
    with transaction.atomic():
        assert [places.rows(height) for height in (1, 5, 9, 9, 9, 9, 9)] == [
            [("Kiel",), ("Brest",)],
            [("Brest",)],
            *[[]] * 5,
        ]
    tides.execute(
        "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name LIKE '% heights'"
        " ORDER BY prepare_time DESC LIMIT 1"
    )
    assert tides.fetchone() == ((7, 0) if kind == "is_generic" else (0, 7))
    tides.execute("SHOW plan_cache_mode")
    assert tides.fetchone() == ("auto",)


def test_named_placeholders_are_numbered_in_their_order(tides, django_assert_num_queries):
    sql = "SELECT place FROM tides WHERE height < %(most)s AND place LIKE %(like)s OR %(most)s = 0"
    fetch = prepare_named("low tides", sql, {"most": "int", "like": "text", "unused": "int"})
    with django_assert_num_queries(1):
        assert fetch({"most": 5, "like": "K%", "other": 1}) == [("Kiel",)]
    assert len(fetch({"most": 0, "like": ""})) == 2
