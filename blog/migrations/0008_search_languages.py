"""Which rules a language is searched by, and the post's language beside each of its quotations."""

from django.db import migrations

import blog.search_index

# What PostgreSQL 16 has; all else is compared as it is written.
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
_CASES = "\n".join(
    f"    WHEN '{code}' THEN 'pg_catalog.{name}'::pg_catalog.regconfig"
    for code, name in CONFIGURATIONS.items()
)
# Everything is named with its schema: pg_restore fills generated columns with none in sight.
MAKE_CONFIGURATION = f"""
CREATE FUNCTION search_configuration(code pg_catalog.text) RETURNS pg_catalog.regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE pg_catalog.split_part(pg_catalog.lower(code), '-', 1)
{_CASES}
    ELSE 'pg_catalog.simple'::pg_catalog.regconfig
END
"""
# In whatever order rows come: a restored fixture may bring quotations before their posts.
MAKE_TRIGGERS = """
CREATE FUNCTION pullquote_takes_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.post_language := coalesce((SELECT language FROM blog_post WHERE id = NEW.post_id), '');
    RETURN NEW;
END $$;
CREATE TRIGGER pullquote_takes_language BEFORE INSERT OR UPDATE ON blog_pullquote
FOR EACH ROW EXECUTE FUNCTION pullquote_takes_language();

CREATE FUNCTION post_gives_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE blog_pullquote SET post_language = NEW.language
    WHERE post_id = NEW.id AND post_language <> NEW.language;
    RETURN NULL;
END $$;
CREATE TRIGGER post_gives_language AFTER INSERT OR UPDATE OF language ON blog_post
FOR EACH ROW EXECUTE FUNCTION post_gives_language();

UPDATE blog_pullquote SET position = position;
"""
DROP_TRIGGERS = """
DROP TRIGGER post_gives_language ON blog_post;
DROP FUNCTION post_gives_language();
DROP TRIGGER pullquote_takes_language ON blog_pullquote;
DROP FUNCTION pullquote_takes_language();
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0007_photo_sizes")]
    operations = [
        migrations.RunSQL(MAKE_CONFIGURATION, "DROP FUNCTION search_configuration(text)"),
        migrations.AddField(
            "pullquote",
            "post_language",
            blog.search_index.KeptLanguageField(blank=True, max_length=35),
        ),
        migrations.RunSQL(MAKE_TRIGGERS, DROP_TRIGGERS),
    ]
