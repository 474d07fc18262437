"""Index photo_by_rights."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0009_rights_and_portraits")]
    operations = [
        AddIndexConcurrently(
            model_name='photo',
            index=models.Index(condition=models.Q(('rights', 'unknown'), _negated=True), fields=['rights', '-created_at', '-id'], name='photo_by_rights'),
        ),
    ]
