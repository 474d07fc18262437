"""Index the new paths of redirects, which each saved redirect looks up: chains become one redirect.

Without it, an import of 100,000 posts reads all redirects again for each batch of them.
"""

from django.db import migrations

CREATE_SQL = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS redirect_new_path ON django_redirect (new_path)
"""
DROP_SQL = "DROP INDEX CONCURRENTLY IF EXISTS redirect_new_path"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("redirects", "0002_alter_redirect_new_path_help_text"),
        ("transfer", "0004_exports"),
    ]
    operations = [migrations.RunSQL(CREATE_SQL, DROP_SQL)]
