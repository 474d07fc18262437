"""A test with real transactions leaves no rows to those after it in the same process."""

from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.db import connection

from tests.support import empty_tables
from tests.support import factories as make


def list_filled_tables() -> set[str]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables
            )
        )
        return {table for (table,) in cursor.fetchall()}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_emptied_tables_are_all_but_those_of_migrations() -> None:
    preserved = list_filled_tables()
    assert preserved == empty_tables.PRESERVED_TABLES | {"django_migrations"}
    make.comment(make.post(labels=["Rivers"]))
    cache.set("failed sign-ins", 3)
    assert {"accounts_cache", "blog_comment"} <= list_filled_tables()
    empty_tables.empty_tables(pytest.fail)
    assert list_filled_tables() == preserved


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_large_tables_are_flushed_with_the_counters_of_sign_in(monkeypatch) -> None:
    monkeypatch.setattr(empty_tables, "MAX_SIZE", 0)
    make.user()
    cache.set("failed sign-ins", 3)
    empty_tables.empty_tables(flush := Mock())
    assert flush.called
    assert "accounts_cache" not in list_filled_tables()
