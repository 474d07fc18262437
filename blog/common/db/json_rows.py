"""Subquery rows as a JSON array."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, QuerySet


def json_rows(rows: QuerySet) -> Func:
    """Build an expression that collects a one-column queryset into one JSON array.

    The driver would parse the elements of a `jsonb[]` one by one.
    """
    return Func(ArraySubquery(rows), function="to_jsonb", output_field=JSONField())
