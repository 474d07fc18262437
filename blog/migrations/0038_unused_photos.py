"""Which photos a revision and an open form show, kept by triggers: no way of writing can forget it,
and what they forgot would be deleted (blog/unused.py)."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# The photos are locked as by a foreign key, so that none of them is deleted meanwhile. Words that
# only look like a figure may hold a photo longer than it is needed, never shorter.
FOUND = r"""
CREATE FUNCTION blog_photos_in(html text) RETURNS bigint[] LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    found bigint[] := ARRAY(
        SELECT DISTINCT named[1]::bigint
        FROM regexp_matches(html, 'data-photo="([0-9]{1,18})"', 'g') AS named
        ORDER BY 1
    );
BEGIN
    PERFORM FROM blog_photo WHERE id = ANY (found) ORDER BY id FOR KEY SHARE;
    RETURN found;
END $$
"""
REVISIONS = """
CREATE FUNCTION blog_revision_keep_photos() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.photos := blog_photos_in((
        SELECT string_agg(html, '') FROM blog_passage
        WHERE id = ANY (NEW.passages) AND html LIKE '%data-photo=%'
    ));
    RETURN NEW;
END $$;
CREATE TRIGGER keep_photos BEFORE INSERT OR UPDATE OF passages, photos ON blog_revision
    FOR EACH ROW EXECUTE FUNCTION blog_revision_keep_photos();
UPDATE blog_revision SET photos = '{}'
"""
WRITINGS = """
CREATE FUNCTION blog_writing_keep_photos() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.photos := blog_photos_in(NEW."values" ->> 'document');
    RETURN NEW;
END $$;
CREATE TRIGGER keep_photos BEFORE INSERT OR UPDATE OF "values", photos ON blog_writing
    FOR EACH ROW EXECUTE FUNCTION blog_writing_keep_photos();
UPDATE blog_writing SET photos = '{}'
"""
DROPS = [
    "DROP FUNCTION blog_revision_keep_photos, blog_writing_keep_photos CASCADE",
    "DROP FUNCTION blog_photos_in",
]


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0033_comments_of_a_writer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='photo',
            name='last_uploaded_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddField(
            model_name='revision',
            name='photos',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False),
        ),
        migrations.AddField(
            model_name='writing',
            name='photos',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False),
        ),
        migrations.RunSQL([FOUND, REVISIONS, WRITINGS], DROPS, elidable=False),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(fields=['last_uploaded_at', 'id'], name='photo_last_uploaded'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=django.contrib.postgres.indexes.GinIndex(fields=['photos'], name='revision_photos'),
        ),
        migrations.AddIndex(
            model_name='writing',
            index=django.contrib.postgres.indexes.GinIndex(fields=['photos'], name='writing_photos'),
        ),
    ]
