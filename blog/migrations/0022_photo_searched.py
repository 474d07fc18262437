"""Index photo_searched."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import blog.common.text.folding

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0021_roles")]
    operations = [
        AddIndexConcurrently(
            model_name='photo',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(blog.common.text.folding.Folded(django.db.models.functions.text.Concat('caption', models.Value('\n'), 'credit', models.Value('\n'), 'alt', output_field=models.TextField())), name='gin_trgm_ops'), fastupdate=False, name='photo_searched'),
        ),
    ]
