"""The group Editor may write pages."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from accounts import roles


def make_roles(apps, schema_editor):
    blog = apps.get_app_config("blog")
    blog.models_module = True
    create_permissions(blog, apps=apps, verbosity=0)
    blog.models_module = None
    roles.apply(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"), so_far=True)


class Migration(migrations.Migration):
    dependencies = [("blog", "0005_pages_and_kept_dates")]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
