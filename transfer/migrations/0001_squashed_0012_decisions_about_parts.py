"""The tables, index and roles that the migrations up to 0012 leave in an empty database."""

from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations

from accounts import roles
from lib.squashed_migrations import SquashedOperations
from transfer.migrations.tables_0012 import exports, imports, review

# Not CONCURRENTLY, which no transaction can do: a new database has no redirects.
CREATE_SQL = "CREATE INDEX IF NOT EXISTS redirect_new_path ON django_redirect (new_path)"
DROP_SQL = "DROP INDEX IF EXISTS redirect_new_path"


def create_roles(apps, schema_editor):
    # Permissions are otherwise created after the last migration; the groups need them now.
    config = apps.get_app_config("transfer")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    roles.apply(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("transfer", "0001_initial"),
        ("transfer", "0002_background_imports"),
        ("transfer", "0003_import_roles"),
        ("transfer", "0004_exports"),
        ("transfer", "0005_redirect_index"),
        ("transfer", "0006_review_sources"),
        ("transfer", "0007_planned_paths"),
        ("transfer", "0008_edited_raised_posts"),
        ("transfer", "0009_undone_decisions"),
        ("transfer", "0010_imported_files"),
        ("transfer", "0011_missing_files"),
        ("transfer", "0012_decisions_about_parts"),
    ]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("blog", "0080_media_take_downs"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("redirects", "0002_alter_redirect_new_path_help_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        SquashedOperations([*imports.MODELS, *review.MODELS, *exports.MODELS]),
        migrations.RunSQL(CREATE_SQL, DROP_SQL),
        migrations.RunPython(create_roles, migrations.RunPython.noop, elidable=False),
    ]
