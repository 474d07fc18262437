"""The groups Moderator and Administrator."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from accounts import roles


def make_roles(apps, schema_editor):
    # Permissions are otherwise made after the last migration; the groups need them now.
    for name in ("accounts", "blog", "mail", "redirects"):
        config = apps.get_app_config(name)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    roles.apply(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):
    dependencies = [
        ('blog', '0026_subscriptions'),
        ("accounts", "0004_letters"),
        ("mail", "0001_letters"),
        ("redirects", "0002_alter_redirect_new_path_help_text"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
