"""Permissions of roles on series."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from accounts import roles


def create_roles(apps, schema_editor):
    # Permissions are otherwise created after the last migration; the groups need them now.
    config = apps.get_app_config("blog")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    roles.apply(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):
    dependencies = [("blog", "0042_series_templates_views")]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop, elidable=False)]
