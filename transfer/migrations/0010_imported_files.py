"""Store which audio, video and PDF files of an export were fetched."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0080_media_take_downs'),
        ('transfer', '0009_undone_decisions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importeditem',
            name='kind',
            field=models.CharField(choices=[('site', 'site'), ('author', 'author'), ('label', 'label'), ('picture', 'picture'), ('file', 'file'), ('post', 'post'), ('comment', 'comment'), ('refused', 'refused')], max_length=10),
        ),
        migrations.CreateModel(
            name='ImportedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=1000)),
                ('url', models.CharField(blank=True, max_length=2000, verbose_name='URL')),
                ('state', models.CharField(choices=[('awaiting', 'To be fetched'), ('fetched', 'Fetched'), ('missing', 'Missing')], default='awaiting', max_length=8, verbose_name='status')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imported_files', to='blog.mediafile')),
                ('first_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='transfer.import')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='files', to='transfer.importeditem')),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='transfer.origin')),
            ],
            options={
                'verbose_name': 'imported file',
                'verbose_name_plural': 'imported files',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('origin', 'address'), name='importedfile_address_unique')],
            },
        ),
    ]
