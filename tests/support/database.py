"""Give subprocesses access to the test database."""

import os
from urllib.parse import quote

import pytest
from django.db import connection


def environment() -> dict[str, str]:
    """Return the environment with DATABASE_URL. Subprocesses see only committed rows."""
    if "DATABASE_URL" in os.environ:
        pytest.skip("DATABASE_URL does not name the test database.")
    database = connection.get_connection_params()
    host = quote(str(database.get("host", "")), safe="")
    url = f"postgres://{database['user']}@/{database['dbname']}?host={host}"
    return {**os.environ, "DATABASE_URL": url}
