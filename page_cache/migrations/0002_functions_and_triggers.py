from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("page_cache", "0001_initial")]
    operations = [run_sql("page_cache/sql/changes.sql")]
