"""Who wrote it is part of what was saved."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0051_known_words")]
    operations = [
        migrations.AddField(
            model_name='revision',
            name='byline',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
    ]
