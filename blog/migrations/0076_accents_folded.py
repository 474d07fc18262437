"""Fold accents in searches: "helene" finds "Hélène", where the server has the extension unaccent.

Each language gets a text search configuration of its own: the built-in one, with accents taken off
before the stemmer. Stop words are looked up first, as they are spelt with accents. Letters of
plain ASCII have no accents, so they keep the mapping that they had; in Russian and Hindi this is the
English stemmer, so that there Latin words with accents are told apart from those without.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Concat

from blog.folding import Folded
from blog.search_index import configuration as configuration_of

# Those of PostgreSQL 16, by language code.
CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
STOPPED = (
    "danish dutch english finnish french german hungarian italian nepali norwegian portuguese"
    " russian spanish swedish turkish"
).split()


def configuration(name: str) -> str:
    """SQL that makes `search_french` of `french`."""
    sql = f"CREATE TEXT SEARCH CONFIGURATION search_{name} (COPY = pg_catalog.{name});"
    chain = f"unaccent, pg_catalog.{name}" + ("" if name == "simple" else "_stem")
    if name in STOPPED:
        sql += f"""
    CREATE TEXT SEARCH DICTIONARY search_{name}_stop
        (TEMPLATE = pg_catalog.simple, STOPWORDS = {name}, ACCEPT = false);"""
        chain = f"search_{name}_stop, {chain}"
    return f"""{sql}
    ALTER TEXT SEARCH CONFIGURATION search_{name}
        ALTER MAPPING FOR word, hword, hword_part WITH {chain};"""


_CASES = "\n".join(
    f"        WHEN '{code}' THEN 'search_{name}'::pg_catalog.regconfig"
    for code, name in CONFIGURATIONS.items()
)
# The function names configurations by their identity, so it finds them with no schema in sight.
FOLD = f"""
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS unaccent;
    {"".join(configuration(name) for name in dict.fromkeys(["simple", *CONFIGURATIONS.values()]))}
    CREATE OR REPLACE FUNCTION search_configuration(code pg_catalog.text)
    RETURNS pg_catalog.regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE pg_catalog.split_part(pg_catalog.lower(code), '-', 1)
{_CASES}
        ELSE 'search_simple'::pg_catalog.regconfig
    END;
EXCEPTION WHEN feature_not_supported OR undefined_file OR insufficient_privilege OR undefined_object
THEN
    RAISE NOTICE 'No extension unaccent: searches will tell accents apart.';
END $$
"""
# Stored words are computed again for each row, since a column that they are made of is set.
COMPUTE = [
    "UPDATE blog_post SET summary = summary",
    "UPDATE blog_pullquote SET attribution = attribution",
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0075_autosave_discarded_at")]
    operations = [
        migrations.RunSQL([FOLD, *COMPUTE], migrations.RunSQL.noop),
        RemoveIndexConcurrently("comment", "comment_words"),
        AddIndexConcurrently(
            "comment",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    "text", config=configuration_of(models.Value(""))
                ),
                fastupdate=False,
                name="comment_words",
            ),
        ),
        AddIndexConcurrently(
            "source",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    Folded(
                        Concat(
                            "name",
                            models.Value("\n"),
                            "role",
                            models.Value("\n"),
                            "affiliation",
                            output_field=models.TextField(),
                        )
                    ),
                    name="gin_trgm_ops",
                ),
                fastupdate=False,
                name="source_searched",
            ),
        ),
        RemoveIndexConcurrently("post", "post_known_by"),
        AddIndexConcurrently(
            "post",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    Folded(
                        Concat("title", models.Value(" "), "slug", output_field=models.TextField())
                    ),
                    name="gin_trgm_ops",
                ),
                fastupdate=False,
                name="post_known_by",
            ),
        ),
    ]
