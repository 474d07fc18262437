"""Index photo_duplicates."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0012_photo_by_agency")]
    operations = [
        AddIndexConcurrently(
            model_name='photo',
            index=models.Index(condition=models.Q(('has_duplicate', True)), fields=['id'], name='photo_duplicates'),
        ),
    ]
