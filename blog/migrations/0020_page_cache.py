"""Changes of sources and dossiers end what the page cache has stored."""

from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("blog", "0019_foreign_keys_valid")]
    operations = [run_sql("blog/sql/0020_page_cache.sql")]
