from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        run_sql("accounts/sql/unlogged_tables.sql"),
        run_sql("accounts/sql/sessions.sql"),
    ]
