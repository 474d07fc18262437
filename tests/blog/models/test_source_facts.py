"""Periods of roles and relations are validated before they reach the database."""

import logging
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from blog.models import Source, Tenure

pytestmark = pytest.mark.django_db

DAY = date(2019, 3, 14)
MARCH = date(2019, 3, 1)
YEAR = date(2019, 1, 1)


@pytest.mark.parametrize(
    ("values", "is_valid"),
    [
        ({}, True),
        ({"started_on": DAY, "started_precision": "day"}, True),
        ({"ended_on": MARCH, "ended_precision": "month"}, True),
        ({"started_on": YEAR, "started_precision": "year"}, True),
        ({"started_on": DAY, "started_precision": "month"}, False),
        ({"ended_on": MARCH, "ended_precision": "year"}, False),
        ({"started_on": DAY, "started_precision": ""}, False),
        ({"started_precision": "month"}, False),
        ({"ended_precision": "day"}, False),
        (
            {
                "started_on": date(2020, 1, 2),
                "started_precision": "day",
                "ended_on": DAY,
                "ended_precision": "day",
            },
            False,
        ),
    ],
)
def test_period_is_validated_without_database_errors(values, is_valid, caplog):
    tenure = Tenure(source=Source.objects.create(name="Bo Ek"), role="Mayor", **values)
    with caplog.at_level(logging.WARNING):
        if is_valid:
            tenure.validate_constraints()
        else:
            with pytest.raises(ValidationError):
                tenure.validate_constraints()
    assert not caplog.records
