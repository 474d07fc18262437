"""Index photo_by_agency."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0011_photo_rights_end")]
    operations = [
        AddIndexConcurrently(
            model_name='photo',
            index=models.Index(condition=models.Q(('agency__isnull', False)), fields=['agency', '-created_at', '-id'], name='photo_by_agency'),
        ),
    ]
