"""New replies are counted by one statement."""

from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("blog", "0066_evidence_publications")]

    operations = [run_sql("blog/sql/0069_replies.sql")]
