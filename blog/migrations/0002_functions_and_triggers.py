from django.conf import settings
from django.db import migrations

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0001_initial"),
        ("page_cache", "0002_functions_and_triggers"),
        ("redirects", "0002_alter_redirect_new_path_help_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        run_sql("blog/sql/publication.sql"),
        run_sql("blog/sql/languages.sql"),
        run_sql("blog/sql/comments.sql"),
        run_sql("blog/sql/photos.sql"),
        run_sql("blog/sql/counters.sql"),
        run_sql("blog/sql/known_words.sql"),
        run_sql("blog/sql/page_cache.sql"),
    ]
