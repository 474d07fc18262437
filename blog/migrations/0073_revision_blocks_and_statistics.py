"""Read the blocks of a new revision by their keys, and collect no statistics that nothing uses."""

from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("blog", "0072_quotations_without_source_by_language")]

    operations = [
        run_sql("blog/sql/0073_revisions.sql"),
        run_sql("blog/sql/0073_statistics.sql"),
    ]
