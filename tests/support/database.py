"""The test's own database, for a process that the test starts."""

import os
from urllib.parse import quote

import pytest
from django.db import connection


def environment() -> dict[str, str]:
    """With DATABASE_URL; only after a test's rows are committed are they seen there."""
    if "DATABASE_URL" in os.environ:
        pytest.skip("The test database of another server is not named by its address.")
    database = connection.get_connection_params()
    host = quote(str(database.get("host", "")), safe="")
    address = f"postgres://{database['user']}@/{database['dbname']}?host={host}"
    return {**os.environ, "DATABASE_URL": address}
