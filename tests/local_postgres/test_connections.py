"""Closed connections are detected before use, without a query."""

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.support.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def another():
    """A separate connection, as each thread has."""
    connection = connections.create_connection("default")
    connection.ensure_connection()
    yield connection
    connection.close()


def backend(connection) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def begin_request(on) -> None:
    on.close_if_unusable_or_obsolete()
    on.health_check_done = False


def test_open_connection_is_reused_without_query(another):
    before = backend(another)
    begin_request(another)
    with CaptureQueriesContext(another) as queries:
        assert another.is_usable()
    assert (len(queries), backend(another)) == (0, before)


def test_closed_connection_is_replaced(another):
    before = backend(another)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, %s)", [before, 1000 * PATIENCE])
    begin_request(another)
    assert backend(another) != before


def test_server_notice_does_not_close_connection(another):
    before = backend(another)
    with another.cursor() as cursor, connection.cursor() as other:
        cursor.execute("LISTEN passing")
        other.execute("NOTIFY passing")
    begin_request(another)
    assert backend(another) == before
