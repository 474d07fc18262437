"""Roles over time as a column, for queries that read a source or a quotation of it."""

from django.db.models import Func, TextField

# The columns of `blog.content.sources.roles.TenureView`, in its order. An organisation that no
# published post quotes has no page, so its slug is ''.
_SQL = """(
    SELECT jsonb_agg(
        jsonb_build_array(
            tenure.role,
            coalesce(organisation.name, tenure.organisation_name),
            CASE WHEN (
                SELECT sum(counter.count) FROM blog_sourcecounter counter
                WHERE counter.source_id = organisation.id
                    AND counter.since <= statement_timestamp()
            ) > 0 THEN organisation.slug ELSE '' END,
            tenure.started_on,
            tenure.started_precision,
            tenure.ended_on,
            tenure.ended_precision
        )
        ORDER BY tenure.started_on, tenure.id
    )::text
    FROM blog_tenure tenure
    LEFT JOIN blog_source organisation ON organisation.id = tenure.organisation_id
    WHERE tenure.source_id = %(expressions)s
)"""


class TenuresJSON(Func):
    """Roles over time of the source with a key, as JSON: an array of arrays; NULL without any.

    It is a text, by which `build_tenures` caches what it parses. Reads one index. It is written in
    SQL, because Django takes longer to compile such a subquery than the database takes to answer it
    for a page of quotations.
    """

    template = _SQL
    arity = 1
    output_field = TextField()
