"""Tasks of sources that commit batches: what they have begun, and what an undo left."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0041_automatic_saves'),
    ]

    operations = [
        migrations.AddField(
            model_name='sourcetask',
            name='change',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='blog.sourcechange'),
        ),
        migrations.AddField(
            model_name='sourcetask',
            name='left_count',
            field=models.IntegerField(db_default=0, default=0),
        ),
    ]
