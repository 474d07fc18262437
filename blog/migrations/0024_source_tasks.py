"""Merges, splits and undos of sources that run in the background."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0023_dataset_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'Merge'), ('split', 'Split'), ('undo', 'Undo')], max_length=6, verbose_name='kind')),
                ('arguments', models.JSONField(default=dict)),
                ('description', models.CharField(max_length=500, verbose_name='change')),
                ('sources', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('moved_count', models.PositiveIntegerField(db_default=0, default=0, verbose_name='moved quotations')),
                ('total_count', models.PositiveIntegerField(verbose_name='quotations')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('message', models.TextField(blank=True, db_default='', default='', verbose_name='result')),
                ('has_failed', models.BooleanField(db_default=False, default=False, verbose_name='failed')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
