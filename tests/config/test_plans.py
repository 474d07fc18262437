"""A plan that the database no longer takes fails once, and is made anew."""

import pytest
from django.db import Error, connection

from config.plans import Plan

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
def test_what_changes_the_table_or_drops_the_plan_costs_one_error(
    tides, change, django_assert_num_queries
):
    heights = Plan(
        "tides" * 20, "SELECT height FROM tides WHERE place = $1 AND height > %s", ["text"], [0]
    )
    for place, height in (("Kiel", 3), ("Brest", 7)):
        with django_assert_num_queries(1):
            assert heights.rows(place) == (["height"], [(height,)])
    tides.execute(change)
    with pytest.raises(Error):
        heights.rows("Kiel")
    for place, height in (("Kiel", 3), ("Brest", 7)):
        with django_assert_num_queries(1):
            assert heights.rows(place) == (["height"], [(height,)])
