"""The current files of the dataset."""

from django.db import migrations, models

from lib.sql_files import run_sql


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0022_photo_searched'),
    ]

    operations = [
        migrations.CreateModel(
            name='DatasetFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('path', models.CharField(max_length=200)),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('row_count', models.BigIntegerField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        run_sql("blog/sql/0023_dataset.sql"),
    ]
