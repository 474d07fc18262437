"""Look up what a new post refers to by keys, and only if it refers to something."""

from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("blog", "0090_help_of_links")]

    operations = [run_sql("blog/sql/0091_new_posts.sql")]
