"""Tasks of sources that commit batches: what they have begun, and what an undo left. Dismissed
pairs of quotations."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0043_series_roles'),
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
        migrations.CreateModel(
            name='DismissedPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_id', models.BigIntegerField()),
                ('second_id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('first_id', 'second_id'), name='dismissedpair_unique'), models.CheckConstraint(condition=models.Q(('first_id__lt', models.F('second_id'))), name='dismissedpair_in_order')],
            },
        ),
    ]
