"""An invalid prepared statement fails once, and is prepared again."""

import pytest
from django.db import Error, connection, transaction

from lib.prepared_statements import PreparedStatement

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


@pytest.mark.parametrize("is_generic", [True, False])
def test_generic_plan_is_used_for_all_values(tides, is_generic):
    name = "SELECT place FROM tides WHERE height > $1"
    places = PreparedStatement("heights", name, ["integer"], is_generic=is_generic)
    with transaction.atomic():
        assert [places.rows(height) for height in (1, 5, 9)] == [
            [("Kiel",), ("Brest",)],
            [("Brest",)],
            [],
        ]
    tides.execute(
        "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name LIKE '% heights'"
        " ORDER BY prepare_time DESC LIMIT 1"
    )
    assert tides.fetchone() == ((3, 0) if is_generic else (0, 3))
    tides.execute("SHOW plan_cache_mode")
    assert tides.fetchone() == ("auto",)
