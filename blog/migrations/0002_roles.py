"""The groups Author and Editor, with their permissions."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from accounts import roles


def make_roles(apps, schema_editor):
    # Permissions are otherwise made after the last migration; the groups need them now.
    blog = apps.get_app_config("blog")
    blog.models_module = True
    create_permissions(blog, apps=apps, verbosity=0)
    blog.models_module = None
    roles.apply(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"), so_far=True)


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop, elidable=False)]
