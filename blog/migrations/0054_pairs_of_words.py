"""Which words of a text follow one another, as numbers that an index can look up."""

from django.db import migrations

# A number for each two words that follow one another but for stop words, and for their distance. Of
# 22 bits: an index of numbers that hardly any two rows share would be several times as large; this
# one finds fifty of a million posts by mistake, which are compared. The price keeps the planner from
# making the numbers anew for each row. Found by their place in pg_catalog when this is read, since
# pg_restore fills the index with no schema in sight.
#
# A word's place and number are one number meanwhile, to be sorted and put beside the next as arrays,
# in four fifths of the time that a window takes. What of it is the place is cut off in the sum.
MAKE_PAIRS = """
CREATE OR REPLACE FUNCTION search_pairs(words pg_catalog.tsvector) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50000
RETURN ARRAY(
    SELECT ((one * 31 + next + (next >> 22) - (one >> 22)) & 4194303)::integer
    FROM (
        SELECT unnest(sorted[:cardinality(sorted) - 1]) AS one, unnest(sorted[2:]) AS next
        FROM (
            SELECT array_agg(placed ORDER BY placed) AS sorted
            FROM (
                SELECT unnest(positions)::bigint << 22 | (hashtext(lexeme) & 4194303) AS placed
                FROM unnest(words) AS word (lexeme, positions, weights)
            ) AS places
        ) AS side
    ) AS following
)
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0053_bylines_known_today")]
    operations = [migrations.RunSQL(MAKE_PAIRS, "DROP FUNCTION search_pairs(tsvector)")]
