"""Which words of a text follow one another, as numbers that an index can look up."""

from django.db import migrations

# A number for each two words that follow one another but for stop words, and for their distance. Of
# 22 bits: an index of numbers that hardly any two rows share would be several times as large; this
# one finds fifty of a million posts by mistake, which are compared. The price keeps the planner from
# making the numbers anew for each row. Found by their place in pg_catalog when this is read, since
# pg_restore fills the index with no schema in sight.
MAKE_PAIRS = """
CREATE FUNCTION search_pairs(words pg_catalog.tsvector) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50000
RETURN array_remove(ARRAY(
    SELECT ((number::bigint * 31 + lead(number) OVER following + lead(place) OVER following - place)
        & 4194303)::integer
    FROM (
        SELECT hashtext(lexeme) AS number, unnest(positions) AS place
        FROM unnest(words) AS word (lexeme, positions, weights)
    ) AS places
    WINDOW following AS (ORDER BY place)
), NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0053_bylines_known_today")]
    operations = [migrations.RunSQL(MAKE_PAIRS, "DROP FUNCTION search_pairs(tsvector)")]
