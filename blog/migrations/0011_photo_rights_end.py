"""Index photo_rights_end."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0010_photo_by_rights")]
    operations = [
        AddIndexConcurrently(
            model_name='photo',
            index=models.Index(condition=models.Q(('rights_until__isnull', False)), fields=['rights_until', 'id'], name='photo_rights_end'),
        ),
    ]
