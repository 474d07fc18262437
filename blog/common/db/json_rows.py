"""Rows of a subquery in one column."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, QuerySet


def json_rows(rows: QuerySet) -> Func:
    """A list of the values of a queryset of one column, as JSON: an array of JSON would be parsed
    one by one."""
    return Func(ArraySubquery(rows), function="to_jsonb", output_field=JSONField())
