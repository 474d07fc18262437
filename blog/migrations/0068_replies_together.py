"""New replies are counted by one statement."""

from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("blog", "0067_figure_is_lead")]

    operations = [run_sql("blog/sql/0068_replies.sql")]
