"""Of each post's latest revision it is known who wrote it; of earlier ones it is not."""

from django.db import migrations

KNOW = """
UPDATE blog_revision SET byline = ARRAY(
    SELECT user_id FROM blog_authorship
    WHERE blog_authorship.post_id = blog_revision.post_id ORDER BY position, id
)
WHERE byline IS NULL AND id IN (
    SELECT max(id) FROM blog_revision WHERE NOT is_aside GROUP BY post_id
)
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0052_byline_of_revisions")]
    operations = [migrations.RunSQL(KNOW, migrations.RunSQL.noop, elidable=True)]
