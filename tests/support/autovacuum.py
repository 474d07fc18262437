"""Autovacuum, which merges the pending lists of indexes whenever it likes."""

from django.db import connection


def block_autovacuum() -> None:
    """Keep autovacuum from the tables of posts and quotations until the transaction ends.

    While it merges a list, nobody else does, and the list grows above its limit.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE blog_post, blog_pullquote IN SHARE UPDATE EXCLUSIVE MODE")
