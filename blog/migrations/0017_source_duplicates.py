"""Index source_duplicates."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0016_source_portraits")]
    operations = [
        AddIndexConcurrently(
            model_name='source',
            index=models.Index(condition=models.Q(('has_duplicate', True)), fields=['id'], name='source_duplicates'),
        ),
    ]
