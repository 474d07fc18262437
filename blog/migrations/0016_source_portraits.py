"""Index source_portraits."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0015_photo_withdrawn")]
    operations = [
        AddIndexConcurrently(
            model_name='source',
            index=models.Index(condition=models.Q(('portrait__isnull', False)), fields=['portrait'], name='source_portraits'),
        ),
    ]
