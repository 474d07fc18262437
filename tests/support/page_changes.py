"""Changes that end the page cache."""

from django.db import connection

from page_cache.models import Change


def count_changes() -> int:
    """Count the changes so far, also those of one transaction."""
    with connection.cursor() as cursor:
        # A test is one transaction, which would count once.
        cursor.execute("SELECT set_config('page_cache.changed_by', '', true)")
    return Change.objects.count()
