"""Read the blocks of a new revision by their keys."""

from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("blog", "0071_opened_by_index")]

    operations = [run_sql("blog/sql/0073_revisions.sql")]
