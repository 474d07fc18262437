"""The name of a field, which is no part of the database."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0081_names_of_fields")]

    operations = [
        migrations.AlterField(
            "dossier",
            "updated_at",
            models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="last changed"
            ),
        )
    ]
