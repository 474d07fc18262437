"""Distinct values of an indexed expression."""


def build_distinct_sql(name: str, value: str, table: str, condition: str = "TRUE") -> str:
    """Return the part of a `WITH RECURSIVE` that has the values as its column `code`.

    It skips along an index of `value`: DISTINCT would read all of it. The last row is null.
    """
    return f"""{name}(code) AS (
    SELECT min({value}) FROM {table} WHERE {condition}
  UNION ALL
    SELECT (SELECT min({value}) FROM {table} WHERE {condition} AND {value} > {name}.code)
    FROM {name} WHERE {name}.code IS NOT NULL
)"""
