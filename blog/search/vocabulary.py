"""Periodic maintenance of the vocabulary for spelling suggestions."""

from django.db import connection, transaction
from django.tasks import task

from blog.search.models import KnownWord

_DELETE_DUPLICATES_SQL = """
DELETE FROM blog_knownword AS one USING blog_knownword AS other
WHERE one.word = other.word AND one.id > other.id
"""
# As the triggers of blog/sql/known_words.sql add the words of main names.
_ADD_SQL = """
INSERT INTO blog_knownword (word, source_id)
SELECT DISTINCT ON (words.word) words.word, %s
FROM unnest(%s::text[]) AS names (name), blog_words_of(names.name) AS words (word)
WHERE NOT blog_is_known_word(words.word)
"""
# As `blog_know_words` adds those of main names.
_ADD_MISSING_SQL = """
INSERT INTO blog_knownword (word, source_id)
SELECT DISTINCT ON (words.word) words.word, names.source_id
FROM blog_sourcename AS names, blog_words_of(names.name) AS words (word)
WHERE EXISTS (
    SELECT FROM blog_sourcecounter AS counter
    WHERE counter.source_id = names.source_id AND since <= now() HAVING sum(count) > 0
)
AND NOT EXISTS (SELECT FROM blog_knownword WHERE blog_knownword.word = words.word)
"""
# Words of one text only may be misspelt there.
_ADD_TEXT_WORDS_SQL = r"""
INSERT INTO blog_knownword (word, post_id)
SELECT words.word, max(texts.id)
FROM (
    SELECT id, html FROM blog_post
    WHERE status = 'published' AND kind = 'post' AND published_at <= now()
    ORDER BY published_at DESC, id DESC LIMIT %s
) AS texts, LATERAL (
    SELECT DISTINCT word
    FROM blog_words_of(regexp_replace(html, '<[^>]*>|&#?\w+;', ' ', 'g')) AS parts (word)
    WHERE word ~ '^[^\d_]{5,}$'
) AS words
WHERE NOT EXISTS (SELECT FROM blog_knownword WHERE blog_knownword.word = words.word)
GROUP BY words.word HAVING count(*) > 1
"""
MAX_READ_POSTS = 1_000


def add_source_words(source: int, names: list[str]) -> None:
    """Add the words of other names of a source. One query, none without names."""
    if names:
        with connection.cursor() as cursor:
            cursor.execute(_ADD_SQL, [source, names])


@task
def renew() -> None:
    """Delete unreadable words and duplicates from concurrent inserts, then add missing words, and
    those that several of the newest posts have in their texts.

    100,000 posts take four seconds of CPU time.
    """
    with transaction.atomic():
        readable = KnownWord.objects.readable().values("pk")
        KnownWord.objects.exclude(pk__in=readable).delete()
        with connection.cursor() as cursor:
            cursor.execute(_DELETE_DUPLICATES_SQL)
            cursor.execute("SELECT blog_know_words()")
            cursor.execute(_ADD_MISSING_SQL)
            cursor.execute(_ADD_TEXT_WORDS_SQL, [MAX_READ_POSTS])
