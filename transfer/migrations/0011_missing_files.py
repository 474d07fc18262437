"""Fetch missing pictures and files again, and put files that arrive later into their posts."""

from django.db import migrations, models

STATES = [('awaiting', 'To be fetched'), ('fetched', 'Fetched'), ('missing', 'Missing'), ('queued', 'To be fetched again'), ('supplied', 'To be put into posts')]


class Migration(migrations.Migration):

    dependencies = [
        ('transfer', '0010_imported_files'),
    ]

    operations = [
        migrations.AlterField(
            model_name='import',
            name='fetches_pictures',
            field=models.BooleanField(default=True, verbose_name='fetch pictures and files'),
        ),
        migrations.AlterField(
            model_name='importedfile',
            name='state',
            field=models.CharField(choices=STATES, default='awaiting', max_length=8, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='importedpicture',
            name='state',
            field=models.CharField(choices=STATES, default='awaiting', max_length=8, verbose_name='status'),
        ),
    ]
