"""Periodic maintenance of the vocabulary for spelling suggestions."""

from django.db import connection, transaction
from django.tasks import task

from blog.search.models import KnownWord

_DELETE_DUPLICATES_SQL = """
DELETE FROM blog_knownword AS one USING blog_knownword AS other
WHERE one.word = other.word AND one.id > other.id
"""


@task
def renew() -> None:
    """Delete unreadable words and duplicates from concurrent inserts, then add missing words.

    100,000 posts take four seconds of CPU time.
    """
    with transaction.atomic():
        readable = KnownWord.objects.readable().values("pk")
        KnownWord.objects.exclude(pk__in=readable).delete()
        with connection.cursor() as cursor:
            cursor.execute(_DELETE_DUPLICATES_SQL)
            cursor.execute("SELECT blog_know_words()")
