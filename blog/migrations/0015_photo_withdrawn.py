"""Index photo_withdrawn."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0014_photo_without_perceptual_hash")]
    operations = [
        AddIndexConcurrently(
            model_name='photo',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['-created_at', '-id'], name='photo_withdrawn'),
        ),
    ]
