"""Index photo_without_perceptual_hash."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0013_photo_duplicates")]
    operations = [
        AddIndexConcurrently(
            model_name='photo',
            index=models.Index(condition=models.Q(('perceptual_hash__isnull', True)), fields=['id'], name='photo_without_perceptual_hash'),
        ),
    ]
